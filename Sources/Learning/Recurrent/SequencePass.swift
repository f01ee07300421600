import Kitchen
import Neural

/// The numbers of a pass of `RecurrentNetwork` over sequences, forward and, where it is made for training, backward.
///
/// Sequences lie side by side, `[steps, sequences, ...]`: what does not depend on the step before is computed for many steps at once.
struct SequencePass: ~Copyable {
    let network: RecurrentNetwork
    /// Steps times sequences at most.
    let capacity: Int
    /// Samples that go through a layer together: what fits into a core's cache.
    static let chunk = 256

    /// What the heads read: what the memory gives, or without one the normalised layer, `[steps, sequences, read]`.
    let outputs: FloatBuffer
    /// The gradient of `outputs`, written by `heads` before `backward`.
    private let outputGradients: FloatBuffer
    /// What the trunk gives, `[samples, units]`.
    private let features: FloatBuffer
    /// Of the normalising layer, `[samples, units]` and `[samples]`.
    private let normalised: FloatBuffer
    private let factors: FloatBuffer
    /// What the memory reads, `[samples, units]`.
    private let inputs: FloatBuffer
    /// `[samples, gates]`: the memory's projected inputs, and in the backward pass their gradients.
    private let projected: FloatBuffer
    private let tape: FloatBuffer
    /// What was remembered before each step, `[samples, hidden]`.
    private let before: FloatBuffer
    /// Gradients of the gates by what is remembered, `[samples, gates]`.
    private let toState: FloatBuffer
    /// `[sequences, gates]`.
    private let scratch: FloatBuffer
    /// Gradients of what is remembered, `[sequences, hidden]`, of this step and of the one before.
    private let carried: FloatBuffer
    private let carriedNext: FloatBuffer
    /// `[chunk, units]`.
    private let unitGradients: FloatBuffer
    private let layers: TrunkLayers?
    private let policyTape: Sequential.Tape
    private let valueTape: Sequential.Tape
    private let voice: VoiceLayers?

    /// - Parameters:
    ///   - sequences: at most, side by side.
    ///   - isForTraining: whether `backward` will be called.
    init(_ network: RecurrentNetwork, steps: Int, sequences: Int, isForTraining: Bool) {
        self.network = network
        let samples = steps * sequences
        capacity = samples
        let (units, read, hidden) = (network.units, network.read, network.remembered)
        let gates = network.memory?.gates ?? 0
        outputs = FloatBuffer(samples * read)
        features = FloatBuffer(samples * units)
        normalised = FloatBuffer(samples * units)
        factors = FloatBuffer(samples)
        inputs = FloatBuffer(hidden > 0 ? samples * units : 0)
        projected = FloatBuffer(samples * gates)
        tape = FloatBuffer(samples * (network.memory?.tapeSize ?? 0))
        before = FloatBuffer(samples * hidden)
        scratch = FloatBuffer(sequences * gates)
        let learned = isForTraining ? 1 : 0
        outputGradients = FloatBuffer(learned * samples * read)
        toState = FloatBuffer(learned * samples * gates)
        carried = FloatBuffer(learned * sequences * hidden)
        carriedNext = FloatBuffer(learned * sequences * hidden)
        unitGradients = FloatBuffer(learned * SequencePass.chunk * units)
        if case .layers(let layers) = network.trunk {
            self.layers = TrunkLayers(layers, viewSize: network.viewSize, isForTraining: isForTraining)
        } else {
            layers = nil
        }
        policyTape = Sequential.Tape(network.policy, capacity: SequencePass.chunk, isForTraining: isForTraining)
        valueTape = Sequential.Tape(network.value, capacity: SequencePass.chunk, isForTraining: isForTraining)
        voice = network.voice.map { VoiceLayers($0, capacity: SequencePass.chunk, isForTraining: isForTraining) }
    }

    /// What the heads give of some samples.
    struct Outputs {
        /// `[count, actions]`.
        let logits: UnsafePointer<Float>
        /// `[count]`.
        let values: UnsafePointer<Float>
        /// `[count, utterances]`; nil for a network that does not talk.
        let voice: UnsafePointer<Float>?
    }

    /// Where the gradients of `Outputs` belong.
    struct OutputGradients {
        let logits: UnsafeMutablePointer<Float>
        let values: UnsafeMutablePointer<Float>
        let voice: UnsafeMutablePointer<Float>?
    }

    /// Which samples a pass is over.
    struct Samples {
        /// Where each view is among the rows, `[steps, sequences]`.
        let places: UnsafePointer<Int32>
        /// Whether an episode begins with each step, so that nothing is remembered: `[steps, sequences]`.
        let begins: UnsafePointer<Bool>
        let steps: Int
        let sequences: Int

        var count: Int { steps &* sequences }
    }

    // MARK: Forward

