import Basics
import Testing

@testable import Referential

/// A session as terminal and window play it.
@Suite struct SessionTests {
    /// Says words that depend on the random numbers alone.
    private struct Dice: Speaker {
        func speak(_ round: Round, random: inout RandomStream) throws -> String { "\(random.next())" }
    }

    /// Picks the candidate of the number that is said, or reconstructs the values.
    private struct Reader: Listener {
        func listen(_ utterance: String, _ candidates: [Candidate]) throws -> [Double] {
            candidates.indices.map { utterance == "\($0)" ? 1 : 0 }
        }

        func reconstruct(_ utterance: String) throws -> [UInt8]? { utterance.split(separator: " ").compactMap { UInt8($0) } }
    }

    /// The same words as in matrices, lists of rounds and exports.
    @Test func whatIsSaidFollowsFromSeedAndNumber() throws {
        let game = try SceneGame()
        var session = try Session(game, partner: .speaker(Dice()), name: "dice", rounds: 5, seed: 8)
        while session.phase != .over {
            session.pick(0)
            try session.advance()
        }
        let words = try (0..<5).map { try Dice().speak(game.round(UInt64($0), seed: 8), number: $0, seed: 8) }
        #expect(session.played.map(\.round.utterance) == words && Set(words).count == 5)
        #expect(session.played.map(\.number) == [0, 1, 2, 3, 4] && session.played.allSatisfy { $0.game == "scenes" && $0.seed == 8 })
        #expect(session.correct == session.played.count { $0.round.target == 0 })
    }

    @Test func aPersonSpeaksAndIsAnswered() throws {
        let game = try SceneGame()
        var session = try Session(game, partner: .listener(Reader()), name: "reader", rounds: 2, seed: 1)
        #expect(session.role == .speaker && session.number == 0)
        session.pick(0)
        #expect(session.played.isEmpty, "speakers do not pick")
        try session.say("\(game.round(0, seed: 1).target)")
        #expect(session.phase == .answered && session.played[0].isCorrect && session.number == 0)
        #expect(session.probabilities?.mostLikely == session.round.target)
        try session.say("again")
        #expect(session.played.count == 1, "a round is played once")
        try session.advance()
        #expect(session.number == 1 && session.probabilities == nil && session.round.utterance == nil)
    }

    /// What was reconstructed and is not the target is kept as one candidate more.
    @Test func reconstructionsAreKept() throws {
        let game = try ReconstructionGame(GameSettings(attributes: 2, values: 3))
        guard case .attributes(let meant) = game.round(0, seed: 5).candidates[0] else { return #expect(Bool(false), "no attributes") }
        let wrong = meant.map { ($0 + 1) % 3 }
        var session = try Session(game, partner: .listener(Reader()), name: "reader", rounds: 1, seed: 5)
        try session.say(wrong.map { "\($0)" }.joined(separator: " "))
        let played = try #require(session.played.first)
        #expect(played.picked == 1 && !played.isCorrect && played.reconstruction == wrong)
        #expect(played.candidates == "[\(Candidate.attributes(meant).json),\(Candidate.attributes(wrong).json)]")
        var listening = try Session(game, partner: .speaker(Dice()), name: "dice", rounds: 1, seed: 5)
        listening.reconstruct(meant)
        #expect(listening.correct == 1 && listening.played[0].candidates == "[\(Candidate.attributes(meant).json)]")
        try listening.advance()
        #expect(listening.phase == .over)
    }

    @Test func whoCannotReconstructIsNamed() throws {
        struct Picker: Listener {
            func listen(_ utterance: String, _ candidates: [Candidate]) throws -> [Double] { candidates.map { _ in 1 } }
        }
        var session = try Session(ReconstructionGame(), partner: .listener(Picker()), name: "picker", rounds: 1, seed: 5)
        let problem = #expect(throws: ReferentialError.self) { try session.say("a") }
        #expect(problem?.description == "picker picks candidates; it cannot reconstruct" && session.phase == .asking)
    }
}
