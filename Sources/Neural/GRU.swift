import Foundation

/// A gated recurrent unit (Cho et al. 2014, in the form of cuDNN and PyTorch), one step at a time.
///
///     r = sigmoid(x Wr + br + h Ur + cr)      z = sigmoid(x Wz + bz + h Uz + cz)
///     n = tanh(x Wn + bn + r * (h Un + cn))   h' = (1 - z) * n + z * h
///
/// The caller keeps every step's input, hidden state and tape, and goes back through the steps in reverse order,
/// handing on the hidden state's gradient: that is backpropagation through time.
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

    /// Elements a sample of the memory between the way there and the way back: r, z, n and h Un + cn.
    public var tapeSize: Int { 4 * hidden }
    /// Elements a sample of scratch memory.
    public var scratchSize: Int { 6 * hidden }

    /// Computes the next hidden state `output` `[batch, hidden]`.
    /// - Parameters:
    ///   - input: `[batch, inputs]`.
    ///   - state: the hidden state, `[batch, hidden]`; may be `output` itself when there is no way back.
    ///   - tape: `[batch, tapeSize]`, to be kept for `backward`.
    ///   - scratch: `[batch, scratchSize]`.
    public func forward(
        _ parameters: UnsafePointer<Float>, input: UnsafePointer<Float>, state: UnsafePointer<Float>,
        output: UnsafeMutablePointer<Float>, tape: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>, batch: Int
    ) {
        let gates = 3 &* hidden
        let fromInput = scratch
        let fromState = scratch + batch &* gates
        Products.fill(fromInput, rows: batch, with: parameters + bias, columns: gates)
        Products.fill(fromState, rows: batch, with: parameters + recurrentBias, columns: gates)
        Products.multiply(
            input, parameters + kernel, into: fromInput, rows: batch, inner: inputs, columns: gates, adding: true)
        Products.multiply(
            state, parameters + recurrent, into: fromState, rows: batch, inner: hidden, columns: gates, adding: true)
        for sample in 0..<batch {
            let (a, u) = (fromInput + sample &* gates, fromState + sample &* gates)
            let kept = tape + sample &* tapeSize
            for unit in 0..<hidden {
                let r = GRU.sigmoid(a[unit] + u[unit])
                let z = GRU.sigmoid(a[hidden &+ unit] + u[hidden &+ unit])
                let candidate = u[2 &* hidden &+ unit]
                let n = tanhf(a[2 &* hidden &+ unit] + r * candidate)
                kept[unit] = r
                kept[hidden &+ unit] = z
                kept[2 &* hidden &+ unit] = n
                kept[3 &* hidden &+ unit] = candidate
                output[sample &* hidden &+ unit] = (1 - z) * n + z * state[sample &* hidden &+ unit]
            }
        }
    }

    /// Goes one step back: adds to `gradients`, writes `stateGradient` and, where wanted, `inputGradient`.
    /// - Parameters:
    ///   - outputGradient: `[batch, hidden]`, from the loss and from the step after.
    ///   - stateGradient: `[batch, hidden]`; another buffer than `outputGradient`.
    public func backward(
        _ parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, input: UnsafePointer<Float>,
        state: UnsafePointer<Float>, tape: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
        stateGradient: UnsafeMutablePointer<Float>, inputGradient: UnsafeMutablePointer<Float>?,
        scratch: UnsafeMutablePointer<Float>, batch: Int
    ) {
        let gates = 3 &* hidden
        let toInput = scratch
        let toState = scratch + batch &* gates
        for sample in 0..<batch {
            let (a, u) = (toInput + sample &* gates, toState + sample &* gates)
            let kept = tape + sample &* tapeSize
            for unit in 0..<hidden {
                let (r, z) = (kept[unit], kept[hidden &+ unit])
                let (n, candidate) = (kept[2 &* hidden &+ unit], kept[3 &* hidden &+ unit])
                let g = outputGradient[sample &* hidden &+ unit]
                let toN = g * (1 - z) * (1 - n * n)
                let toR = toN * candidate * r * (1 - r)
                let toZ = g * (state[sample &* hidden &+ unit] - n) * z * (1 - z)
                a[unit] = toR
                u[unit] = toR
                a[hidden &+ unit] = toZ
                u[hidden &+ unit] = toZ
                a[2 &* hidden &+ unit] = toN
                u[2 &* hidden &+ unit] = toN * r
                stateGradient[sample &* hidden &+ unit] = g * z
            }
        }
        Products.multiply(
            input, aSide: .transposed, toInput, into: gradients + kernel, rows: inputs, inner: batch, columns: gates, adding: true)
        Products.multiply(
            state, aSide: .transposed, toState, into: gradients + recurrent, rows: hidden, inner: batch, columns: gates, adding: true)
        Products.addRows(toInput, rows: batch, columns: gates, to: gradients + bias)
        Products.addRows(toState, rows: batch, columns: gates, to: gradients + recurrentBias)
        Products.multiply(
            toState, parameters + recurrent, bSide: .transposed, into: stateGradient, rows: batch, inner: gates, columns: hidden,
            adding: true)
        guard let inputGradient else { return }
        Products.multiply(
            toInput, parameters + kernel, bSide: .transposed, into: inputGradient, rows: batch, inner: gates, columns: inputs)
    }

    @inline(__always)
    private static func sigmoid(_ x: Float) -> Float { 1 / (1 + expf(-x)) }
}
