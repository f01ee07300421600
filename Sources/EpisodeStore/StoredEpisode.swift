import Episodes

/// The row number of an agent in a store.
public struct AgentID: Hashable, Sendable { let row: Int64 }

/// The row number of a map in a store.
public struct MapID: Hashable, Sendable { let row: Int64 }

/// The row number of a run in a store.
public struct RunID: Hashable, Sendable, CustomStringConvertible {
    let row: Int64

    public var description: String { "\(row)" }
}

/// Who sat in a seat.
public enum Occupant: Hashable, Sendable {
    case agent(AgentID)
    /// A person, with the name or code that they typed, if any.
    case person(String?)
}

/// An episode on its way into a store.
public struct NewEpisode: Sendable {
    /// The row number to take; nil for the next free one.
    public var id: Int64?
    public var run: RunID
    public var map: MapID
    /// One occupant a seat.
    public var occupants: [Occupant]
    public var episode: Episode
    /// Where it comes from, when it was not played here, such as the file of a recorded trial.
    public var source: String?

    public init(
        id: Int64? = nil, run: RunID, map: MapID, occupants: [Occupant], episode: Episode, source: String? = nil
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
    public let id: Int64
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
    /// Row number of the run's first episode.
    public let firstEpisode: Int64
    /// How many episodes were planned.
    public let planned: Int
    /// How many there are.
    public let stored: Int
    /// When the run began, UTC, as ISO 8601.
    public let started: String
    public let finished: String?
}
