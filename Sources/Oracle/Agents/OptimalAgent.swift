import Agents
import Basics
import Episodes
import Kitchen

/// Plays its half of an optimal joint plan.
public struct OptimalKind: AgentKind {
    public static let name = "optimal"
    public static let summary = """
        Plays its half of an optimal joint plan, found by solving the kitchen; plans again each tick from where it is.
        memory: GiB that solving may take; the more, the more counters the plan can use (0.5)
        jobs: threads for solving (1)
        cache: folder in which solved kitchens are kept (runs/oracle)
        """

    private let options: SolveOptions
    private let cache: OracleCache
    private let solved = SolvedOnce<KitchenKey, KitchenValues>()

    public init(_ reader: inout ParameterReader) {
        var options = SolveOptions()
        options.memory = Int(reader.number("memory", 0.5, in: 0.001...1024) * 1_073_741_824)
        options.jobs = reader.count("jobs", 1, in: 1...256)
        self.options = options
        cache = OracleCache(folder: reader.text("cache", "runs/oracle"))
    }

    public func makeAgent() -> any Agent { OptimalAgent(self) }

    /// The values of `kitchen`, solved once for all agents of the kind.
    fileprivate func values(_ kitchen: Kitchen, horizon: Int) throws -> KitchenValues {
        var options = options
        // One solution serves every shorter episode.
        options.horizon = max(horizon, options.horizon)
        let key = KitchenKey(layout: kitchen.layout, dynamics: kitchen.dynamics, horizon: options.horizon, seat: 0)
        return try solved.value(key) {
            guard let values = try cache.solve(OptimumSolver(kitchen, options: options)).values else {
                throw AgentError("the values of \(kitchen.layout.name) do not fit into the agent's memory; raise it")
            }
            return values
        }
    }
}

/// Chooses the joint action of the highest value and does its part. Of several it takes the one in which both cooks do
/// most of what they have been seen to do, so that two such cooks who watch the same game choose the same one.
struct OptimalAgent: Agent {
    private let kind: OptimalKind
    private var values: KitchenValues?
    private var seat = 0
    /// How often each cook has done each action recently: `[player][action]`, fading.
    private var habits: [[Double]] = []
    private var plan: [Action] = []
    private var prospect: Double?

    init(_ kind: OptimalKind) { self.kind = kind }

    mutating func begin(_ episode: EpisodeContext) throws {
        values = try kind.values(episode.kitchen, horizon: episode.horizon)
        seat = episode.seat
        habits = Array(repeating: Array(repeating: 0, count: Action.allCases.count), count: episode.kitchen.players)
        plan = []
        prospect = nil
    }

    /// What remains of a habit a tick later.
    private static let fading = 0.8

    mutating func act(_ game: KitchenGame) -> Decision {
        if game.timestep > 0 { watch(game) }
        let choices = values?.jointActions(in: game) ?? []
        guard let first = choices.first else {
            (plan, prospect) = ([], nil)
            return Decision(.stay)
        }
        let best = choices.prefix { $0.total == first.total && $0.outlook == first.outlook }
        var chosen = first
        var most = -1.0
        for choice in best {
            let weight = choice.actions.enumerated().reduce(0) { $0 + habits[$1.offset][Int($1.element.rawValue)] }
            if weight > most { (chosen, most) = (choice, weight) }
        }
        plan = chosen.actions
        prospect = chosen.total
        return Decision(chosen.actions[seat])
    }

    private mutating func watch(_ game: KitchenGame) {
        for player in habits.indices {
            for action in habits[player].indices { habits[player][action] *= OptimalAgent.fading }
            habits[player][Int(game.lastAction(of: player).rawValue)] += 1
        }
    }

    func explain() -> Explanation? {
        guard let prospect, let values else { return Explanation(intention: "stays: it knows no plan from here") }
        let others = plan.indices.filter { $0 != seat }
        return Explanation(
            intention: "\(plan[seat]) as its part of an optimal plan",
            reason: "together \(Int(prospect)) more can still be earned with \(values.abstraction.description)",
            beliefs: others.map { Explanation.Belief(seat: $0, what: "does its part: \(plan[$0])", probability: 1) })
    }
}
