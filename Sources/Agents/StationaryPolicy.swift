import Kitchen

/// How likely an agent does each of the six actions; sums to one.
public struct ActionDistribution: Sendable, Hashable {
    /// By `Action.rawValue`.
    public let probabilities: SIMD8<Float>

    /// - Parameter weights: one weight an action, not negative, not all zero; they are scaled to sum to one.
    public init(weights: [Float]) {
        var lanes = SIMD8<Float>.zero
        for (index, weight) in weights.prefix(Action.allCases.count).enumerated() { lanes[index] = weight }
        probabilities = lanes / lanes.sum()
    }

    /// Surely `action`.
    public init(_ action: Action) {
        var lanes = SIMD8<Float>.zero
        lanes[Int(action.rawValue)] = 1
        probabilities = lanes
    }

    /// Every action equally likely.
    public static let uniform = ActionDistribution(weights: [1, 1, 1, 1, 1, 1])

    public subscript(action: Action) -> Float { probabilities[Int(action.rawValue)] }
}

/// An agent whose next action is drawn from a distribution that follows from the kitchen's state, a small memory and
/// nothing else, so that an exact best response to it can be computed.
///
/// All of it is asked after `begin`, for states in any order. Of the game it is lent, a stationary policy may look at
/// the players, the items, the timestep between `changes`, and the horizon, but not at the last actions or outcomes,
/// nor at the order in which a soup's ingredients were potted, and only with `heedsOrder` at the order in which objects
/// were put down. What an `act` of the same agent does must be drawn from the distribution; `act` may keep its own books
/// about the memory.
public protocol StationaryPolicy: Agent {
    /// How many values the memory can take; one for an agent without any. An episode begins with memory 0.
    var memories: Int { get }

    /// What the agent would do in `game` with `memory`.
    func distribution(in game: KitchenGame, memory: Int) -> ActionDistribution

    /// The memory after a tick.
    /// - Parameters:
    ///   - memory: the memory during the tick, below `memories`.
    ///   - before: the game when the agent acted.
    ///   - action: what it did.
    ///   - after: the game after the tick.
    func memory(after memory: Int, from before: KitchenGame, doing action: Action, to after: KitchenGame) -> Int

    /// Whether what it does follows from the order in which objects of one kind (onions, tomatoes, dishes, soups) were put
    /// on counters, as the 96 features with counters do where two of them are equally near; usually not.
    var heedsOrder: Bool { get }

    /// The timesteps from which on the agent plays differently in equal states, ascending; usually none. An agent of
    /// the lossless encoding sees the last 40 ticks, so that it would answer `[horizon - 39]`.
    var changes: [Int] { get }
}

extension StationaryPolicy {
    public var memories: Int { 1 }
    public var heedsOrder: Bool { false }
    public var changes: [Int] { [] }

    public func memory(after memory: Int, from before: KitchenGame, doing action: Action, to after: KitchenGame) -> Int { 0 }
}
