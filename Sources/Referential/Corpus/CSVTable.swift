/// Comma-separated values with their lines (RFC 4180: fields may be quoted, and then hold commas, quotes and line ends).
struct CSVTable {
    struct Row {
        /// The line on which it begins, counted from one.
        let line: Int
        let fields: [String]
    }

    /// Most rows, and most fields of one.
    static let maxRows = 1_000_000
    static let maxFields = 1000

    let header: [String]
    let rows: [Row]

    /// - Throws: `CorpusError` for an empty text and for a quote that is never closed.
    init(_ text: String, file: String) throws {
        var rows: [Row] = []
        var (fields, field): ([String], [UInt8]) = ([], [])
        var (line, start, isQuoted, wasQuoted) = (1, 1, false, false)
        func closeField() throws {
            guard fields.count < CSVTable.maxFields else {
                throw CorpusError(file: file, line: start, message: "more than \(CSVTable.maxFields) fields in one row")
            }
            fields.append(String(decoding: field, as: UTF8.self))
            field = []
            wasQuoted = false
        }
        func closeRow() throws {
            try closeField()
            // An empty line is not a row.
            if fields.count > 1 || !fields[0].isEmpty { rows.append(Row(line: start, fields: fields)) }
            fields = []
            guard rows.count <= CSVTable.maxRows else {
                throw CorpusError(file: file, line: start, message: "more than \(CSVTable.maxRows) rows; split the file")
            }
        }
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\n") { line += 1 }
            switch (byte, isQuoted) {
            case (UInt8(ascii: "\""), true):
                if index < bytes.count, bytes[index] == byte {
                    field.append(byte)
                    index += 1
                } else {
                    isQuoted = false
                }
            case (_, true): field.append(byte)
            case (UInt8(ascii: "\""), false) where field.isEmpty && !wasQuoted: (isQuoted, wasQuoted) = (true, true)
            case (UInt8(ascii: ","), false): try closeField()
            case (UInt8(ascii: "\n"), false):
                if field.last == UInt8(ascii: "\r") { field.removeLast() }
                try closeRow()
                start = line
            default: field.append(byte)
            }
        }
        guard !isQuoted else { throw CorpusError(file: file, line: start, message: "a quote opens here and is never closed") }
        if !field.isEmpty || !fields.isEmpty { try closeRow() }
        guard let first = rows.first else {
            throw CorpusError(file: file, line: 1, message: "the file is empty; a header with the names of the columns comes first")
        }
        // Spreadsheets like to begin with a byte order mark.
        header = first.fields.enumerated().map { $0 == 0 && $1.hasPrefix("\u{FEFF}") ? String($1.dropFirst()) : $1 }
        self.rows = Array(rows.dropFirst())
    }
}

/// What is wrong with a corpus, and on which line.
public struct CorpusError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, as it was named.
    public let file: String
    /// The line, counted from one.
    public let line: Int
    /// What is wrong, and what was expected.
    public let message: String

    public var description: String { "\(file):\(line): \(message)" }
}

/// Everything that is wrong with a corpus that is refused.
public struct CorpusProblems: Error, Hashable, Sendable, CustomStringConvertible {
    /// In the order of their lines.
    public let problems: [CorpusError]

    /// Most problems that are printed of one file; the first ones show what is wrong.
    private static let maxPrinted = 50

    public var description: String {
        let rest = problems.count - CorpusProblems.maxPrinted
        return (problems.prefix(CorpusProblems.maxPrinted).map(\.description) + (rest > 0 ? ["... and \(rest) more like these"] : []))
            .joined(separator: "\n")
    }
}
