/// A gated recurrent unit (Cho et al. 2014, in the form of cuDNN and PyTorch), one step at a time.
///
///     r = sigmoid(x Wr + br + h Ur + cr)      z = sigmoid(x Wz + bz + h Uz + cz)
///     n = tanh(x Wn + bn + r * (h Un + cn))   h' = (1 - z) * n + z * h
///
/// The caller keeps every step's input, hidden state and tape, and goes back through the steps in reverse order,
/// handing on the hidden state's gradient: that is backpropagation through time. What does not depend on the step
/// before can be done for all steps at once: `project` the inputs before the first `step`, `accumulate` after the last
/// `stepBack`. `forward` and `backward` do both for one step.
public struct GRU: Sendable {
    public let inputs: Int
    public let hidden: Int
    private let kernel: Int
    private let recurrent: Int
    private let bias: Int
    private let recurrentBias: Int

    /// Places `name/kernel` `[inputs, 3 hidden]`, `name/recurrent` `[hidden, 3 hidden]`, `name/bias` and
    /// `name/recurrent_bias`; in each the columns are those of r, then z, then n.
    public init(_ name: String, inputs: Int, hidden: Int, in table: inout ParameterTable) {
        self.inputs = inputs
        self.hidden = hidden
        kernel = table.add(name + "/kernel", [inputs, 3 * hidden])
        recurrent = table.add(name + "/recurrent", [hidden, 3 * hidden])
        bias = table.add(name + "/bias", [3 * hidden])
        recurrentBias = table.add(name + "/recurrent_bias", [3 * hidden])
    }

    /// Elements a sample of what the forward pass keeps for the backward pass: r, z, n and h Un + cn.
    public var tapeSize: Int { 4 * hidden }
    /// Elements a sample of scratch memory of `forward` and `backward`.
    public var scratchSize: Int { 6 * hidden }
    /// Columns of the three gates together: elements a sample of what `project` and `stepBack` write.
    public var gates: Int { 3 * hidden }

    // MARK: One step

    /// Computes the next hidden state `output` `[batch, hidden]`.
    /// - Parameters:
    ///   - input: `[batch, inputs]`.
    ///   - state: the hidden state, `[batch, hidden]`; may be `output` itself when there is no backward pass.
    ///   - tape: `[batch, tapeSize]`, to be kept for `backward`.
    ///   - scratch: `[batch, scratchSize]`.
    public func forward(
        _ parameters: UnsafePointer<Float>, input: UnsafePointer<Float>, state: UnsafePointer<Float>,
        output: UnsafeMutablePointer<Float>, tape: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>, batch: Int
    ) {
        project(parameters, input: input, into: scratch, rows: batch)
        step(
            parameters, projected: scratch, state: state, output: output, tape: tape, scratch: scratch + batch &* gates, batch: batch)
    }

    /// Goes one step back: adds to `gradients`, writes `stateGradient` and, where wanted, `inputGradient`.
    /// - Parameters:
    ///   - parameters, gradients: `[parameters]`.
    ///   - input, inputGradient: `[batch, inputs]`.
    ///   - state: `[batch, hidden]`, before the step.
    ///   - tape: `[batch, tapeSize]`, of `forward`.
    ///   - scratch: `[batch, scratchSize]`.
    ///   - outputGradient: `[batch, hidden]`, from the loss and from the step after.
    ///   - stateGradient: `[batch, hidden]`; another buffer than `outputGradient`.
    public func backward(
        _ parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, input: UnsafePointer<Float>,
        state: UnsafePointer<Float>, tape: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
        stateGradient: UnsafeMutablePointer<Float>, inputGradient: UnsafeMutablePointer<Float>?,
        scratch: UnsafeMutablePointer<Float>, batch: Int
    ) {
        let toState = scratch + batch &* gates
        stepBack(
            parameters, state: state, tape: tape, outputGradient: outputGradient, stateGradient: stateGradient, toInput: scratch,
            toState: toState, batch: batch)
        accumulate(
            parameters, gradients: gradients, input: input, states: state, toInput: scratch, toState: toState,
            inputGradient: inputGradient, rows: batch)
    }

    // MARK: Many steps

    /// Computes `x W + b` of all gates, `[rows, gates]`, for inputs of any steps, `[rows, inputs]`.
    public func project(
        _ parameters: UnsafePointer<Float>, input: UnsafePointer<Float>, into projected: UnsafeMutablePointer<Float>, rows: Int
    ) {
        Products.fill(projected, rows: rows, with: parameters + bias, columns: gates)
        Products.multiply(input, parameters + kernel, into: projected, rows: rows, inner: inputs, columns: gates, adding: true)
    }

    /// As `forward`, for projected inputs, `[batch, gates]`.
    /// - Parameter scratch: `[batch, gates]`.
    public func step(
        _ parameters: UnsafePointer<Float>, projected: UnsafePointer<Float>, state: UnsafePointer<Float>,
        output: UnsafeMutablePointer<Float>, tape: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>, batch: Int
    ) {
        Products.fill(scratch, rows: batch, with: parameters + recurrentBias, columns: gates)
        Products.multiply(
            state, parameters + recurrent, into: scratch, rows: batch, inner: hidden, columns: gates, adding: true)
        for sample in 0..<batch {
            let (a, u) = (projected + sample &* gates, scratch + sample &* gates)
            let kept = tape + sample &* tapeSize
            let (h, out) = (state + sample &* hidden, output + sample &* hidden)
            @inline(__always)
            func pass(_ unit: Int, _ count: Int) {
                let r = VectorMath.sigmoid(Lanes.load(a + unit, count) + Lanes.load(u + unit, count))
                let z = VectorMath.sigmoid(Lanes.load(a + (hidden &+ unit), count) + Lanes.load(u + (hidden &+ unit), count))
                let candidate = Lanes.load(u + (2 &* hidden &+ unit), count)
                let n = VectorMath.tanh(Lanes.load(a + (2 &* hidden &+ unit), count) + r * candidate)
                Lanes.store(r, kept + unit, count)
                Lanes.store(z, kept + (hidden &+ unit), count)
                Lanes.store(n, kept + (2 &* hidden &+ unit), count)
                Lanes.store(candidate, kept + (3 &* hidden &+ unit), count)
                Lanes.store((1 - z) * n + z * Lanes.load(h + unit, count), out + unit, count)
            }
            forEachEight(pass)
        }
    }

