/// A GRU over the symbols of a batch of messages: the numbers of all steps, and the passes forward and backward.
///
/// Steps lie one behind the other, `[steps, batch, ...]`, so that what is not recurrent is one product over all of them.
public struct Recurrence: ~Copyable {
    public let gru: GRU
    public let steps: Int
    public let capacity: Int
    /// What each step reads, `[steps, batch, gru.inputs]`; written by the caller before the step.
    public let inputs: FloatBuffer
    /// Hidden states, the first before any step: `[steps + 1, batch, gru.hidden]`.
    public let states: FloatBuffer
    /// Gradients of the states by what else reads them, `[steps + 1, batch, gru.hidden]`; the caller adds to it before
    /// `backward`, which leaves the whole gradient of the first state in its first rows.
    public let stateGradients: FloatBuffer
    /// Gradients of the inputs, `[steps, batch, gru.inputs]`, after `backward`.
    public let inputGradients: FloatBuffer
    private let projected: FloatBuffer
    private let tape: FloatBuffer
    private let scratch: FloatBuffer
    private let toInput: FloatBuffer
    private let toState: FloatBuffer

    /// - Parameters:
    ///   - capacity: samples of the largest batch.
    ///   - isForTraining: whether `backward` will be called.
    public init(_ gru: GRU, steps: Int, capacity: Int, isForTraining: Bool) {
        self.gru = gru
        self.steps = steps
        self.capacity = capacity
        let samples = steps * capacity
        inputs = FloatBuffer(samples * gru.inputs)
        states = FloatBuffer((samples + capacity) * gru.hidden)
        projected = FloatBuffer(samples * gru.gates)
        tape = FloatBuffer(samples * gru.tapeSize)
        scratch = FloatBuffer(capacity * max(gru.gates, gru.hidden))
        let learned = isForTraining ? 1 : 0
        stateGradients = FloatBuffer(learned * (samples + capacity) * gru.hidden)
        inputGradients = FloatBuffer(learned * samples * gru.inputs)
        toInput = FloatBuffer(learned * samples * gru.gates)
        toState = FloatBuffer(learned * samples * gru.gates)
    }

    /// Where step `step` reads, `[batch, gru.inputs]`.
    @inline(__always)
    public func input(_ step: Int, batch: Int) -> UnsafeMutablePointer<Float> { inputs.base + step &* batch &* gru.inputs }

    /// The state before step `step`, `[batch, gru.hidden]`.
    @inline(__always)
    public func state(_ step: Int, batch: Int) -> UnsafeMutablePointer<Float> { states.base + step &* batch &* gru.hidden }

    /// Sets all gradients of states of `steps` steps to nothing.
    public func clearGradients(steps: Int, batch: Int) {
        stateGradients.base.update(repeating: 0, count: (steps &+ 1) &* batch &* gru.hidden)
    }

    /// Takes one step, whose input and state have been written.
    public func step(_ parameters: UnsafePointer<Float>, _ step: Int, batch: Int) {
        check(steps: step + 1, batch)
        let place = projected.base + step &* batch &* gru.gates
        gru.project(parameters, input: input(step, batch: batch), into: place, rows: batch)
        advance(parameters, step, batch: batch)
    }

    /// Takes steps `0..<steps`, whose inputs and first state have been written.
    public func run(_ parameters: UnsafePointer<Float>, steps: Int, batch: Int) {
        check(steps: steps, batch)
        gru.project(parameters, input: inputs.pointer, into: projected.base, rows: steps &* batch)
        for step in 0..<steps { advance(parameters, step, batch: batch) }
    }

    /// Stops before what would be beyond the memory.
    private func check(steps: Int, _ batch: Int) {
        precondition(
            batch <= capacity && steps <= self.steps, "\(steps) steps of \(batch) samples in memory for \(self.steps) of \(capacity)")
    }

    private func advance(_ parameters: UnsafePointer<Float>, _ step: Int, batch: Int) {
        gru.step(
            parameters, projected: projected.pointer + step &* batch &* gru.gates, state: state(step, batch: batch),
            output: state(step &+ 1, batch: batch), tape: tape.base + step &* batch &* gru.tapeSize, scratch: scratch.base,
            batch: batch)
    }

    /// Goes back through `0..<steps` and adds to `gradients`, `[parameters]`.
    /// - Parameter wantsInputs: whether `inputGradients` is to be written.
    public func backward(
        _ parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, steps: Int, batch: Int, wantsInputs: Bool
    ) {
        for step in (0..<steps).reversed() { stepBack(parameters, step, batch: batch) }
        accumulate(parameters, gradients: gradients, steps: steps, batch: batch, wantsInputs: wantsInputs)
    }

    /// The recurrent part of `backward` for one step, for a caller whose inputs depend on the states before.
    public func stepBack(_ parameters: UnsafePointer<Float>, _ step: Int, batch: Int) {
        check(steps: step + 1, batch)
        precondition(stateGradients.count > 0, "this memory was not made for training")
        let size = batch &* gru.hidden
        gru.stepBack(
            parameters, state: state(step, batch: batch), tape: tape.pointer + step &* batch &* gru.tapeSize,
            outputGradient: stateGradients.pointer + (step &+ 1) &* size, stateGradient: scratch.base,
            toInput: toInput.base + step &* batch &* gru.gates, toState: toState.base + step &* batch &* gru.gates, batch: batch)
        let target = stateGradients.base + step &* size
        for index in 0..<size { target[index] += scratch.base[index] }
    }

    /// The gradient of one step's inputs alone, after its `stepBack`: `[batch, gru.inputs]`, in `inputGradients`.
    public func inputGradient(_ parameters: UnsafePointer<Float>, _ step: Int, batch: Int) -> UnsafeMutablePointer<Float> {
        let target = inputGradients.base + step &* batch &* gru.inputs
        gru.inputGradient(parameters, toInput: toInput.pointer + step &* batch &* gru.gates, into: target, rows: batch)
        return target
    }

    /// The part of `backward` after all steps have been gone back through.
    public func accumulate(
        _ parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, steps: Int, batch: Int, wantsInputs: Bool
    ) {
        gru.accumulate(
            parameters, gradients: gradients, input: inputs.pointer, states: states.pointer, toInput: toInput.pointer,
            toState: toState.pointer, inputGradient: wantsInputs ? inputGradients.base : nil, rows: steps &* batch)
    }
}
