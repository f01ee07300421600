import Kitchen
import Neural

/// One episode of each of some games, as the learner keeps it: flat arrays of `[ticks, rows]`, where a row is a seat
/// of a game that the learner plays.
struct RolloutBuffer: ~Copyable {
    let ticks: Int
    /// The most rows that there can be.
    let capacity: Int
    /// Rows in use; all arrays are packed by it.
    private(set) var rows: Int
    /// Numbers of one observation.
    let observationSize: Int
    /// `[ticks, rows, observationSize]`.
    let observations: FloatBuffer
    /// `[ticks, rows]`: natural logarithms of what the policy that acted gave to the actions.
    let logProbabilities: FloatBuffer
    /// `[ticks, rows]`.
    let rewards: FloatBuffer
    /// `[ticks + 1, rows]`: one tick more than the others, the value of the state after the last.
    let values: FloatBuffer
    /// `[ticks, rows]`.
    let advantages: FloatBuffer
    /// `[ticks, rows]`: what the values are to become.
    let returns: FloatBuffer
    /// `[ticks, rows]`.
    let actions: UnsafeMutableBufferPointer<UInt8>

    /// Room for `capacity` rows, all of which are in use.
    init(ticks: Int, capacity: Int, observationSize: Int) {
        self.ticks = ticks
        self.capacity = capacity
        rows = capacity
        self.observationSize = observationSize
        let samples = ticks * capacity
        observations = FloatBuffer(samples * observationSize)
        logProbabilities = FloatBuffer(samples)
        rewards = FloatBuffer(samples)
        values = FloatBuffer(samples + capacity)
        advantages = FloatBuffer(samples)
        returns = FloatBuffer(samples)
        actions = .allocate(capacity: samples)
        actions.initialize(repeating: 0)
    }

    deinit { actions.deallocate() }

    /// Uses the first `count` rows from now on; what was in the buffer is lost.
    mutating func use(rows count: Int) {
        precondition((0...capacity).contains(count), "\(count) rows in a buffer for \(capacity)")
        rows = count
    }

    /// Where the observation of `row` at `tick` is: `observationSize` numbers.
    func observation(tick: Int, row: Int) -> UnsafeMutablePointer<Float> {
        observations.base + (tick &* rows &+ row) &* observationSize
    }
}

/// Sums over advantages, of which their mean and deviation follow.
struct AdvantageMoments {
    private(set) var sum = 0.0
    private(set) var squares = 0.0
    private(set) var count = 0

    mutating func add(_ advantage: Double) {
        sum += advantage
        squares += advantage * advantage
        count += 1
    }

    mutating func add(_ other: AdvantageMoments) {
        sum += other.sum
        squares += other.squares
        count += other.count
    }

    /// What makes the mean 0 and the deviation 1.
    var normalisation: Normalisation {
        let mean = sum / Double(count)
        let deviation = max(squares / Double(count) - mean * mean, 0).squareRoot()
        return Normalisation(mean: Float(mean), factor: Float(1 / (deviation + 1e-8)))
    }

    struct Normalisation: Sendable {
        let mean: Float
        let factor: Float

        @inline(__always)
        func normalised(_ advantage: Float) -> Float { (advantage - mean) * factor }
    }
}

/// Sums over returns and over how far values were from them, of which the explained variance follows.
struct ReturnMoments {
    private var returns = (sum: 0.0, squares: 0.0)
    private var errors = (sum: 0.0, squares: 0.0)
    private var count = 0.0

    mutating func add(return target: Double, value: Double) {
        let error = target - value
        returns = (returns.sum + target, returns.squares + target * target)
        errors = (errors.sum + error, errors.squares + error * error)
        count += 1
    }

    mutating func add(_ other: ReturnMoments) {
        returns = (returns.sum + other.returns.sum, returns.squares + other.returns.squares)
        errors = (errors.sum + other.errors.sum, errors.squares + other.errors.squares)
        count += other.count
    }

    /// `1 - Var[return - value] / Var[return]`: 1 for a value function that knows the returns, 0 for one that is as good as
    /// their mean, below 0 for a worse one. 0 where all returns are the same.
    var explainedVariance: Double {
        func variance(_ sums: (sum: Double, squares: Double)) -> Double {
            max(sums.squares / count - sums.sum / count * (sums.sum / count), 0)
        }
        guard count > 0, variance(returns) > 0 else { return 0 }
        return 1 - variance(errors) / variance(returns)
    }
}
