import Foundation
import Language
import Referential

/// Rounds of referential games in a terminal.
struct RoundDrawing {
    let terminal: Terminal
    /// Name of the game.
    let game: String

    /// Candidates, a line each: number, a patch of colour where there is colour, and words.
    /// - Parameters:
    ///   - marked: index of a candidate with an arrow before it.
    ///   - notes: something after each candidate, such as a listener's chances.
    func lines(_ candidates: [Candidate], marked: Int? = nil, notes: [String] = []) -> [String] {
        candidates.enumerated().map { index, candidate in
            let arrow = index == marked ? ">" : " "
            let note = notes.indices.contains(index) ? "  " + notes[index] : ""
            return "\(arrow) \(index + 1) \(patch(candidate))\(candidate.words(in: game))\(note)"
        }
    }

    private func patch(_ candidate: Candidate) -> String {
        guard terminal.hasColour, let colour = candidate.paint(in: game)?.rgb else { return "" }
        let parts = [colour.red, colour.green, colour.blue].map { "\(Int(($0 * 255).rounded()))" }
        return "\u{1B}[48;2;\(parts.joined(separator: ";"))m      \u{1B}[0m "
    }
}

/// The game that an agent plays, by how it sees things.
struct TalkGame {
    let game: any ReferentialGame

    var name: String { game.name }

    /// - Throws: `TalkProblem` for an agent whose things no game yields.
    init(_ model: TalkModel, candidates: Int?) throws {
        switch model.encoding {
        case .colours: game = ColourGame()
        case .attributes(let sizes) where sizes == SceneLexicon.space.sizes: game = try SceneGame(candidates: candidates ?? 4)
        case .attributes(let sizes):
            guard let values = sizes.first, sizes.allSatisfy({ $0 == values }) else {
                throw TalkProblem("there is no game of things with \(sizes.map { "\($0)" }.joined(separator: ", ")) values an attribute")
            }
            game = try AttributeGame(attributes: sizes.count, values: values, candidates: candidates ?? 3)
        }
    }

    func round(_ number: Int, seed: UInt64) -> Round { game.round(UInt64(number), seed: seed) }
}
