import Basics

/// Rows of text in columns as wide as they need to be; words to the left, numbers to the right.
/// What cells hold is cleaned (`String.cleaned`).
struct TextTable {
    private var rows: [[String]]
    private let words: Int

    /// - Parameter words: so many columns from the left hold words.
    init(_ heading: [String], words: Int) {
        rows = [heading.map(\.cleaned)]
        self.words = words
    }

    mutating func add(_ row: [String]) { rows.append(row.map(\.cleaned)) }

    /// The heading and the rows.
    func lines(_ terminal: Terminal) -> [String] {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.enumerated().map { index, row in
            let cells = row.enumerated().map { $0 < words ? $1.padding(widths[$0]) : $1.leftPadding(widths[$0]) }
            let line = cells.joined(separator: "  ")
            return index == 0 ? terminal.style(line, .dim) : line
        }
    }
}

extension String {
    /// With spaces up to `width`.
    func padding(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    /// With spaces before, up to `width`.
    func leftPadding(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
