import Basics
import Kitchen

/// Never moves.
public struct StayKind: AgentKind {
    public static let name = "stay"
    public static let summary = "Never moves."

    public static let possibleNeeds = [AgentNeed.view]

    public init(_ reader: inout ParameterReader) {}

    public func makeAgent() -> any Agent { StayAgent() }
}

struct StayAgent: StationaryPolicy {
    var needsWholeState: Bool { false }

    mutating func begin(_ episode: EpisodeContext) {}
    mutating func act(_ game: KitchenGame) -> Decision { Decision(.stay) }
    mutating func act(seeing observation: Observation) -> Decision { Decision(.stay) }
    func distribution(in game: KitchenGame, memory: Int) -> ActionDistribution { ActionDistribution(.stay) }
}

/// Does anything, each action equally likely.
public struct RandomKind: AgentKind {
    public static let name = "random"
    public static let summary = "Does anything, each action equally likely."

    public static let possibleNeeds = [AgentNeed.view]

    public init(_ reader: inout ParameterReader) {}

    public func makeAgent() -> any Agent { RandomAgent() }
}

struct RandomAgent: StationaryPolicy {
    private var random = RandomStream(0)

    var needsWholeState: Bool { false }

    mutating func begin(_ episode: EpisodeContext) { random = episode.random }

    mutating func act(_ game: KitchenGame) -> Decision { act() }
    mutating func act(seeing observation: Observation) -> Decision { act() }

    private mutating func act() -> Decision { Decision(Action(rawValue: UInt8(random.below(6))) ?? .stay) }

    func distribution(in game: KitchenGame, memory: Int) -> ActionDistribution { .uniform }

    func forked(seed: UInt64) -> any Agent {
        var other = self
        other.random = RandomStream(seed, StreamKey.agentEpisode)
        return other
    }
}
