import EpisodeStore

/// Which episodes an adaptive plan adds, round by round, so that the ranking of its agents is settled with few.
///
/// A round has a fixed number of episodes and follows from the results of all before it, which are those of the plan: who plays
/// them, on how many threads, and when, changes nothing.
struct AdaptiveRounds: Sendable {
    private let plan: TournamentPlan
    private var scores: PairScores
    /// By cell: the number of the next episode, and whether the pair plays there at all.
    private var counts: [Int]
    private var isRefused: [Bool]

    /// Episodes of a round: a quarter of those that let every pair play once more, so that results are soon used.
    let size: Int

    init(_ plan: TournamentPlan) {
        self.plan = plan
        let names = plan.agents.indices.map { "\($0)" }
        scores = PairScores(players: names, kitchens: plan.kitchens.indices.map { "\($0)" })
        counts = Array(repeating: 0, count: scores.cells.count)
        isRefused = Array(repeating: false, count: scores.cells.count)
        let pairs = plan.agents.count * (plan.agents.count - 1) * plan.kitchens.count { $0.players > 1 }
        size = min(max(8, pairs / 4), 256)
    }

    /// Takes the result of an episode.
    mutating func add(_ entry: TournamentPlan.Entry, _ outcome: EpisodeStore.Outcome?) {
        guard entry.lineUp.count > 1, entry.lineUp[..<2].allSatisfy(plan.agents.indices.contains) else { return }
        let cell = scores.index(entry.map, entry.lineUp[0], entry.lineUp[1])
        counts[cell] += 1
        switch outcome {
        case .score(let score): scores.add(score, kitchen: entry.map, first: entry.lineUp[0], second: entry.lineUp[1])
        case .refused: isRefused[cell] = true
        case nil: break
        }
    }

    /// The next round; empty once the ranking is settled, and where more episodes would tell nothing.
    func next(atMost most: Int) -> [TournamentPlan.Entry] {
        guard most > 0, let rating = Rating(scores) else { return [] }
        var counts = counts
        return rating.nextEpisodes(min(size, most)) { !isRefused[scores.index($0, $1, $2)] }.map { episode in
            let cell = scores.index(episode.kitchen, episode.first, episode.second)
            counts[cell] += 1
            return plan.entry(map: episode.kitchen, first: episode.first, second: episode.second, number: counts[cell] - 1)
        }
    }
}

extension Rating {
    /// An episode that is worth playing.
    struct Wanted: Sendable, Hashable {
        /// The kitchen's number in the scores.
        let kitchen: Int
        let first: Int
        let second: Int
    }

    /// The episodes that most reduce the probability that two neighbours of the ranking are in the wrong order, one after the
    /// other, each as if those before had been played; none once all neighbours are told apart.
    ///
    /// Of two neighbours with difference d and variance v that probability is P(z < -d / sqrt(v)). An episode of a cell with one
    /// of them and not the other lowers v by what it tells of the cell; what it tells less the more is known of it, and tells
    /// nothing where scores are always the same.
    func nextEpisodes(_ count: Int, isOpen: (_ kitchen: Int, _ first: Int, _ second: Int) -> Bool) -> [Wanted] {
        guard !isSettled else { return [] }
        var neighbours = Neighbours(self)
        let own = RowWeights(players: players.count, kitchens: kitchens.count).own
        var cells: [(cell: Int, wanted: Wanted)] = []
        fit.forEachPair { cell, kitchen, first, second in
            let wanted = Wanted(kitchen: kitchenNumbers[kitchen], first: first, second: second)
            if isOpen(wanted.kitchen, first, second) { cells.append((cell, wanted)) }
        }
        var added = Array(repeating: 0, count: cells.count)
        func reduction(_ place: Int) -> Double {
            let unknown = fit.unknownShare(cells[place].cell, more: added[place])
            return own * own * fit.fitVariance * (unknown - fit.unknownShare(cells[place].cell, more: added[place] + 1))
        }
        var reductions = cells.indices.map(reduction)
        var chosen: [Wanted] = []
        while chosen.count < count {
            var best: (place: Int, gain: Double)?
            for place in cells.indices {
                let gain = reductions[place] * neighbours.gain(cells[place].wanted.first, cells[place].wanted.second)
                if gain > best?.gain ?? 0 { best = (place, gain) }
            }
            guard let best else { break }
            let wanted = cells[best.place].wanted
            chosen.append(wanted)
            neighbours.reduce(wanted.first, wanted.second, by: reductions[best.place])
            added[best.place] += 1
            reductions[best.place] = reduction(best.place)
        }
        return chosen
    }
}

/// The neighbours of a ranking, with how uncertain their order is.
private struct Neighbours {
    private let differences: [Double]
    private var variances: [Double]
    /// By pair of neighbours: how fast the probability of the wrong order falls with the variance of the difference.
    private var slopes: [Double]
    /// By player: the place in the ranking.
    private let places: [Int]

    init(_ rating: Rating) {
        let order = rating.order
        var places = Array(repeating: 0, count: order.count)
        for (place, player) in order.enumerated() { places[player] = place }
        self.places = places
        let pairs = zip(order, order.dropFirst()).map { rating.difference($0, $1) }
        differences = pairs.map(\.mean)
        variances = pairs.map { $0.deviation * $0.deviation }
        slopes = zip(differences, variances).map(Neighbours.slope)
    }

    private static func slope(_ difference: Double, _ variance: Double) -> Double {
        guard variance > 0 else { return 0 }
        let distance = difference / variance.squareRoot()
        return Normal.density(distance) * distance / (2 * variance)
    }

    /// Neighbouring pairs that have one of two players and not the other, by the place of the better.
    private func concerned(_ first: Int, _ second: Int) -> [Int] {
        let (a, b) = (places[first], places[second])
        return [a - 1, a, b - 1, b].filter { place in
            slopes.indices.contains(place) && ((place == a || place + 1 == a) != (place == b || place + 1 == b))
        }
    }

    func gain(_ first: Int, _ second: Int) -> Double { concerned(first, second).reduce(0) { $0 + slopes[$1] } }

    mutating func reduce(_ first: Int, _ second: Int, by reduction: Double) {
        for place in concerned(first, second) {
            variances[place] = max(variances[place] - reduction, variances[place] / 1000)
            slopes[place] = Neighbours.slope(differences[place], variances[place])
        }
    }
}
