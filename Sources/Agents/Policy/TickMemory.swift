import Kitchen

/// What a network is shown of the ticks before: people go on doing what they do, above all pausing.
///
/// For one player's view: the own last three actions, the other's last two, and for how long the own player has
/// stayed, in steps of powers of two.
public struct TickMemory: Sendable, Hashable {
    /// Numbers of one view.
    public static let size = (own + other) * actions + pauses
    private static let own = 3
    private static let other = 2
    private static let pauses = 6
    private static let actions = Action.allCases.count

    /// The last actions of both players, the latest first; nil before the episode.
    private var history: [[Action?]] = [[nil, nil, nil], [nil, nil, nil]]
    /// Ticks that a player has stayed without a break.
    private var stayed = [0, 0]

    public init() {}

    /// Takes in what both players did in a tick.
    public mutating func remember(_ joint: (Action, Action)) {
        remember(joint.0, of: 0)
        remember(joint.1, of: 1)
    }

    private mutating func remember(_ action: Action, of player: Int) {
        history[player][2] = history[player][1]
        history[player][1] = history[player][0]
        history[player][0] = action
        stayed[player] = action == .stay ? stayed[player] + 1 : 0
    }

    /// Fills `size` numbers with what `player` remembers.
    public func write(_ player: Int, into target: UnsafeMutablePointer<Float>) {
        target.update(repeating: 0, count: TickMemory.size)
        for back in 0..<TickMemory.own {
            if let action = history[player][back] { target[back * TickMemory.actions + Int(action.rawValue)] = 1 }
        }
        for back in 0..<TickMemory.other {
            guard let action = history[1 - player][back] else { continue }
            target[(TickMemory.own + back) * TickMemory.actions + Int(action.rawValue)] = 1
        }
        let doublings = stayed[player] == 0 ? 0 : Int.bitWidth - stayed[player].leadingZeroBitCount
        target[(TickMemory.own + TickMemory.other) * TickMemory.actions + min(doublings, TickMemory.pauses - 1)] = 1
    }
}
