import Kitchen
import Neural

extension PolicyModel {
    /// Larger than what any encoding shows of any kitchen: distances, counts and ticks.
    private static let maxInput = 1e5
    /// Far from the largest `Float`, 3.4e38, so that no sum on the way can pass it, in any order.
    private static let maxOutput = 1e36

    /// Checks that the weights are numbers, and that nothing a kitchen can show makes an output pass what `Float` holds.
    ///
    /// The bound is the product of the layers' largest sums of absolute weights, which networks that learned keep far below.
    /// - Parameter file: of the weights, for messages.
    /// - Throws: `AgentError` for weights that cannot be played.
    func checkNumbers(file: String) throws {
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            guard tensor.numbers.allSatisfy(\.isFinite) else { throw AgentError("\(file): '\(name)' holds what is no finite number") }
            guard !tensor.shape.contains(0) else {
                throw AgentError("\(file): '\(name)' is \(tensor.shape.words), which is no weight at all")
            }
        }
        for prefix in plan.isPerSeat ? [0, 1].map({ PolicyNetwork.prefix(seat: $0, isPerSeat: true) }) : [""] {
            var bound = PolicyModel.maxInput
            for layer in plan.body { bound = try outputBound(layer, prefix, bound, file) }
            for head in [plan.policy] + (plan.value.map { [$0] } ?? []) { _ = try outputBound(head, prefix, bound, file) }
        }
    }

    /// The largest absolute output of `layer` when no input is beyond `input`.
    private func outputBound(_ layer: LayerPlan, _ prefix: String, _ input: Double, _ file: String) throws -> Double {
        func largest(_ parameter: String) -> Double {
            tensors[prefix + layer.name + "/" + parameter]?.numbers.reduce(0.0) { max($0, abs(Double($1))) } ?? 0
        }
        func column(_ parameter: String) -> Double {
            tensors[prefix + layer.name + "/" + parameter].map(PolicyModel.largestColumn) ?? 0
        }
        let sum: Double
        var bound: Double?
        switch layer.kind {
        case .dense, .convolution: sum = input * column("kernel") + largest("bias")
        case .gru, .lstm:
            sum = input * column("kernel") + column("recurrent") + largest("bias") + largest("recurrent_bias")
            bound = 1
        case .layerNorm(let size, _): sum = Double(size).squareRoot() * largest("scale") + largest("bias")
        case .embedding: sum = largest("table")
        }
        guard sum < PolicyModel.maxOutput else {
            throw AgentError(
                "\(file): the weights of '\(layer.name)' are so large that its outputs would be no numbers; train with a lower "
                    + "learning rate, or take an earlier checkpoint")
        }
        return layer.activation == .tanh ? 1 : bound ?? sum
    }

    /// The largest sum of absolute weights that lead to one output; outputs are the last dimension.
    private static func largestColumn(_ kernel: Tensor) -> Double {
        guard let outputs = kernel.shape.last, outputs > 0 else { return 0 }
        var sums = [Double](repeating: 0, count: outputs)
        for (index, number) in kernel.numbers.enumerated() { sums[index % outputs] += abs(Double(number)) }
        return sums.max() ?? 0
    }
}
