import Kitchen
import Neural

/// One episode of each of some games, as the learner remembers it: flat arrays of `ticks` times `rows`, where a row
/// is a seat of a game that the learner plays.
struct Experience: ~Copyable {
    let ticks: Int
    /// At most the capacity; all arrays are packed by it.
    var rows: Int
    let viewSize: Int
    let seen: FloatBuffer
    let logProbabilities: FloatBuffer
    let rewards: FloatBuffer
    /// One tick more than the others: what the end is worth.
    let values: FloatBuffer
    let advantages: FloatBuffer
    let targets: FloatBuffer
    let actions: UnsafeMutableBufferPointer<UInt8>

    init(ticks: Int, capacity rows: Int, viewSize: Int) {
        self.ticks = ticks
        self.rows = rows
        self.viewSize = viewSize
        seen = FloatBuffer(ticks * rows * viewSize)
        logProbabilities = FloatBuffer(ticks * rows)
        rewards = FloatBuffer(ticks * rows)
        values = FloatBuffer((ticks + 1) * rows)
        advantages = FloatBuffer(ticks * rows)
        targets = FloatBuffer(ticks * rows)
        actions = .allocate(capacity: ticks * rows)
        actions.initialize(repeating: 0)
    }

    deinit { actions.deallocate() }

    /// Where the view of `row` at `tick` is.
    func view(tick: Int, row: Int) -> UnsafeMutablePointer<Float> { seen.base + (tick &* rows &+ row) &* viewSize }

    /// Generalised advantage estimation (Schulman et al. 2016) over whole episodes.
    func estimateAdvantages(discount: Float, lambda: Float) {
        for row in 0..<rows {
            var advantage: Float = 0
            var index = (ticks &- 1) &* rows &+ row
            while index >= 0 {
                let surprise = rewards.base[index] + discount * values.base[index &+ rows] - values.base[index]
                advantage = surprise + discount * lambda * advantage
                advantages.base[index] = advantage
                targets.base[index] = advantage + values.base[index]
                index &-= rows
            }
        }
    }
}
