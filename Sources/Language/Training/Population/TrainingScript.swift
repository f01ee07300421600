import Referential

/// One thing that a run does next. Agents are counted from zero, speakers and listeners apart; agents 0 are the ones that the
/// run is about.
enum TrainingStep: Sendable, Hashable {
    /// One gradient step on people's rounds. A lineage above 0 learns from its own resample of them.
    case supervise(Role, Int)
    /// A batch of games of a speaker and a listener, after which those that learn take a gradient step.
    case play(speaker: Int, listener: Int, learns: Set<Role>)
    /// A batch of games of an agent with a frozen partner out of the buffer, after which the agent takes a gradient step.
    /// With `adapts` the step is that of first-order MAML (Finn et al. 2017): a batch to adapt a copy by one plain gradient
    /// step, a second one whose gradient at the copy moves the agent.
    case meet(Role, Int, adapts: Bool)
    /// A speaker takes a gradient step towards what another says of a batch of things.
    case imitate(student: Int, teacher: Int)
    /// Frozen copies of a speaker and a listener join the buffers; with `alone` they take the place of all before.
    case snapshot(Int, alone: Bool)
    /// An agent becomes a copy of another.
    case copy(Role, from: Int, to: Int)
    /// An agent begins again.
    case renew(Role, Int)
    /// What a speaker has become is kept as the policy that people taught it, from which `TrainingSettings.divergence` measures.
    case anchor(Int)

    /// Gradients over a batch that the step computes for those that learn, and batches of games that it plays.
    var cost: (gradientSteps: Int, games: Int) {
        switch self {
        case .supervise, .imitate: (1, 0)
        case .play(_, _, let learns): (learns.count, 1)
        case .meet(_, _, let adapts): adapts ? (2, 2) : (1, 1)
        case .snapshot, .copy, .renew, .anchor: (0, 0)
        }
    }

    /// Who takes a step of the optimiser: at most one agent of each role.
    var learners: [(role: Role, agent: Int)] {
        switch self {
        case .supervise(let role, let agent), .meet(let role, let agent, _): [(role, agent)]
        case .play(let speaker, let listener, let learns):
            (learns.contains(.speaker) ? [(.speaker, speaker)] : []) + (learns.contains(.listener) ? [(.listener, listener)] : [])
        case .imitate(let student, _): [(.speaker, student)]
        case .snapshot, .copy, .renew, .anchor: []
        }
    }
}

/// How much a method may spend and how it divides it: the same for all methods of an experiment.
public struct TrainingBudget: Sendable, Hashable, Codable {
    /// Gradients over a batch, of speakers and listeners together.
    public var gradientSteps = 2400
    /// Batches of games.
    public var games = 600
    /// Supervised steps of each role before anything is played.
    public var warmUp = 300
    /// Outer rounds of methods that have rounds.
    public var rounds = 8
    /// Lineages of populations.
    public var lineages = 3
    /// Share of a dynamic population's games after the warm-up that the meta-agents learn from; the rest is the lineages'.
    public var metaShare = 0.5
    /// Whether a dynamic population's lineages begin as copies of the meta-agents, who then have all of the warm-up.
    public var sharedWarmUp = false
    /// Whether in a dynamic population's games of a lineage with a meta-agent both learn, and not the lineage alone.
    public var bothLearn = false

    public init() {}

    /// The names in results and identities of runs, which are stored.
    private enum CodingKeys: String, CodingKey {
        case gradientSteps = "steps"
        case games, warmUp, rounds, lineages, metaShare, sharedWarmUp, bothLearn
    }
}

/// The steps of a method, put together until the budget is spent.
struct TrainingScript {
    private(set) var steps: [TrainingStep] = []
    private(set) var gradientSteps = 0
    private(set) var games = 0
    let budget: TrainingBudget

    init(_ budget: TrainingBudget) { self.budget = budget }

    mutating func add(_ step: TrainingStep) {
        steps.append(step)
        gradientSteps += step.cost.gradientSteps
        games += step.cost.games
    }

    /// `count` supervised steps of each role of agent `agent`.
    mutating func supervise(_ agent: Int, _ count: Int) {
        for _ in 0..<count { for role in Role.allCases { add(.supervise(role, agent)) } }
    }

    /// What comes before games: `count` supervised steps of each role, after which the speaker is the policy that people
    /// taught it.
    mutating func warmUp(_ agent: Int, _ count: Int) {
        supervise(agent, count)
        add(.anchor(agent))
    }

    /// Puts supervised steps of agents 0 evenly among the steps that follow the first `after`, so that all steps are spent.
    mutating func fillUp(after: Int) {
        let missing = max(budget.gradientSteps - gradientSteps, 0)
        guard missing > 0 else { return }
        let (kept, rest) = (steps[..<after], steps[after...])
        var mixed = Array(kept)
        var given = 0
        for (index, step) in rest.enumerated() {
            mixed.append(step)
            while given < missing * (index + 1) / rest.count {
                mixed.append(.supervise(Role.allCases[given % 2], 0))
                given += 1
            }
        }
        while given < missing {
            mixed.append(.supervise(Role.allCases[given % 2], 0))
            given += 1
        }
        steps = mixed
        gradientSteps += missing
    }
}
