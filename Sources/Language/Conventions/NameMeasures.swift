import Foundation
import Referential

/// What becomes of names in sessions, by repetition.
public struct NameMeasures: Sendable, Hashable, Codable {
    /// Words of a description.
    public let words: Double
    /// Share of the words of a description and of the same session's last one of the shape that both have, from 0 to 1 (Jaccard).
    public let stability: Double
    /// One less the share of words that two sessions' descriptions of a shape have in common, from 0 to 1.
    public let divergence: Double
    /// Entropy of the words that are said of a shape, in bits.
    public let entropy: Double

    /// By the number of the repetition; of communities all phases together.
    public static func byRepetition(_ sessions: [RepeatedSession]) -> [Int: NameMeasures] {
        let described = sessions.map(Self.described)
        let repetitions = Set(sessions.lazy.flatMap(\.rounds).map(\.repetition))
        return Dictionary(uniqueKeysWithValues: repetitions.map { ($0, NameMeasures(described, $0)) })
    }

    /// A description: the words that it is of, and the share of them that were in the last one.
    private struct Said {
        let repetition: Int
        let shape: Int
        let words: [String]
        let stability: Double?
    }

    private static func described(_ session: RepeatedSession) -> [Said] {
        var last: [Int: Set<String>] = [:]
        return session.rounds.map { round in
            let words = Description.words(round.words).map(Description.stem)
            let set = Set(words)
            let stability = last[round.target].map { shared($0, set) }
            last[round.target] = set
            return Said(repetition: round.repetition, shape: round.target, words: words, stability: stability)
        }
    }

    private static func shared(_ a: Set<String>, _ b: Set<String>) -> Double {
        let all = a.union(b).count
        return all == 0 ? 1 : Double(a.intersection(b).count) / Double(all)
    }

    private init(_ described: [[Said]], _ repetition: Int) {
        let own = described.map { $0.filter { $0.repetition == repetition } }
        let all = Array(own.joined())
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(values.count, 1)) }
        words = mean(all.map { Double($0.words.count) })
        stability = mean(all.compactMap(\.stability))
        var (apart, entropies): ([Double], [Double]) = ([], [])
        for shape in Set(all.map(\.shape)).sorted() {
            let bySession = own.map { said in said.filter { $0.shape == shape }.flatMap(\.words) }.filter { !$0.isEmpty }
            let sets = bySession.map { Set($0) }
            for (index, set) in sets.enumerated() { for other in sets[..<index] { apart.append(1 - Self.shared(set, other)) } }
            entropies.append(Self.entropy(Array(bySession.joined())))
        }
        (divergence, entropy) = (mean(apart), mean(entropies))
    }

    private static func entropy(_ words: [String]) -> Double {
        let counts = Dictionary(grouping: words) { $0 }.mapValues(\.count).sorted { $0.key < $1.key }
        return counts.reduce(0) { sum, entry in
            let share = Double(entry.value) / Double(words.count)
            return sum - share * log2(share)
        }
    }
}
