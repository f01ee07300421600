import Agents
import Foundation
import Kitchen
import Language
import Referential
import TestSupport
import Testing

@testable import BrigadeCLI

/// A dozen rounds of every referential game, recorded in `Tests/Golden/talk`.
///
/// Simulated speakers and the listener that counts are the same on every processor. Networks are not: their picks are recorded
/// with probabilities in two decimals, of which the last may differ by one.
@Suite struct TalkPlaythroughTests {
    private static let seed: UInt64 = 5

    private func expect(_ playthrough: TalkPlaythrough, _ file: String, tolerance: Double? = nil) throws {
        try GoldenFile(file, tolerance: tolerance).expect(playthrough.text())
    }

    /// Three simulated speakers, heard by a listener that counts what is true.
    private func counted(_ title: String, _ game: any ReferentialGame, _ wording: Wording, _ person: (Int) -> any Speaker) throws {
        let listener = CountingListener(wording: wording)
        let speakers = (0..<3).map { ("simulated speaker \($0)", person($0)) }
        try expect(
            TalkPlaythrough(title: title, game: game, speakers: speakers, listener: "counts what is true", hear: listener.pick),
            "talk/\(title).txt")
    }

    @Test func scenes() throws {
        try counted("scenes", SceneGame(), .scenes) { Persona($0, seed: Self.seed, usesRareWords: true) }
    }

    @Test func relations() throws {
        try counted("relations", RelationGame(), .relations) { RelationPersona($0, seed: Self.seed) }
    }

    @Test func languages() throws {
        try counted("languages", TranslationGame(), .secondLanguage) { Translator($0, seed: Self.seed) }
    }

    @Test func attributes() throws {
        let game = try AttributeGame(attributes: 3, values: 4, candidates: 4)
        try counted("attributes", game, .code(game.space)) { CodePersona($0, space: game.space, seed: Self.seed) }
    }

    @Test func reconstruction() throws {
        let game = try AttributeGame(attributes: 3, values: 4, candidates: 1)
        let listener = CountingListener(wording: .code(game.space))
        let speakers: [(String, any Speaker)] = (0..<3).map {
            ("simulated speaker \($0)", CodePersona($0, space: game.space, seed: Self.seed))
        }
        try expect(
            TalkPlaythrough(
                title: "reconstruction", game: game, speakers: speakers, listener: "builds what is said",
                hear: { listener.build($0, attributes: 3) }), "talk/reconstruction.txt")
    }

    /// The shipped listener.
    @Test func colours() throws {
        let file = try PlaythroughTests.library.agent("colour-listener")
        let listener = try #require(file.kind as? any ReferentialKind).makeTalker()
        let speakers: [(String, any Speaker)] = (0..<3).map { ("simulated speaker \($0)", ColourPersona($0, seed: Self.seed)) }
        try expect(
            TalkPlaythrough(
                title: "colours", game: ColourGame(), speakers: speakers, listener: "colour-listener, of kind talker",
                hear: { try Self.answer(of: listener, $0) }), "talk/colours.txt", tolerance: 0)
    }

    /// Two that learned of simulated speakers and of games for a moment, written to files and read again: agents of kind `talker`,
    /// each of which hears the other.
    @Test func talkers() throws {
        let world = try TalkWorld.standIns(StandIns(.attributes(2, values: 4), candidates: 3), humanRounds: 300, longest: 4, seed: 1)
        var settings = ArmSettings()
        (settings.batch, settings.hidden, settings.embedding, settings.rate) = (16, 16, 8, 1e-2)
        (settings.budget.steps, settings.budget.games, settings.budget.warmUp) = (400, 80, 100)
        let run = ArmRun(.s2pSched, world: world, settings: settings, seed: 1)
        while !run.isDone { try run.advance() }
        try inScratchFolder { folder in
            try run.model.write(into: folder, name: "pair", description: "", provenance: "")
            let file = try AgentFile.read(folder + "/pair.yaml", catalogue: AgentOptions.catalogue)
            let talker = try #require(file.kind as? any ReferentialKind).makeTalker()
            try expect(
                TalkPlaythrough(
                    title: "talker", game: AttributeGame(attributes: 2, values: 4, candidates: 3), speakers: [("pair", talker)],
                    listener: "pair, of kind talker",
                    hear: { try Self.answer(of: talker, $0) }), "playthroughs/talker.txt", tolerance: 0)
        }
    }

    private static func answer(of listener: Talker, _ round: Round) throws -> TalkPlaythrough.Answer {
        let probabilities = try listener.listen(round.utterance ?? "", round.candidates)
        let picked = try listener.pick(round.utterance ?? "", round.candidates)
        let words = probabilities.map { String(format: "%.2f", $0) }.joined(separator: ", ")
        return .init(words: "gives \(words) and picks \(picked + 1)", isRight: picked == round.target)
    }
}
