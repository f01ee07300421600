import Basics

/// The flat memory of a `KitchenBatch` and what else the tick needs; a bundle of pointers, owned by the batch.
struct BatchMemory {
    let tables: RuleTables
    let rows: UnsafeMutableBufferPointer<UInt16>
    let stamps: UnsafeMutableBufferPointer<Int32>
    let actions: UnsafeMutableBufferPointer<UInt8>
    let outcomes: UnsafeMutableBufferPointer<UInt32>
    /// Words of a row, see `RowShape`.
    let stride: Int
    let slots: Int
    var tickingSlots: Int
    let horizon: UInt32
    /// Key of the stream of random actions.
    private(set) var actionKey: UInt64 = 0
    /// Key of the stream that decides which recipes are wanted.
    private(set) var recipeKey: UInt64 = 0

    init(_ kitchen: Kitchen, games: Int, horizon: Int, tickingSlots: Int, seed: UInt64, firstGame: Int) {
        tables = kitchen.tables
        stride = kitchen.shape.stride
        slots = kitchen.shape.slots
        self.tickingSlots = tickingSlots
        self.horizon = UInt32(clamping: horizon)
        rows = BatchMemory.zeros(games * stride)
        stamps = BatchMemory.zeros(games * slots)
        actions = BatchMemory.zeros(games * kitchen.players)
        outcomes = BatchMemory.zeros(games * kitchen.players)
        draw(from: seed, firstGame: firstGame)
    }

    /// Sets the keys of what is drawn.
    mutating func draw(from seed: UInt64, firstGame: Int) {
        actionKey = RandomStream(seed, StreamKey.batchActions).key &+ UInt64(firstGame) &* BatchMemory.gameStep
        recipeKey = RandomStream(seed, StreamKey.wantedRecipes).key &+ UInt64(firstGame) &* BatchMemory.gameStep
    }

    func deallocate() {
        rows.deallocate()
        stamps.deallocate()
        actions.deallocate()
        outcomes.deallocate()
    }

    private static func zeros<Word: FixedWidthInteger>(_ count: Int) -> UnsafeMutableBufferPointer<Word> {
        let memory = UnsafeMutableBufferPointer<Word>.allocate(capacity: count)
        memory.initialize(repeating: 0)
        return memory
    }

    @inline(__always)
    func row(_ game: Int) -> Row {
        Row(words: share(rows, game, stride), stamps: share(stamps, game, slots))
    }

    /// Plays a tick of `game` and returns whether its episode is over.
    /// - Parameters:
    ///   - players: the kitchen's number of players, as a constant where the caller knows it.
    ///   - family: the kitchen's, as a constant where the caller knows it.
    ///   - ticks: how many the batch has played before.
    @inline(__always)
    func advance(_ game: Int, players: Int, as family: RuleFamily, ticks: UInt64) -> Bool {
        let row = row(game)
        tables.tick(
            row, as: family, players: players, actions: UnsafeBufferPointer(share(actions, game, players)),
            outcomes: share(outcomes, game, players), tickingSlots: tickingSlots)
        if family == .overcookedV2 {
            tables.redrawRecipe(row, firstSlot: RowShape.firstSlot(players: players), bits: recipeBits(game, ticks: ticks))
        }
        return row.timestep >= horizon
    }

    /// The part of `memory` that belongs to `game`.
    @inline(__always)
    private func share<T>(
        _ memory: UnsafeMutableBufferPointer<T>, _ game: Int, _ count: Int
    ) -> UnsafeMutableBufferPointer<T> {
        UnsafeMutableBufferPointer(start: memory.baseAddress.unsafelyUnwrapped + game &* count, count: count)
    }

    /// An odd number that keeps the streams of neighbouring games apart.
    private static let gameStep: UInt64 = 0xD1B5_4A32_D192_ED03

    /// The random number of `game` in the tick whose `key` is given.
    @inline(__always)
    func randomBits(_ game: Int, _ key: UInt64) -> UInt64 {
        RandomStream.mix(key &+ UInt64(truncatingIfNeeded: game) &* BatchMemory.gameStep)
    }

    /// Random bits that decide a recipe of `game` in a tick of the batch.
    @inline(__always)
    func recipeBits(_ game: Int, ticks: UInt64) -> UInt64 { randomBits(game, recipeKey &+ ticks &* RandomStream.golden) }

    /// Sets an equally likely action for every player of `game`, 32 random bits each.
    @inline(__always)
    func chooseRandomly(_ game: Int, _ random: UInt64) {
        var bits = random
        for player in 0..<tables.players {
            let product = (bits & 0xFFFF_FFFF) &* 6
            actions[game &* tables.players &+ player] = UInt8(truncatingIfNeeded: product &>> 32)
            bits = player & 1 == 0 ? bits &>> 32 : RandomStream.mix(random &+ UInt64(truncatingIfNeeded: player))
        }
    }
}
