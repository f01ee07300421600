import Foundation

/// What a listener compares of a description with what it remembers: some numbers for each shape on the table.
struct MemoryFeatures {
    /// Numbers a shape.
    static let count = 20
    /// `[shapes, count]`.
    private(set) var values: [Float]
    private let shapes: Int

    init(_ round: ListenedRound, lexicon: SharedLexicon, memories: SessionMemories) {
        let (description, shapes) = (round.description, round.shapes)
        self.shapes = shapes.count
        values = [Float](repeating: 0, count: shapes.count * Self.count)
        let session = round.counts
        set(0, lexicon.logProbabilities(description, shapes))
        set(1, session.raised(20, lexicon, shapes))
        set(2, session.raised(6, lexicon, shapes))
        set(3, session.raised(0, lexicon, shapes))
        set(4, session.pooled(lexicon, shapes))
        let likeness = Likeness(round)
        set(5, likeness.best)
        set(6, likeness.latest)
        set(7, likeness.covered)
        set(8, likeness.bestCovered)
        set(9, likeness.overlap)
        set(10, likeness.isNew)
        set(11, session.own(description))
        set(12, session.others(description))
        let top = likeness.best.max() ?? 0
        setAll(13, top)
        setAll(14, likeness.isNew.reduce(0, +) / Float(max(shapes.count, 1)))
        setAll(15, Float(min(description.length, 20)) / 20)
        setAll(16, session.unknown(description))
        set(17, shapes.indices.map { place in likeness.best.indices.reduce(0) { $1 == place ? $0 : max($0, likeness.best[$1]) } })
        set(18, memories.gradient.logProbabilities(round, lexicon))
        set(19, memories.attention.logProbabilities(round, lexicon))
    }

    private mutating func set(_ feature: Int, _ numbers: [Float]) {
        for place in 0..<shapes { values[place * Self.count + feature] = numbers[place] }
    }

    private mutating func setAll(_ feature: Int, _ number: Float) {
        for place in 0..<shapes { values[place * Self.count + feature] = number }
    }
}

/// How often this session's partners said each word of a description for each shape on the table.
struct SessionCounts {
    /// The description's features that are words, with their weights.
    private let words: [(feature: Description.Feature, weight: Float)]
    /// `[words, shapes]`: rounds, those with other partners counting less.
    private var counts: [Float]
    /// `[shapes]`: rounds of each shape.
    private var totals: [Float]

    init(_ description: WeightedDescription, _ shapes: [Int], heard: [PartnerMemory.Heard], partner: Int, community: Float) {
        let places = description.features.indices.filter { description.features[$0].kind == .word }
        words = places.map { (description.features[$0], description.weights[$0]) }
        counts = [Float](repeating: 0, count: words.count * shapes.count)
        totals = [Float](repeating: 0, count: shapes.count)
        var rows = [Int](repeating: -1, count: description.features.count)
        for (row, place) in places.enumerated() { rows[place] = row }
        for entry in heard {
            guard let place = shapes.firstIndex(of: entry.shape) else { continue }
            let weight = entry.partner == partner ? 1 : community
            totals[place] += weight
            description.common(entry.description) { own, _ in
                if rows[own] >= 0 { counts[rows[own] * shapes.count + place] += weight }
            }
        }
    }

    /// For each shape the log-probability by naive Bayes over words, this session's rounds counting `weight` times.
    func raised(_ weight: Float, _ lexicon: SharedLexicon, _ shapes: [Int]) -> [Float] {
        shapes.enumerated().map { place, shape in
            let total = lexicon.totals[shape] + weight * totals[place] + 6
            return words.indices.reduce(Float(weight > 0 ? 0 : log((lexicon.totals[shape] + 1) / 100))) { sum, row in
                sum + log((lexicon.count(words[row].feature, shape) + weight * counts[row * shapes.count + place] + 0.5) / total)
            }
        }.logSoftmax
    }

    /// For each shape the log-probability by a lexicon that pools partially: what everybody says is the prior, of the weight of
    /// one round, of what this session says.
    func pooled(_ lexicon: SharedLexicon, _ shapes: [Int]) -> [Float] {
        shapes.enumerated().map { place, shape in
            words.indices.reduce(Float(0)) { sum, row in
                sum + log((counts[row * shapes.count + place] + lexicon.share(words[row].feature, shape)) / (totals[place] + 1))
            }
        }.logSoftmax
    }

    /// For each shape the weight of words, shared out by how often they were said for each.
    func own(_ description: WeightedDescription) -> [Float] { shares(description) { row, total in row / total } }

    /// For each shape the weight of words that were said for it, shared out evenly.
    func others(_ description: WeightedDescription) -> [Float] {
        shares(description, isEven: true) { row, shapes in row > 0 ? 1 / shapes : 0 }
    }

    private func shares(
        _ description: WeightedDescription, isEven: Bool = false, _ share: (Float, Float) -> Float
    ) -> [Float] {
        var sums = [Float](repeating: 0, count: totals.count)
        for (row, word) in words.enumerated() {
            let own = counts[(row * totals.count)..<((row + 1) * totals.count)]
            let whole = isEven ? Float(own.count { $0 > 0 }) : own.reduce(0, +)
            guard whole > 0 else { continue }
            for (place, count) in own.enumerated() { sums[place] += word.weight * share(count, whole) }
        }
        return sums.map { $0 / description.words }
    }

    /// The share of the weight of words that nobody said in this session.
    func unknown(_ description: WeightedDescription) -> Float {
        let known = words.indices.reduce(Float(0)) { sum, row in
            let isKnown = counts[(row * totals.count)..<((row + 1) * totals.count)].contains { $0 > 0 }
            return sum + (isKnown ? words[row].weight : 0)
        }
        return 1 - known / description.words
    }
}

/// How like a description is to what was said of each shape on the table.
private struct Likeness {
    /// The largest and the latest cosine.
    private(set) var best: [Float]
    private(set) var latest: [Float]
    /// Share of the words' weight that was ever said of the shape, and that one earlier description has.
    private(set) var covered: [Float]
    private(set) var bestCovered: [Float]
    /// The largest share that common words have of all words of both.
    private(set) var overlap: [Float]
    /// 1 for shapes that this partner has not described yet.
    private(set) var isNew: [Float]

    init(_ round: ListenedRound) {
        let (description, shapes) = (round.description, round.shapes)
        let none = [Float](repeating: 0, count: shapes.count)
        (best, latest, covered, bestCovered, overlap) = (none, none, none, none, none)
        isNew = none.map { _ in 1 }
        var said = [[Bool]](repeating: [Bool](repeating: false, count: description.features.count), count: shapes.count)
        for entry in round.heard {
            guard let place = shapes.firstIndex(of: entry.shape) else { continue }
            let weight = round.weight(entry)
            if entry.partner == round.partner { isNew[place] = 0 }
            var (dot, words): (Float, Float) = (0, 0)
            description.common(entry.description) { own, their in
                dot += description.weights[own] * entry.description.weights[their]
                said[place][own] = true
                if description.features[own].kind == .word { words += description.weights[own] }
            }
            let cosine = weight * dot / (description.norm * entry.description.norm)
            best[place] = max(best[place], cosine)
            latest[place] = cosine
            bestCovered[place] = max(bestCovered[place], weight * words / description.words)
            overlap[place] = max(overlap[place], weight * words / (description.words + entry.description.words - words))
        }
        for place in shapes.indices {
            let sum = description.features.indices.reduce(Float(0)) { sum, index in
                said[place][index] && description.features[index].kind == .word ? sum + description.weights[index] : sum
            }
            covered[place] = sum / description.words
        }
    }
}
