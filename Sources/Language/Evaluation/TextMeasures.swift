import Foundation

/// Measures of what a speaker says against what people said of the same things, one utterance against one, words being separated
/// by blanks. BLEU and chrF are those of sacrebleu, ROUGE-L is that of Google's rouge-score, against whose values
/// they are tested.
public enum TextMeasures {
    /// BLEU of up to four words in a row, 0 to 100, over the whole corpus; exponential smoothing.
    public static func bleu(_ said: [String], _ wanted: [String]) -> Double {
        var (right, all) = ([0, 0, 0, 0], [0, 0, 0, 0])
        var (length, wantedLength) = (0, 0)
        for (said, wanted) in zip(said, wanted) {
            let (own, other) = (words(said), words(wanted))
            length += own.count
            wantedLength += other.count
            for order in 1...4 {
                let (mine, theirs) = (runs(own, order), runs(other, order))
                all[order - 1] += max(own.count - order + 1, 0)
                right[order - 1] += mine.reduce(0) { $0 + min($1.value, theirs[$1.key] ?? 0) }
            }
        }
        var (sum, smoothing) = (0.0, 1.0)
        for order in 0..<4 {
            guard all[order] > 0 else { return 0 }
            if right[order] == 0 { smoothing *= 2 }
            sum += log(right[order] == 0 ? 1 / (smoothing * Double(all[order])) : Double(right[order]) / Double(all[order]))
        }
        let brevity = length < wantedLength ? exp(1 - Double(wantedLength) / Double(max(length, 1))) : 1
        return 100 * brevity * exp(sum / 4)
    }

    /// chrF2 (Popović 2015): F-score, recall counting four times, of up to six letters in a row, 0 to 100, blanks left out.
    public static func chrF(_ said: [String], _ wanted: [String]) -> Double {
        var (right, own, other) = ([Int](repeating: 0, count: 6), [Int](repeating: 0, count: 6), [Int](repeating: 0, count: 6))
        for (said, wanted) in zip(said, wanted) {
            let (mine, theirs) = (said.filter { !$0.isWhitespace }, wanted.filter { !$0.isWhitespace })
            for order in 1...6 {
                let (a, b) = (runs(Array(mine), order), runs(Array(theirs), order))
                // Runs for which there is nothing to compare do not count.
                if !b.isEmpty { own[order - 1] += a.values.reduce(0, +) }
                other[order - 1] += b.values.reduce(0, +)
                right[order - 1] += a.reduce(0) { $0 + min($1.value, b[$1.key] ?? 0) }
            }
        }
        let orders = (0..<6).filter { own[$0] > 0 && other[$0] > 0 }
        guard !orders.isEmpty else { return 0 }
        let precision = orders.reduce(0) { $0 + Double(right[$1]) / Double(own[$1]) } / Double(orders.count)
        let recall = orders.reduce(0) { $0 + Double(right[$1]) / Double(other[$1]) } / Double(orders.count)
        return precision + recall > 0 ? 100 * 5 * precision * recall / (4 * precision + recall) : 0
    }

    /// ROUGE-L (Lin 2004): mean F-score of the longest common subsequences of words, 0 to 1.
    public static func rougeL(_ said: [String], _ wanted: [String]) -> Double {
        let scores = zip(said, wanted).map { said, wanted -> Double in
            let (a, b) = (words(said), words(wanted))
            let common = Double(longestCommon(a, b))
            return common > 0 ? 2 * common / Double(a.count + b.count) : 0
        }
        return scores.reduce(0, +) / Double(max(scores.count, 1))
    }

    /// F-score of what utterances mention against what others mention of the same things, 0 to 1, over the whole corpus.
    public static func mentionedF1<Mention: Hashable>(_ said: [Set<Mention>], _ wanted: [Set<Mention>]) -> Double {
        let common = zip(said, wanted).reduce(0) { $0 + $1.0.intersection($1.1).count }
        let all = said.reduce(0) { $0 + $1.count } + wanted.reduce(0) { $0 + $1.count }
        return all > 0 ? 2 * Double(common) / Double(all) : 0
    }

    private static func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }

    private static func runs<Element: Hashable>(_ elements: [Element], _ order: Int) -> [[Element]: Int] {
        guard elements.count >= order else { return [:] }
        var counts: [[Element]: Int] = [:]
        for start in 0...(elements.count - order) { counts[Array(elements[start..<(start + order)]), default: 0] += 1 }
        return counts
    }

    private static func longestCommon<Element: Equatable>(_ a: [Element], _ b: [Element]) -> Int {
        var row = [Int](repeating: 0, count: b.count + 1)
        for element in a {
            var diagonal = 0
            for j in b.indices {
                let kept = row[j + 1]
                row[j + 1] = element == b[j] ? diagonal + 1 : max(row[j + 1], row[j])
                diagonal = kept
            }
        }
        return row[b.count]
    }
}
