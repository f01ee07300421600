import Kitchen

/// Looks on while a match is played. Each tick it is called in the order of these requirements, the first two for each
/// seat in turn; all have a default that does nothing.
public protocol MatchObserver {
    /// The agent of a seat is about to be asked.
    mutating func willAct(seat: Int)

    /// The agent of a seat has decided.
    mutating func didAct(_ decision: Decision, seat: Int)

    /// All have decided, and the tick that `game` is at is about to be played.
    /// - Throws: anything that is to end the match.
    mutating func didDecide(_ game: KitchenGame, _ agents: [any Agent]) throws

    /// The tick was played; `game` is at the next one.
    mutating func didStep(_ game: KitchenGame)
}

extension MatchObserver {
    public mutating func willAct(seat: Int) {}
    public mutating func didAct(_ decision: Decision, seat: Int) {}
    public mutating func didDecide(_ game: KitchenGame, _ agents: [any Agent]) throws {}
    public mutating func didStep(_ game: KitchenGame) {}
}

/// Nobody looks on.
struct NoObserver: MatchObserver {
    /// Something of no use: a value without a size has no address, which the thread sanitizer looks at nonetheless.
    private var place: UInt8 = 0
}

/// Calls a closure in every tick, once all have decided.
public struct DecisionWatcher: MatchObserver {
    private let watch: (KitchenGame, [any Agent]) throws -> Void

    public init(_ watch: @escaping (KitchenGame, [any Agent]) throws -> Void) { self.watch = watch }

    public mutating func didDecide(_ game: KitchenGame, _ agents: [any Agent]) throws { try watch(game, agents) }
}
