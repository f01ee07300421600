import GRDB

/// The rows of a table that belong to one episode after another, read by one query for many episodes: a query an episode takes longer
/// to begin than to read.
///
/// Where a page of the file is damaged, it goes on with a query an episode, so that each gets what is left of it.
final class EpisodeRows {
    private let database: Database
    /// Selects what is of an episode given as argument, and what is of it and all after it, in the order of episodes.
    private let ofOne: String
    private let fromOne: String
    private var cursor: RowCursor?
    /// The row that the cursor is at, and its episode.
    private var next: (row: Row, episode: Int64)?
    private var last = Int64.min
    private var isDamaged = false

    /// Episodes that are passed over by reading on rather than by another query.
    private static let maxGap: Int64 = 32

    /// - Parameters:
    ///   - columns: what to select; `episode` is one of them.
    ///   - tables: the tables, with the column of the episode's number as `key` and further columns to sort by.
    init(_ database: Database, columns: String, tables: String, key: String, order: String) {
        self.database = database
        ofOne = "SELECT \(columns) FROM \(tables) WHERE \(key) = ? ORDER BY \(order)"
        fromOne = "SELECT \(columns) FROM \(tables) WHERE \(key) >= ? ORDER BY \(key), \(order)"
    }

    /// What `read` makes of each row of an episode, in order.
    /// - Throws: what `read` throws; `DatabaseError` where the episode's rows cannot be read.
    /// - Complexity: O(rows) for episodes in rising order.
    func of<Value>(_ episode: Int64, _ read: (_ place: Int, Row) throws -> Value) throws -> [Value] {
        if !isDamaged {
            do {
                return try onward(episode, read)
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                (cursor, next, isDamaged) = (nil, nil, true)
            }
        }
        var values: [Value] = []
        let rows = try Row.fetchCursor(database.cachedStatement(sql: ofOne), arguments: [episode])
        while let row = try rows.next() { values.append(try read(values.count, row)) }
        return values
    }

    private func onward<Value>(_ episode: Int64, _ read: (_ place: Int, Row) throws -> Value) throws -> [Value] {
        if cursor == nil || episode <= last || episode > last &+ EpisodeRows.maxGap {
            (cursor, next) = (nil, nil)
            cursor = try Row.fetchCursor(database.cachedStatement(sql: fromOne), arguments: [episode])
            try step()
        }
        last = episode
        while let row = next, row.episode < episode { try step() }
        var values: [Value] = []
        while let row = next, row.episode == episode {
            values.append(try read(values.count, row.row))
            try step()
        }
        return values
    }

    private func step() throws {
        next = try cursor?.next().map { row in
            guard case .int64(let episode) = (row["episode"] as DatabaseValue).storage else { return (row, .max) }
            return (row, episode)
        }
    }
}
