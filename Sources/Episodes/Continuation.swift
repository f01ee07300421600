import Basics
import Foundation

/// Whose episode an episode continues: its ticks before `tick` are another's, action by action; from there on a person played
/// the seat in which it is noted.
///
/// It is kept as a note of kind `continues` on that tick and in that seat, with this as its data:
/// `{"episode":12,"hash":"0f3c...","tick":120}`.
public struct Continuation: Sendable, Hashable, Codable {
    /// The other episode's number in the store where it was taken over; nil where it was in none.
    public let episode: Int64?
    /// The other episode's hash of states, by which it is known in any store.
    public let hash: String
    /// The first tick that is not the other's.
    public let tick: Int

    public init(episode: Int64?, hash: String, tick: Int) {
        self.episode = episode
        self.hash = hash
        self.tick = tick
    }

    /// A continuation of `other` from `tick`.
    /// - Parameter number: the other episode's in a store.
    public init(of other: Episode, number: Int64?, tick: Int) {
        self.init(episode: number, hash: ContentHash.hexadecimal(other.stateHash), tick: tick)
    }

    /// What a note says; nil for other notes, and for data that cannot be understood.
    public init?(_ note: Episode.Note) {
        guard note.kind == .continues else { return nil }
        self.init(json: note.data)
    }

    /// - Parameter json: the data of such a note; nil for none.
    public init?(json: String?) {
        guard let json, let read = try? JSONDecoder().decode(Continuation.self, from: Data(json.utf8)), read.tick >= 0 else { return nil }
        self = read
    }

    /// E.g. `continues episode 12 from tick 120`.
    public var words: String { "continues \(episode.map { "episode \($0)" } ?? "an episode that was not stored") from tick \(tick)" }

    /// The note for the seat that was taken over.
    public func note(seat: Int) -> Episode.Note {
        // Numbers and a hash always encode.
        let data = try? JSONText.stored(self, escapesSlashes: true)
        return Episode.Note(tick: tick, seat: seat, kind: .continues, text: words, data: data)
    }
}

extension Episode {
    /// Whose episode it continues, and in which seat a person took over; nil for one that was played from its start.
    public var continuation: (of: Continuation, seat: Int)? {
        notes.lazy.compactMap { note in Continuation(note).map { ($0, note.seat) } }.first
    }

    /// What was counted of each player from `tick` on. Faults are those of the whole episode: a log does not say of each tick
    /// whether there was one.
    /// - Throws: as `replayed` does.
    public func figures(since tick: Int) throws -> [SeatFigures] {
        guard tick > 0 else { return seats }
        var recorder = try EpisodeRecorder(kitchen(), horizon: horizon, seed: seed, start: start)
        for tick in 0..<min(tick, ticks) { try recorder.step(jointAction(tick)) }
        return zip(seats, recorder.figures).map { $0.since($1) }
    }
}

extension SeatFigures {
    /// What was counted after `earlier` of the same player.
    func since(_ earlier: SeatFigures) -> SeatFigures {
        var rest = self
        rest.sparse -= earlier.sparse
        rest.shaped -= earlier.shaped
        for count in SeatFigures.counts { rest[keyPath: count.path] -= earlier[keyPath: count.path] }
        return rest
    }
}
