/// A fully connected layer: `output = input kernel + bias`.
///
/// Kernels are `[inputs, outputs]`, as Keras keeps them. A layer is a description: it holds no numbers, only
/// where they are in the model's flat buffer.
public struct Dense: Sendable {
    public let inputs: Int
    public let outputs: Int
    let kernel: Int
    let bias: Int

    /// Places `name/kernel` and `name/bias` in `table`.
    public init(_ name: String, inputs: Int, outputs: Int, in table: inout ParameterTable) {
        self.inputs = inputs
        self.outputs = outputs
        kernel = table.add(name + "/kernel", [inputs, outputs])
        bias = table.add(name + "/bias", [outputs])
    }

    /// Computes `output` `[batch, outputs]` from `input` `[batch, inputs]`.
    public func forward(
        _ parameters: UnsafePointer<Float>, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, batch: Int
    ) {
        Products.fill(output, rows: batch, with: parameters + bias, columns: outputs)
        Products.multiply(
            input, parameters + kernel, into: output, rows: batch, inner: inputs, columns: outputs, adding: true)
    }

    /// Adds to `gradients`, `[parameters]`, and writes the input's gradient, `[batch, inputs]`, where it is wanted.
    /// - Parameters:
    ///   - input: `[batch, inputs]`.
    ///   - outputGradient: `[batch, outputs]`.
    ///   - adding: the input's gradient is added to what is there, for an input that feeds several layers.
    public func backward(
        _ parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>, input: UnsafePointer<Float>,
        outputGradient: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>?, batch: Int, adding: Bool = false
    ) {
        accumulate(gradients: gradients, input: input, outputGradient: outputGradient, batch: batch)
        guard let target = inputGradient else { return }
        self.inputGradient(parameters, outputGradient: outputGradient, into: target, batch: batch, adding: adding)
    }

    /// The half of `backward` that adds to `gradients`; shapes are those of `backward`.
    public func accumulate(
        gradients: UnsafeMutablePointer<Float>, input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, batch: Int
    ) {
        Products.multiply(
            input, aSide: .transposed, outputGradient, into: gradients + kernel, rows: inputs, inner: batch, columns: outputs,
            adding: true)
        Products.addRows(outputGradient, rows: batch, columns: outputs, to: gradients + bias)
    }

    /// The half of `backward` that writes the input's gradient into `target`; shapes are those of `backward`.
    public func inputGradient(
        _ parameters: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, batch: Int,
        adding: Bool = false
    ) {
        Products.multiply(
            outputGradient, parameters + kernel, bSide: .transposed, into: target, rows: batch, inner: outputs, columns: inputs,
            adding: adding)
    }
}
