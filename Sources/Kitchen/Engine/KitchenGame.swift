import Basics

/// What one tick of a game brought.
public struct Transition: Hashable, Sendable {
    /// One outcome a player.
    public let outcomes: [Outcome]
    /// Sparse reward a player: that of their deliveries.
    public let sparse: [Double]
    /// Shaped reward a player.
    public let shaped: [Double]
    /// Whether the game has reached its horizon.
    public let done: Bool

    /// The team's reward.
    public var reward: Double { sparse.reduce(0, +) }
}

/// A joint action that cannot be played: for the wrong number of players, or in a game that is over.
public struct StepError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
}

/// One kitchen being played, tick by tick, in readable form (rules §5).
///
///     var game = try KitchenGame(kitchen, horizon: 400)
///     let transition = try game.step([.north, .interact])
public struct KitchenGame: Sendable {
    public let kitchen: Kitchen
    public let horizon: Int
    /// Decides which recipes will be wanted in OvercookedV2, and nothing else.
    public let seed: UInt64
    /// The kitchen's number of players.
    @usableFromInline let players: Int
    @usableFromInline var packed: PackedState
    private(set) var actionIndices: [UInt8]
    private var outcomeBits: [UInt32]

    /// - Parameters:
    ///   - state: where to begin; the kitchen's start of this seed when nil.
    ///   - horizon: the tick at which the game ends.
    ///   - seed: decides which recipes will be wanted in OvercookedV2, and nothing else.
    /// - Throws: `ParameterError` when `state` is not one of this kitchen's.
    public init(_ kitchen: Kitchen, from state: KitchenState? = nil, horizon: Int = 400, seed: UInt64 = 0) throws(ParameterError) {
        self.kitchen = kitchen
        self.horizon = horizon
        self.seed = seed
        players = kitchen.players
        packed = try kitchen.pack(state ?? kitchen.start(seed: seed))
        actionIndices = Array(repeating: Action.stay.rawValue, count: kitchen.players)
        outcomeBits = Array(repeating: 0, count: kitchen.players)
    }

    // MARK: Looking

    /// The state in readable form.
    public var state: KitchenState { kitchen.unpack(words: packed.words, stamps: packed.stamps) }

    /// The tick, from 0.
    @inlinable @inline(__always)
    public var timestep: Int { RowShape.timestep(low: packed.words[0], high: packed.words[1]) }

    @inlinable @inline(__always)
    public var isOver: Bool { timestep >= horizon }

    /// A number that is the same for equal states of one kitchen, in any order of their objects.
    public var checksum: UInt64 { packed.words.reduce(0) { RandomStream.mix($0 ^ UInt64($1)) } }

    /// Where a player stands, looks and what they hold; without making the whole readable state.
    public func player(_ index: Int) -> PlayerState {
        kitchen.player(at: Pose(bits: packed.words[RowShape.pose(index)]), holding: Item(bits: packed.words[RowShape.held(index)]))
    }

    /// What lies on a counter or is in a pot; without making the whole readable state.
    public func item(on cell: Cell) -> Item {
        kitchen.geometry.slot(cell).map { Item(bits: packed.words[kitchen.shape.firstSlot + $0]) } ?? .none
    }

    /// What a player did in the last tick; staying before the first.
    public func lastAction(of player: Int) -> Action { Action(rawValue: actionIndices[player]) ?? .stay }

    /// What the last tick brought a player.
    public func outcome(of player: Int) -> Outcome { Outcome(bits: outcomeBits[player]) }

    // MARK: Playing

    /// Plays one tick and returns what it brought.
    /// - Throws: `StepError` when the game is over or `actions` is not one action a player.
    @discardableResult
    public mutating func step(_ actions: [Action]) throws(StepError) -> Transition {
        try advance(actions)
        let outcomes = outcomeBits.map(Outcome.init(bits:))
        return Transition(
            outcomes: outcomes, sparse: outcomes.map(kitchen.sparseReward), shaped: outcomes.map(kitchen.shapedReward),
            done: isOver)
    }

    /// Plays one tick without allocating anything; `outcome(of:)` has what it brought.
    /// - Throws: `StepError` when the game is over or `actions` is not one action a player.
    public mutating func advance(_ actions: [Action]) throws(StepError) {
        guard actions.count == players else {
            throw StepError(description: "\(actions.count) actions for \(players) players; give one a player")
        }
        guard !isOver else {
            throw StepError(description: "the game ended at its horizon, tick \(horizon); start another")
        }
        // Borrowed: `kitchen` keeps it alive, and a reference that is counted would be counted by all threads that play here.
        let memory = Unmanaged.passUnretained(kitchen.memory)
        let (ticking, firstSlot) = (packed.tickingSlots, kitchen.shape.firstSlot)
        packed.words.withUnsafeMutableBufferPointer { words in
            packed.stamps.withUnsafeMutableBufferPointer { stamps in
                actionIndices.withUnsafeMutableBufferPointer { indices in
                    outcomeBits.withUnsafeMutableBufferPointer { outcomes in
                        for player in 0..<players { indices[player] = actions[player].rawValue }
                        let row = Row(words: words, stamps: stamps)
                        memory._withUnsafeGuaranteedRef { memory in
                            memory.tables.tick(
                                row, as: memory.tables.family, players: players, actions: UnsafeBufferPointer(indices), outcomes: outcomes,
                                tickingSlots: ticking)
                            memory.tables.redrawRecipe(
                                row, firstSlot: firstSlot, bits: Kitchen.recipeBits(seed: seed, timestep: Int(row.timestep)))
                        }
                    }
                }
            }
        }
    }

    /// Replaces the wanted recipe, for recorded episodes that drew another; nothing in Overcooked-AI.
    /// - Precondition: a pot can hold `recipe`.
    public mutating func want(_ recipe: Recipe) {
        guard kitchen.layout.family == .overcookedV2, let index = recipe.unorderedIndex else { return }
        let word = kitchen.shape.recipe
        packed.words[word] = packed.words[word] & RowShape.deliveredBit | UInt16(index)
    }

    /// Takes note of what everybody did before this state, for games that begin in the middle of one.
    /// - Precondition: one action a player.
    package mutating func note(_ actions: [Action]) { actionIndices = actions.map { $0.rawValue } }

    /// Lends the packed words.
    func withRow(_ body: (UnsafePointer<UInt16>) -> Void) {
        packed.words.withUnsafeBufferPointer { words in _ = words.baseAddress.map(body) }
    }

    /// Lends the packed words and the slots' stamps.
    func withRow(andStamps body: (UnsafePointer<UInt16>, UnsafePointer<Int32>) -> Void) {
        withRow { words in
            packed.stamps.withUnsafeBufferPointer { stamps in _ = stamps.baseAddress.map { body(words, $0) } }
        }
    }
}
