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

    /// The episodes that most reduce the variances of what decides the ranking, one after the other, each as if those before had
    /// been played; none once all neighbours are told apart or as good as each other.
    ///
    /// What decides are the differences between neighbours of the ranking that are still open. The value of an episode of a pair
    /// is the share of their variances that it removes: of each difference that depends on one of the pair and not on the other.
    /// That is the more the fewer episodes the pair has and the more its scores vary.
    func nextEpisodes(_ count: Int, isOpen: (_ kitchen: Int, _ first: Int, _ second: Int) -> Bool) -> [Wanted] {
        guard !isSettled else { return [] }
        var neighbours = Neighbours(self)
        var cells: [(cell: Int, wanted: Wanted)] = []
        fit.forEachPair { cell, kitchen, first, second in
            let wanted = Wanted(kitchen: kitchenNumbers[kitchen], first: first, second: second)
            if isOpen(wanted.kitchen, first, second) { cells.append((cell, wanted)) }
        }
        var added = Array(repeating: 0, count: cells.count)
        func reduction(_ place: Int) -> Double {
            let (cell, more) = (cells[place].cell, added[place])
            return weight * (fit.meanVariance(cell, more: more) - fit.meanVariance(cell, more: more + 1))
        }
        var reductions = cells.indices.map(reduction)
        var chosen: [Wanted] = []
        while chosen.count < count {
            var best: (place: Int, value: Double)?
            for place in cells.indices {
                let value = reductions[place] * neighbours.value(cells[place].wanted)
                if value > best?.value ?? 0 { best = (place, value) }
            }
            guard let best else { break }
            let wanted = cells[best.place].wanted
            chosen.append(wanted)
            neighbours.play(wanted, removing: reductions[best.place])
            added[best.place] += 1
            reductions[best.place] = reduction(best.place)
        }
        return chosen
    }
}

/// The neighbours of a ranking, with the variances of their differences.
private struct Neighbours {
    /// By the place of the better: the variance of the mean difference of all scores, 0 where nothing is open.
    private var variances: [Double]
    private let isOpen: [Bool]
    /// By player: the place in the ranking.
    private let places: [Int]

    init(_ rating: Rating) {
        let order = rating.order
        var places = Array(repeating: 0, count: order.count)
        for (place, player) in order.enumerated() { places[player] = place }
        self.places = places
        let pairs = Array(zip(order, order.dropFirst()))
        isOpen = pairs.map { !rating.isSettled($0, $1) }
        variances = pairs.map { better, worse in
            rating.weight * rating.cells(with: better, orWith: worse).reduce(0) { $0 + rating.fit.meanVariance($1) }
        }
    }

    /// Open neighbours of which one plays and the other does not, by the place of the better.
    private func concerned(_ wanted: Rating.Wanted) -> [Int] {
        let (a, b) = (places[wanted.first], places[wanted.second])
        return [a - 1, a, b - 1, b].filter { place in
            isOpen.indices.contains(place) && isOpen[place]
                && ((place == a || place + 1 == a) != (place == b || place + 1 == b))
        }
    }

    /// What taking away a little of the variance of a pair's mean is worth.
    func value(_ wanted: Rating.Wanted) -> Double {
        concerned(wanted).reduce(0) { $0 + (variances[$1] > 0 ? 1 / variances[$1] : 0) }
    }

    mutating func play(_ wanted: Rating.Wanted, removing reduction: Double) {
        for place in concerned(wanted) { variances[place] -= min(reduction, variances[place] / 2) }
    }
}
