import Episodes

/// Who sat in a seat.
public enum Occupant: Hashable, Sendable {
    case agent(AgentID)
    /// A person, with the name or code that they typed, if any.
    case person(String?)
}

/// An episode on its way into a store.
public struct NewEpisode: Sendable {
    /// The row number to take; nil for the next free one.
    public var id: EpisodeID?
    public var run: RunID
    public var map: MapID
    /// One occupant a seat.
    public var occupants: [Occupant]
    public var episode: Episode
    /// Where it comes from, when it was not played here, such as the file of a recorded trial.
    public var source: String?

    public init(
        id: EpisodeID? = nil, run: RunID, map: MapID, occupants: [Occupant], episode: Episode, source: String? = nil
    ) {
        self.id = id
        self.run = run
        self.map = map
        self.occupants = occupants
        self.episode = episode
        self.source = source
    }
}

/// An episode out of a store.
public struct StoredEpisode: Sendable, Hashable {
    public let id: EpisodeID
    public let run: RunID
    /// Name of the map.
    public let map: String
    /// Name of each seat's occupant: an agent's, a person's, or `human`.
    public let players: [String]
    public let episode: Episode
    public let source: String?
    /// When its run began, UTC, as ISO 8601.
    public package(set) var date: String
}

/// A run: what was asked for, and when.
public struct RunRecord: Sendable, Hashable {
    public let id: RunID
    /// `tournament`, `play`, `import`, ...
    public let kind: String
    /// The settings as a JSON object.
    public let settings: String
    /// The run's first episode.
    public let firstEpisode: EpisodeID
    /// How many episodes were planned.
    public let planned: Int
    /// How many there are.
    public let stored: Int
    /// When the run began, UTC, as ISO 8601.
    public let started: String
    public let finished: String?
}
