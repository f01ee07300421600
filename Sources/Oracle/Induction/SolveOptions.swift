import Kitchen

/// How a kitchen is to be solved.
public struct SolveOptions: Sendable, Hashable {
    /// Which counters a model's cooks may use.
    public enum Counters: Sendable, Hashable {
        /// As many as the memory holds, the most promising first.
        case auto
        case all
        case cells([Cell])
    }

    /// Ticks of an episode.
    public var horizon = 400
    /// Bytes that may be used.
    public var memory = 4 << 30
    /// Threads.
    public var jobs = 1
    public var counters = Counters.auto
    /// Whether cooks may spoil things, see `Abstraction.waste`; nil: where that still fits into the memory.
    public var waste: Bool?

    /// Of a partner responded to: what it does with a lower probability than this counts as never done, unless nothing is
    /// more likely. Above zero, a best response is one to a more resolute partner, at 1 to one that always does what is most
    /// likely; most networks do everything everywhere with some probability, so that there are too many states.
    public var minProbability: Float = 0

    public init() {}
}

/// What a solver is doing, for those who wait.
public enum SolveProgress: Sendable, Hashable {
    /// Configurations found so far.
    case enumerating(Int)
    /// Ticks done, of how many, and over how many states.
    case inducing(tick: Int, horizon: Int, states: Int)
    /// Ticks done, of how many, of computing an upper bound.
    case bounding(tick: Int, horizon: Int)
}
