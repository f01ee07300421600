import Basics
import Neural

/// One policy of a `RecurrentPPO`: its parameters and, where it learns, its optimiser.
final class RecurrentLearner {
    let parameters: FloatBuffer
    private let gradients: FloatBuffer
    private var adam: Adam
    private let network: RecurrentNetwork

    /// A policy with random weights.
    init(_ network: RecurrentNetwork, seed: UInt64, number: Int) {
        var random = RandomStream(seed, StreamKey.initialWeights, UInt64(number))
        parameters = FloatBuffer(network.initial(using: &random))
        gradients = FloatBuffer(network.table.count)
        adam = Adam(network.table.count, epsilon: 1e-5)
        self.network = network
    }

    /// By name.
    var tensors: [String: Tensor] { network.table.tensors(parameters.array) }

    /// Takes over the weights of a policy; those that it has not, the value's, stay random.
    /// - Throws: `ShapeError` for a policy of another network.
    func take(_ tensors: [String: Tensor]) throws {
        parameters.set(try network.table.flat(self.tensors.merging(tensors) { $1 }))
    }

    /// Adds the shares' gradients in order, shortens the sum, and takes a step of Adam.
    /// - Parameter place: of the update, for messages.
    /// - Returns: the gradient's norm before.
    func step(_ shares: [SequenceShare], learningRate: Double, maxNorm: Float, at place: @autoclosure () -> String) throws -> Float {
        gradients.base.update(from: shares[0].gradients.pointer, count: gradients.count)
        for share in shares.dropFirst() {
            Products.add(1, share.gradients.pointer, to: gradients.base, count: gradients.count)
        }
        let norm = Gradients.clip(gradients.all, to: maxNorm)
        guard norm.isFinite else {
            throw LearningError(brokenAt: place(), network.table, gradients: gradients.pointer, parameters: parameters.pointer)
        }
        adam.step(parameters.base, gradients: gradients.pointer, learningRate: learningRate)
        return norm
    }

    // MARK: Checkpoints

    private typealias Key = PPO.CheckpointKey

    /// Adds all that is needed to go on exactly.
    func save(into tensors: inout [String: Tensor], _ metadata: inout [String: String], set: Int) {
        let state = adam.state
        for (key, numbers) in [
            (Key.parameters, parameters.array), (Key.firstMoment, state.firstMoment), (Key.secondMoment, state.secondMoment),
        ] {
            tensors[Key.name(key, set: set)] = Tensor(shape: [numbers.count], numbers: numbers)
        }
        metadata[Key.name(Key.steps, set: set)] = String(state.steps)
    }

    /// - Throws: `LearningError` for a checkpoint of another learner.
    func restore(_ checkpoint: Safetensors, set: Int) throws {
        func numbers(_ key: String) throws -> [Float] {
            guard let tensor = checkpoint.tensors[Key.name(key, set: set)], tensor.numbers.count == network.table.count else {
                throw LearningError("the checkpoint's '\(Key.name(key, set: set))' is not of this learner")
            }
            return tensor.numbers
        }
        guard let steps = checkpoint.metadata[Key.name(Key.steps, set: set)].flatMap(Int.init) else {
            throw LearningError("the checkpoint does not have its '\(Key.name(Key.steps, set: set))'")
        }
        parameters.set(try numbers(Key.parameters))
        try adam.restore(
            Adam.State(firstMoment: numbers(Key.firstMoment), secondMoment: numbers(Key.secondMoment), steps: steps))
    }
}
