/// A table of vectors, one a symbol.
public struct Embedding: Sendable {
    public let symbols: Int
    public let outputs: Int
    let table: Int

    /// Places `name/table`, `[symbols, outputs]`, in `parameters`.
    public init(_ name: String, symbols: Int, outputs: Int, in parameters: inout ParameterTable) {
        self.symbols = symbols
        self.outputs = outputs
        table = parameters.add(name + "/table", [symbols, outputs])
    }

    /// Copies the vectors of `input`, `batch` symbols below `symbols`, into `output` `[batch, outputs]`.
    public func forward(
        _ parameters: UnsafePointer<Float>, input: UnsafePointer<Int32>, output: UnsafeMutablePointer<Float>, batch: Int
    ) {
        for index in 0..<batch {
            (output + index &* outputs).update(from: parameters + (table &+ Int(input[index]) &* outputs), count: outputs)
        }
    }

    /// Adds the outputs' gradients to those of the vectors that were looked up.
    public func backward(
        gradients: UnsafeMutablePointer<Float>, input: UnsafePointer<Int32>, outputGradient: UnsafePointer<Float>, batch: Int
    ) {
        for index in 0..<batch {
            let source = outputGradient + index &* outputs
            let target = gradients + (table &+ Int(input[index]) &* outputs)
            for column in 0..<outputs { target[column] += source[column] }
        }
    }
}
