/// Comma-separated values, as every command writes them (RFC 4180).
///
/// A cell with a comma, a quote or a line's end of any kind stands in quotes. Spreadsheets take a cell that begins with
/// `=`, `+`, `-` or `@` for a formula, even in quotes; such a cell gets an apostrophe before it, unless it is a number.
public enum CSV {
    /// A row, without its line end.
    public static func row(_ cells: some Sequence<String>) -> String { cells.map(cell).joined(separator: ",") }

    /// Rows, each with its line end.
    public static func text(_ rows: some Sequence<[String]>, lineEnd: String = "\n") -> String { rows.map { row($0) + lineEnd }.joined() }

    /// One cell.
    public static func cell(_ text: String) -> String {
        let safe = isFormula(text) ? "'" + text : text
        guard safe.utf8.contains(where: { special.contains($0) }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }

    private static let special = Set(",\"\r\n".utf8)

    /// Whether a spreadsheet would compute something. Some skip white space at the beginning.
    private static func isFormula(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first(where: { !$0.properties.isWhitespace }) else { return false }
        return "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains(first) && Double(text) == nil
    }
}
