import Kitchen

/// What happened in an episode, as one would tell it afterwards: who did what, what waited for whom, and what cost most.
///
///     let story = try GameStory(episode)
///     print(story.cooks[0].figures.deliveries)
public struct GameStory: Sendable {
    /// What a player did.
    public struct Cook: Sendable, Hashable {
        public internal(set) var figures = SeatFigures()
        /// Things taken from counters where another player had put them.
        public internal(set) var received = 0
        /// The longest stretch in which the player changed nothing, as ticks; empty for none.
        public internal(set) var longestIdle = 0..<0
        /// Ticks in which another held the player back.
        public internal(set) var collisions: [Int] = []
    }

    public let kitchen: Kitchen
    /// The first tick that counts: 0, or the one in which a person took over.
    public let first: Int
    /// One past the last tick.
    public let end: Int
    public let horizon: Int
    public private(set) var cooks: [Cook]
    /// What each pot did, tick after tick.
    public private(set) var pots: [PotStretch] = []
    /// The deliveries of the ticks that count.
    public let deliveries: [Delivery]
    /// The state at the end.
    public let last: KitchenState

    /// The story of `episode` from where it is its own: of one that continues another, from where it does.
    /// - Throws: `ParameterError`, `StepError` for a log that cannot be played.
    /// - Complexity: O(ticks).
    public init(_ episode: Episode) throws {
        kitchen = try episode.kitchen()
        let first = min(episode.continuation?.of.tick ?? 0, episode.ticks)
        self.first = first
        end = episode.ticks
        horizon = episode.horizon
        var recorder = try EpisodeRecorder(kitchen, horizon: episode.horizon, seed: episode.seed, start: episode.start)
        for tick in 0..<first { try recorder.step(episode.jointAction(tick)) }
        let earlier = recorder.figures
        var teller = Teller(kitchen)
        for tick in first..<end {
            let was = recorder.figures
            try recorder.step(episode.jointAction(tick))
            teller.add(tick, recorder.game, was: was, now: recorder.figures)
        }
        cooks = teller.cooks
        pots = teller.pots
        for seat in cooks.indices {
            cooks[seat].figures = episode.seats[seat].since(earlier[seat])
            cooks[seat].received = recorder.handOvers.count { $0.taker == seat && $0.taken >= first }
        }
        deliveries = recorder.deliveries.filter { $0.tick >= first }
        last = recorder.game.state
    }

    /// Ticks that count.
    public var ticks: Int { end - first }
}

/// Gathers what only a pass over all ticks can tell.
private struct Teller {
    private(set) var cooks: [GameStory.Cook]
    private(set) var pots: [PotStretch] = []
    private let cells: [Cell]
    /// Where each player's present stretch of changing nothing began.
    private var idleSince: [Int?]
    /// The index in `pots` of each pot's present stretch.
    private var open: [Int?]

    init(_ kitchen: Kitchen) {
        cooks = Array(repeating: GameStory.Cook(), count: kitchen.players)
        idleSince = Array(repeating: nil, count: kitchen.players)
        cells = kitchen.layout.cells(of: .pot)
        open = Array(repeating: nil, count: cells.count)
    }

    /// - Parameters:
    ///   - game: has just played `tick`.
    ///   - was: what was counted before it.
    mutating func add(_ tick: Int, _ game: KitchenGame, was: [SeatFigures], now: [SeatFigures]) {
        for seat in cooks.indices {
            if now[seat].collisions > was[seat].collisions { cooks[seat].collisions.append(tick) }
            guard now[seat].idle > was[seat].idle else {
                idleSince[seat] = nil
                continue
            }
            let since = idleSince[seat] ?? tick
            idleSince[seat] = since
            if tick + 1 - since > cooks[seat].longestIdle.count { cooks[seat].longestIdle = since..<tick + 1 }
        }
        for (index, cell) in cells.enumerated() {
            let condition = PotStretch.Condition(game.item(on: cell), in: game.kitchen)
            if let place = open[index], pots[place].condition == condition {
                pots[place].ticks = pots[place].ticks.lowerBound..<tick + 1
            } else {
                open[index] = pots.count
                pots.append(PotStretch(cell: cell, condition: condition, ticks: tick..<tick + 1))
            }
        }
    }
}
