import GRDB

/// What cannot be understood of a row: a store may have been changed or damaged, so that any column can hold anything.
struct UnreadableRow: Error {
    let what: String
}

/// A row whose columns are read by their type; anything else in them is an error that names table, row and column.
struct StoredRow {
    let row: Row
    let table: String
    /// The columns that identify the row.
    let key: [String]

    init(_ row: Row, _ table: String, key: [String] = ["id"]) {
        self.row = row
        self.table = table
        self.key = key
    }

    func int64(_ column: String) throws -> Int64 {
        guard case .int64(let value) = storage(column) else { throw wrong(column, "a whole number") }
        return value
    }

    func int(_ column: String) throws -> Int { Int(try int64(column)) }

    /// A whole number from `range`.
    func int(_ column: String, _ range: ClosedRange<Int>) throws -> Int {
        let value = try int(column)
        guard range.contains(value) else { throw wrong(column, "a number from \(range.lowerBound) to \(range.upperBound)") }
        return value
    }

    func text(_ column: String) throws -> String {
        guard case .string(let value) = storage(column) else { throw wrong(column, "text") }
        return value
    }

    func real(_ column: String) throws -> Double {
        switch storage(column) {
        case .double(let value): return value
        case .int64(let value): return Double(value)
        default: throw wrong(column, "a number")
        }
    }

    func bytes(_ column: String) throws -> [UInt8] {
        switch storage(column) {
        case .blob(let data): return [UInt8](data)
        default: throw wrong(column, "bytes")
        }
    }

    /// A 64-bit key, kept as the decimal text or the number of the same bits.
    func key64(_ column: String) throws -> UInt64 {
        switch storage(column) {
        case .int64(let value): return UInt64(bitPattern: value)
        case .string(let text):
            guard let value = Int64(text) else { throw wrong(column, "a whole number") }
            return UInt64(bitPattern: value)
        default: throw wrong(column, "a whole number")
        }
    }

    /// What `read` reads, or nil where the column is null.
    func optional<T>(_ column: String, _ read: (String) throws -> T) throws -> T? {
        if case .null = storage(column) { return nil }
        return try read(column)
    }

    /// The error of a column that should hold `wanted`.
    func wrong(_ column: String, _ wanted: String) -> UnreadableRow {
        UnreadableRow(
            what: "table \(table), \(place), column \(column): it should be \(wanted), here is \(StoredRow.words(storage(column)))")
    }

    /// The row itself, in words.
    var place: String {
        let parts = key.map { "\($0 == "id" ? "row" : $0) \(StoredRow.words(storage($0)))" }
        return parts.joined(separator: " ")
    }

    /// Not as an optional value, which is read by way of a type that is looked up each time.
    private func storage(_ column: String) -> DatabaseValue.Storage {
        row.hasColumn(column) ? (row[column] as DatabaseValue).storage : .null
    }

    private static func words(_ value: DatabaseValue.Storage) -> String {
        switch value {
        case .null: "nothing"
        case .int64(let value): "\(value)"
        case .double(let value): "\(value)"
        case .string(let text): String(text.prefix(40)).debugDescription
        case .blob(let data): "\(data.count) bytes"
        }
    }
}
