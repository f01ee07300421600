extension Rating {
    /// More than these are told by no number.
    public static let maxEpisodes = 1_000_000

    /// Everyone's place, the best first.
    public var standings: [Standing] {
        let order = order
        var played = Array(repeating: 0, count: players.count)
        fit.forEachPair { cell, _, first, second in
            guard fit.scores.cells[cell].episodes > 0 else { return }
            played[first] += 1
            played[second] += 1
        }
        return order.enumerated().map { place, player in
            let next = place + 1 < order.count ? order[place + 1] : nil
            return Standing(
                player: players[player], skill: skill(player), aboveNext: next.map { probability(player, above: $0) },
                episodesToNext: next.flatMap { episodes(toTellApart: player, $0) }, playedCells: played[player],
                cells: 2 * kitchens.count * (players.count - 1))
        }
    }

    /// Episodes that tell two players apart with 95 % certainty if their difference is what it seems: as many for each cell that
    /// one of them is in without the other, which are the cells that the difference depends on. Its variance is then the sum of
    /// their means' variances, times a constant.
    /// - Returns: 0 where they are told apart; nil where it would take more than `maxEpisodes`.
    public func episodes(toTellApart first: Int, _ second: Int) -> Int? {
        if tellsApart(first, second) { return 0 }
        let cells = cells(with: first, orWith: second)
        let wanted = difference(first, second).mean / Normal.width95
        func isEnough(_ more: Int) -> Bool { weight * cells.reduce(0) { $0 + fit.meanVariance($1, more: more) } < wanted * wanted }
        let most = Rating.maxEpisodes / cells.count
        guard isEnough(most) else { return nil }
        var (low, high) = (0, most)
        while high - low > 1 {
            let middle = (low + high) / 2
            if isEnough(middle) { high = middle } else { low = middle }
        }
        return high * cells.count
    }

    /// What the variance of a cell's mean counts in that of a difference.
    var weight: Double {
        let own = RowWeights(players: players.count, kitchens: kitchens.count).own
        return own * own
    }

    /// The cells that one of two players is in and the other is not.
    func cells(with first: Int, orWith second: Int) -> [Int] {
        let others = players.indices.filter { $0 != first && $0 != second }
        return kitchens.indices.flatMap { kitchen in
            [first, second].flatMap { player in
                others.flatMap { [fit.scores.index(kitchen, player, $0), fit.scores.index(kitchen, $0, player)] }
            }
        }
    }

    /// Pairs that fit together better or worse than their skills say, the most unusual first; none of which it is not certain.
    /// - Parameter count: at most so many.
    public func fits(_ count: Int) -> [Fit] {
        var fits: [Fit] = []
        for first in players.indices {
            for second in players.indices where first < second {
                var (effect, variance, cells) = (0.0, 0.0, 0.0)
                for kitchen in kitchens.indices {
                    for (one, other) in [(first, second), (second, first)] {
                        let cell = fit.scores.index(kitchen, one, other)
                        guard fit.scores.cells[cell].episodes > 0 else { continue }
                        let unknown = fit.unknownShare(cell)
                        effect += (1 - unknown) * (fit.means[cell] - fit.additive(kitchen, one, other))
                        variance += fit.fitVariance * unknown
                        cells += 1
                    }
                }
                guard cells > 0 else { continue }
                let (mean, half) = (effect / cells, Normal.width95 * variance.squareRoot() / cells)
                guard abs(mean) > half, abs(mean) > 0.05 else { continue }
                fits.append(
                    Fit(
                        players: [players[first], players[second]],
                        effect: Statistics.Estimate(value: mean, low: mean - half, high: mean + half)))
            }
        }
        let sorted = fits.sorted {
            (-abs($0.effect.value), $0.players[0], $0.players[1]) < (-abs($1.effect.value), $1.players[0], $1.players[1])
        }
        return Array(sorted.prefix(count))
    }
}
