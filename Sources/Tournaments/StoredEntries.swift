import EpisodeStore

/// Which episodes of a plan a store has, in any run: a bit each, however long the plan is.
struct StoredEntries: Sendable {
    private var words: [UInt64]

    /// - Parameters:
    ///   - maps: rows of the plan's kitchens.
    ///   - agents: rows of the plan's players.
    init(_ plan: TournamentPlan, in store: EpisodeStore, maps: [MapID], agents: [AgentID]) throws {
        var words = [UInt64](repeating: 0, count: (plan.count + 63) / 64)
        let numbers = plan.numbers(of: try store.seeds(horizon: plan.horizon))
        if !numbers.isEmpty {
            let kitchens = Dictionary(
                zip(maps, plan.kitchens).enumerated().map { (Place(map: $1.0, dynamics: $1.1.dynamics.rawValue), $0) }
            ) { first, _ in first }
            let players = Dictionary(agents.enumerated().map { ($1, $0) }) { first, _ in first }
            try store.forEachEntry(horizon: plan.horizon) { entry in
                guard let number = numbers[entry.seed], let map = kitchens[Place(map: entry.map, dynamics: entry.dynamics)] else { return }
                let lineUp = entry.agents.compactMap { players[$0] }
                guard lineUp.count == entry.agents.count, let index = plan.index(map: map, lineUp: lineUp, number: number) else { return }
                words[index / 64] |= 1 << UInt64(index % 64)
            }
        }
        self.words = words
    }

    private struct Place: Hashable {
        let map: MapID
        let dynamics: String
    }

    func contains(_ index: Int) -> Bool { words[index / 64] >> UInt64(index % 64) & 1 == 1 }

    /// How many of them are in a part of the plan.
    func count(in part: PlanPart) -> Int {
        words.enumerated().reduce(0) { sum, word in
            if word.element == 0 { return sum }
            return sum + (0..<64).count { word.element >> UInt64($0) & 1 == 1 && part.contains(word.offset * 64 + $0) }
        }
    }
}

extension TournamentPlan {
    /// Which episode of a pair each of these seeds is, counted from zero; without seeds that are none of the plan's.
    func numbers(of seeds: Set<UInt64>) -> [UInt64: Int] {
        let end = pairs.map { $0.units.reduce(0) { max($0, $1.after + $1.episodes) } } ?? episodes
        var numbers: [UInt64: Int] = [:]
        for number in 0..<end where numbers.count < seeds.count {
            let seed = episodeSeed(number)
            if seeds.contains(seed) { numbers[seed] = number }
        }
        return numbers
    }

    /// Where in the plan the `number`-th episode of a line-up on a map is; nil for one that it does not have.
    /// - Parameter lineUp: indices in `players`.
    func index(map: Int, lineUp: [Int], number: Int) -> Int? {
        guard lineUp.count == kitchens[map].players else { return nil }
        let open = TournamentPlan.openSeats(kitchens[map], isFilled: fill != nil)
        guard lineUp.dropFirst(open).allSatisfy({ $0 == filler }) else { return nil }
        if let pairs { return pairs.index(map: map, first: lineUp[0], second: lineUp[1], number: number) }
        guard number < episodes, lineUp.prefix(open).allSatisfy({ $0 < agents.count }) else { return nil }
        return number * round + firstPlaces[map] + lineUp.prefix(open).reduce(0) { $0 * agents.count + $1 }
    }
}
