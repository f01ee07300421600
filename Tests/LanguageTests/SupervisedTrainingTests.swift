import Basics
import Foundation
import Kitchen
import Learning
import Neural
import Referential
import Testing

@testable import Language

@Suite struct SupervisedTrainingTests {
    /// Rounds in which colours are named by their hue alone, by `people` people.
    static func rounds(_ count: Int, people: Int = 6) -> [Round] {
        (0..<count).map { number in
            var round = ColourGame().round(UInt64(number), seed: 3)
            round.speaker = "p\(number % people)"
            if case .colour(let colour) = round.candidates[round.target] {
                round.utterance = ["red", "yellow", "green", "blue", "purple", "pink"][Int(colour.hue / 60) % 6]
            }
            return round
        }
    }

    private var training: SupervisedTraining {
        var training = SupervisedTraining()
        (training.members, training.embedding, training.hidden, training.listening.passes, training.speaking.passes) = (2, 8, 16, 12, 12)
        training.listening.batch = 32
        training.speaking.batch = 32
        return training
    }

    /// Sizes that no memory holds and weights that no sum holds are refused in a sentence.
    private func expectRefusals(_ folder: String) throws {
        let sidecar = try String(contentsOfFile: folder + "/s.json", encoding: .utf8)
        for (pattern, other, words) in [
            (/"hidden":\d+/, "\"hidden\":9223372036854775807", "a layer's size is 9223372036854775807"),
            (/"longest":\d+/, "\"longest\":-1", "longest is -1; it must be from 1 to 1000"),
            (/"embedding":\d+/, "\"embedding\":0", "a layer's size is 0"),
            (
                /"kind":"colours"/, "\"kind\":\"attributes\",\"sizes\":[9223372036854775807,2]",
                "things have 1 to 64 attributes of 1 to 256 values"
            ),
        ] {
            try sidecar.replacing(pattern, with: other).write(toFile: folder + "/wrong.json", atomically: true, encoding: .utf8)
            let problem = #expect(throws: ReferentialError.self) {
                try CommunicationModel.read(network: folder + "/wrong.json", weights: folder + "/s.safetensors")
            }
            #expect(problem.map { "\($0)".contains(words) } == true, "\(problem.map { "\($0)" } ?? "read")")
        }
        var weights = try Safetensors.read(folder + "/s.safetensors")
        let (name, tensor) = try #require(weights.tensors.first)
        weights.tensors[name] = Tensor(shape: tensor.shape, numbers: tensor.numbers.map { _ in 3e38 })
        try weights.write(to: folder + "/huge.safetensors")
        let problem = #expect(throws: ReferentialError.self) {
            try CommunicationModel.read(network: folder + "/s.json", weights: folder + "/huge.safetensors")
        }
        #expect(problem.map { "\($0)".contains("holds a weight that is no number or beyond 1000000") } == true)
    }

    @Test func aListenerLearnsTheSameOnAnyNumberOfThreads() throws {
        let rounds = Self.rounds(600)
        let model = try training.learn(rounds, workers: Workers(1))
        let evaluation = try CorpusEvaluation(model, Self.rounds(600), role: .listener)
        #expect(evaluation.all.accuracy > 0.65 && evaluation.all.rounds == 600)
        #expect(evaluation.byCondition.values.reduce(0) { $0 + $1.correct } == evaluation.all.correct)
        #expect(try training.learn(rounds, workers: Workers(2)).tensors == model.tensors)
    }

    @Test func peopleLeftOutAreNotLearnedFrom() throws {
        var reports: [String] = []
        let evaluation = try training.leavingPeopleOut(Self.rounds(240), folds: 3, workers: Workers(1)) { reports.append($0) }
        #expect(evaluation.all.rounds == 240 && reports.count == 3)
        #expect(throws: ReferentialError.self) { try training.leavingPeopleOut(Self.rounds(50), folds: 7, workers: Workers(1)) { _ in } }
    }

    @Test func aSpeakerLearnsAndItsFilesAreIt() throws {
        var training = training
        training.role = .speaker
        let model = try training.learn(Self.rounds(800), workers: Workers(1))
        let evaluation = try CorpusEvaluation(model, Self.rounds(300), role: .speaker)
        #expect(evaluation.all.perRound > -0.9, "six words at random have \(-log(6.0)), and an end")
        let folder = NSTemporaryDirectory() + "brigade-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try model.write(into: folder, name: "s", description: "a \"quoted\" one", provenance: "here")
        let again = try CommunicationModel.read(network: folder + "/s.json", weights: folder + "/s.safetensors")
        #expect(again.tensors == model.tensors && again.vocabulary == model.vocabulary)
        let red = HSLColour(hue: 20, saturation: 90, lightness: 50)
        let blue = HSLColour(hue: 210, saturation: 80, lightness: 50)
        var random = RandomStream(1)
        for decoding in [Decoding(), Decoding(voice: .beam)] {
            let talker = Talker(model: again, decoding: decoding)
            #expect(
                try talker.speak(Round(candidates: [.colour(red), .colour(blue)], target: 1, condition: ""), random: &random) == "blue")
        }
        #expect(throws: ReferentialError.self) { try Talker(model: again).listen("red", [.colour(red), .colour(blue)]) }
        #expect(throws: ReferentialError.self) { try CommunicationModel.read(network: folder + "/s.json", weights: folder + "/none") }
        try expectRefusals(folder)
    }

    @Test func likelihoodsSumToOne() throws {
        var training = training
        (training.role, training.maxLength, training.speaking.passes) = (.speaker, 1, 1)
        let model = try training.learn(Self.rounds(200), workers: Workers(1))
        let talker = Talker(model: model)
        let round = Self.rounds(1)[0]
        // Of one word each, or none: everything that can be said.
        let texts = [""] + model.vocabulary.words.dropFirst()
        let sum = try texts.reduce(0.0) { $0 + exp(try talker.logLikelihood($1, round)?.sum ?? 0) }
        #expect(abs(sum - 1) < 1e-4)
    }
}

