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
        candidates.enumerated().map { index, candidate in
            let arrow = index == marked ? ">" : " "
            let note = notes.indices.contains(index) ? "  " + notes[index] : ""
            return "\(arrow) \(index + 1) \(patch(candidate))\(game.describe(candidate))\(note)"
        }
    }

    private func patch(_ candidate: Candidate) -> String {
        guard terminal.hasColour, let colour = game.colour(of: candidate)?.rgb else { return "" }
        let parts = [colour.red, colour.green, colour.blue].map { "\(Int(($0 * 255).rounded()))" }
        return terminal.style("      ", code: "48;2;\(parts.joined(separator: ";"))") + " "
    }
}
