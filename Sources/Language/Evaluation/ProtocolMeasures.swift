import Foundation

/// Measures of a language by itself: pairs of a thing's attributes and what is said of it. They are those of EGG
/// (`language_analysis.py`), against whose values they are tested.
public enum ProtocolMeasures {
    /// Entropy in bits of how often each of `items` comes.
    public static func entropy<Item: Hashable>(_ items: some Sequence<Item>) -> Double {
        var counts: [Item: Int] = [:]
        var order: [Item] = []
        var all = 0.0
        for item in items {
            // In the order in which they are first met, so that the sum is the same every time.
            if counts.updateValue((counts[item] ?? 0) + 1, forKey: item) == nil { order.append(item) }
            all += 1
        }
        return order.reduce(0) { sum, item in
            let share = Double(counts[item] ?? 0) / all
            return sum - share * log2(share)
        }
    }

    /// Mutual information in bits of two sequences of the same length.
    public static func mutualInformation<A: Hashable, B: Hashable>(_ a: [A], _ b: [B]) -> Double {
        entropy(a) + entropy(b) - entropy(zip(a, b).map { Pair(a: $0, b: $1) })
    }

    private struct Pair<A: Hashable, B: Hashable>: Hashable {
        let a: A
        let b: B
    }

    /// Topographic similarity (Brighton and Kirby 2006): Spearman's correlation of the things' distances (shares of
    /// attributes that differ) and the messages' (edits by mean length). Nil where all distances are the same.
    public static func topographicSimilarity(_ things: [[Int]], _ messages: [[Int32]]) -> Double? {
        var (near, alike): ([Double], [Double]) = ([], [])
        for first in things.indices {
            for second in things.indices.dropFirst(first + 1) {
                near.append(Double(zip(things[first], things[second]).count { $0 != $1 }) / Double(things[first].count))
                let length = Double(messages[first].count + messages[second].count) / 2
                alike.append(length > 0 ? Double(edits(messages[first], messages[second])) / length : 0)
            }
        }
        return correlation(ranks(near), ranks(alike))
    }

    /// Positional disentanglement (Chaabouni et al. 2020): over positions, how much more information a symbol has about one attribute than
    /// about the next best. Messages are of one length, filled up with end symbols.
    public static func positionalDisentanglement(_ things: [[Int]], _ messages: [[Int32]]) -> Double {
        gap(things, messages.map { $0.map(Int.init) })
    }

    /// Bag-of-symbols disentanglement: the same of how often each symbol but the end is said.
    public static func bagOfSymbolsDisentanglement(_ things: [[Int]], _ messages: [[Int32]], vocabulary: Int) -> Double {
        gap(things, messages.map { message in (1..<max(vocabulary, 2)).map { symbol in message.count { Int($0) == symbol } } })
    }

    private static func gap(_ things: [[Int]], _ columns: [[Int]]) -> Double {
        var (sum, counted) = (0.0, 0)
        for column in (columns.first ?? []).indices {
            let said = columns.map { $0[column] }
            let spread = entropy(said)
            guard spread > 0 else { continue }
            let information = (things.first ?? []).indices.map { attribute in mutualInformation(things.map { $0[attribute] }, said) }
                .sorted(
                    by: >)
            sum += (information[0] - (information.count > 1 ? information[1] : 0)) / spread
            counted += 1
        }
        return counted > 0 ? sum / Double(counted) : 0
    }

    /// Symbols to insert, leave out or exchange to make one message the other (Levenshtein).
    public static func edits<Symbol: Equatable>(_ a: [Symbol], _ b: [Symbol]) -> Int {
        var row = Array(0...b.count)
        for (i, symbol) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let change = diagonal + (symbol == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(change, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }

    /// Ranks from 1; equals share the mean of theirs.
    static func ranks(_ numbers: [Double]) -> [Double] {
        let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
        var ranks = [Double](repeating: 0, count: numbers.count)
        var start = 0
        while start < order.count {
            var end = start
            while end + 1 < order.count && numbers[order[end + 1]] == numbers[order[start]] { end += 1 }
            for index in start...end { ranks[order[index]] = Double(start + end) / 2 + 1 }
            start = end + 1
        }
        return ranks
    }

    private static func correlation(_ a: [Double], _ b: [Double]) -> Double? {
        let (meanA, meanB) = (a.reduce(0, +) / Double(a.count), b.reduce(0, +) / Double(b.count))
        let product = zip(a, b).reduce(0) { $0 + ($1.0 - meanA) * ($1.1 - meanB) }
        let (squareA, squareB) = (a.reduce(0) { $0 + ($1 - meanA) * ($1 - meanA) }, b.reduce(0) { $0 + ($1 - meanB) * ($1 - meanB) })
        return squareA > 0 && squareB > 0 ? product / (squareA * squareB).squareRoot() : nil
    }
}