@Suite struct VocabularyTests {
    private let vocabulary = Vocabulary(
        learning: Array(repeating: "the dark blue one is greener, grey and light purple; purple is not bright green", count: 3))

    private func words(_ text: String) -> [String] { vocabulary.symbols(text).map { vocabulary.words[Int($0)] } }

    @Test func endingsAreSymbols() {
        #expect(words("Darkest BLUEISH") == ["dark", "-est", "blue", "-ish"] || words("Darkest BLUEISH").first == "dark")
        #expect(words("greener") == ["green", "-er"])
        #expect(vocabulary.text(vocabulary.symbols("greener one")) == "greener one")
    }

    @Test func spellingsAreOne() {
        #expect(words("gray") == words("grey") && words("gray") == ["gray"])
        #expect(words("pruple") == ["purple"] && words("purpl") == ["purple"], "a letter exchanged, a letter less")
        #expect(words("lightgreen") == ["light", "green"])
        #expect(words("zzz") == ["<unknown>"])
    }

    /// The index finds the word that looking at all of them finds.
    @Test func theIndexOfSpellingsIsTheScan() {
        let letters = Array("abc")
        var random = RandomStream(1)
        let words = Array(Set((0..<300).map { _ in String((0..<Int(random.next() % 7)).map { _ in letters[Int(random.next() % 3)] }) }))
        let index = SpellingIndex(words)
        for word in words + words.map({ "b" + $0 }) {
            let scan = words.firstIndex { $0.utf8.count >= 3 && WordSplitter.differByOneLetter(Array($0.utf8), Array(word.utf8)) }
            #expect(index.first(near: word) == scan, "\(word)")
        }
    }

    /// A word of 200,000 letters took minutes to be found unknown.
    @Test func longWordsAreUnknown() {
        #expect(vocabulary.symbols(String(repeating: "ab", count: 100_000)) == [Vocabulary.unknown])
    }

    @Test func oneLetter() {
        func differ(_ a: String, _ b: String) -> Bool { WordSplitter.differByOneLetter(Array(a.utf8), Array(b.utf8)) }
        #expect(differ("blue", "bleu") && differ("blue", "blues") && differ("blue", "lue") && differ("blue", "blux"))
        #expect(!differ("blue", "blue") && !differ("blue", "bule3") && !differ("blue", "green") && !differ("abcd", "badc"))
    }
}
