import Referential

/// Rounds of referential games in a terminal.
struct RoundDrawing {
    let terminal: Terminal
    let game: any ReferentialGame

    /// Candidates, a line each: number, a patch of colour where there is colour, and words.
    /// - Parameters:
    ///   - marked: index of a candidate with an arrow before it.
    ///   - notes: something after each candidate, such as a listener's probabilities.
    func lines(_ candidates: [Candidate], marked: Int? = nil, notes: [String] = []) -> [String] {
        if notes.isEmpty, let figures = figures(candidates, marked: marked) { return figures }
        return candidates.enumerated().map { index, candidate in
            let arrow = index == marked ? ">" : " "
            let note = notes.indices.contains(index) ? "  " + notes[index] : ""
            return "\(arrow) \(index + 1) \(patch(candidate))\(game.describe(candidate))\(note)"
        }
    }

    /// Columns and rows of characters of a drawing, and drawings side by side.
    private static let (columns, rows, abreast) = (12, 6, 6)

    /// The drawings side by side, each over its number; nil for things that are not drawn.
    private func figures(_ candidates: [Candidate], marked: Int?) -> [String]? {
        let drawings = candidates.compactMap { game.figure(of: $0).map(Self.dots) }
        guard drawings.count == candidates.count, !drawings.isEmpty else { return nil }
        return stride(from: 0, to: drawings.count, by: Self.abreast).flatMap { first in
            let places = first..<min(first + Self.abreast, drawings.count)
            let labels = places.map { place -> String in
                let label = place == marked ? "> \(place + 1) <" : "\(place + 1)"
                return (String(repeating: " ", count: (Self.columns - label.count) / 2) + label).padding(Self.columns)
            }
            return (0..<Self.rows).map { row in places.map { drawings[$0][row] }.joined(separator: " ") } + [labels.joined(separator: " ")]
        }
    }

    /// A figure in Braille patterns, each of which has two by four dots.
    private static func dots(_ figure: Figure) -> [String] {
        // The bits of a pattern's dots, row by row.
        let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]
        return (0..<rows).map { row in
            (0..<columns).map { column -> String in
                var pattern: UInt32 = 0x2800
                for (down, pair) in bits.enumerated() {
                    for (across, bit) in pair.enumerated() {
                        let x = (Double(2 * column + across) + 0.5) / Double(2 * columns)
                        let y = (Double(4 * row + down) + 0.5) / Double(4 * rows)
                        if figure.contains(x, y) { pattern |= bit }
                    }
                }
                return Unicode.Scalar(pattern).map { String($0) } ?? " "
            }.joined()
        }
    }

    private func patch(_ candidate: Candidate) -> String {
        guard terminal.hasColour, let colour = game.colour(of: candidate)?.rgb else { return "" }
        let parts = [colour.red, colour.green, colour.blue].map { "\(Int(($0 * 255).rounded()))" }
        return terminal.style("      ", code: "48;2;\(parts.joined(separator: ";"))") + " "
    }
}
