import Kitchen

/// A batch behind a handle, with the caller's buffers.
final class BatchBox {
    let kitchen: KitchenBox
    var batch: KitchenBatch
    let parts: [BatchPart]
    /// The tick at which an episode ends for the caller.
    let horizon: Int
    /// Whether an episode's last state stays for one more tick, in which the next episode begins and nothing is earned.
    let resetsInNextTick: Bool
    var buffers = Buffers()

    /// Memory of the caller's, which lives as long as it is bound. What is nil is not written.
    struct Buffers {
        /// `[games, players]`: indices 0-5.
        var actions: UnsafePointer<UInt8>?
        /// `[games]`: the team's rewards.
        var rewards: UnsafeMutablePointer<Float>?
        /// `[games, players]`: shaped rewards.
        var shaped: UnsafeMutablePointer<Float>?
        /// `[games]`: 1 where the tick was the last of an episode.
        var ends: UnsafeMutablePointer<UInt8>?
        /// `[games, shape]` of the part's observer.
        var observations: UnsafeMutableRawPointer?
        var element = ElementType.uint8
    }

    init(_ kitchen: KitchenBox, _ batch: consuming KitchenBatch, parts: [BatchPart], horizon: Int, resetsInNextTick: Bool) {
        self.kitchen = kitchen
        self.batch = batch
        self.parts = parts
        self.horizon = horizon
        self.resetsInNextTick = resetsInNextTick
    }

    /// Takes over the actions; nil, or the number of the first that is none.
    func takeActions() -> Int? {
        guard let actions = buffers.actions else { return nil }
        let own = batch.actions
        let highest = UInt8(Action.allCases.count - 1)
        var isWrong = false
        // Copied before they are used, so that nobody changes what was checked.
        for index in 0..<own.count {
            let action = actions[index]
            isWrong = isWrong || action > highest
            own[index] = min(action, highest)
        }
        return isWrong ? (0..<own.count).first { actions[$0] > highest } ?? 0 : nil
    }

    /// Plays a tick in the games of a part, and writes what it brought.
    func play(_ part: BatchPart, atRandom: Bool) {
        if atRandom { batch.playRandomly(part.games) } else { batch.play(part.games) }
        pay(part.games)
        observe(part)
    }

    private func pay(_ games: Range<Int>) {
        let players = kitchen.kitchen.players
        let rewards = kitchen.rewards
        let outcomes = UnsafePointer(batch.outcomes.baseAddress.unsafelyUnwrapped)
        let words = kitchen.kitchen.rowWords
        let rows = UnsafePointer(batch.rows.baseAddress.unsafelyUnwrapped)
        let buffers = buffers
        for game in games {
            let isOver = batch.ended(game: game)
            let pays = !(resetsInNextTick && isOver)
            var team: Float = 0
            for player in game &* players..<(game &+ 1) &* players {
                let bits = pays ? outcomes[player] : 0
                team += bits == 0 ? 0 : rewards.sparse(bits)
                buffers.shaped?[player] = bits == 0 ? 0 : rewards.shaped(bits)
            }
            buffers.rewards?[game] = team
            guard let ends = buffers.ends else { continue }
            let timestep = RowShape.timestep(low: rows[game &* words], high: rows[game &* words &+ 1])
            ends[game] = (resetsInNextTick ? pays && timestep >= horizon : isOver) ? 1 : 0
        }
    }

    /// Brings the observations of a part up to date.
    func observe(_ part: BatchPart) {
        guard let observations = buffers.observations else { return }
        part.observe(batch, into: observations, buffers.element)
    }
}

/// Some of a batch's games, played by one thread, and what keeps their observations up to date.
final class BatchPart {
    let games: Range<Int>
    private var lossless: LosslessObserver?
    private var grid: GridObserver?
    private let features: FeatureEncoding?
    private let featuresV2: FeatureEncodingV2?
    /// Elements of a game's observations.
    private let size: Int

    /// - Throws: `ObservationError` where the kitchen has not this encoding.
    init(
        _ batch: borrowing KitchenBatch, _ games: Range<Int>, _ kind: EncodingKind, horizon: Int, option: Int, permuted: [Ingredient],
        size: Int
    ) throws(ObservationError) {
        let isV2 = batch.kitchen.layout.family == .overcookedV2
        self.games = games
        self.size = size
        lossless = kind == .lossless ? try LosslessObserver(batch, part: games, horizon: horizon) : nil
        grid =
            kind == .grid
            ? try GridObserver(batch, part: games, options: EncodingKind.gridOptions(batch.kitchen, option), permuting: permuted) : nil
        features = kind == .features && !isV2 ? try FeatureEncoding(batch.kitchen, counterGoals: option == 1 ? .all : .none) : nil
        featuresV2 = kind == .features && isV2 ? try FeatureEncodingV2(batch.kitchen) : nil
    }

    /// Lets the next `observe` write everything.
    func forget() {
        lossless?.forget()
        grid?.forget()
    }

    /// Writes this part's observations into the whole batch's buffer.
    func observe(_ batch: borrowing KitchenBatch, into buffer: UnsafeMutableRawPointer, _ element: ElementType) {
        // Sizes are right by how the parts were made, so that nothing is thrown.
        switch element {
        case .uint8:
            let views = part(of: buffer.assumingMemoryBound(to: UInt8.self))
            try? lossless?.observe(batch, into: views)
            try? grid?.observe(batch, into: views)
        case .int16:
            let views = part(of: buffer.assumingMemoryBound(to: Int16.self))
            try? features?.observe(batch, part: games, into: views)
            try? featuresV2?.observe(batch, part: games, into: views)
        case .float32:
            let views = part(of: buffer.assumingMemoryBound(to: Float.self))
            try? lossless?.observe(batch, into: views)
            try? grid?.observe(batch, into: views)
            try? features?.observe(batch, part: games, into: views)
            try? featuresV2?.observe(batch, part: games, into: views)
        case .int64, .float64: break  // refused where buffers are bound
        }
    }

    private func part<Element>(of buffer: UnsafeMutablePointer<Element>) -> UnsafeMutableBufferPointer<Element> {
        UnsafeMutableBufferPointer(start: buffer + games.lowerBound * size, count: games.count * size)
    }
}
