/// The row number of an agent in a store.
public struct AgentID: Hashable, Sendable { let row: Int64 }

/// The row number of a map in a store.
public struct MapID: Hashable, Sendable { let row: Int64 }

/// The row number of an origin in a store.
public struct OriginID: Hashable, Sendable { let row: Int64 }

/// A row number that people and other programs name: in text and JSON it is the number alone.
public protocol NamedRow: Hashable, Sendable, Codable, CustomStringConvertible, ExpressibleByIntegerLiteral {
    /// The number.
    var row: Int64 { get }

    /// The row of that number, which need not be there.
    init(_ row: Int64)
}

extension NamedRow {
    public init(integerLiteral row: Int64) { self.init(row) }
    public init(from decoder: any Decoder) throws { self.init(try decoder.singleValueContainer().decode(Int64.self)) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(row)
    }

    public var description: String { "\(row)" }
}

/// The row number of a run in a store.
public struct RunID: NamedRow {
    public let row: Int64

    public init(_ row: Int64) { self.row = row }
}

/// The row number of an episode in a store.
public struct EpisodeID: NamedRow {
    public let row: Int64

    public init(_ row: Int64) { self.row = row }

    /// The number so many rows further, for the episodes of a run in their order.
    public static func + (first: EpisodeID, rows: Int) -> EpisodeID { EpisodeID(first.row + Int64(rows)) }
}
