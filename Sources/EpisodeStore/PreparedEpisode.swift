import Basics
import Episodes
import Foundation
import GRDB
import Kitchen
import KitchenMaps

/// An episode as the rows that it becomes, made by the thread that played it: the one thread that writes has then only to hand them to
/// SQLite.
public struct PreparedEpisode: Sendable {
    /// Its row.
    public let id: EpisodeID
    /// What tells it apart: the columns of a claim before its owner.
    let key: [DatabaseValue]
    /// The columns of `EpisodeWriter.insertEpisode`.
    let columns: [DatabaseValue]
    /// The columns of `EpisodeWriter.insertSeat` after the first, of each seat.
    let seats: [[DatabaseValue]]
    /// The columns of `EpisodeWriter.insertNote` after the first, of each note.
    let notes: [[DatabaseValue]]
    /// The content hash.
    let seal: Int64

    /// - Parameter id: the row to take.
    public init(_ new: NewEpisode, id: EpisodeID) {
        self.id = id
        let pairing = EpisodeStore.Pairing(map: new.map, occupants: new.occupants, dynamics: new.episode.dynamics, seed: new.episode.seed)
        key = pairing.key(horizon: new.episode.horizon)
        columns = PreparedEpisode.columns(new, pairing, id)
        seats = new.episode.seats.indices.map { PreparedEpisode.columns(new, seat: $0) }
        notes = new.episode.notes.map(PreparedEpisode.columns)
        seal = ContentSeal.hash([columns, Array(seats.joined()), Array(notes.joined())])
    }

    /// The columns as they are read back: a seed is text there, and of two zeros there is one.
    private static func columns(_ new: NewEpisode, _ pairing: EpisodeStore.Pairing, _ id: EpisodeID) -> [DatabaseValue] {
        let episode = new.episode
        let score = episode.status == .refused ? DatabaseValue.null : real(episode.score)
        return [
            id.row.databaseValue, new.run.row.databaseValue, new.map.row.databaseValue, pairing.lineUp.databaseValue,
            pairing.dynamics.databaseValue, episode.horizon.databaseValue, pairing.seedText.databaseValue,
            episode.status.rawValue.databaseValue, episode.ticks.databaseValue, score,
            Data(ActionCode.encode(episode.actions, players: episode.players)).databaseValue,
            (episode.start.map(StateNotation.json)?.databaseValue) ?? .null, ContentHash.hexadecimal(episode.stateHash).databaseValue,
            episode.pots.empty.databaseValue, episode.pots.filling.databaseValue, episode.pots.cooking.databaseValue,
            episode.pots.ready.databaseValue, EventCode.encode(episode.events).databaseValue, new.source?.storable.databaseValue ?? .null,
        ]
    }

    private static func columns(_ new: NewEpisode, seat: Int) -> [DatabaseValue] {
        let figures = new.episode.seats[seat]
        var columns = [seat.databaseValue]
        switch new.occupants.indices.contains(seat) ? new.occupants[seat] : .person(nil) {
        case .agent(let agent): columns += [agent.row.databaseValue, .null]
        case .person(let name): columns += [.null, name?.storable.databaseValue ?? .null]
        }
        columns += [real(figures.sparse), real(figures.shaped)]
        for count in figures.inOrder { columns.append(count.databaseValue) }
        return columns
    }

    private static func columns(_ note: Episode.Note) -> [DatabaseValue] {
        [
            note.tick.databaseValue, note.seat.databaseValue, note.kind.rawValue.databaseValue, note.text.storable.databaseValue,
            note.data?.storable.databaseValue ?? .null,
        ]
    }

    /// A number as a column of numbers with a fraction keeps it, which has one zero.
    private static func real(_ number: Double) -> DatabaseValue { (number == 0 ? 0 : number).databaseValue }
}

extension EpisodeStore.Pairing {
    /// The seed as columns have it.
    var seedText: String { "\(Int64(bitPattern: seed))" }

    /// The columns of a claim before its owner.
    func key(horizon: Int) -> [DatabaseValue] {
        [map.databaseValue, lineUp.databaseValue, dynamics.databaseValue, horizon.databaseValue, seedText.databaseValue]
    }
}
