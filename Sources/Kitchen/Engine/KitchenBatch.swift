import Basics

/// Many games of one kitchen in flat memory, stepped together; each begins again at its horizon.
///
/// The tick allocates nothing, counts no references and knows no thread. What happens in a game depends on the
/// seed and the game's number alone, so a batch of 1,024 games and two of 512 with `firstGame` 0 and 512 play
/// the same.
///
///     var batch = try KitchenBatch(kitchen, games: 1024, seed: 7)
///     for _ in 0..<400 { batch.stepRandomly() }
///     print(batch.checksum)
public struct KitchenBatch: ~Copyable {
    public let kitchen: Kitchen
    public let games: Int
    /// Ticks of an episode.
    public let horizon: Int
    /// The number of the first game, when the batch is a share of a larger one.
    public let firstGame: Int
    /// Where each episode begins.
    public let starts: Starts
    private(set) var memory: BatchMemory
    private(set) var seed: UInt64
    private let start: EpisodeStart
    private let ends: UnsafeMutableBufferPointer<Bool>
    private let episodes: UnsafeMutableBufferPointer<UInt32>
    /// How many ticks it has played.
    package private(set) var ticks: UInt64 = 0

    /// - Throws: `StepError` for a batch of no games or no ticks, starts that the kitchen's rule family has not, or a start that is no
    ///   state of the kitchen.
    public init(
        _ kitchen: Kitchen, games: Int, horizon: Int = 400, seed: UInt64 = 0, firstGame: Int = 0, starts: Starts = .standard
    ) throws(StepError) {
        guard games > 0, horizon > 0, firstGame >= 0 else {
            throw StepError(description: "a batch needs at least one game and one tick; here are \(games) and \(horizon)")
        }
        let start = try EpisodeStart(kitchen, starts)
        self.start = start
        self.kitchen = kitchen
        self.games = games
        self.horizon = horizon
        self.firstGame = firstGame
        self.starts = starts
        self.seed = seed
        memory = BatchMemory(kitchen, games: games, horizon: horizon, tickingSlots: start.tickingSlots, seed: seed, firstGame: firstGame)
        ends = .allocate(capacity: games)
        episodes = .allocate(capacity: games)
        ends.initialize(repeating: false)
        episodes.initialize(repeating: 0)
        for game in 0..<games { begin(game) }
    }

    deinit {
        memory.deallocate()
        ends.deallocate()
        episodes.deallocate()
    }

    // MARK: Stepping

    /// Plays one tick in every game, with `actions` of one index 0-5 a player, game by game.
    /// - Throws: `StepError` for the wrong number of actions or a number that is not an action.
    public mutating func step(_ actions: UnsafeBufferPointer<UInt8>) throws(StepError) {
        guard actions.count == memory.actions.count else {
            throw StepError(description: "\(actions.count) actions for \(games) games of \(kitchen.players) players")
        }
        guard actions.allSatisfy({ $0 < Action.allCases.count }) else {
            throw StepError(description: "an action index is above 5")
        }
        UnsafeMutableRawBufferPointer(memory.actions).copyMemory(from: UnsafeRawBufferPointer(actions))
        stepAll { _, _, _ in }
    }

    /// Plays one tick in every game, everyone acting at random.
    public mutating func stepRandomly() {
        stepAll { memory, game, random in memory.chooseRandomly(game, random) }
    }

    /// How many ticks the second of the random numbers of `step(choosing:)` stays the same.
    package static let stretchTicks: UInt64 = 8

    /// Plays one tick in every game, with the actions that `choose` gives.
    /// - Parameter choose: gets a game's state, a player, random bits of the game for this tick, and for this stretch of
    ///   `stretchTicks`.
    package mutating func step(
        choosing choose: (_ state: borrowing StateView, _ player: Int, _ tickBits: UInt64, _ stretchBits: UInt64) -> Action
    ) {
        let stretchKey = memory.actionKey &+ ~(ticks / KitchenBatch.stretchTicks) &* RandomStream.golden
        stepAll { memory, game, random in
            let players = memory.tables.players
            let state = StateView(words: UnsafeBufferPointer(memory.row(game).words), players: players)
            let stretchBits = memory.randomBits(game, stretchKey)
            for player in 0..<players { memory.actions[game &* players &+ player] = choose(state, player, random, stretchBits).rawValue }
        }
    }

    /// Lets `choose` set every game's actions, then plays the tick. Two players, the usual number, get a loop of their own for each
    /// rule family.
    @inline(__always)
    private mutating func stepAll(_ choose: (BatchMemory, Int, UInt64) -> Void) {
        play(0..<games, choose)
        endTick()
    }

    @inline(__always)
    private func play(_ part: Range<Int>, _ choose: (BatchMemory, Int, UInt64) -> Void) {
        let memory = memory  // a local copy stays in registers; the one in self would be read again after every write
        let key = memory.actionKey &+ ticks &* RandomStream.golden
        switch (memory.tables.players == 2, memory.tables.family) {
        case (true, .overcooked): play(part, memory, players: 2, as: .overcooked, key, choose)
        case (true, .overcookedV2): play(part, memory, players: 2, as: .overcookedV2, key, choose)
        case (false, let family): play(part, memory, players: memory.tables.players, as: family, key, choose)
        }
    }

    /// The loop over the games.
    /// - Parameters:
    ///   - players: the kitchen's number of players, a constant where the caller knows it; so is the family.
    ///   - key: of the stream of random actions in this tick.
    @inline(__always)
    private func play(
        _ part: Range<Int>, _ memory: BatchMemory, players: Int, as family: RuleFamily, _ key: UInt64,
        _ choose: (BatchMemory, Int, UInt64) -> Void
    ) {
        let ends = ends
        let ticks = ticks
        for game in part {
            choose(memory, game, memory.randomBits(game, key))
            let over = memory.advance(game, players: players, as: family, ticks: ticks)
            ends[game] = over
            if over { beginAgain(game) }
        }
    }

