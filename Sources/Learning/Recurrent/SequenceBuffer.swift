import Kitchen
import Neural

/// A rollout of some games, as a recurrent learner keeps it: flat arrays of `[ticks, rows]`, where a row is a seat of a game.
struct SequenceBuffer: ~Copyable {
    let ticks: Int
    let rows: Int
    /// What was seen, tick by tick, and after the last tick.
    var views: SparseRows
    /// Natural logarithms of what the policy that acted gave to the actions.
    let logProbabilities: FloatBuffer
    let rewards: FloatBuffer
    /// One tick more than the others, the value of what is seen after the last: `[ticks + 1, rows]`.
    let values: FloatBuffer
    let advantages: FloatBuffer
    let returns: FloatBuffer
    let actions: UnsafeMutableBufferPointer<UInt8>
    /// What was said: a symbol, or after the last symbol silence.
    let said: UnsafeMutableBufferPointer<UInt8>
    /// Whether an episode begins with the tick: `[ticks + 1, rows]`.
    let begins: UnsafeMutableBufferPointer<Bool>
    /// What was remembered before the first tick, `[rows, hidden]`.
    let states: FloatBuffer

    /// - Parameter hearing: numbers of what is heard, after those of the view.
    init(ticks: Int, rows: Int, viewSize: Int, hearing: Int = 0, hidden: Int) {
        self.ticks = ticks
        self.rows = rows
        let samples = ticks * rows
        views = SparseRows(width: viewSize + hearing, marks: hearing, capacity: samples + rows)
        logProbabilities = FloatBuffer(samples)
        rewards = FloatBuffer(samples)
        values = FloatBuffer(samples + rows)
        advantages = FloatBuffer(samples)
        returns = FloatBuffer(samples)
        actions = .allocate(capacity: samples)
        actions.initialize(repeating: 0)
        said = .allocate(capacity: samples)
        said.initialize(repeating: 0)
        begins = .allocate(capacity: samples + rows)
        begins.initialize(repeating: false)
        states = FloatBuffer(rows * hidden)
    }

    deinit {
        actions.deallocate()
        said.deallocate()
        begins.deallocate()
    }

    /// Generalised advantage estimation, backwards in time; nothing is earned beyond the end of an episode. See
    /// `RolloutBuffer.estimateAdvantages`, whose episodes are whole.
    func estimateAdvantages(gamma: Float, gaeLambda: Float) {
        for row in 0..<rows {
            var advantage: Float = 0
            var index = (ticks &- 1) &* rows &+ row
            while index >= 0 {
                let goesOn: Float = begins[index &+ rows] ? 0 : 1
                let tdError = rewards.base[index] + goesOn * gamma * values.base[index &+ rows] - values.base[index]
                advantage = tdError + goesOn * gamma * gaeLambda * advantage
                advantages.base[index] = advantage
                returns.base[index] = advantage + values.base[index]
                index &-= rows
            }
        }
    }
}
