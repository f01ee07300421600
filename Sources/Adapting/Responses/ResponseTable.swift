import Basics
import Foundation

/// The file of best-known responses: everything that was measured of agents with partners, a line of JSON a pair and seat.
///
/// The best response to a partner that is known is the best of its lines. The file grows: whoever is measured and beats what was known
/// is the best from then on.
public struct ResponseTable: Sendable, Hashable {
    /// In the order of the file: by map, partner, seat and agent.
    public private(set) var pairs: [MeasuredPair]

    public init(_ pairs: [MeasuredPair] = []) {
        self.pairs = []
        add(pairs)
    }

    /// Why a file is no table of responses.
    public struct ReadingError: Error, Hashable, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// The first line of a file.
    private struct Head: Codable {
        var format = "brigade-best-responses"
        var version = 1
        var pairs: Int
    }

    /// Reads a file.
    /// - Throws: `ReadingError` with the line where there is no such file, or it is none, cut off or changed.
    public init(reading path: String) throws {
        let data: Data
        do {
            data = try InputFile.data(path, .responses)
        } catch {
            throw ReadingError(description: "\(error)" + (error.reason == .missing ? "; 'brigade responses measure' makes one" : ""))
        }
        let decoder = JSONDecoder()
        let lines = data.split(separator: UInt8(ascii: "\n"))
        guard let first = lines.first, let head = try? decoder.decode(Head.self, from: first), head.format == Head(pairs: 0).format,
            head.version == 1
        else {
            throw ReadingError(description: "\(path):1: this is no file of best-known responses that this version reads")
        }
        guard lines.count - 1 == head.pairs else {
            throw ReadingError(
                description: "\(path): it has \(lines.count - 1) pairs where its first line says \(head.pairs); it was cut off or changed")
        }
        self.init(
            try lines.dropFirst().enumerated().map { index, line in
                guard let pair = try? decoder.decode(MeasuredPair.self, from: line), pair.isSound else {
                    throw ReadingError(description: "\(path):\(index + 2): this is no measured pair; it was cut off or changed")
                }
                return pair
            })
    }

    /// The file's text.
    public func text() throws -> String {
        try ([JSONText.stored(Head(pairs: pairs.count))] + pairs.map { try JSONText.stored($0) }).joined(separator: "\n") + "\n"
    }

    /// Writes it whole or not at all.
    public func write(to path: String) throws { try WholeFile.write(text(), to: path) }

    /// Adds measurements; one of the same agents, seat and kitchen is replaced unless it is of more episodes. That an agent learned beside
    /// the partner is never forgotten.
    public mutating func add(_ more: [MeasuredPair]) {
        var known = Dictionary(pairs.map { ($0.key, $0) }) { $1 }
        for var pair in more {
            let old = known[pair.key]
            if let old, old.isLearned { pair.how = old.how }
            if (old?.episodes ?? 0) <= pair.episodes { known[pair.key] = pair }
        }
        pairs = known.sorted { $0.key < $1.key }.map(\.value)
    }

    /// The measurements in one kitchen.
    /// - Parameter horizon: nil for any.
    public func pairs(layout: String, dynamics: String, horizon: Int? = nil) -> [MeasuredPair] {
        pairs.filter { $0.layout == layout && $0.dynamics == dynamics && (horizon == nil || $0.horizon == horizon) }
    }

    /// The best that is known beside a partner, for the player of `seat`; nil where nothing was measured.
    /// - Parameter partner: its content hash.
    public func best(layout: String, dynamics: String, horizon: Int, partner: String, seat: Int) -> MeasuredPair? {
        pairs(layout: layout, dynamics: dynamics, horizon: horizon).filter { $0.partnerHash == partner && $0.seat == seat }
            .max { ($0.mean, $1.agent) < ($1.mean, $0.agent) }
    }
}
