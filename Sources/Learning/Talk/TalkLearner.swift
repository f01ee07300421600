import Agents
import Basics
import Neural

/// One policy of a `TalkLearning`: its parameters and, where it learns, its optimiser.
final class TalkLearner {
    let parameters: FloatBuffer
    private let gradients: FloatBuffer
    private var adam: Adam
    private let network: TalkingNetwork

    /// A learner with random weights.
    init(_ network: TalkingNetwork, seed: UInt64, number: Int) {
        var random = RandomStream(seed, StreamKey.talkWeights, UInt64(number))
        let names = TalkingNetwork.names
        parameters = FloatBuffer(
            Initialisation.normal(network.table, using: &random) { name in
                name.hasPrefix(names.policy) || name.hasPrefix(names.voice)
                    ? 0.01 : name.hasPrefix(names.value + "_1") ? 1 : 2.0.squareRoot()
            })
        gradients = FloatBuffer(network.table.count)
        adam = Adam(network.table.count, epsilon: 1e-5)
        self.network = network
    }

    /// Takes over the weights of a policy; the value stays random.
    /// - Throws: `ShapeError` for a policy of another network.
    func take(_ model: TalkingModel) throws {
        let own = network.table.tensors(parameters.array)
        parameters.set(try network.table.flat(own.merging(model.tensors) { $1 }))
    }

    /// The policy as it is now.
    /// - Throws: `ShapeError` where a weight is no number.
    func model() throws -> TalkingModel {
        try TalkingModel(network.table.tensors(parameters.array).filter { !$0.key.hasPrefix(TalkingNetwork.names.value) })
    }

    /// Adds the shares' gradients in order, shortens the sum, and takes a step of Adam.
    /// - Returns: the gradient's norm before.
    func step(_ shares: [TalkShare], learningRate: Double, maxNorm: Double, at place: String) throws -> Float {
        gradients.clear()
        for share in shares {
            for index in 0..<gradients.count { gradients.base[index] += share.gradients.base[index] }
        }
        let norm = Gradients.clip(gradients.all, to: Float(maxNorm))
        guard norm.isFinite else {
            throw LearningError(brokenAt: place, network.table, gradients: gradients.pointer, parameters: parameters.pointer)
        }
        adam.step(parameters.base, gradients: gradients.pointer, learningRate: learningRate)
        return norm
    }

    // MARK: Checkpoints

    private typealias Key = PPO.CheckpointKey

    /// Adds all that is needed to go on exactly.
    func save(into checkpoint: inout (tensors: [String: Tensor], metadata: [String: String]), set: Int) {
        let state = adam.state
        for (key, numbers) in [
            (Key.parameters, parameters.array), (Key.firstMoment, state.firstMoment), (Key.secondMoment, state.secondMoment),
        ] {
            checkpoint.tensors[Key.name(key, set: set)] = Tensor(shape: [numbers.count], numbers: numbers)
        }
        checkpoint.metadata[Key.name(Key.steps, set: set)] = String(state.steps)
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
            throw LearningError("the checkpoint has no parameters for set \(set)")
        }
        parameters.set(try numbers(Key.parameters))
        try adam.restore(Adam.State(firstMoment: try numbers(Key.firstMoment), secondMoment: try numbers(Key.secondMoment), steps: steps))
    }
}
