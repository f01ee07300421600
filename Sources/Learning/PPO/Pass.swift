/// Which collection of an iteration's episodes it is. Each has random numbers of its own.
enum Pass: Sendable, Hashable {
    /// Episodes to learn from.
    case training
    /// Episodes after adapting to the partners of those of `training`, to learn from (meta-learning).
    case adapted
    /// Episodes that are scored and not learned from.
    case evaluation
    /// Episodes that are scored after so many adaptations.
    case adaptationTrial(adaptations: Int)

    /// The pass's part of the key of a random stream; no two passes share one.
    var key: UInt64 {
        switch self {
        case .training: 0
        case .adapted: 1
        case .evaluation: 7
        case .adaptationTrial(let adaptations): 8 + UInt64(adaptations)
        }
    }
}
