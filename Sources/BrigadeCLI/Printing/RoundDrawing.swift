import EpisodeStore
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
        return terminal.style("      ", code: "48;2;\(parts.joined(separator: ";"))") + " "
    }
}

/// The game that an agent plays, by how it sees things.
struct TalkGame {
    let game: any ReferentialGame
    /// Stand-ins for people who play it; nil for colours, which people describe.
    let standIns: StandIns?

    var name: String { game.name }

    /// - Throws: `TalkError` for an agent whose things no game yields.
    init(_ model: TalkModel, candidates: Int?) throws {
        guard case .attributes(let sizes) = model.encoding else {
            (game, standIns) = (ColourGame(), nil)
            return
        }
        let people: StandIns
        if sizes == SceneLexicon.space.sizes {
            people = try StandIns(model.source == nil ? .scenes : .languages, candidates: candidates ?? 4)
        } else if sizes == RelationLexicon.space.sizes {
            people = try StandIns(.relations, candidates: candidates ?? 4)
        } else if let values = sizes.first, sizes.allSatisfy({ $0 == values }) {
            let candidates = model.builds == nil ? candidates ?? 3 : 1
            people = try StandIns(.attributes(sizes.count, values: values), candidates: candidates)
        } else {
            throw TalkError("there is no game of things with \(sizes.map { "\($0)" }.joined(separator: ", ")) values an attribute")
        }
        (game, standIns) = (people.all, people)
    }

    var isTranslated: Bool { standIns?.isTranslated ?? false }
    var isBuilt: Bool { standIns?.isBuilt ?? false }

    /// What people need to know of the languages to play, a line each.
    var glossary: [String] { isTranslated ? SmallLanguage.first.glossary + [""] + SmallLanguage.second.glossary : [] }

    /// - Throws: `TalkError` for an agent that cannot play this game.
    func check(_ talker: Talker, _ name: String) throws {
        let model = talker.model
        guard model.encoding == standIns?.encoding ?? .colours, !talker.canListen || (model.builds != nil) == isBuilt,
            !talker.canSpeak || (model.source != nil) == isTranslated
        else { throw TalkError("'\(name)' does not play \(self.name): it was made for another game") }
    }

    func round(_ number: Int, seed: UInt64) -> Round { game.round(UInt64(number), seed: seed) }
}

extension StoredRound {
    /// A round as it is kept. What a listener built that is not the target is kept as one candidate more, which it picked.
    init(
        _ round: Round, game: TalkGame, seed: UInt64, number: Int, speaker: AgentID?, listener: AgentID?, picked: Int, built: [UInt8]? = nil
    ) {
        let more = built.flatMap { picked == round.candidates.count ? Candidate.attributes($0) : nil }
        let candidates = round.candidates + (more.map { [$0] } ?? [])
        self.init(
            game: game.name, condition: round.condition, seed: seed, number: number, speaker: speaker, listener: listener,
            candidates: "[" + candidates.map(\.json).joined(separator: ",") + "]", target: round.target, picked: picked,
            utterance: round.utterance ?? "")
    }
}