    /// The part of `backward` that the step before waits for: writes `stateGradient`, and the gates' gradients
    /// `toInput` and `toState`, `[batch, gates]` each, for `accumulate`.
    public func stepBack(
        _ parameters: UnsafePointer<Float>, state: UnsafePointer<Float>, tape: UnsafePointer<Float>,
        outputGradient: UnsafePointer<Float>, stateGradient: UnsafeMutablePointer<Float>, toInput: UnsafeMutablePointer<Float>,
        toState: UnsafeMutablePointer<Float>, batch: Int
    ) {
        for sample in 0..<batch {
            let (a, u) = (toInput + sample &* gates, toState + sample &* gates)
            let kept = tape + sample &* tapeSize
            let (h, out) = (state + sample &* hidden, stateGradient + sample &* hidden)
            let gradient = outputGradient + sample &* hidden
            @inline(__always)
            func goBack(_ unit: Int, _ count: Int) {
                let (r, z) = (Lanes.load(kept + unit, count), Lanes.load(kept + (hidden &+ unit), count))
                let n = Lanes.load(kept + (2 &* hidden &+ unit), count)
                let candidate = Lanes.load(kept + (3 &* hidden &+ unit), count)
                let g = Lanes.load(gradient + unit, count)
                let toN = g * (1 - z) * (1 - n * n)
                let toR = toN * candidate * r * (1 - r)
                let toZ = g * (Lanes.load(h + unit, count) - n) * z * (1 - z)
                Lanes.store(toR, a + unit, count)
                Lanes.store(toR, u + unit, count)
                Lanes.store(toZ, a + (hidden &+ unit), count)
                Lanes.store(toZ, u + (hidden &+ unit), count)
                Lanes.store(toN, a + (2 &* hidden &+ unit), count)
                Lanes.store(toN * r, u + (2 &* hidden &+ unit), count)
                Lanes.store(g * z, out + unit, count)
            }
            forEachEight(goBack)
        }
        Products.multiply(
            toState, parameters + recurrent, bSide: .transposed, into: stateGradient, rows: batch, inner: gates, columns: hidden,
            adding: true)
    }

    /// Adds the gradients of samples of any steps to `gradients` and, where wanted, writes `inputGradient`.
    /// - Parameters:
    ///   - input, inputGradient: `[rows, inputs]`.
    ///   - states: `[rows, hidden]`, each before its step.
    ///   - toInput, toState: `[rows, gates]`, of `stepBack`.
    public func accumulate(
        _ parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, input: UnsafePointer<Float>,
        states: UnsafePointer<Float>, toInput: UnsafePointer<Float>, toState: UnsafePointer<Float>,
        inputGradient: UnsafeMutablePointer<Float>?, rows: Int
    ) {
        Products.multiply(
            input, aSide: .transposed, toInput, into: gradients + kernel, rows: inputs, inner: rows, columns: gates, adding: true)
        Products.multiply(
            states, aSide: .transposed, toState, into: gradients + recurrent, rows: hidden, inner: rows, columns: gates, adding: true)
        Products.addRows(toInput, rows: rows, columns: gates, to: gradients + bias)
        Products.addRows(toState, rows: rows, columns: gates, to: gradients + recurrentBias)
        guard let inputGradient else { return }
        self.inputGradient(parameters, toInput: toInput, into: inputGradient, rows: rows)
    }

    /// Computes the gradients of `rows` inputs of any steps, `[rows, inputs]`.
    func inputGradient(
        _ parameters: UnsafePointer<Float>, toInput: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, rows: Int
    ) {
        Products.multiply(
            toInput, parameters + kernel, bSide: .transposed, into: target, rows: rows, inner: gates, columns: inputs)
    }

    /// Calls `body` for every eight hidden units with the first of them and how many there are, fewer at the end.
    ///
    /// A body is a function that is compiled into both calls. One for eight and fewer is not all vectors: it took a third longer.
    @inline(__always)
    private func forEachEight(_ body: (_ unit: Int, _ count: Int) -> Void) {
        var unit = 0
        while unit &+ 8 <= hidden {
            body(unit, 8)
            unit &+= 8
        }
        if unit < hidden { body(unit, hidden &- unit) }
    }
}

/// Eight numbers, or the fewer that are left.
private enum Lanes {
    @inline(__always)
    static func load(_ place: UnsafePointer<Float>, _ count: Int) -> VectorMath.Eight {
        if count == 8 { return VectorMath.load(place) }
        var numbers = VectorMath.Eight.zero
        for lane in 0..<count { numbers[lane] = place[lane] }
        return numbers
    }

    @inline(__always)
    static func store(_ numbers: VectorMath.Eight, _ place: UnsafeMutablePointer<Float>, _ count: Int) {
        if count == 8 { return VectorMath.store(numbers, place) }
        for lane in 0..<count { place[lane] = numbers[lane] }
    }
}
