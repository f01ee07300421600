import Basics
import Testing

@testable import Neural

/// Layers of recurrent learners: sparse inputs, normalisation with a backward pass, orthogonal kernels.
@Suite struct SparseRowsTests {
    @Test(arguments: [11, 32, 69]) func sparseRowsGiveWhatDenseOnesGive(_ outputs: Int) {
        var table = ParameterTable()
        let dense = Dense("a", inputs: 21, outputs: outputs, in: &table)
        let parameters = GradientTests.numbers(table.count, 1)
        var rows = SparseRows(width: 21, capacity: 4)
        func byte(_ row: Int, _ place: Int) -> UInt8 { (place * 7 + row * 3) % 5 == 0 ? UInt8(1 + (place + row) % 200) : 0 }
        let bytes: [[UInt8]] = (0..<4).map { row in (0..<21).map { byte(row, $0) } }
        for row in bytes { rows.append(row) }
        let order: [Int32] = [2, 0, 3, 1]
        let input = order.flatMap { bytes[Int($0)].map(Float.init) }
        var written = [Float](repeating: 9, count: 21)
        rows.write(2, into: &written)
        #expect(written == bytes[2].map(Float.init))
        var (wanted, given) = ([Float](repeating: 0, count: 4 * outputs), [Float](repeating: 0, count: 4 * outputs))
        dense.forward(parameters, input: input, output: &wanted, batch: 4)
        dense.forward(parameters, rows: rows, places: order, output: &given, batch: 4)
        #expect(zip(wanted, given).allSatisfy { abs($0 - $1) < 1e-3 * (1 + abs($0)) })
        let gradient = GradientTests.numbers(4 * outputs, 2)
        var (wantedSum, givenSum) = ([Float](repeating: 0.5, count: table.count), [Float](repeating: 0.5, count: table.count))
        dense.accumulate(gradients: &wantedSum, input: input, outputGradient: gradient, batch: 4)
        dense.accumulate(gradients: &givenSum, rows: rows, places: order, outputGradient: gradient, batch: 4)
        #expect(zip(wantedSum, givenSum).allSatisfy { abs($0 - $1) < 1e-3 * (1 + abs($0)) })
    }

    @Test func rowsOfWholeNumbersAreKept() {
        var rows = SparseRows(width: 7, marks: 1, capacity: 2)
        rows.append([Float](arrayLiteral: 0, -3, 0, 127, 300, -2048))
        rows.mark(6)
        rows.append([Float](arrayLiteral: 0, 0, 0, 0, 0, 2047))
        var written = [Float](repeating: 9, count: 7)
        rows.write(0, into: &written)
        #expect(written == [0, -3, 0, 127, 300, -2048, 1])
        rows.write(1, into: &written)
        #expect(written == [0, 0, 0, 0, 0, 2047, 0])
    }

    @Test func normalisationGoesBackAsFiniteDifferencesSay() {
        var table = ParameterTable()
        let norm = LayerNorm("n", size: 11, epsilon: 1e-3, in: &table)
        let (parameters, input) = (GradientTests.numbers(table.count, 1), GradientTests.numbers(33, 2))
        func output(_ parameters: [Float], _ input: [Float]) -> (output: [Float], normalised: [Float], factors: [Float]) {
            var output = [Float](repeating: 0, count: 33)
            var (normalised, factors) = (output, [Float](repeating: 0, count: 3))
            norm.forward(parameters, input: input, output: &output, normalised: &normalised, factors: &factors, runs: 3)
            return (output, normalised, factors)
        }
        let pass = output(parameters, input)
        var plain = pass.output
        norm.forward(parameters, input: input, output: &plain, runs: 3)
        #expect(zip(plain, pass.output).allSatisfy { abs($0 - $1) < 1e-5 })
        var gradients = [Float](repeating: 0, count: table.count)
        var inputGradient = GradientTests.lossGradient(pass.output)
        inputGradient.withUnsafeMutableBufferPointer { buffer in
            guard let place = buffer.baseAddress else { return }
            norm.backward(
                parameters, gradients: &gradients, normalised: pass.normalised, factors: pass.factors,
                outputGradient: UnsafePointer(place), inputGradient: place, runs: 3)
        }
        #expect(GradientTests.error(of: gradients, at: parameters) { GradientTests.loss(output($0, input).output) } < 0.01)
        #expect(GradientTests.error(of: inputGradient, at: input) { GradientTests.loss(output(parameters, $0).output) } < 0.01)
    }

    @Test(arguments: [(5, 3), (3, 5), (4, 4)])
    func orthogonalKernelsAreOrthogonal(_ inputs: Int, _ outputs: Int) {
        var random = RandomStream(2)
        var kernel = [Float](repeating: 0, count: inputs * outputs)
        Initialisation.orthogonal(&kernel, inputs: inputs, outputs: outputs, gain: 3, using: &random)
        let vectors =
            inputs >= outputs
            ? (0..<outputs).map { column in (0..<inputs).map { kernel[$0 * outputs + column] } }
            : (0..<inputs).map { Array(kernel[($0 * outputs)..<(($0 + 1) * outputs)]) }
        for (i, a) in vectors.enumerated() {
            for (j, b) in vectors.enumerated() {
                let product: Float = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
                let wanted: Float = i == j ? 9 : 0
                #expect(abs(product - wanted) < 1e-4)
            }
        }
    }
}
