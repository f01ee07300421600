import Kitchen

/// What a batch is made with, as `bk_batch_options` of the header lays it out.
private struct BatchOptions {
    let games: Int
    let horizon: Int
    let seed: UInt64
    let firstGame: Int
    let parts: Int
    let starts: Int
    let kind: EncodingKind
    let option: Int
    let resetsInNextTick: Bool
    let permuted: [Ingredient]

    /// Nil for numbers that mean nothing.
    init?(_ numbers: UnsafePointer<Int64>) {
        guard let kind = EncodingKind(rawValue: Int32(truncatingIfNeeded: numbers[6])) else { return nil }
        (games, horizon) = (Int(numbers[0]), Int(numbers[1]))
        seed = UInt64(bitPattern: numbers[2])
        (firstGame, parts, starts) = (Int(numbers[3]), Int(numbers[4]), Int(numbers[5]))
        self.kind = kind
        option = Int(numbers[7])
        resetsInNextTick = numbers[8] != 0
        let mask = UInt64(bitPattern: numbers[9])
        permuted = Ingredient.allCases.filter { mask & 1 << UInt64($0.rawValue) != 0 }
    }

    /// How episodes begin.
    func starts(_ probability: Double, _ states: [KitchenState]) -> KitchenBatch.Starts? {
        switch starts {
        case 0: .standard
        case 1: probability >= 0 && probability <= 1 ? .random(probability) : nil
        case 2: .randomPositions
        case 3: .randomReset
        case 4: .states(states)
        default: nil
        }
    }
}

/// Makes a batch; null with an error where none can be made.
@c(bk_batch_new)
public func newBatch(
    _ kitchen: UnsafeMutableRawPointer, _ options: UnsafePointer<Int64>, _ probability: Double, _ states: UnsafePointer<Int32>?,
    _ stateNumbers: Int, _ shape: UnsafeMutablePointer<Int32>, _ error: UnsafeMutablePointer<CChar>?, _ capacity: Int32
) -> UnsafeMutableRawPointer? {
    let text = ErrorText(error, capacity)
    let box = object(kitchen, KitchenBox.self)
    var form = StateForm(UnsafeBufferPointer(start: states, count: stateNumbers))
    var starts: [KitchenState] = []
    while !form.isAtEnd {
        guard let state = form.state() else {
            text.write("start \(starts.count): \(form.problem)")
            return nil
        }
        starts.append(state)
    }
    guard let options = BatchOptions(options), let way = options.starts(probability, starts) else {
        text.write("no batch has such options; see brigade_kitchen.h")
        return nil
    }
    return make(box, options, way, shape, text).map { handle($0) }
}

private func make(
    _ box: KitchenBox, _ options: BatchOptions, _ starts: KitchenBatch.Starts, _ shape: UnsafeMutablePointer<Int32>, _ text: ErrorText
) -> BatchBox? {
    let kitchen = box.kitchen
    do {
        let horizon = options.horizon + (options.resetsInNextTick && options.horizon > 0 ? 1 : 0)
        let batch = try KitchenBatch(
            kitchen, games: options.games, horizon: horizon, seed: options.seed, firstGame: options.firstGame, starts: starts)
        do {
            let encoder =
                options.kind == .none
                ? nil : try RowEncoder(kitchen, options.kind.rowKind(kitchen, horizon: options.horizon, option: options.option))
            writeShape(encoder?.shape ?? [], shape)
            let count = max(1, min(options.parts, options.games))
            var parts: [BatchPart] = []
            for index in 0..<count {
                let games = options.games * index / count..<options.games * (index + 1) / count
                parts.append(
                    try BatchPart(
                        batch, games, options.kind, horizon: options.horizon, option: options.option, permuted: options.permuted,
                        size: encoder?.size ?? 0))
            }
            return BatchBox(box, batch, parts: parts, horizon: options.horizon, resetsInNextTick: options.resetsInNextTick)
        } catch {
            text.write(error.description)
            return nil
        }
    } catch {
        text.write(error.description)
        return nil
    }
}

/// Lends the batch's own memory, which lives as long as the batch: 0 rows, 1 stamps, 2 outcomes, 3 actions of the last tick.
@c(bk_batch_memory)
public func batchMemory(_ batch: UnsafeMutableRawPointer, _ what: Int32) -> UnsafeMutableRawPointer? {
    let box = object(batch, BatchBox.self)
    return switch what {
    case 0: UnsafeMutableRawPointer(box.batch.rows.baseAddress)
    case 1: UnsafeMutableRawPointer(box.batch.stamps.baseAddress)
    case 2: UnsafeMutableRawPointer(box.batch.outcomes.baseAddress)
    case 3: UnsafeMutableRawPointer(box.batch.actions.baseAddress)
    default: nil
    }
}