    /// Computes `outputs`.
    /// - Parameters:
    ///   - state: what is remembered before the first step, `[sequences, hidden]`.
    func forward(
        _ parameters: UnsafePointer<Float>, rows: borrowing SparseRows, _ samples: Samples, state: UnsafePointer<Float>
    ) {
        precondition(samples.count <= capacity, "\(samples.count) samples in memory for \(capacity)")
        let (units, gates) = (network.units, network.memory?.gates ?? 0)
        var first = 0
        while first < samples.count {
            let count = min(SequencePass.chunk, samples.count &- first)
            trunk(parameters, rows, samples, first, count)
            network.norm.forward(
                parameters, input: features.pointer + first &* units,
                output: (network.memory == nil ? outputs.base : inputs.base) + first &* units,
                normalised: normalised.base + first &* units, factors: factors.base + first, runs: count)
            network.memory?.project(
                parameters, input: inputs.pointer + first &* units, into: projected.base + first &* gates, rows: count)
            first &+= count
        }
        if let memory = network.memory { steps(parameters, memory, samples, state: state) }
    }

    /// Lets the memory go through the steps.
    private func steps(_ parameters: UnsafePointer<Float>, _ memory: GRU, _ samples: Samples, state: UnsafePointer<Float>) {
        let (hidden, gates) = (memory.hidden, memory.gates)
        let size = samples.sequences &* hidden
        for step in 0..<samples.steps {
            let start = step &* samples.sequences
            let own = before.base + start &* hidden
            own.update(from: step == 0 ? state : outputs.pointer + (start &- samples.sequences) &* hidden, count: size)
            for sequence in 0..<samples.sequences where samples.begins[start &+ sequence] {
                (own + sequence &* hidden).update(repeating: 0, count: hidden)
            }
            memory.step(
                parameters, projected: projected.pointer + start &* gates, state: own, output: outputs.base + start &* hidden,
                tape: tape.base + start &* memory.tapeSize, scratch: scratch.base, batch: samples.sequences)
        }
    }

    /// Computes the trunk's features of `count` samples, at most a chunk.
    private func trunk(
        _ parameters: UnsafePointer<Float>, _ rows: borrowing SparseRows, _ samples: Samples, _ first: Int, _ count: Int
    ) {
        let target = features.base + first &* network.units
        if case .dense(let dense) = network.trunk {
            dense.forward(parameters, rows: rows, places: samples.places + first, output: target, batch: count)
            Rectifier.forward(target, count: count &* network.units)
        } else if let layers {
            target.update(from: layers.forward(parameters, rows, samples.places + first, count), count: count &* network.units)
        }
    }

    /// Computes what the heads give of `outputs`, a chunk at a time, and their gradients where `loss` writes them.
    /// - Parameters:
    ///   - gradients: `[parameters]`, to which is added; nil for a forward pass alone.
    ///   - loss: gets the first sample of a chunk, how many there are, what the heads give, and where the gradients of that belong; nil
    ///     in a forward pass.
    func heads(
        _ parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>?, count samples: Int,
        _ loss: (_ first: Int, _ count: Int, _ outputs: Outputs, _ gradients: OutputGradients?) -> Void
    ) {
        let read = network.read
        var first = 0
        while first < samples {
            let count = min(SequencePass.chunk, samples &- first)
            let input = outputs.pointer + first &* read
            let given = headsForward(parameters, input, count)
            guard let gradients else {
                loss(first, count, given, nil)
                first &+= count
                continue
            }
            loss(
                first, count, given,
                OutputGradients(
                    logits: network.policy.outputGradient(policyTape), values: network.value.outputGradient(valueTape),
                    voice: voice.map { $0.network.outputGradient($0.tape) }))
            headsBack(parameters, gradients, input, count, into: outputGradients.base + first &* read)
            first &+= count
        }
    }

    private func headsForward(_ parameters: UnsafePointer<Float>, _ input: UnsafePointer<Float>, _ count: Int) -> Outputs {
        Outputs(
            logits: UnsafePointer(network.policy.forward(parameters, input: input, batch: count, tape: policyTape)),
            values: UnsafePointer(network.value.forward(parameters, input: input, batch: count, tape: valueTape)),
            voice: voice.map { UnsafePointer($0.network.forward(parameters, input: input, batch: count, tape: $0.tape)) })
    }

    /// Goes back through the heads to what they read, `[count, read]`.
    private func headsBack(
        _ parameters: UnsafePointer<Float>, _ gradients: UnsafeMutablePointer<Float>, _ input: UnsafePointer<Float>, _ count: Int,
        into target: UnsafeMutablePointer<Float>
    ) {
        network.policy.backward(parameters, gradients: gradients, input: input, batch: count, tape: policyTape, inputGradient: target)
        network.value.backward(
            parameters, gradients: gradients, input: input, batch: count, tape: valueTape, inputGradient: target, adding: true)
        guard let voice else { return }
        voice.network.backward(
            parameters, gradients: gradients, input: input, batch: count, tape: voice.tape, inputGradient: target, adding: true)
    }

    // MARK: Backward

