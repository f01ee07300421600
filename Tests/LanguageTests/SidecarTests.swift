import Agents
import Basics
import Foundation
import Neural
import Referential
import Testing

@testable import Language

/// The game's name in an agent's sidecar, and files from before it was there.
@Suite struct SidecarTests {
    /// A model of untrained networks for a game.
    private func model(_ game: any ReferentialGame) throws -> CommunicationModel {
        let rules = try MessageRules(vocabulary: 4, maxLength: 3)
        let vocabulary = Vocabulary(words: ["<end>", "<unknown>", "a", "b"], isNatural: false)
        let encoding = CandidateEncoding(game.things)
        var listening = ListenerPlan(rules: rules, features: encoding.width)
        (listening.embedding, listening.hidden) = (2, 2)
        if game.kind == .reconstruct, case .attributes(let sizes) = encoding { listening.reconstructs = sizes }
        let source = game.kind == .translate ? try SourceEncoding(vocabulary: vocabulary, maxLength: 3) : nil
        var speaking = source.map { SpeakerPlan(rules: rules, reading: $0.rules) } ?? SpeakerPlan(rules: rules, features: encoding.width)
        (speaking.embedding, speaking.hidden) = (2, 2)
        let (listener, speaker) = (ListenerNetwork(listening), SpeakerNetwork(speaking))
        var random = RandomStream(1)
        return CommunicationModel(
            game: game, vocabulary: vocabulary, rules: rules, source: source,
            listeners: [.init(listener, listener.initial(&random))], speaker: .init(speaker, speaker.initial(&random)))
    }

    /// Writes a model, changes its sidecar, and reads it.
    private func read(_ model: CommunicationModel, _ change: (inout [String: Any]) -> Void) throws -> CommunicationModel {
        let folder = NSTemporaryDirectory() + "brigade-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try model.write(into: folder, name: "t", description: "", provenance: "")
        let path = URL(fileURLWithPath: folder + "/t.json")
        var sidecar = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any])
        change(&sidecar)
        try JSONSerialization.data(withJSONObject: sidecar).write(to: path)
        return try CommunicationModel.read(network: path.path, weights: folder + "/t.safetensors")
    }

    @Test(arguments: GameCatalogue.standard.words) func sidecarsNameTheirGame(word: String) throws {
        let family = try #require(GameCatalogue.standard.family(word))
        let game = try family.init(GameSettings(attributes: 3, values: 4))
        var written: String?
        let again = try read(model(game)) { written = $0["game"] as? String }
        #expect(written == game.name && again.game.name == game.name)
    }

    /// Without a name, the sizes of the attributes and what the networks do decide, as they did when there were no names.
    @Test(arguments: ["colours", "scenes", "relations", "languages", "attributes", "reconstruction"])
    func oldSidecarsAreStillRead(word: String) throws {
        let family = try #require(GameCatalogue.standard.family(word))
        let game = try family.init(GameSettings(attributes: 3, values: 4))
        #expect(try read(model(game)) { $0["game"] = nil }.game.name == game.name)
    }

    @Test func sidecarsOfNoGameAreRefused() throws {
        func message(_ name: String) throws -> String {
            do { return try read(model(SceneGame())) { $0["game"] = name }.game.name } catch { return "\(error)" }
        }
        #expect(try message("scenese").hasSuffix("t.json: there is no game 'scenese'; did you mean 'scenes'?"))
        #expect(try message("relations").hasSuffix("t.json: its networks are not made for the game 'relations'"))
        #expect(try message("languages").hasSuffix("t.json: its networks are not made for the game 'languages'"))
    }

    /// The words of the release before mean the same.
    @Test func formerWordsOfAgentFilesAreStillRead() throws {
        let folder = NSTemporaryDirectory() + "brigade-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try model(SceneGame()).write(into: folder, name: "t", description: "", provenance: "")
        let text = try String(contentsOfFile: folder + "/t.yaml", encoding: .utf8)
        for words in ["  voice: greedy\n  rationality: 0.5\n", "  voice: likeliest\n  pragmatism: 0.5\n"] {
            try (text + words).write(toFile: folder + "/t.yaml", atomically: true, encoding: .utf8)
            let file = try AgentFile.read(folder + "/t.yaml", catalogue: AgentCatalogue([TalkerKind.self]))
            let talker = try #require(file.kind as? any ReferentialKind).makeTalker()
            #expect(talker.decoding == Decoding(voice: .greedy, rationality: 0.5))
        }
    }

    /// Rounds of another number of candidates are the same game to an agent.
    @Test func candidatesCanBeChosen() throws {
        let talker = Talker(model: try model(AttributeGame(GameSettings(candidates: 5, attributes: 3, values: 4))))
        #expect(try talker.game(candidates: nil).name == "attributes-3x4-of-5")
        #expect(try talker.game(candidates: 3).name == "attributes-3x4-of-3")
        #expect(try talker.game(candidates: 3).isPlayed(with: talker.model.game))
        #expect(try Talker(model: model(ReconstructionGame())).game(candidates: 3).candidates == 1)
    }
}
