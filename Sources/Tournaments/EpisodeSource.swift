import EpisodeStore
import Synchronization

/// The episodes of a plan in their order: first those of every pair, then, round by round, those that results ask for.
final class EpisodeSource: Sendable {
    enum Next: Sendable, Hashable {
        /// The number of an episode to play; see `entry`.
        case number(Int)
        /// Results decide what comes next, and are not all there.
        case later
        case end
    }

    private struct State {
        /// The next number to look at.
        var next = 0
        /// The entries that results asked for, in the order of their numbers, which follow those of the plan.
        var further: [TournamentPlan.Entry] = []
        /// Nil before the plan's own results are in, and of a plan that is not adaptive.
        var rounds: AdaptiveRounds?
        /// How many of `further` the rounds know the results of.
        var known = 0
        var given = 0
        var written = 0
        var found = 0
        var isAtEnd = false
    }

    private let part: PlanPart
    private var plan: TournamentPlan { part.plan }
    private let isStored: @Sendable (Int) -> Bool
    private let outcomes: @Sendable ([TournamentPlan.Entry]) throws -> [EpisodeStore.Outcome?]
    private let state = Mutex(State())

    /// Results are asked for in parts of so many.
    private static let part = 10_000

    /// - Parameters:
    ///   - isStored: whether the plan's episode of that number was stored when the tournament began.
    ///   - outcomes: what came of episodes, from the store; nil where it does not have one.
    init(
        _ part: PlanPart, isStored: @escaping @Sendable (Int) -> Bool,
        outcomes: @escaping @Sendable ([TournamentPlan.Entry]) throws -> [EpisodeStore.Outcome?]
    ) {
        self.part = part
        self.isStored = isStored
        self.outcomes = outcomes
    }

    /// Episodes of the plan, with those that results may still ask for.
    var planned: Int { state.withLock { part.count + ($0.isAtEnd ? $0.further.count : plan.adaptive) } }

    /// Episodes that others stored since the tournament began.
    var found: Int { state.withLock { $0.found } }

    func noteWritten(_ count: Int) { state.withLock { $0.written += count } }
    func noteFound(_ count: Int) { state.withLock { $0.found += count } }

    /// The episode of a number that was given.
    func entry(_ number: Int) -> TournamentPlan.Entry {
        number < plan.count ? plan.entry(number) : state.withLock { $0.further[number - plan.count] }
    }

    /// The next episode, of the plan's own one that was not stored.
    /// - Throws: `StoreError`.
    func next() throws -> Next {
        try state.withLock { state in
            while state.next < plan.count {
                state.next += 1
                if part.contains(state.next - 1) && !isStored(state.next - 1) { return give(state.next - 1, &state) }
            }
            if state.next == plan.count + state.further.count {
                if plan.adaptive == 0 || state.isAtEnd { return .end }
                // A round follows from all results before it.
                guard state.given == state.written + state.found else { return .later }
                _ = try learn(&state)
                begin(&state)
                if state.isAtEnd { return .end }
            }
            state.next += 1
            return give(state.next - 1, &state)
        }
    }

    private func give(_ number: Int, _ state: inout State) -> Next {
        state.given += 1
        return .number(number)
    }

    /// Passes over rounds that are in the store whole, once the plan's own episodes are.
    /// - Returns: how many episodes they have.
    /// - Throws: `StoreError`.
    func skipStoredRounds() throws -> Int {
        guard plan.adaptive > 0 else { return 0 }
        return try state.withLock { state in
            state.next = plan.count
            var skipped = 0
            while try learn(&state), !state.isAtEnd {
                skipped = state.further.count
                state.next = plan.count + skipped
                begin(&state)
            }
            return skipped
        }
    }

    /// Tells the rounds the results that they do not know yet.
    /// - Returns: whether all of them are in the store.
    private func learn(_ state: inout State) throws -> Bool {
        var rounds = state.rounds ?? AdaptiveRounds(plan)
        if state.rounds == nil {
            for start in stride(from: 0, to: plan.count, by: EpisodeSource.part) {
                let entries = (start..<min(start + EpisodeSource.part, plan.count)).map(plan.entry)
                for (entry, outcome) in zip(entries, try outcomes(entries)) { rounds.add(entry, outcome) }
            }
        }
        let round = Array(state.further[state.known...])
        let results = try outcomes(round)
        guard !results.contains(nil) else { return false }
        for (entry, outcome) in zip(round, results) { rounds.add(entry, outcome) }
        state.known = state.further.count
        state.rounds = rounds
        return true
    }

    /// Asks the rounds for the next one.
    private func begin(_ state: inout State) {
        let entries = state.rounds?.next(atMost: plan.adaptive - state.further.count) ?? []
        state.further += entries
        state.isAtEnd = entries.isEmpty
    }
}
