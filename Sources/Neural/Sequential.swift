/// A layer of a `Sequential` network, before its inputs are known.
public struct LayerPlan: Sendable, Hashable {
    /// Prefix of the layer's parameters.
    public let name: String
    public let kind: Kind
    public let activation: Activation

    public init(_ name: String, _ kind: Kind, _ activation: Activation = .linear) {
        self.name = name
        self.kind = kind
        self.activation = activation
    }
}

/// Layers one after the other, each with its activation.
///
/// An image that reaches a dense layer is flattened as it lies in memory. The network is a description; its
/// numbers are in the model's flat buffer, and the numbers of one pass in a `Tape`. What recurrent layers remember is in the tape,
/// too: a pass goes on from the pass before it.
public struct Sequential: Sendable {
    struct Stage: Sendable {
        let layer: Layer
        let activation: Activation
        let inputs: Int
        let outputs: Int
        /// Elements of all outputs of earlier stages, a sample.
        let before: Int
        /// Elements of all states of earlier stages, a sample.
        let statesBefore: Int
    }

    public let input: Shape
    public let output: Shape
    let stages: [Stage]
    /// Elements of all stages' outputs, a sample.
    let outputsPerSample: Int
    /// Elements of the largest stage's scratch memory, a sample.
    let scratchPerSample: Int
    /// Elements of all stages' states, a sample.
    let statePerSample: Int

    /// The most outputs of a layer, so that no size of two layers passes what an integer holds.
    static let maxOutputs = 1 << 24

    /// - Throws: `ShapeError` where a layer does not fit onto the one before.
    public init(_ plans: [LayerPlan], input: Shape, in table: inout ParameterTable) throws {
        guard input.volume > 0, !plans.isEmpty else { throw ShapeError("a network needs inputs and layers") }
        var stages: [Stage] = []
        var (shape, before, scratch, states) = (input, 0, 0, 0)
        for plan in plans {
            let (layer, next) = try Layer.make(plan, shape, in: &table)
            scratch = max(scratch, layer.scratch)
            guard next.volume <= Sequential.maxOutputs else {
                throw ShapeError("'\(plan.name)' gives \(next.volume) numbers; at most \(Sequential.maxOutputs) can be held")
            }
            stages.append(
                Stage(
                    layer: layer, activation: plan.activation, inputs: shape.volume, outputs: next.volume, before: before,
                    statesBefore: states))
            before += next.volume
            states += layer.state
            shape = next
        }
        self.input = input
        output = shape
        self.stages = stages
        outputsPerSample = before
        scratchPerSample = scratch
        statePerSample = states
    }

    /// The numbers of one pass over at most `capacity` samples.
    public struct Tape: ~Copyable {
        public let capacity: Int
        let outputs: FloatBuffer
        let scratch: FloatBuffer
        let gradients: FloatBuffer
        /// What recurrent layers remember, zeros before the first pass.
        let states: FloatBuffer

        /// - Parameter isForTraining: whether `backward` will be called, which only dense layers and convolutions have.
        public init(_ network: Sequential, capacity: Int, isForTraining: Bool) {
            precondition(!isForTraining || network.stages.allSatisfy(\.layer.isTrainable), "a layer of this network cannot learn")
            self.capacity = capacity
            outputs = FloatBuffer(capacity * network.outputsPerSample)
            scratch = FloatBuffer(capacity * network.scratchPerSample)
            gradients = FloatBuffer(isForTraining ? capacity * network.outputsPerSample : 0)
            states = FloatBuffer(capacity * network.statePerSample)
        }

        /// Makes recurrent layers forget all passes, as before an episode.
        public func forget() { states.clear() }

        /// Makes recurrent layers remember what those of another tape do.
        /// - Precondition: both are for the same network and capacity.
        public func remember(_ other: borrowing Tape) { states.base.update(from: other.states.base, count: states.count) }
    }

