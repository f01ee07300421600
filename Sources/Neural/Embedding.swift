/// A table of vectors, one a symbol.
public struct Embedding: Sendable {
    public let symbols: Int
    public let outputs: Int
    private let table: Int

    /// Where the first symbol's vector begins in the model's buffer.
    public var offset: Int { table }

    /// Places `name/table`, `[symbols, outputs]`, in `parameters`.
    public init(_ name: String, symbols: Int, outputs: Int, in parameters: inout ParameterTable) {
        self.symbols = symbols
        self.outputs = outputs
        table = parameters.add(name + "/table", [symbols, outputs])
    }

    private init(symbols: Int, outputs: Int, table: Int) {
        self.symbols = symbols
        self.outputs = outputs
        self.table = table
    }

    /// The vectors of the first `symbols` alone, at their place.
    public func prefix(_ symbols: Int) -> Embedding { Embedding(symbols: symbols, outputs: outputs, table: table) }

    /// Copies the vectors of `input`, `[batch]` symbols, into `output` `[batch, outputs]`.
    public func forward(
        _ parameters: UnsafePointer<Float>, input: UnsafePointer<Int32>, output: UnsafeMutablePointer<Float>, batch: Int
    ) {
        for index in 0..<batch {
            precondition((0..<Int32(symbols)).contains(input[index]), "symbol \(input[index]) of \(symbols)")
            (output + index &* outputs).update(from: parameters + (table &+ Int(input[index]) &* outputs), count: outputs)
        }
    }

    /// The vectors of `count` numbers that are symbols, into `output` `[count, outputs]`; no numbers for one that is none of them.
    public func forward(
        _ parameters: UnsafePointer<Float>, numbers: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, count: Int
    ) {
        for index in 0..<count {
            let (number, target) = (numbers[index], output + index &* outputs)
            if number >= 0 && number < Float(symbols) && number == number.rounded() {
                target.update(from: parameters + (table &+ Int(number) &* outputs), count: outputs)
            } else {
                target.update(repeating: .nan, count: outputs)
            }
        }
    }

    /// Adds the outputs' gradients, `[batch, outputs]`, to those of the vectors that were looked up.
    /// - Parameters:
    ///   - gradients: `[parameters]`.
    ///   - input: `[batch]`, as in `forward`.
    public func backward(
        gradients: UnsafeMutablePointer<Float>, input: UnsafePointer<Int32>, outputGradient: UnsafePointer<Float>, batch: Int
    ) {
        for index in 0..<batch {
            precondition((0..<Int32(symbols)).contains(input[index]), "symbol \(input[index]) of \(symbols)")
            let source = outputGradient + index &* outputs
            let target = gradients + (table &+ Int(input[index]) &* outputs)
            for column in 0..<outputs { target[column] += source[column] }
        }
    }

    /// The vectors of `batch` mixtures of symbols, `[batch, symbols]`, into `output` `[batch, outputs]`.
    public func forward(
        _ parameters: UnsafePointer<Float>, mixtures: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, batch: Int
    ) {
        Products.multiply(mixtures, parameters + table, into: output, rows: batch, inner: symbols, columns: outputs)
    }

    /// Adds to the gradients of all vectors those of `batch` mixtures, `[batch, symbols]`, by the outputs' gradients,
    /// `[batch, outputs]`.
    public func backward(
        gradients: UnsafeMutablePointer<Float>, mixtures: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, batch: Int
    ) {
        Products.multiply(
            mixtures, aSide: .transposed, outputGradient, into: gradients + table, rows: symbols, inner: batch, columns: outputs,
            adding: true)
    }

    /// Gradients with respect to the shares of a mixture, `[batch, symbols]`, or to one-hot vectors where symbols were looked
    /// up.
    /// - Parameters:
    ///   - outputGradient: `[batch, outputs]`.
    ///   - adding: whether they are added to what is in `target`.
    public func symbolGradients(
        _ parameters: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, batch: Int,
        adding: Bool = false
    ) {
        Products.multiply(
            outputGradient, parameters + table, bSide: .transposed, into: target, rows: batch, inner: outputs, columns: symbols,
            adding: adding)
    }
}
