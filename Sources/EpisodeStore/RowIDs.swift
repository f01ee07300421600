/// The row number of an agent in a store.
public struct AgentID: Hashable, Sendable { let row: Int64 }

/// The row number of a map in a store.
public struct MapID: Hashable, Sendable { let row: Int64 }

/// The row number of a run in a store, as people and other programs name it.
public struct RunID: Hashable, Sendable, Codable, CustomStringConvertible, ExpressibleByIntegerLiteral {
    public let row: Int64

    public init(_ row: Int64) { self.row = row }
    public init(integerLiteral row: Int64) { self.row = row }
    public init(from decoder: any Decoder) throws { row = try decoder.singleValueContainer().decode(Int64.self) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(row)
    }

    public var description: String { "\(row)" }
}

/// The row number of an episode in a store, as people and other programs name it.
public struct EpisodeID: Hashable, Sendable, Codable, CustomStringConvertible, ExpressibleByIntegerLiteral {
    public let row: Int64

    public init(_ row: Int64) { self.row = row }
    public init(integerLiteral row: Int64) { self.row = row }
    public init(from decoder: any Decoder) throws { row = try decoder.singleValueContainer().decode(Int64.self) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(row)
    }

    public var description: String { "\(row)" }

    /// The number so many rows further, for the episodes of a run in their order.
    public static func + (first: EpisodeID, rows: Int) -> EpisodeID { EpisodeID(first.row + Int64(rows)) }
}
