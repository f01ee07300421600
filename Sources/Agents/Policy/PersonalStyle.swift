import Kitchen
import Neural

/// How one person differs from people in general, learned tick by tick while they are foretold: what is added to a network's
/// logits, apart for ticks after a rest and for the others, by online logistic regression.
struct PersonalStyle {
    /// How far a tick moves it; 0 for never.
    let rate: Float
    private static let actions = Action.allCases.count
    private var offsets = [Float](repeating: 0, count: 2 * actions)
    /// What was foretold in the tick before, and whether it came after a rest.
    private var foretold = [Float](repeating: 0, count: actions)
    private var place: Int?

    init(rate: Float) { self.rate = rate }

    /// Takes in what the person did in the tick that was foretold last.
    mutating func learn(_ done: Action) {
        guard rate > 0, let first = place else { return }
        for action in 0..<Self.actions {
            offsets[first + action] += rate * ((action == Int(done.rawValue) ? 1 : 0) - foretold[action])
        }
    }

    /// Adds what is known of the person.
    /// - Parameter isRested: whether they stayed in the tick before.
    func lean(_ logits: UnsafeMutablePointer<Float>, isRested: Bool) {
        guard rate > 0 else { return }
        for action in 0..<Self.actions { logits[action] += offsets[(isRested ? Self.actions : 0) + action] }
    }

    /// Remembers what is foretold for a tick.
    mutating func foretell(_ probabilities: UnsafePointer<Float>, isRested: Bool) {
        guard rate > 0 else { return }
        place = isRested ? Self.actions : 0
        for action in 0..<Self.actions { foretold[action] = probabilities[action] }
    }
}
