import Agents
import Kitchen
import Neural

/// A learner's policies, and the checkpoint from which it continues.
extension PPO {
    /// The policies as they are now: those of both learners of a biased pair, the biased one first, else one.
    public var models: [PolicyModel] {
        guard case .biasedPair = roster else { return [model] }
        return learners.map { PolicyModel(plan: network.plan, tensors: $0.tensors) }
    }

    /// The policy as it is now.
    public var model: PolicyModel {
        var tensors: [String: Tensor] = [:]
        for (seat, learner) in learners.enumerated() {
            let prefix = PolicyNetwork.prefix(seat: seat, isPerSeat: network.plan.isPerSeat)
            for (name, tensor) in learner.tensors { tensors[prefix + name] = tensor }
        }
        return PolicyModel(plan: network.plan, tensors: tensors)
    }

    /// Begins from a policy's weights instead of random ones; a value head that it lacks stays random.
    /// - Throws: `ShapeError` for weights of another network.
    public func begin(from model: PolicyModel) throws {
        for (seat, learner) in learners.enumerated() {
            let prefix = PolicyNetwork.prefix(seat: seat, isPerSeat: model.plan.isPerSeat)
            let theirs = model.tensors.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), $0.value) }
            try learner.take(Dictionary(uniqueKeysWithValues: theirs))
        }
    }

    /// Begins from the weights of as many policies as there are learners: of a biased pair two, the biased one's first.
    /// - Throws: `ShapeError` for weights of another network.
    public func begin(fromEach models: [PolicyModel]) throws {
        precondition(models.count == learners.count, "\(models.count) policies to begin from for \(learners.count) learners")
        for (learner, model) in zip(learners, models) { try learner.take(model.tensors) }
    }

    /// The policies of a checkpoint, as `models`, by the settings that they were learned with.
    /// - Throws: `LearningError` for a checkpoint of another learner; what a network objects to.
    public static func models(_ checkpoint: Safetensors, sets: Int, settings: PPOSettings, layout: Layout) throws -> [PolicyModel] {
        let table = try PolicyNetwork(settings.plan, layout: layout).table
        return try (0..<sets).map {
            PolicyModel(plan: settings.plan, tensors: try NetworkLearner.tensors(checkpoint, set: $0, table))
        }
    }

    /// Names of a checkpoint's tensors and words, each after the number of the set of parameters that it belongs to.
    public enum CheckpointKey {
        public static let parameters = "parameters"
        /// Adam's first and second moment, under the names that they have had in files from the beginning.
        public static let firstMoment = "mean"
        public static let secondMoment = "square"
        /// Steps that Adam took.
        public static let steps = "steps"
        /// Iterations done, once in a file.
        public static let iteration = "iteration"

        /// The name of what belongs to one set of parameters.
        public static func name(_ key: String, set: Int) -> String { "\(set)/\(key)" }
    }

    /// All that is needed to go on exactly: parameters and the optimisers' state, each `[parameters]`.
    public var checkpoint: Safetensors {
        var tensors: [String: Tensor] = [:]
        var metadata = [CheckpointKey.iteration: String(iteration)]
        for (set, learner) in learners.enumerated() { learner.save(into: &tensors, &metadata, set: set) }
        return Safetensors(tensors, metadata: metadata)
    }

    /// Goes on from a checkpoint.
    /// - Throws: `LearningError` for one of another learner.
    public func restore(_ checkpoint: Safetensors) throws {
        guard let iteration = checkpoint.metadata[CheckpointKey.iteration].flatMap(Int.init) else {
            throw LearningError("the checkpoint does not have its iteration")
        }
        for (set, learner) in learners.enumerated() { try learner.restore(checkpoint, set: set) }
        self.iteration = iteration
    }
}
