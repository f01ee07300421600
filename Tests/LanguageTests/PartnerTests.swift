import Foundation
import Referential
import TestSupport
import Testing

@testable import Language

/// Small sessions in which every speaker has names of their own for four shapes.
@Suite struct PartnerTests {
    private static let names = ["bird", "ghost", "priest", "dancer"]
    private static let own = [["kite", "rocket"], ["blanket", "cloud"], ["candle", "tower"], ["heron", "spoon"]]

    /// Sessions whose first descriptions say a common name and an own one, and later ones the own one only.
    private static func sessions(_ count: Int, repetitions: Int = 4) -> [RepeatedSession] {
        (0..<count).map { number in
            let rounds = (1...repetitions).flatMap { repetition in
                (0..<4).map { place in
                    let shape = (place + number + repetition) % 4
                    let name = own[(shape + number) % 4][number % 2]
                    let words = repetition == 1 ? "it looks like a \(names[shape]), a \(name)" : name
                    return RepeatedRound(repetition: repetition, shapes: Array(0..<4), target: shape, choice: shape, words: words)
                }
            }
            return RepeatedSession(kind: .pair, number: number, rounds: rounds)
        }
    }

    private static let model = PartnerModel(learning: sessions(8), seed: 3)

    @Test func onlyWhoRemembersUnderstandsOwnNames() {
        let sessions = Self.sessions(8)
        let learned = SessionEvaluation(Self.model, sessions, by: .learned, onceEach: false)
        let counts = SessionEvaluation(Self.model, sessions, by: .counts, onceEach: false)
        let none = SessionEvaluation(Self.model, sessions, by: .none, onceEach: false)
        #expect(learned.all.accuracy > 0.9 && counts.all.accuracy > none.all.accuracy && learned.all.accuracy > none.all.accuracy + 0.2)
        #expect(learned.all.rounds == 8 * 16 && learned.bySession.count == 8 && learned.byRepetition.keys.sorted() == [1, 2, 3, 4])
    }

    @Test(arguments: Adaptation.allCases)
    func probabilitiesSumToOne(_ way: Adaptation) {
        var memory = PartnerMemory()
        let round = RepeatedRound(repetition: 1, shapes: [0, 1, 2, 3], target: 2, words: "")
        Self.model.hear("a lamp", of: round, wasUnderstood: true, partner: 0, &memory)
        for words in ["a lamp", "", "птица 鳥", String(repeating: "word ", count: 500)] {
            let heard = Self.model.listen(words, round.shapes, memory, by: way, partner: 0, excluding: [1])
            #expect(abs(heard.reduce(0, +) - 1) < 1e-4 && heard[1] == 0 && heard.allSatisfy { $0.isFinite })
        }
    }

    @Test func aRuleThatExcludesAllExcludesNone() {
        let heard = Self.model.listen("bird", [0, 1], PartnerMemory(), by: .learned, partner: 0, excluding: [0, 1])
        #expect(heard.allSatisfy { $0 > 0 })
    }

    @Test func speakersShortenWhatWasUnderstoodOnly() {
        var memory = PartnerMemory()
        let round = RepeatedRound(repetition: 1, shapes: [0, 1, 2, 3], target: 0, words: "")
        func say(to partner: Int) -> String { Self.model.speak(0, among: round.shapes, memory, to: partner, seed: 5) }
        let first = say(to: 1)
        Self.model.hear(first, of: round, wasUnderstood: true, partner: 1, &memory)
        let second = say(to: 1)
        #expect(Description.words(second).count < Description.words(first).count)
        // A new partner hears a long description, with the word that worked.
        #expect(Description.words(say(to: 2)).count > Description.words(second).count)
        #expect(say(to: 1) == second)
    }

    @Test func namesGetShorterAndStable() {
        let measures = NameMeasures.byRepetition(Self.sessions(4))
        #expect(measures.keys.sorted() == [1, 2, 3, 4] && (measures[1]?.words ?? 0) > 4 && measures[2]?.words == 1)
        #expect(measures[3]?.stability == 1 && (measures[2]?.stability ?? 1) < 0.5)
        // Everybody says the same long words first, and later names of their own.
        #expect((measures[1]?.divergence ?? 1) < (measures[4]?.divergence ?? 0) && (measures[1]?.entropy ?? 0) > 2)
    }

    @Test func carryOverIsOfLaterPartners() {
        var community = Self.sessions(1)[0]
        #expect(SessionEvaluation(Self.model, [community], by: .counts, onceEach: false).carryOver == nil)
        let rounds = (0..<3).flatMap { phase in
            community.rounds.map { round in
                var round = round
                round.phase = phase
                return round
            }
        }
        community = RepeatedSession(kind: .community, number: 0, rounds: rounds)
        #expect(SessionEvaluation(Self.model, [community], by: .learned, onceEach: false).carryOver ?? -1 >= 0)
    }

    @Test func filesKeepTheModel() throws {
        try inScratchFolder { folder in
            try Self.model.write(into: folder, name: "p", description: "d", provenance: "q")
            let read = try PartnerModel.read(phrases: folder + "/p.json", weights: folder + "/p.safetensors")
            let heard = read.listen("a priest", [0, 1, 2, 3], PartnerMemory(), by: .learned, partner: 0)
            #expect(heard == Self.model.listen("a priest", [0, 1, 2, 3], PartnerMemory(), by: .learned, partner: 0))
            try "{}".write(toFile: folder + "/p.json", atomically: true, encoding: .utf8)
            #expect(throws: ReferentialError.self) {
                try PartnerModel.read(phrases: folder + "/p.json", weights: folder + "/p.safetensors")
            }
        }
    }

    @Test func wordsLoseTheirEndings() {
        #expect(Description.words("It's Kneeling, NOT 2 ghosts’ ") == ["its", "kneeling", "not", "2", "ghosts"])
        #expect(["kneeling", "kneels", "running", "shape", "is"].map(Description.stem) == ["kneel", "kneel", "run", "shap", "is"])
    }
}
