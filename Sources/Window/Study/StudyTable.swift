import Basics

/// A table of an export with what each column means.
struct StudyTable {
    struct Column {
        let name: String
        let meaning: String
        var values = ""

        init(_ name: String, _ meaning: String, _ values: String = "") {
            self.name = name
            self.meaning = meaning
            self.values = values
        }
    }

    let name: String
    let columns: [Column]
    let rows: [[String]]

    var text: String { CSV.text([columns.map(\.name)] + rows, lineEnd: "\r\n") }
}
