import Kitchen
import Neural

/// Outputs that whoever made a network's files recorded, to find files that are damaged, of another network, or read otherwise than meant.
///
/// They are two tensors among the weights: `check/input`, `[steps] + input`, passes one after the other from an empty memory, and
/// `check/logits`, `[steps, 6]`, what the network answered. Of a network with parameters for each seat they have the seat's prefix.
enum RecordedCheck {
    static let input = "check/input"
    static let logits = "check/logits"
    /// Largest difference of a logit, as a share of the largest logit where that is above 1.
    static let tolerance: Float = 1e-4
}

extension PolicyModel {
    /// Compares what the network answers with what was recorded; nothing where nothing was.
    /// - Parameter file: of the weights, for messages.
    /// - Throws: `AgentError` for answers that differ, and for records that do not fit.
    func checkRecord(file: String) throws {
        for seat in plan.isPerSeat ? [0, 1] : [0] {
            let prefix = PolicyNetwork.prefix(seat: seat, isPerSeat: plan.isPerSeat)
            let (input, wanted) = (tensors[prefix + RecordedCheck.input], tensors[prefix + RecordedCheck.logits])
            guard input != nil || wanted != nil else { continue }
            guard let input, let wanted, let steps = input.shape.first, wanted.shape == [steps, Action.allCases.count] else {
                throw AgentError(
                    "\(file): '\(RecordedCheck.input)' and '\(RecordedCheck.logits)' belong together, steps x inputs and steps x 6")
            }
            do {
                try compare(input, wanted, seat: seat, file: file)
            } catch let problem as ShapeError {
                throw AgentError("\(file): the network does not fit its '\(RecordedCheck.input)': \(problem)")
            }
        }
    }

    private func compare(_ input: Tensor, _ wanted: Tensor, seat: Int, file: String) throws {
        let network = try PolicyNetwork(plan, input: Array(input.shape.dropFirst()))
        let parameters = try network.parameters(tensors, seat: seat)
        let body = Sequential.Tape(network.body, capacity: 1, isForTraining: false)
        let head = Sequential.Tape(network.policy, capacity: 1, isForTraining: false)
        let (inputs, outputs) = (network.body.input.volume, Action.allCases.count)
        let allowed = RecordedCheck.tolerance * wanted.numbers.reduce(1) { max($0, abs($1)) }
        for step in 0..<input.shape[0] {
            let features = input.numbers.withUnsafeBufferPointer { numbers in
                network.body.forward(
                    parameters, input: numbers.baseAddress.unsafelyUnwrapped + step * inputs, batch: 1, tape: body, isSparse: true)
            }
            let logits = network.policy.forward(parameters, input: features, batch: 1, tape: head)
            for action in 0..<outputs {
                let (here, recorded) = (logits[action], wanted.numbers[step * outputs + action])
                guard abs(here - recorded) <= allowed else {
                    throw AgentError(
                        "\(file): the network answers otherwise than was recorded: in step \(step + 1) the logit of "
                            + "\(Action.allCases[action]) is \(here) here, \(recorded) there; export it again")
                }
            }
        }
    }
}
