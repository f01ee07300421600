import Foundation

/// A number that changes while a model learns.
public enum Schedule: Sendable, Hashable {
    case constant(Double)
    /// Straight from one value to another over this many units of progress, then constant.
    case linear(from: Double, to: Double, over: Double)
    /// Half a cosine from one value to another over this many units of progress, then constant.
    case cosine(from: Double, to: Double, over: Double)

    /// The value after `progress` units.
    public func value(_ progress: Double) -> Double {
        switch self {
        case .constant(let value): return value
        case .linear(let from, let to, let over):
            return from + (to - from) * Schedule.share(progress, over)
        case .cosine(let from, let to, let over):
            return to + (from - to) * (1 + cos(.pi * Schedule.share(progress, over))) / 2
        }
    }

    private static func share(_ progress: Double, _ whole: Double) -> Double {
        whole > 0 ? min(max(progress / whole, 0), 1) : 1
    }
}
