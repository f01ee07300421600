// Ranges that several commands share. They are wide: what they keep out overflows, or takes longer than anybody waits.
// Numbers that only together ask for too much memory are refused by `MachineMemory`.

extension NumberRange where Number == Int {
    /// Episodes of a pair, a run or a bench.
    static var episodes: Self { .from(1, to: 1_000_000) }
    /// Ticks of an episode.
    static var horizon: Self { .from(1, to: 1_000_000) }
    /// Ticks of an episode that is learned from, which is kept in memory whole.
    static var learningHorizon: Self { .from(1, to: 100_000) }
    /// A tick of an episode.
    static var tick: Self { .from(0, to: 1_000_000) }
    /// Threads.
    static var jobs: Self { .from(1, to: 1024) }
    /// Environment steps of a learner.
    static var steps: Self { .from(1, to: 1_000_000_000_000) }
    /// The same where 0 means all of them.
    static var stepsOrAll: Self { .from(0, to: 1_000_000_000_000) }
    /// Learners, partners or agents of a population.
    static var members: Self { .from(1, to: 1000) }
    /// Iterations of a segment.
    static var iterations: Self { .from(1, to: 1_000_000) }
    /// Units of a layer.
    static var units: Self { .from(1, to: 4096) }
    /// Passes over samples.
    static var passes: Self { .from(1, to: 100_000) }
    /// Rounds of a referential game.
    static var rounds: Self { .from(1, to: 100_000) }
    /// Candidates of a round.
    static var candidates: Self { .from(1, to: 1024) }
    /// How many of a list are shown.
    static var limit: Self { .from(1, to: 1_000_000_000) }
}

extension NumberRange where Number == Int64 {
    /// The number of an episode or a run in a store.
    static var id: Self { .from(1, to: .max) }
}

extension NumberRange where Number == UInt64 {
    static var seed: Self { .from(0, to: .max) }
}

extension NumberRange where Number == Double {
    /// A part of a whole.
    static var share: Self { .from(0, to: 1) }
    /// A learning rate.
    static var rate: Self { .above(0, to: 1000) }
    /// What a term counts in a sum.
    static var weight: Self { .from(0, to: 1_000_000) }
    /// A score or a reward.
    static var score: Self { .from(-1_000_000_000, to: 1_000_000_000) }
    /// Work of a bench as a multiple of the usual.
    static var scale: Self { .above(0, to: 1000) }
}