/// How many parts the batch has, which threads may play at once.
@c(bk_batch_parts)
public func batchParts(_ batch: UnsafeMutableRawPointer) -> Int32 { Int32(truncatingIfNeeded: object(batch, BatchBox.self).parts.count) }

/// Binds buffers of the caller's, and writes the observations into theirs.
@c(bk_batch_bind)
public func bindBuffers(
    _ batch: UnsafeMutableRawPointer, _ actions: UnsafePointer<UInt8>?, _ rewards: UnsafeMutablePointer<Float>?,
    _ shaped: UnsafeMutablePointer<Float>?, _ ends: UnsafeMutablePointer<UInt8>?, _ observations: UnsafeMutableRawPointer?, _ element: Int32
) -> Int32 {
    guard let element = ElementType(rawValue: element), element != .int64, element != .float64 else { return -1 }
    object(batch, BatchBox.self).buffers = .init(
        actions: actions, rewards: rewards, shaped: shaped, ends: ends, observations: observations, element: element)
    observeAll(batch, 1)
    return 0
}

/// Brings all observations up to date, from nothing if `whole`.
@c(bk_batch_observe)
public func observeAll(_ batch: UnsafeMutableRawPointer, _ whole: Int32) {
    let box = object(batch, BatchBox.self)
    for part in box.parts {
        if whole != 0 { part.forget() }
        box.observe(part)
    }
}

/// Begins a tick: takes over the actions; the place of the first that is none, or -1.
@c(bk_batch_begin_tick)
public func beginTick(_ batch: UnsafeMutableRawPointer) -> Int { object(batch, BatchBox.self).takeActions() ?? -1 }

/// Plays the tick in the games of a part. Several threads may do so at once, each with another part.
@c(bk_batch_play_part)
public func playPart(_ batch: UnsafeMutableRawPointer, _ part: Int32, _ atRandom: Int32) {
    let box = object(batch, BatchBox.self)
    box.play(box.parts[Int(part)], atRandom: atRandom != 0)
}

/// Ends a tick that was played in all parts.
@c(bk_batch_end_tick)
public func endTick(_ batch: UnsafeMutableRawPointer) { object(batch, BatchBox.self).batch.endTick() }

/// Plays a whole tick on the calling thread; the place of the first action that is none, or -1.
@c(bk_batch_step)
public func stepBatch(_ batch: UnsafeMutableRawPointer) -> Int {
    let box = object(batch, BatchBox.self)
    if let wrong = box.takeActions() { return wrong }
    for part in box.parts { box.play(part, atRandom: false) }
    box.batch.endTick()
    return -1
}

/// Begins everything again, as a new batch of that seed does.
@c(bk_batch_restart)
public func restartBatch(_ batch: UnsafeMutableRawPointer, _ seed: UInt64) {
    object(batch, BatchBox.self).batch.restart(seed: seed)
    observeAll(batch, 1)
}

/// Begins the next episode of every game whose mask is not zero.
@c(bk_batch_restart_games)
public func restartGames(_ batch: UnsafeMutableRawPointer, _ mask: UnsafePointer<UInt8>) {
    let box = object(batch, BatchBox.self)
    for game in 0..<box.batch.games where mask[game] != 0 { box.batch.restart(game: game) }
    observeAll(batch, 0)
}

/// Puts a state in the flat form into a game.
@c(bk_batch_load_state)
public func loadState(
    _ batch: UnsafeMutableRawPointer, _ game: Int, _ state: UnsafePointer<Int32>, _ count: Int32, _ error: UnsafeMutablePointer<CChar>?,
    _ capacity: Int32
) -> Int32 {
    let box = object(batch, BatchBox.self)
    let text = ErrorText(error, capacity)
    var form = StateForm(UnsafeBufferPointer(start: state, count: Int(count)))
    guard let state = form.state() else { return text.failure(form.problem) }
    do {
        try box.batch.load(state, game: game)
        return 0
    } catch { return text.failure(error.message) }
}

/// Puts rows that were checked, with their stamps, into the games of that number.
@c(bk_batch_load_rows)
public func loadRows(
    _ batch: UnsafeMutableRawPointer, _ games: UnsafePointer<Int64>, _ count: Int, _ rows: UnsafePointer<UInt16>,
    _ stamps: UnsafePointer<Int32>
) {
    let box = object(batch, BatchBox.self)
    let kitchen = box.kitchen.kitchen
    let (words, slots) = (kitchen.rowWords, kitchen.slotCells.count)
    for index in 0..<count { box.batch.load(rows + index * words, stamps + index * slots, game: Int(games[index])) }
}

/// A number that depends on every word of every game's state and on nothing else, the same as `brigade bench kitchen` prints.
@c(bk_batch_checksum)
public func batchChecksum(_ batch: UnsafeMutableRawPointer) -> UInt64 { object(batch, BatchBox.self).batch.checksum }
