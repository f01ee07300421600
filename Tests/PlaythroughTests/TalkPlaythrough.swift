import Basics
import Kitchen

@testable import BrigadeCLI
@testable import Referential

/// Rounds of a referential game as a text that a person can read and a test can compare.
struct TalkPlaythrough {
    /// What a listener made of a round.
    struct Answer {
        /// What it did, in words.
        let words: String
        let isCorrect: Bool
    }

    let title: String
    let game: any ReferentialGame
    /// Who speaks, in turn; names are for the text.
    let speakers: [(name: String, speaker: any Speaker)]
    let listener: String
    let hear: (Round) throws -> Answer
    var rounds = 12

    private static let seed: UInt64 = 1

    func text() throws -> String {
        var lines = [
            "# \(title)", "", "game: \(game.name)", "speakers: \(speakers.map(\.name).joined(separator: ", "))", "listener: \(listener)",
            "seed: \(Self.seed)",
        ]
        var right = 0
        for number in 0..<rounds {
            var round = game.round(UInt64(number), seed: Self.seed)
            let (name, speaker) = speakers[number % speakers.count]
            var random = Self.random(number)
            let said = try speaker.speak(round, random: &random)
            round.utterance = said
            lines += ["", "round \(number + 1) (\(round.condition))"]
            lines += RoundDrawing(terminal: .plain, game: game).lines(round.candidates, marked: round.target).map { "    \($0)" }
            if let source = round.source { lines.append("    to be said: \(source)") }
            let answer = try hear(round)
            right += answer.isCorrect ? 1 : 0
            lines.append("    \(name) says: \(said)")
            lines.append("    the listener \(answer.words): \(answer.isCorrect ? "right" : "wrong")")
        }
        lines += ["", "\(right) of \(rounds) right"]
        return lines.joined(separator: "\n") + "\n"
    }

    private static func random(_ number: Int) -> RandomStream { RandomStream(seed, UInt64(number), 0x7A1C) }
}

/// A listener that counts, for each candidate, how much of what is said is true of it, and takes the first with most.
struct CountingListener {
    let game: any ReferentialGame

    private func mentions(_ round: Round) -> Set<[Int]> { game.mentions(in: round.utterance ?? "") ?? [] }

    /// Whether what is said of an attribute is true of one of its values.
    private func isTrue(_ concept: Int, of attribute: Int, _ value: UInt8) -> Bool {
        guard game.kind == .translate else { return concept == Int(value) }
        return SmallLanguage.second.concept(attribute, Int(value)) == concept
    }

    func pick(_ round: Round) -> TalkPlaythrough.Answer {
        let said = mentions(round)
        let counts = round.candidates.map { candidate in
            guard case .attributes(let values) = candidate else { return 0 }
            return said.count { isTrue($0[1], of: $0[0], values[$0[0]]) }
        }
        let most = counts.max() ?? 0
        let picked = counts.firstIndex(of: most) ?? 0
        return .init(
            words: "counts \(counts.map(String.init).joined(separator: ", ")) and picks \(picked + 1)", isCorrect: picked == round.target)
    }

    /// The thing of `attributes` that is described, with the first value of what nothing is said of.
    func reconstruct(_ round: Round, attributes: Int) -> TalkPlaythrough.Answer {
        var thing = Array(repeating: UInt8(0), count: attributes)
        for fact in mentions(round) { thing[fact[0]] = UInt8(fact[1]) }
        let words = "reconstructs \(game.describe(.attributes(thing)))"
        return .init(words: words, isCorrect: round.candidates[round.target] == .attributes(thing))
    }
}
