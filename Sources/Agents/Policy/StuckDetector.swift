import Kitchen

/// Detects that an agent is stuck: that it has neither moved nor turned for three ticks, as the clones of Carroll et al. 2019
/// detect it. Its memory, one number, is what the agent did in those ticks, at most three.
package enum StuckDetector {
    /// Ticks without moving or turning after which an agent is stuck.
    static let ticks = 3
    private static let actions = Action.allCases.count
    /// Where the memories of 0, 1, 2 and 3 ticks begin.
    private static let first = [0, 1, 1 + actions, 1 + actions + actions * actions]
    /// How many values the memory can take; the first is 0, with which an episode begins.
    static let values = 1 + actions + actions * actions + actions * actions * actions

    /// The memory after a tick in which the agent did `action`.
    /// - Parameters:
    ///   - memory: during the tick, below `values`.
    ///   - hasMoved: whether it moved or turned.
    package static func memory(after memory: Int, doing action: Action, hasMoved: Bool) -> Int {
        guard !hasMoved else { return 0 }
        let length = length(memory)
        let digits = memory - first[length]
        if length < ticks { return first[length + 1] + digits * actions + Int(action.rawValue) }
        return first[ticks] + digits % (actions * actions) * actions + Int(action.rawValue)
    }

    /// Whether an agent with this memory is stuck.
    package static func isStuck(_ memory: Int) -> Bool { memory >= first[ticks] }

    /// Makes what a stuck agent did in the last three ticks impossible and scales the other probabilities up; where they
    /// are all 0, the other actions are equally likely.
    /// - Parameters:
    ///   - probabilities: `[actions]`, changed in place.
    ///   - memory: of a stuck agent.
    package static func recover(_ probabilities: UnsafeMutablePointer<Float>, _ memory: Int) {
        var digits = memory - first[ticks]
        var sum: Float = 0
        var isOut: UInt8 = 0
        for _ in 0..<ticks {
            isOut |= 1 << UInt8(digits % actions)
            digits /= actions
        }
        for index in 0..<actions where isOut & (1 << UInt8(index)) == 0 { sum += probabilities[index] }
        let others = Float(actions - isOut.nonzeroBitCount)
        for index in 0..<actions {
            let isIn = isOut & (1 << UInt8(index)) == 0
            probabilities[index] = isIn ? (sum > 0 ? probabilities[index] / sum : 1 / others) : 0
        }
    }

    private static func length(_ memory: Int) -> Int { memory < first[1] ? 0 : memory < first[2] ? 1 : memory < first[3] ? 2 : 3 }
}