    /// Goes back from the gradients that `heads` left, and adds to `gradients`, `[parameters]`.
    /// - Parameters:
    ///   - rows, samples: as in `forward`.
    func backward(
        _ parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, rows: borrowing SparseRows, _ samples: Samples
    ) {
        precondition(outputGradients.count > 0, "this memory was not made for training")
        if let memory = network.memory { stepsBack(parameters, memory, samples) }
        let units = network.units
        var first = 0
        while first < samples.count {
            let count = min(SequencePass.chunk, samples.count &- first)
            network.norm.backward(
                parameters, gradients: gradients, normalised: normalised.pointer + first &* units, factors: factors.pointer + first,
                outputGradient: toNorm(parameters, gradients, first, count), inputGradient: unitGradients.base, runs: count)
            trunkBack(parameters, gradients, rows, samples, first, count)
            first &+= count
        }
    }

    /// The gradient of what the normalising layer gives of `count` samples, `[count, units]`.
    private func toNorm(
        _ parameters: UnsafePointer<Float>, _ gradients: UnsafeMutablePointer<Float>, _ first: Int, _ count: Int
    ) -> UnsafePointer<Float> {
        let units = network.units
        guard let memory = network.memory else { return outputGradients.pointer + first &* units }
        memory.accumulate(
            parameters, gradients: gradients, input: inputs.pointer + first &* units, states: before.pointer + first &* memory.hidden,
            toInput: projected.pointer + first &* memory.gates, toState: toState.pointer + first &* memory.gates,
            inputGradient: unitGradients.base, rows: count)
        return unitGradients.pointer
    }

    /// Goes back through the memory's steps, the last first.
    private func stepsBack(_ parameters: UnsafePointer<Float>, _ memory: GRU, _ samples: Samples) {
        let (hidden, gates) = (memory.hidden, memory.gates)
        let size = samples.sequences &* hidden
        carried.base.update(repeating: 0, count: size)
        for step in (0..<samples.steps).reversed() {
            let start = step &* samples.sequences
            let own = outputGradients.base + start &* hidden
            let sums = carried.base
            for index in 0..<size { sums[index] += own[index] }
            memory.stepBack(
                parameters, state: before.pointer + start &* hidden, tape: tape.pointer + start &* memory.tapeSize,
                outputGradient: carried.pointer, stateGradient: carriedNext.base, toInput: projected.base + start &* gates,
                toState: toState.base + start &* gates, batch: samples.sequences)
            carried.base.update(from: carriedNext.pointer, count: size)
            for sequence in 0..<samples.sequences where samples.begins[start &+ sequence] {
                (carried.base + sequence &* hidden).update(repeating: 0, count: hidden)
            }
        }
    }

    private func trunkBack(
        _ parameters: UnsafePointer<Float>, _ gradients: UnsafeMutablePointer<Float>, _ rows: borrowing SparseRows, _ samples: Samples,
        _ first: Int, _ count: Int
    ) {
        if case .dense(let dense) = network.trunk {
            Rectifier.backward(unitGradients.base, outputs: features.pointer + first &* network.units, count: count &* network.units)
            dense.accumulate(
                gradients: gradients, rows: rows, places: samples.places + first, outputGradient: unitGradients.pointer, batch: count)
        } else {
            layers?.backward(parameters, gradients, rows, samples.places + first, count, outputGradient: unitGradients.pointer)
        }
    }
}

/// The head of what is said, with what it computes in.
final class VoiceLayers {
    let network: Sequential
    let tape: Sequential.Tape

    init(_ network: Sequential, capacity: Int, isForTraining: Bool) {
        self.network = network
        tape = Sequential.Tape(network, capacity: capacity, isForTraining: isForTraining)
    }
}

/// A trunk of several layers with what it computes in.
private final class TrunkLayers {
    private let network: Sequential
    private let tape: Sequential.Tape
    private let viewSize: Int
    /// `[chunk, viewSize]`.
    private let views: FloatBuffer

    init(_ network: Sequential, viewSize: Int, isForTraining: Bool) {
        self.network = network
        self.viewSize = viewSize
        tape = Sequential.Tape(network, capacity: SequencePass.chunk, isForTraining: isForTraining)
        views = FloatBuffer(SequencePass.chunk * viewSize)
    }

    /// The outputs of `count` rows, at most a chunk.
    func forward(
        _ parameters: UnsafePointer<Float>, _ rows: borrowing SparseRows, _ places: UnsafePointer<Int32>, _ count: Int
    ) -> UnsafePointer<Float> {
        for index in 0..<count { rows.write(Int(places[index]), into: views.base + index &* viewSize) }
        return UnsafePointer(network.forward(parameters, input: views.pointer, batch: count, tape: tape))
    }

    /// Adds to `gradients`, `[parameters]`.
    func backward(
        _ parameters: UnsafePointer<Float>, _ gradients: UnsafeMutablePointer<Float>, _ rows: borrowing SparseRows,
        _ places: UnsafePointer<Int32>, _ count: Int, outputGradient: UnsafePointer<Float>
    ) {
        // Computed again: kept for all samples, it would not fit into any cache.
        _ = forward(parameters, rows, places, count)
        network.outputGradient(tape).update(from: outputGradient, count: count &* network.output.volume)
        network.backward(parameters, gradients: gradients, input: views.pointer, batch: count, tape: tape)
    }
}
