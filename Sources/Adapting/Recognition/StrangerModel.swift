import Agents
import Kitchen

/// Predicts a partner that is none of those in a library: half as the library does on average, half as this partner acted so far.
struct StrangerModel {
    /// How often it did each action after each action, fading. `[actions before, actions]`
    private var counts = [Double](repeating: Smoothing.start, count: actions * actions)
    private static let actions = Action.allCases.count

    /// Numbers of the model.
    private enum Smoothing {
        /// What every action counts before anything was seen.
        static let start = 0.5
        /// What remains of a count when the same action before comes again.
        static let fading = 0.98
        /// The share of what this partner did.
        static let own = 0.5
    }

    /// The prediction for a tick.
    /// - Parameters:
    ///   - library: the mean prediction of the library's models.
    ///   - last: what the partner did in the tick before.
    func prediction(library: SIMD8<Double>, after last: Action) -> SIMD8<Double> {
        let first = Int(last.rawValue) * Self.actions
        var own = SIMD8<Double>.zero
        for action in 0..<Self.actions { own[action] = counts[first + action] }
        return library * (1 - Smoothing.own) + own / own.sum() * Smoothing.own
    }

    /// Takes in what the partner did after an action.
    mutating func learn(_ action: Action, after last: Action) {
        let first = Int(last.rawValue) * Self.actions
        for index in first..<first + Self.actions { counts[index] = max(Smoothing.start / 10, counts[index] * Smoothing.fading) }
        counts[first + Int(action.rawValue)] += 1
    }
}
