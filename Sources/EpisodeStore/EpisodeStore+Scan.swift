import Episodes
import GRDB

extension EpisodeStore {
    /// In which order episodes are gone through.
    enum ScanOrder {
        case oldestFirst
        case newestFirst
    }

    // Rows are identified by `rowid`, which is `id` under the name that no damage to the schema can take away.

    /// Reads the row of every episode that `filter` means with one query; where pages of the file are damaged, episode by
    /// episode, so that what is on sound pages is read all the same.
    /// - Parameters:
    ///   - columns: what to select of `e` (episodes), `m` (maps) and `r` (runs), either of which may be missing.
    ///   - body: gets the episode's number and its row, or why that cannot be read; returns whether to go on.
    func scan(
        _ database: Database, _ filter: EpisodeFilter, _ columns: SQL, _ order: ScanOrder = .oldestFirst,
        _ body: (Int64, Result<Row, UnreadableRow>) throws -> Bool
    ) throws {
        var last: Int64?
        do {
            let rows = try request(columns, filter, order).fetchCursor(database)
            while let row = try rows.next() {
                let id = try StoredRow(row, "episodes").int64("id")
                guard try body(id, .success(row)) else { return }
                last = id
            }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            try scanOneByOne(database, filter, columns, order, after: last, body)
        }
    }

    private func scanOneByOne(
        _ database: Database, _ filter: EpisodeFilter, _ columns: SQL, _ order: ScanOrder, after last: Int64?,
        _ body: (Int64, Result<Row, UnreadableRow>) throws -> Bool
    ) throws {
        let ids = try ids(database).sorted { order == .oldestFirst ? $0 < $1 : $0 > $1 }
        for id in ids where last.map({ order == .oldestFirst ? id > $0 : id < $0 }) ?? true {
            do {
                guard let row = try request(columns, filter, order, only: id).fetchOne(database) else { continue }
                guard try body(id, .success(row)) else { return }
            } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
                let what = UnreadableRow(what: "table episodes, row \(id): it is on a damaged page of the file")
                guard try body(id, .failure(what)) else { return }
            }
        }
    }

    private func request(_ columns: SQL, _ filter: EpisodeFilter, _ order: ScanOrder, only id: Int64? = nil) -> SQLRequest<Row> {
        """
        SELECT e.rowid AS id, \(columns) FROM episodes e LEFT JOIN maps m ON m.rowid = e.map LEFT JOIN runs r ON r.rowid = e.run
        WHERE \(filter.conditions) AND \(id.map { "e.rowid = \($0)" as SQL } ?? "1")
        ORDER BY e.rowid \(sql: order == .oldestFirst ? "ASC" : "DESC")
        """
    }

    /// Every episode's number, from whichever of the places that hold it can be read.
    private func ids(_ database: Database) throws -> Set<Int64> {
        let places = [
            "SELECT rowid FROM episodes NOT INDEXED", "SELECT rowid FROM episodes INDEXED BY episodes_by_map",
            "SELECT id FROM content_hashes WHERE part = 'episode'",
        ]
        var ids: Set<Int64> = []
        for sql in places {
            do {
                let found = try Int64.fetchCursor(database, sql: sql)
                while let id = try found.next() { ids.insert(id) }
            } catch let error as DatabaseError where [.SQLITE_CORRUPT, .SQLITE_ERROR].contains(error.resultCode) {
                continue
            }
        }
        return ids
    }
}
