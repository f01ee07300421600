import Kitchen

/// A thing that one player put on a counter and another took from there.
public struct HandOver: Sendable, Hashable {
    /// Seat of the one who put it down, and the tick in which they did.
    public let giver: Int
    public let placed: Int
    /// Seat of the one who took it, and the tick in which they did.
    public let taker: Int
    public let taken: Int
    /// The counter.
    public let cell: Cell
    public let item: Item

    public init(giver: Int, placed: Int, taker: Int, taken: Int, cell: Cell, item: Item) {
        self.giver = giver
        self.placed = placed
        self.taker = taker
        self.taken = taken
        self.cell = cell
        self.item = item
    }

    /// Ticks that the thing lay there.
    public var wait: Int { taken - placed }
}

extension Episode {
    /// Every hand-over, in the order of taking, found by playing the episode again.
    /// - Throws: `ParameterError`, `StepError` for a log that cannot be played.
    public func handOvers() throws -> [HandOver] {
        var recorder = try EpisodeRecorder(kitchen(), horizon: horizon, seed: seed, start: start)
        for tick in 0..<ticks { try recorder.step(jointAction(tick)) }
        return recorder.handOvers
    }

    /// Every state, from the one before the first tick to the one after the last: `ticks` + 1 of them.
    /// - Throws: as `handOvers` does.
    public func states() throws -> [KitchenState] {
        var game = try KitchenGame(kitchen(), from: start, horizon: horizon)
        var states = [game.state]
        for tick in 0..<ticks {
            try game.advance(jointAction(tick))
            states.append(game.state)
        }
        return states
    }
}