    /// Plays a tick in some of the games with the actions in `actions`, each below `Action.allCases.count`. Threads may play
    /// different parts at once; when all games are played, `endTick` ends the tick.
    package func play(_ part: Range<Int>) { play(part) { _, _, _ in } }

    /// As `play`, everyone acting at random.
    package func playRandomly(_ part: Range<Int>) {
        play(part) { memory, game, random in memory.chooseRandomly(game, random) }
    }

    /// Counts the tick that all games have played.
    @inline(__always)
    package mutating func endTick() { ticks &+= 1 }

    // MARK: Beginning

    /// Begins everything again, as a new batch of that seed does.
    package mutating func restart(seed: UInt64) {
        self.seed = seed
        memory.draw(from: seed, firstGame: firstGame)
        ticks = 0
        for game in 0..<games {
            ends[game] = false
            episodes[game] = 0
            begin(game)
        }
    }

    /// Goes on with the random numbers of a batch that was made in the same way and had come so far; its states are loaded apart.
    /// - Parameter episodes: how many are over, by game.
    package mutating func resume(ticks: UInt64, episodes: [UInt32]) {
        self.ticks = ticks
        for (game, count) in episodes.enumerated() { self.episodes[game] = count }
    }

    /// Begins the next episode of `game` now.
    package func restart(game: Int) { beginAgain(game) }

    /// Puts a state into `game`; its episode goes on from there.
    /// - Throws: `ParameterError` unless it is a state of the kitchen.
    package mutating func load(_ state: KitchenState, game: Int) throws(ParameterError) {
        let packed = try kitchen.pack(state)
        let row = memory.row(game)
        _ = row.words.update(from: packed.words)
        _ = row.stamps.update(from: packed.stamps)
        memory.tickingSlots = max(memory.tickingSlots, packed.tickingSlots)
    }

    /// Puts a row that was read from `rows` and `stamps` into `game`.
    /// - Precondition: `Kitchen.problem(inRow:)` finds nothing.
    package mutating func load(_ words: UnsafePointer<UInt16>, _ stamps: UnsafePointer<Int32>, game: Int) {
        if kitchen.hasUnreadySoupOutsidePots(words) { memory.tickingSlots = memory.slots }
        let row = memory.row(game)
        for word in 0..<memory.stride { row.words[word] = words[word] }
        for slot in 0..<memory.slots { row.stamps[slot] = stamps[slot] }
    }

    @inline(never)
    private func beginAgain(_ game: Int) {
        // Not `&+=`: with the thread sanitizer Swift 6.3 cannot compile that here.
        episodes[game] = episodes[game] &+ 1
        begin(game)
    }

    private func begin(_ game: Int) {
        let row = memory.row(game)
        start.begin(row) { RandomStream(seed, StreamKey.randomStarts, UInt64(firstGame + game), UInt64(episodes[game])) }
        // What a tick draws and what an episode draws that begins after it are far apart in the game's stream.
        if start.drawsRecipe { row[kitchen.shape.recipe] = memory.tables.drawRecipe(memory.recipeBits(game, ticks: ~ticks)) }
    }

    // MARK: Looking

    /// What everybody does in the coming tick of `play`: `[games, players]`.
    package var actions: UnsafeMutableBufferPointer<UInt8> { memory.actions }

    /// The packed states, `[games, Kitchen.rowWords]`, which are only looked at.
    package var rows: UnsafeMutableBufferPointer<UInt16> { memory.rows }

    /// When the item on each slot came there, `[games, Kitchen.slotCells]`, which are only looked at.
    package var stamps: UnsafeMutableBufferPointer<Int32> { memory.stamps }

    /// What the last tick brought, as `Outcome.bits`: `[games, players]`.
    package var outcomes: UnsafeMutableBufferPointer<UInt32> { memory.outcomes }

    /// What the last tick brought `player` of `game`.
    @inline(__always)
    public func outcome(game: Int, player: Int) -> Outcome {
        Outcome(bits: memory.outcomes[game &* memory.tables.players &+ player])
    }

    /// Whether the last tick was the last of an episode of `game`; its state is then the next episode's start.
    @inline(__always)
    public func ended(game: Int) -> Bool { ends[game] }

    /// How many episodes of `game` are over.
    @inline(__always)
    package func episode(game: Int) -> UInt32 { episodes[game] }

    /// What `player` of `game` did last.
    public func action(game: Int, player: Int) -> Action {
        Action.allCases[Int(memory.actions[game * kitchen.players + player])]
    }

    /// Where `player` of `game` stands and which way it faces.
    @inline(__always)
    package func pose(game: Int, player: Int) -> Pose {
        Pose(bits: memory.rows[game &* memory.stride &+ RowShape.pose(player)])
    }

    /// What `player` of `game` holds.
    @inline(__always)
    package func held(game: Int, player: Int) -> Item {
        Item(bits: memory.rows[game &* memory.stride &+ RowShape.held(player)])
    }

    /// The state of `game` in readable form.
    public func state(game: Int) -> KitchenState {
        let row = memory.row(game)
        return kitchen.unpack(words: row.words, stamps: row.stamps)
    }

    /// A number that depends on every word of every game's state and on nothing else.
    public var checksum: UInt64 {
        (0..<games).reduce(0) { sum, game in
            sum &+ memory.row(game).words.reduce(RandomStream.mix(UInt64(firstGame + game))) { RandomStream.mix($0 ^ UInt64($1)) }
        }
    }
}
