import Episodes
import GRDB

/// Writes episodes within one transaction.
struct EpisodeWriter {
    private let insertEpisode: RowStatement
    private let insertSeat: RowStatement
    private let insertNote: RowStatement
    private let insertSeal: RowStatement

    init(_ database: Database) throws {
        insertEpisode = try RowStatement(EpisodeWriter.insertEpisode, database)
        insertSeat = try RowStatement(EpisodeWriter.insertSeat, database)
        insertNote = try RowStatement(EpisodeWriter.insertNote, database)
        insertSeal = try RowStatement(ContentSeal.insert, database)
    }

    /// Writes an episode, unless its row is taken.
    /// - Returns: whether it was written.
    @discardableResult
    func insert(_ episode: PreparedEpisode) throws -> Bool {
        guard try insertEpisode.run(episode.columns) > 0 else { return false }
        let row = [episode.id.row.databaseValue]
        for seat in episode.seats { try insertSeat.run(row, seat) }
        for note in episode.notes { try insertNote.run(row, note) }
        try insertSeal.run(ContentSeal.episode.columns(row[0], hash: episode.seal))
        return true
    }

    private static let insertEpisode = """
        INSERT INTO episodes (id, run, map, line_up, dynamics, horizon, seed, status, ticks, score, actions, start,
            state_hash, pot_empty, pot_filling, pot_cooking, pot_ready, events, source)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
        """

    private static let insertSeat: String = {
        let columns = ["episode", "seat", "agent", "person", "sparse", "shaped"] + SeatFigures.counts.map(\.column)
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        return "INSERT INTO seats (\(columns.joined(separator: ", "))) VALUES (\(marks))"
    }()

    private static let insertNote = "INSERT INTO notes (episode, tick, seat, kind, text, data) VALUES (?, ?, ?, ?, ?, ?)"
}
