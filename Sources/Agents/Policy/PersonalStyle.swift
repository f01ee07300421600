import Kitchen
import Neural

/// How one person differs from people in general, learned tick by tick while their actions are predicted: offsets of a
/// network's logits, separate for ticks after a rest and for the others, by online logistic regression.
struct PersonalStyle {
    /// Learning rate; 0 for offsets that stay 0.
    let learningRate: Float
    private static let actions = Action.allCases.count
    /// `[2, actions]`: for ticks that are not after a rest, then for those that are.
    private var offsets = [Float](repeating: 0, count: 2 * actions)
    /// `[actions]`: the last prediction, and where its offsets begin.
    private var predicted = [Float](repeating: 0, count: actions)
    private var first: Int?

    init(learningRate: Float) { self.learningRate = learningRate }

    /// Learns from what the person did in the tick that was predicted last.
    mutating func learn(_ done: Action) {
        guard learningRate > 0, let first else { return }
        for action in 0..<Self.actions {
            offsets[first + action] += learningRate * ((action == Int(done.rawValue) ? 1 : 0) - predicted[action])
        }
    }

    /// Adds the offsets to the logits.
    /// - Parameters:
    ///   - logits: `[actions]`, changed in place.
    ///   - isRested: whether the person stayed in the tick before.
    func adjust(_ logits: UnsafeMutablePointer<Float>, isRested: Bool) {
        guard learningRate > 0 else { return }
        for action in 0..<Self.actions { logits[action] += offsets[(isRested ? Self.actions : 0) + action] }
    }

    /// Keeps the prediction for a tick, `[actions]`, to learn from it.
    mutating func keep(_ probabilities: UnsafePointer<Float>, isRested: Bool) {
        guard learningRate > 0 else { return }
        first = isRested ? Self.actions : 0
        for action in 0..<Self.actions { predicted[action] = probabilities[action] }
    }
}