    /// Runs `input` `[batch] + input` through the network and returns `[batch] + output`, which is in the tape.
    /// - Parameter isSparse: most of the input is zeros, which an image's first layer then leaves out.
    public func forward(
        _ parameters: UnsafePointer<Float>, input: UnsafePointer<Float>, batch: Int, tape: borrowing Tape, isSparse: Bool = false
    ) -> UnsafeMutablePointer<Float> {
        precondition(batch <= tape.capacity, "\(batch) samples on a tape for \(tape.capacity)")
        var source = input
        var target = tape.outputs.base
        let stages = stages.span
        for index in stages.indices {
            target = tape.outputs.base + tape.capacity &* stages[index].before
            stages[index].layer.forward(
                parameters, input: source, output: target, scratch: tape.scratch.base,
                state: tape.states.base + tape.capacity &* stages[index].statesBefore, batch: batch, isSparse: isSparse && index == 0)
            stages[index].activation.apply(target, count: batch &* stages[index].outputs)
            source = UnsafePointer(target)
        }
        return target
    }

    /// Where the gradient of the outputs is to be written before `backward`: `[batch] + output`, for a tape that was made for
    /// training.
    public func outputGradient(_ tape: borrowing Tape) -> UnsafeMutablePointer<Float> {
        precondition(tape.gradients.count == tape.outputs.count, "this tape was not made for training")
        return tape.gradients.base + tape.capacity &* stages.span[stages.count &- 1].before
    }

    /// Goes back from `outputGradient(tape)`, which it overwrites; adds to `gradients`, `[parameters]`, and writes the input's
    /// gradient, `[batch] + input`, where it is wanted.
    /// - Parameters:
    ///   - input: `[batch] + input`, as in `forward`.
    ///   - adding: the input's gradient is added to what is there, for an input that feeds several networks;
    ///     only where the first layer is dense.
    public func backward(
        _ parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, input: UnsafePointer<Float>,
        batch: Int, tape: borrowing Tape, inputGradient: UnsafeMutablePointer<Float>? = nil, adding: Bool = false
    ) {
        precondition(
            batch <= tape.capacity && tape.gradients.count == tape.outputs.count,
            "\(batch) samples on a tape for \(tape.capacity), or one that was not made for training")
        let stages = stages.span
        for index in stages.indices.reversed() {
            let start = tape.capacity &* stages[index].before
            let gradient = tape.gradients.base + start
            stages[index].activation.applyBack(
                gradient, outputs: tape.outputs.pointer + start, count: batch &* stages[index].outputs)
            let isFirst = index == 0
            let earlier = isFirst ? 0 : tape.capacity &* stages[index &- 1].before
            let source = isFirst ? input : tape.outputs.pointer + earlier
            let target = isFirst ? inputGradient : tape.gradients.base + earlier
            switch stages[index].layer {
            case .dense(let dense):
                dense.backward(
                    parameters, gradients: gradients, input: source, outputGradient: gradient, inputGradient: target, batch: batch,
                    adding: adding && isFirst)
            case .convolution(let convolution):
                convolution.backward(
                    parameters, gradients: gradients, input: source, outputGradient: gradient, inputGradient: target,
                    scratch: tape.scratch.base, batch: batch)
            case .gru, .lstm, .layerNorm, .embedding: preconditionFailure("tapes for training are not made for this layer")
            }
        }
    }
}

// MARK: - What is remembered

extension Sequential {
    /// Numbers that recurrent layers remember of a sample from one pass to the next; 0 for a network that has none.
    public var remembered: Int { statePerSample }

    /// Lets a sample of the next pass go on from what is given, `[remembered]`.
    public func remember(_ numbers: UnsafePointer<Float>, sample: Int, in tape: borrowing Tape) {
        let stages = stages.span
        for index in stages.indices {
            let (size, before) = (stages[index].layer.state, stages[index].statesBefore)
            (tape.states.base + (tape.capacity &* before &+ sample &* size)).update(from: numbers + before, count: size)
        }
    }

    /// Writes what is remembered of a sample after a pass, `[remembered]`.
    public func recall(_ sample: Int, of tape: borrowing Tape, into numbers: UnsafeMutablePointer<Float>) {
        let stages = stages.span
        for index in stages.indices {
            let (size, before) = (stages[index].layer.state, stages[index].statesBefore)
            (numbers + before).update(from: tape.states.base + (tape.capacity &* before &+ sample &* size), count: size)
        }
    }
}
