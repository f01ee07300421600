import Episodes
import Kitchen

/// What an agent has to be shown in a kitchen that hides something from its players.
public enum AgentNeed: String, Sendable, Hashable, CaseIterable, Codable {
    /// The whole state: the agent cannot play from a view.
    case state
    /// What its seat sees.
    case view
}

extension Agent {
    /// Begins an episode with what the agent may see there; to be called in place of `begin`.
    /// - Throws: what keeps the agent from playing it, in words for a person.
    public mutating func enter(_ episode: EpisodeContext) throws {
        try requireKitchen(episode.kitchen)
        try begin(episode)
    }

    /// Refuses a kitchen of which the agent does not see enough, or whose rules it does not know.
    func requireKitchen(_ kitchen: Kitchen) throws {
        if kitchen.isPartiallyObserved, needsWholeState, !isOmniscient {
            throw AgentError(
                "it needs the whole state, and \(kitchen.layout.name) shows a player only a part of it; "
                    + "--omniscient gives it the whole state, and marks its results")
        }
        let family = kitchen.layout.family
        guard families.contains(family) else { throw AgentError("it plays no kitchens of \(family.name)") }
    }

    /// The decision for the tick that `game` is at, by what the agent may see of it; to be called in place of `hear` and `act`.
    /// - Parameter heard: what others said that reaches the agent in this tick.
    public mutating func decide(in game: KitchenGame, seat: Int, heard: [HeardMessage] = []) -> Decision {
        if !heard.isEmpty { hear(heard) }
        guard game.kitchen.isPartiallyObserved, !needsWholeState, !isOmniscient else { return act(game) }
        var observation = game.observation(of: seat)
        observation.heard = heard
        return act(seeing: observation)
    }
}

/// An agent that is given the whole state where its seat would see less.
struct OmniscientAgent: Agent {
    private var agent: any Agent

    init(_ agent: any Agent) { self.agent = agent }

    var isOmniscient: Bool { true }
    var families: Set<RuleFamily> { agent.families }

    mutating func begin(_ episode: EpisodeContext) throws { try agent.begin(episode) }
    mutating func hear(_ messages: [HeardMessage]) { agent.hear(messages) }
    mutating func act(_ game: KitchenGame) -> Decision { agent.act(game) }
    func explain() -> Explanation? { agent.explain() }
    mutating func finish() -> EpisodeEnd { agent.finish() }
    mutating func close() { agent.close() }
}

/// A kind whose agents are given the whole state.
public struct OmniscientKind: AgentKind {
    public static let name = "omniscient"
    public static let summary = "Not for files: what --omniscient makes of another kind."

    let kind: any AgentKind

    public init(_ kind: any AgentKind) { self.kind = kind }

    /// Never read from a file: no catalogue has this kind.
    public init(_ reader: inout ParameterReader) { kind = StayKind(&reader) }

    public func makeAgent() throws -> any Agent { OmniscientAgent(try kind.makeAgent()) }
}

/// The mark of agents that were given the whole state in a kitchen that hides a part of it: a part of their name, so that no
/// table, file or store mixes what they scored with what the agents score by their own eyes.
public enum OmniscientName {
    public static let suffix = "+all"

    /// What the mark means, for below a table.
    public static let legend = "\(suffix): the agent was given the whole state, of which its seat sees only a part"

    public static func isMarked(_ name: String) -> Bool { name.hasSuffix(suffix) }

    /// The name without the mark.
    public static func plain(_ name: String) -> String { isMarked(name) ? String(name.dropLast(suffix.count)) : name }

    /// The legend, where one of `names` has the mark.
    public static func legend(for names: some Sequence<String>) -> String? { names.contains(where: isMarked) ? legend : nil }
}

extension AgentFile {
    /// The agent as it plays with the whole state in sight, under the name that says so; the agent itself where it needs no more
    /// than a view, or sees all already.
    public var seeingAll: AgentFile {
        guard needs == .state, !OmniscientName.isMarked(name) else { return self }
        var other = self
        other.name = name + OmniscientName.suffix
        other.kind = OmniscientKind(kind)
        return other
    }

    /// `agents` as they play `kitchens` under --omniscient: those that need the whole state are given it where one of the
    /// kitchens hides something.
    public static func seeingAll(_ agents: [AgentFile], in kitchens: [Kitchen]) -> [AgentFile] {
        kitchens.contains(where: \.isPartiallyObserved) ? agents.map(\.seeingAll) : agents
    }

    /// The agent of that name among `agents`, also of the names that it has when it is given the whole state or can talk.
    public static func named(_ name: String, among agents: [AgentFile]) -> AgentFile? {
        if let plain = TalkingName.plain(name) {
            guard var agent = named(plain, among: agents) else { return nil }
            agent.name = name
            return agent
        }
        if let agent = agents.first(where: { $0.name == name }) { return agent }
        guard OmniscientName.isMarked(name), let agent = agents.first(where: { $0.name == OmniscientName.plain(name) }) else { return nil }
        let marked = agent.seeingAll
        return marked.name == name ? marked : nil
    }
}
