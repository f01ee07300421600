import GRDB

/// Why a store cannot be used: which file, what is wrong, and what to do.
public struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Reason: Sendable, Hashable {
        case missing, noDatabase, foreign, newer, readOnly, full, damaged, busy, unknownEpisode, other
    }

    public let file: String
    public let reason: Reason
    public let message: String

    public init(file: String, reason: Reason, message: String) {
        self.file = file
        self.reason = reason
        self.message = message
    }

    public var description: String { "\(file): \(message)" }

    /// What SQLite's error means for a user.
    init(_ error: DatabaseError, file: String) {
        let rows: [(codes: [ResultCode], reason: Reason, message: String)] = [
            ([.SQLITE_NOTADB], .noDatabase, "this is no SQLite database; name another file, or move this one away"),
            ([.SQLITE_CORRUPT], .damaged, "the database is damaged; what can be saved, 'sqlite3 FILE .recover' saves"),
            ([.SQLITE_READONLY], .readOnly, "the file or its folder cannot be written; check the permissions or copy it elsewhere"),
            ([.SQLITE_FULL], .full, "the disk is full; everything stored so far is kept: make room and run the command again"),
            ([.SQLITE_IOERR], .full, "the disk failed or is full; everything stored so far is kept: make room and run the command again"),
            ([.SQLITE_BUSY, .SQLITE_LOCKED], .busy, "another program holds the database; wait until it is done and run the command again"),
            ([.SQLITE_CANTOPEN], .missing, "the file cannot be opened; check that its folder exists and can be written"),
        ]
        let row = rows.first { $0.codes.contains(error.resultCode) }
        self.init(
            file: file, reason: row?.reason ?? .other,
            message: (row?.message ?? "SQLite cannot go on") + " (\(error.message ?? error.resultCode.description))")
    }
}
