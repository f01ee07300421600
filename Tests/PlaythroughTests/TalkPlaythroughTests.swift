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
    private func counted(_ title: String, _ game: any ReferentialGame, _ person: (Int) throws -> any Speaker) throws {
        let listener = CountingListener(game: game)
        let speakers = try (0..<3).map { ("simulated speaker \($0)", try person($0)) }
        try expect(
            TalkPlaythrough(title: title, game: game, speakers: speakers, listener: "counts what is true", hear: listener.pick),
            "talk/\(title).txt")
    }

    @Test func scenes() throws {
        try counted("scenes", SceneGame()) { ScenePersona($0, seed: Self.seed, usesRareWords: true) }
    }

    @Test func relations() throws {
        try counted("relations", RelationGame()) { RelationPersona($0, seed: Self.seed) }
    }

    @Test func languages() throws {
        try counted("languages", TranslationGame()) { Translator($0, seed: Self.seed) }
    }

    @Test func attributes() throws {
        let game = try AttributeGame(GameSettings(candidates: 4, attributes: 3, values: 4))
        try counted("attributes", game) { CodePersona($0, space: game.space, seed: Self.seed) }
    }

    @Test func reconstruction() throws {
        let game = try ReconstructionGame(GameSettings(attributes: 3, values: 4))
        let listener = CountingListener(game: game)
        let speakers: [(String, any Speaker)] = (0..<3).map {
            ("simulated speaker \($0)", CodePersona($0, space: game.space, seed: Self.seed))
        }
        try expect(
            TalkPlaythrough(
                title: "reconstruction", game: game, speakers: speakers, listener: "reconstructs what is said",
                hear: { listener.reconstruct($0, attributes: 3) }), "talk/reconstruction.txt")
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
        let game = try AttributeGame(GameSettings(candidates: 3, attributes: 2, values: 4))
        let data = try ExperimentData(game, size: .init(humanRounds: 300, maxLength: 4), seed: 1)
        var settings = TrainingSettings()
        (settings.batch, settings.hidden, settings.embedding, settings.rate) = (16, 16, 8, 1e-2)
        (settings.budget.gradientSteps, settings.budget.games, settings.budget.warmUp) = (400, 80, 100)
        let run = MethodRun(.s2pSched, data: data, settings: settings, seed: 1)
        while !run.isDone { try run.advance() }
        try inScratchFolder { folder in
            try run.model.write(into: folder, name: "pair", description: "", provenance: "")
            let file = try AgentFile.read(folder + "/pair.yaml", catalogue: AgentOptions.catalogue)
            let talker = try #require(file.kind as? any ReferentialKind).makeTalker()
            try expect(
                TalkPlaythrough(
                    title: "talker", game: game, speakers: [("pair", talker)],
                    listener: "pair, of kind talker",
                    hear: { try Self.answer(of: talker, $0) }), "playthroughs/talker.txt", tolerance: 0)
        }
    }

    private static func answer(of listener: Talker, _ round: Round) throws -> TalkPlaythrough.Answer {
        let probabilities = try listener.listen(round.utterance ?? "", round.candidates)
        let picked = try listener.pick(round.utterance ?? "", round.candidates)
        let words = probabilities.map { String(format: "%.2f", $0) }.joined(separator: ", ")
        return .init(words: "gives \(words) and picks \(picked + 1)", isCorrect: picked == round.target)
    }
}
