import Basics
import Foundation

/// What symbols mean, read off what was said: how much information they have about facts, which values they go with, and how far two
/// speakers are apart.
public struct SymbolMeanings: Sendable {
    /// What there is to know when something is said, such as the recipe that is wanted.
    public let facts: [String]
    /// By speaker: what was said, and the value of each fact at that moment.
    private var uses: [String: (symbols: [String], values: [[String]])] = [:]

    public init(facts: [String]) { self.facts = facts }

    /// Counts something that was said, or a silence.
    /// - Parameter values: of the facts, in their order.
    public mutating func add(_ symbol: String, by speaker: String, values: [String]) {
        precondition(values.count == facts.count, "\(values.count) values for \(facts.count) facts")
        uses[speaker, default: ([], [])].symbols.append(symbol)
        uses[speaker, default: ([], [])].values.append(values)
    }

    /// In alphabetical order.
    public var speakers: [String] { uses.keys.sorted() }

    /// How often each symbol was said, in alphabetical order.
    public func counts(of speaker: String) -> [(symbol: String, count: Int)] {
        let counted = Dictionary(grouping: uses[speaker]?.symbols ?? [], by: { $0 }).mapValues(\.count)
        return counted.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Bits that what a speaker says has about a fact, and the bits that there are to know.
    public func information(of speaker: String, about fact: Int) -> (bits: Double, of: Double) {
        guard let uses = uses[speaker] else { return (0, 0) }
        let values = uses.values.map { $0[fact] }
        return (max(0, ProtocolMeasures.mutualInformation(uses.symbols, values)), ProtocolMeasures.entropy(values))
    }

    /// The value of a fact that a symbol goes with most often, and its share of the times that the symbol was said.
    public func meaning(of symbol: String, by speaker: String, about fact: Int) -> (value: String, share: Double)? {
        guard let uses = uses[speaker] else { return nil }
        let values = zip(uses.symbols, uses.values).filter { $0.0 == symbol }.map { $0.1[fact] }
        let counted = Dictionary(grouping: values, by: { $0 }).mapValues(\.count)
        guard let most = counted.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { return nil }
        return (most.key, Double(most.value) / Double(values.count))
    }

    /// How differently two speakers talk about a fact: the Jensen-Shannon divergence in bits of what they say, the mean over the values
    /// that both met; 0 for the same words, 1 for words of which none is shared. Nil where they met no value in common.
    public func divergence(_ first: String, _ second: String, about fact: Int) -> Double? {
        let (a, b) = (distributions(of: first, about: fact), distributions(of: second, about: fact))
        let shared = a.keys.filter { b[$0] != nil }.sorted()
        guard !shared.isEmpty else { return nil }
        let sum = shared.reduce(0) { $0 + SymbolMeanings.divergence(a[$1] ?? [:], b[$1] ?? [:]) }
        return sum / Double(shared.count)
    }

    /// By value of a fact, how probable each symbol is.
    private func distributions(of speaker: String, about fact: Int) -> [String: [String: Double]] {
        guard let uses = uses[speaker] else { return [:] }
        let said = Dictionary(grouping: zip(uses.symbols, uses.values), by: { $0.1[fact] })
        return said.mapValues { group in
            Dictionary(grouping: group, by: { $0.0 }).mapValues { Double($0.count) / Double(group.count) }
        }
    }

    private static func divergence(_ a: [String: Double], _ b: [String: Double]) -> Double {
        Set(a.keys).union(b.keys).sorted().reduce(0) { sum, symbol in
            let (p, q) = (a[symbol] ?? 0, b[symbol] ?? 0)
            let mean = (p + q) / 2
            return sum + (p > 0 ? p * log2(p / mean) : 0) / 2 + (q > 0 ? q * log2(q / mean) : 0) / 2
        }
    }
}
