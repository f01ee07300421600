/// A long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000), one step at a time, for
/// networks that play; it has no backward pass.
///
///     i, f, o = sigmoid(x W + h U + b)      g = tanh(x W + h U + b)
///     c' = f * c + i * g                    h' = o * tanh(c')
public struct LSTM: Sendable {
    public let inputs: Int
    public let hidden: Int
    private let kernel: Int
    private let recurrent: Int
    private let bias: Int

    /// Places `name/kernel` `[inputs, 4 hidden]`, `name/recurrent` `[hidden, 4 hidden]` and `name/bias`; in each the columns are
    /// those of i, then f, g and o, as PyTorch keeps them.
    public init(_ name: String, inputs: Int, hidden: Int, in table: inout ParameterTable) {
        self.inputs = inputs
        self.hidden = hidden
        kernel = table.add(name + "/kernel", [inputs, 4 * hidden])
        recurrent = table.add(name + "/recurrent", [hidden, 4 * hidden])
        bias = table.add(name + "/bias", [4 * hidden])
    }

    /// Columns of the four gates together: elements a sample of scratch memory.
    public var gates: Int { 4 * hidden }
    /// Elements a sample of the state: h, then c.
    public var stateSize: Int { 2 * hidden }

    /// Takes one step and writes h into `output`, `[batch, hidden]`.
    /// - Parameters:
    ///   - input: `[batch, inputs]`.
    ///   - state: `[batch, stateSize]`, changed in place.
    ///   - scratch: `[batch, gates]`.
    public func forward(
        _ parameters: UnsafePointer<Float>, input: UnsafePointer<Float>, state: UnsafeMutablePointer<Float>,
        output: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>, batch: Int
    ) {
        Products.fill(scratch, rows: batch, with: parameters + bias, columns: gates)
        Products.multiply(input, parameters + kernel, into: scratch, rows: batch, inner: inputs, columns: gates, adding: true)
        for sample in 0..<batch {
            let gate = scratch + sample &* gates
            let (h, c) = (state + sample &* stateSize, state + (sample &* stateSize &+ hidden))
            Products.multiply(h, parameters + recurrent, into: gate, rows: 1, inner: hidden, columns: gates, adding: true)
            let (f, g, o) = (gate + hidden, gate + 2 &* hidden, gate + 3 &* hidden)
            VectorMath.map(gate, count: 2 &* hidden, VectorMath.sigmoid)
            VectorMath.map(g, count: hidden, VectorMath.tanh)
            VectorMath.map(o, count: hidden, VectorMath.sigmoid)
            for unit in 0..<hidden {
                c[unit] = f[unit] * c[unit] + gate[unit] * g[unit]
                h[unit] = c[unit]
            }
            VectorMath.map(h, count: hidden, VectorMath.tanh)
            for unit in 0..<hidden { h[unit] *= o[unit] }
            (output + sample &* hidden).update(from: h, count: hidden)
        }
    }
}
