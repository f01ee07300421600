import Basics
import Foundation
import Referential

/// What a speaker knows of how people describe shapes: telling words of each shape, and how long descriptions are.
struct PhraseBook: Sendable, Hashable, Codable {
    /// A word and how much it is of a shape.
    struct Word: Sendable, Hashable, Codable {
        let word: String
        let weight: Double
    }

    /// Words of a shape, and times that descriptions shorten, at most.
    private static let (maxWords, maxTimes) = (40, 6)
    /// Sessions in which a word must be said of a shape.
    private static let minSessions = 2

    /// Words that people say of bodies, and that no agent should say to a person.
    private static let unsuitable: Set<String> = ["ass", "boob", "boobs", "breasts", "butt", "crotch", "fat", "penis", "sexy"]

    /// By shape, the most telling first.
    let words: [[Word]]
    /// Mean words of a description, by how often the shape was described to the partner before.
    let lengths: [Double]

    init(words: [[Word]], lengths: [Double]) {
        self.words = words
        self.lengths = lengths
    }

    init(learning sessions: [RepeatedSession]) {
        var counts = [[String: Int]](repeating: [:], count: TangramShapes.count)
        var (sums, rounds) = ([Double](repeating: 0, count: Self.maxTimes), [Double](repeating: 0, count: Self.maxTimes))
        for session in sessions {
            var said = [Set<String>](repeating: [], count: TangramShapes.count)
            var times: [[Int]: Int] = [:]
            for round in session.rounds {
                let words = Description.words(round.words)
                said[round.target].formUnion(words)
                let key = [round.phase, min(round.speaker, round.listener), max(round.speaker, round.listener), round.target]
                let time = times[key, default: 0]
                times[key] = time + 1
                guard time < Self.maxTimes else { continue }
                sums[time] += Double(words.count)
                rounds[time] += 1
            }
            for (shape, words) in said.enumerated() { for word in words { counts[shape][word, default: 0] += 1 } }
        }
        lengths = zip(sums, rounds).filter { $1 > 0 }.map { $0 / $1 }
        var all: [String: Int] = [:]
        for words in counts { all.merge(words) { $0 + $1 } }
        words = counts.map { own in
            own.filter { $0.value >= Self.minSessions && !Self.unsuitable.contains($0.key) }.map { word, count in
                let share = Double(count) * Double(TangramShapes.count) / Double(all[word] ?? count)
                return Word(word: word, weight: Double(count) * log(share))
            }
            .filter { $0.weight > 0 }.sorted { ($1.weight, $0.word) < ($0.weight, $1.word) }.prefix(Self.maxWords).map { $0 }
        }
    }

    /// Words of a description of a shape that the partner has heard described so many times.
    func length(times: Int) -> Int {
        guard let last = lengths.last else { return 1 }
        return max(1, Int((times < lengths.count ? lengths[times] : last).rounded()))
    }

    /// Some of the words of a shape in random order, the telling ones more likely first.
    func draw(_ shape: Int, count: Int, _ random: inout RandomStream) -> [String] {
        places(shape, count: count, &random).map { words[shape][$0].word }
    }

    /// Where the words are that are drawn.
    func places(_ shape: Int, count: Int, _ random: inout RandomStream) -> [Int] {
        // The smallest of exponential times whose rates are the weights: sampling without replacement.
        words[shape].enumerated().map { (-log(1 - random.uniform()) / ($1.weight * $1.weight), $0) }.sorted { $0 < $1 }.prefix(count).map(
            \.1)
    }
}
