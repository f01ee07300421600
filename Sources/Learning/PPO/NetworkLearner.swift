import Basics
import Neural

/// One set of parameters that learns: its numbers, its optimiser, and how both are kept in a checkpoint.
final class NetworkLearner {
    let parameters: FloatBuffer
    private let gradients: FloatBuffer
    private var adam: Adam
    private let table: ParameterTable

    /// - Parameter numbers: to begin with, `[table.count]`.
    init(_ table: ParameterTable, _ numbers: [Float]) {
        parameters = FloatBuffer(numbers)
        gradients = FloatBuffer(table.count)
        adam = Adam(table.count, epsilon: 1e-5)
        self.table = table
    }

    /// The parameters by name.
    var tensors: [String: Tensor] { table.tensors(parameters.array) }

    /// Takes over the weights of a policy; those that it lacks, such as the value's, stay as they are.
    /// - Throws: `ShapeError` for a policy of another network.
    func take(_ tensors: [String: Tensor]) throws {
        parameters.set(try table.flat(self.tensors.merging(tensors) { $1 }))
    }

    /// Adds the shares' gradients in order, shortens the sum, and takes a step of Adam.
    /// - Parameters:
    ///   - shares: one pointer a share, each to `[parameters]`.
    ///   - place: of the update, for messages.
    /// - Returns: the gradient's norm before.
    func step(
        _ shares: [UnsafePointer<Float>], learningRate: Double, maxNorm: Float, at place: @autoclosure () -> String
    ) throws -> Float {
        gradients.base.update(from: shares[0], count: gradients.count)
        for share in shares.dropFirst() { Products.add(1, share, to: gradients.base, count: gradients.count) }
        let norm = Gradients.clip(gradients.all, to: maxNorm)
        guard norm.isFinite else {
            throw LearningError(brokenAt: place(), table, gradients: gradients.pointer, parameters: parameters.pointer)
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

    /// The parameters of a checkpoint by name.
    /// - Throws: `LearningError` for a checkpoint of another learner.
    static func tensors(_ checkpoint: Safetensors, set: Int, _ table: ParameterTable) throws -> [String: Tensor] {
        table.tensors(try numbers(checkpoint, Key.parameters, set: set, count: table.count))
    }

    private static func numbers(_ checkpoint: Safetensors, _ key: String, set: Int, count: Int) throws -> [Float] {
        let name = Key.name(key, set: set)
        guard let tensor = checkpoint.tensors[name], tensor.numbers.count == count else {
            throw LearningError("the checkpoint's '\(name)' is not of this learner")
        }
        return tensor.numbers
    }

    /// - Throws: `LearningError` for a checkpoint of another learner.
    func restore(_ checkpoint: Safetensors, set: Int) throws {
        func numbers(_ key: String) throws -> [Float] {
            try NetworkLearner.numbers(checkpoint, key, set: set, count: table.count)
        }
        guard let steps = checkpoint.metadata[Key.name(Key.steps, set: set)].flatMap(Int.init) else {
            throw LearningError("the checkpoint has no parameters for set \(set)")
        }
        parameters.set(try numbers(Key.parameters))
        try adam.restore(
            Adam.State(firstMoment: try numbers(Key.firstMoment), secondMoment: try numbers(Key.secondMoment), steps: steps))
    }
}
