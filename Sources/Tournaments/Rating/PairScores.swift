/// Scores of ordered pairs of players in kitchens, summed up: what ratings are made of.
///
/// A cell is a kitchen with who sits first and who second. Players with themselves have cells, too, which ratings leave out.
public struct PairScores: Sendable, Hashable {
    /// The episodes of a cell in three numbers, kept up to date one score at a time (Welford 1962).
    struct Cell: Sendable, Hashable {
        private(set) var episodes = 0
        private(set) var mean = 0.0
        /// The sum of squared deviations from the mean.
        private(set) var squares = 0.0

        mutating func add(_ score: Double) {
            episodes += 1
            let deviation = score - mean
            mean += deviation / Double(episodes)
            squares += deviation * (score - mean)
        }
    }

    public let players: [String]
    public let kitchens: [String]
    private(set) var cells: [Cell]

    public init(players: [String], kitchens: [String]) {
        self.players = players
        self.kitchens = kitchens
        cells = Array(repeating: Cell(), count: kitchens.count * players.count * players.count)
    }

    /// Adds the score of an episode.
    public mutating func add(_ score: Double, kitchen: Int, first: Int, second: Int) {
        guard score.isFinite else { return }
        cells[index(kitchen, first, second)].add(score)
    }

    /// Where a cell is among `cells`: kitchen outermost, then the first seat.
    func index(_ kitchen: Int, _ first: Int, _ second: Int) -> Int { (kitchen * players.count + first) * players.count + second }

    subscript(_ kitchen: Int, _ first: Int, _ second: Int) -> Cell { cells[index(kitchen, first, second)] }

    /// The same without kitchens of which `keep` is false.
    func keeping(_ keep: (Int) -> Bool) -> PairScores {
        let kept = kitchens.indices.filter(keep)
        var scores = PairScores(players: players, kitchens: kept.map { kitchens[$0] })
        let size = players.count * players.count
        scores.cells = kept.flatMap { cells[($0 * size)..<(($0 + 1) * size)] }
        return scores
    }
}

extension CrossPlay {
    /// The scores in points of all pairs in the first two seats.
    public var pairScores: PairScores {
        var pairs = PairScores(players: agents, kitchens: maps)
        for map in maps.indices {
            for first in agents.indices {
                for second in agents.indices {
                    for score in scores[map][first][second].list { pairs.add(score, kitchen: map, first: first, second: second) }
                }
            }
        }
        return pairs
    }
}

extension Dictionary where Value == Int {
    /// The number of `key`, which is the next one where it is new.
    mutating func number(_ key: Key) -> Int {
        if let number = self[key] { return number }
        self[key] = count
        return count - 1
    }
}
