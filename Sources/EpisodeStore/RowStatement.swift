import GRDB
import GRDBSQLite

/// A statement that is run for row after row of one transaction.
///
/// GRDB looks a statement up by its text, makes arguments of values and tells observers each time that it is run, which takes longer than
/// most rows take SQLite. Here that is done once a transaction; what remains is binding and stepping.
struct RowStatement {
    private let statement: Statement
    private var handle: SQLiteStatement { statement.sqliteStatement }

    init(_ sql: String, _ database: Database) throws {
        statement = try database.cachedStatement(sql: sql)
        // GRDB leaves a statement that it has run as it is until it runs it again, and nothing can be bound to that.
        sqlite3_reset(handle)
    }

    /// Runs the statement with `values`, then `more`, as its arguments.
    /// - Returns: rows that it changed.
    @discardableResult
    func run(_ values: [DatabaseValue], _ more: [DatabaseValue] = []) throws -> Int {
        try step(values, more)
        try check(sqlite3_reset(handle))
        return Int(sqlite3_changes(sqlite3_db_handle(handle)))
    }

    /// Whether the one number that the statement selects is not 0.
    func isTrue(_ values: [DatabaseValue]) throws -> Bool {
        try step(values, [])
        let isTrue = sqlite3_column_int(handle, 0) != 0
        try check(sqlite3_reset(handle))
        return isTrue
    }

    private func step(_ values: [DatabaseValue], _ more: [DatabaseValue]) throws {
        var index: CInt = 1
        for value in values {
            try check(value.bind(to: handle, at: index))
            index += 1
        }
        for value in more {
            try check(value.bind(to: handle, at: index))
            index += 1
        }
        try check(sqlite3_step(handle))
    }

    private func check(_ code: CInt) throws {
        if code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE { return }
        let error = DatabaseError(
            resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(sqlite3_db_handle(handle))),
            sql: statement.sql)
        sqlite3_reset(handle)
        throw error
    }
}
