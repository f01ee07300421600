/// What one tick of a game brought.
public struct Transition: Hashable, Sendable {
    /// One outcome a player.
    public let outcomes: [Outcome]
    /// Sparse reward a player: what their deliveries are worth.
    public let sparse: [Double]
    /// Shaped reward a player.
    public let shaped: [Double]
    /// Whether the game has reached its horizon.
    public let done: Bool

    /// The team's reward.
    public var reward: Double { sparse.reduce(0, +) }
}

/// A joint action that is none: the wrong number of players, or a game that is over.
public struct StepProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
}

/// One kitchen being played, tick by tick, in readable form (rules §5).
///
///     var game = try KitchenGame(kitchen, horizon: 400)
///     let transition = try game.step([.north, .interact])
public struct KitchenGame: Sendable {
    public let kitchen: Kitchen
    public let horizon: Int
    private var packed: PackedState

    /// - Parameters:
    ///   - state: where to begin; the kitchen's start when nil.
    ///   - horizon: the tick at which the game ends.
    /// - Throws: `ParameterProblem` when `state` is none of this kitchen's.
    public init(_ kitchen: Kitchen, from state: KitchenState? = nil, horizon: Int = 400) throws {
        self.kitchen = kitchen
        self.horizon = horizon
        packed = try kitchen.pack(state ?? kitchen.start)
    }

    /// The state in readable form.
    public var state: KitchenState { kitchen.unpack(words: packed.words, stamps: packed.stamps) }

    public var timestep: Int { Int(packed.words[0]) | Int(packed.words[1]) << 16 }

    public var isOver: Bool { timestep >= horizon }

    /// A number that is the same for equal states of one kitchen, whatever the order of their objects.
    public var checksum: UInt64 { packed.words.reduce(0) { RandomStream.mix($0 ^ UInt64($1)) } }

    /// Plays one tick.
    /// - Throws: `StepProblem` when the game is over or `actions` is not one action a player.
    @discardableResult
    public mutating func step(_ actions: [Action]) throws -> Transition {
        guard actions.count == kitchen.players else {
            throw StepProblem(description: "\(actions.count) actions for \(kitchen.players) players; give one a player")
        }
        guard !isOver else {
            throw StepProblem(description: "the game ended at its horizon, tick \(horizon); start another")
        }
        let outcomes = tick(actions)
        return Transition(
            outcomes: outcomes, sparse: outcomes.map(kitchen.sparseReward), shaped: outcomes.map(kitchen.shapedReward),
            done: isOver)
    }

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

    private mutating func tick(_ actions: [Action]) -> [Outcome] {
        let tables = kitchen.tables
        let ticking = packed.tickingSlots
        let actions = actions.map(\.rawValue)
        let outcomes = [UInt32](unsafeUninitializedCapacity: actions.count) { outcomes, count in
            count = actions.count
            packed.words.withUnsafeMutableBufferPointer { words in
                packed.stamps.withUnsafeMutableBufferPointer { stamps in
                    actions.withUnsafeBufferPointer { actions in
                        tables.tick(
                            Row(words: words, stamps: stamps), players: tables.players, actions: actions, outcomes: outcomes,
                            tickingSlots: ticking)
                    }
                }
            }
        }
        return outcomes.map(Outcome.init(bits:))
    }
}
