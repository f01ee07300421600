import Agents
import Basics
import Episodes
import Foundation
import Kitchen

/// Plays an exact best response to another agent.
public struct BestResponseKind: AgentKind {
    public static let name = "best-response"
    public static let summary = """
        Plays the best response to a certain partner, found by solving the kitchen with it; short form best-response:AGENT.
        agent: the partner: its name in the same folder, or the path of its file
        memory: GiB that solving may take (2)
        jobs: threads for solving (1)
        """
    public static let shorthand: String? = "agent"

    private let options: SolveOptions
    private let partner: AgentFile?
    private let solved = SolvedOnce<KitchenKey, BestResponse>()

    public init(_ reader: inout ParameterReader) {
        var options = SolveOptions()
        options.memory = Int(reader.number("memory", 2, in: 0.001...1024) * 1_073_741_824)
        options.jobs = reader.count("jobs", 1, in: 1...256)
        self.options = options
        let name = reader.text("agent")
        reader.markFiles("agent")
        let file = name.hasSuffix(".yaml") ? name : name + ".yaml"
        let path = file.hasPrefix("/") || reader.folder.isEmpty ? file : reader.folder + "/" + file
        do {
            partner = try AgentFile.read(path, catalogue: reader.catalogue)
        } catch {
            partner = nil
            reader.report("the partner cannot be read: \(error)")
        }
    }

    public func makeAgent() throws -> any Agent {
        guard let partner else { throw AgentError("there is no partner to respond to") }
        return BestResponseAgent(self, partner: try partner.makeAgent())
    }

    fileprivate func response(_ episode: EpisodeContext) throws -> BestResponse {
        guard let partner else { throw AgentError("there is no partner to respond to") }
        let kitchen = episode.kitchen
        let key = KitchenKey(layout: kitchen.layout, dynamics: kitchen.dynamics, horizon: episode.horizon, seat: episode.seat)
        return try solved.value(key) {
            var options = options
            options.horizon = episode.horizon
            return try BestResponseSolver(kitchen, options: options).solve(partner.kind, named: partner.name, seat: episode.seat)
        }
    }
}

/// Looks up what the best response does in the kitchen's state and the partner's memory, which it follows by watching.
struct BestResponseAgent: Agent {
    private let kind: BestResponseKind
    /// A partner to ask how its memory changes; it never acts.
    private var partner: any Agent
    private var response: BestResponse?
    private var seat = 0
    private var memory = 0
    private var last: KitchenGame?

    init(_ kind: BestResponseKind, partner: any Agent) {
        self.kind = kind
        self.partner = partner
    }

    mutating func begin(_ episode: EpisodeContext) throws {
        response = try kind.response(episode)
        seat = episode.seat
        memory = 0
        last = nil
        try partner.begin(
            EpisodeContext(kitchen: episode.kitchen, seat: 1 - seat, seed: episode.seed, horizon: episode.horizon))
    }

    mutating func act(_ game: KitchenGame) -> Decision {
        if let last, let policy = partner as? any StationaryPolicy, policy.memories > 1 {
            memory = policy.memory(after: memory, from: last, doing: game.lastAction(of: 1 - seat), to: game)
        }
        last = game
        return Decision(response?.action(in: game, memory: memory) ?? .stay)
    }

    func explain() -> Explanation? {
        response.map {
            Explanation(
                intention: "does what earns most beside the partner it knows",
                reason: "with it \($0.score.formatted(.number.precision(.fractionLength(0...1)))) can be expected in an episode")
        }
    }

    mutating func close() { partner.close() }
}

extension BestResponse {
    /// What the response does in `game` when the partner's memory is `memory`; staying in states that the two of them
    /// never come to.
    public func action(in game: KitchenGame, memory: Int = 0) -> Action {
        model.state(of: game, memory: memory).map { policy.action($0, left: game.horizon - game.timestep) } ?? .stay
    }
}
