import Kitchen

/// What networks that watch one game are shown, written once a tick for all of the same input.
package final class SharedViews {
    private var written: [InputEncoding: UnsafePointer<Float>] = [:]

    package init() {}

    /// Forgets what was written: the game is at another tick.
    package func beginTick() { written.removeAll(keepingCapacity: true) }

    /// Both seats' views in that encoding; the first network that needs them writes them, into memory that it owns.
    func observations(_ input: InputEncoding, _ write: () -> UnsafePointer<Float>) -> UnsafePointer<Float> {
        if let known = written[input] { return known }
        let new = write()
        written[input] = new
        return new
    }
}

/// A network that can watch a game together with others.
package protocol WatchingAgent: PredictingAgent, ReserveAgent {
    /// From now on takes what it is shown from `views`, whose holder begins every tick; forks don't.
    func share(_ views: SharedViews)
}
