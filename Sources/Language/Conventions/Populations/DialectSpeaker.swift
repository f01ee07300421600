import Basics
import Foundation
import Referential

/// A simulated partner of sessions: it says words of people, some of which it has replaced by words of its own, shortens what was
/// understood, and takes other words for what was not.
struct DialectSpeaker: Sendable {
    /// Its words, which change as it learns from games.
    private(set) var phrases: PhraseBook

    /// Telling words of a description, at most, and words that say nothing around them.
    private static let (telling, empty) = (8, ["the", "one", "with", "a", "looks", "like", "and", "kind", "of"])
    /// Step size of learning from games.
    private static let rate = 0.3

    /// - Parameters:
    ///   - phrases: what people say.
    ///   - coined: share of the words that are the speaker's own.
    ///   - dialect: which words these are, and how they sound.
    init(_ phrases: PhraseBook, coined: Double, dialect: UInt64) {
        let words = phrases.words.map { words in
            words.map { word -> PhraseBook.Word in
                var random = RandomStream(dialect, Description.hash(0, word.word.utf8), StreamKey.sessionMethod)
                guard random.chance(coined) else { return word }
                return PhraseBook.Word(word: DialectSpeaker.coin(&random), weight: word.weight)
            }
        }
        self.phrases = PhraseBook(words: words, lengths: phrases.lengths)
    }

    /// A word that nobody says.
    private static func coin(_ random: inout RandomStream) -> String {
        let (first, second) = (Array("bdfgklmnprstvz"), Array("aeiou"))
        return (0..<3).map { _ in "\(first[random.below(first.count)])\(second[random.below(second.count)])" }.joined()
    }

    /// What became of a draw of words.
    struct Draw: Sendable {
        let shape: Int
        let words: [String]
        /// Rounds in which they were said, and those in which they were understood.
        var count = SessionEvaluation.Count()
    }

    /// Plays a session of all shapes with a listener, from nothing.
    /// - Parameters:
    ///   - listener: who listens; nil for one who understands everything.
    ///   - seed: decides targets and draws.
    /// - Returns: the session, and what became of the words.
    func play(with listener: PartnerModel?, by way: Adaptation, repetitions: Int, seed: UInt64) -> (session: RepeatedSession, draws: [Draw])
    {
        var random = RandomStream(seed, StreamKey.sessionMethod)
        var draws: [Draw] = []
        var current = [Int](repeating: -1, count: TangramShapes.count)
        var times = [Int](repeating: 0, count: TangramShapes.count)
        var memory = PartnerMemory()
        var rounds: [RepeatedRound] = []
        for repetition in 1...repetitions {
            for shape in TangramShapes.all.shuffled(using: &random) {
                if current[shape] < 0 || draws[current[shape]].count.rounds > draws[current[shape]].count.correct {
                    current[shape] = draws.count
                    draws.append(Draw(shape: shape, words: phrases.draw(shape, count: Self.telling, &random)))
                }
                let text = Self.sentence(draws[current[shape]].words, length: phrases.length(times: times[shape]), &random)
                var round = RepeatedRound(repetition: repetition, shapes: TangramShapes.all, target: shape, choice: shape, words: text)
                if let listener {
                    let heard = listener.listen(text, round.shapes, memory, by: way, partner: 0)
                    round.choice = round.shapes[heard.mostLikely]
                    listener.hear(text, of: round, wasUnderstood: round.choice == shape, partner: 0, &memory)
                }
                times[shape] += round.choice == shape ? 1 : 0
                draws[current[shape]].count.count(round.choice == shape)
                rounds.append(round)
            }
        }
        return (RepeatedSession(kind: .pair, number: Int(seed % 1_000_000), rounds: rounds), draws)
    }

    /// Half of a long description says nothing.
    private static func sentence(_ words: [String], length: Int, _ random: inout RandomStream) -> String {
        let said = words.prefix(length > 4 ? max(3, length / 2) : length)
        guard length > 4 else { return said.joined(separator: " ") }
        return said.map { "\(empty[random.below(empty.count)]) \($0)" }.joined(separator: " ")
    }

    /// Learns from games by the score function (REINFORCE; Williams 1992): words that were understood more often than the mean of the
    /// session become likelier. Draws are without replacement, by the squares of the weights.
    mutating func learn(from draws: [Draw]) {
        let all = draws.reduce(into: SessionEvaluation.Count()) { $0.add($1.count) }
        var words = phrases.words
        for draw in draws {
            let advantage = draw.count.accuracy - all.accuracy
            var rates = words[draw.shape].map { $0.weight * $0.weight }
            var gradients = [Double](repeating: 0, count: rates.count)
            for word in draw.words {
                guard let place = words[draw.shape].firstIndex(where: { $0.word == word }) else { continue }
                let sum = max(rates.reduce(0, +), 1e-12)
                for index in rates.indices { gradients[index] -= rates[index] / sum }
                gradients[place] += 1
                rates[place] = 0
            }
            words[draw.shape] = zip(words[draw.shape], gradients).map { word, gradient in
                let factor = exp(Self.rate * advantage * gradient)
                return PhraseBook.Word(word: word.word, weight: min(max(word.weight * factor, 1e-3), 1e3))
            }
        }
        phrases = PhraseBook(words: words, lengths: phrases.lengths)
    }
}
