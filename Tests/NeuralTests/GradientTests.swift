import Testing

@testable import Neural

/// Every layer's backward pass against finite differences of its forward pass.
@Suite struct GradientTests {
    /// Small numbers that look random and are the same everywhere.
    static func numbers(_ count: Int, _ seed: Int, scale: Float = 1) -> [Float] {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 12345
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (Float(state >> 40) / Float(1 << 23) - 1) * scale
        }
    }

    /// The largest difference between `gradient` and that of `loss` by finite differences, as a share of the largest of these.
    static func error(of gradient: [Float], at point: [Float], loss: ([Float]) -> Double) -> Double {
        let step: Float = 1e-2
        var differences: [Double] = []
        for index in point.indices {
            var (above, below) = (point, point)
            above[index] += step
            below[index] -= step
            differences.append((loss(above) - loss(below)) / Double(above[index] - below[index]))
        }
        let largest = differences.map(abs).max() ?? 1
        return zip(differences, gradient).map { abs($0 - Double($1)) }.max().map { $0 / largest } ?? 1
    }

    /// A loss with a different weight on each output, so that no two outputs can be confused.
    static func loss(_ output: [Float]) -> Double {
        output.enumerated().reduce(0) { $0 + Double($1.element) * Double($1.offset % 7 - 3) + Double($1.element * $1.element) / 4 }
    }

    static func lossGradient(_ output: [Float]) -> [Float] {
        output.enumerated().map { Float($0.offset % 7 - 3) + $0.element / 2 }
    }

    @Test(arguments: [
        [LayerPlan("a", .dense(outputs: 5)), LayerPlan("b", .dense(outputs: 3), .tanh)],
        [LayerPlan("a", .dense(outputs: 9), .tanh), LayerPlan("b", .dense(outputs: 4), .leakyReLU(0.3))],
        [LayerPlan("a", .dense(outputs: 8), .relu), LayerPlan("b", .dense(outputs: 2))],
        [
            LayerPlan("c", .convolution(height: 3, width: 3, filters: 4, padding: .same), .tanh),
            LayerPlan("d", .convolution(height: 3, width: 2, filters: 3, padding: .valid), .leakyReLU(0.2)),
            LayerPlan("e", .dense(outputs: 4), .linear),
        ],
        [
            LayerPlan("c", .convolution(height: 5, width: 4, filters: 2, padding: .same), .linear),
            LayerPlan("e", .dense(outputs: 3), .tanh),
        ],
    ])
    func networks(_ plans: [LayerPlan]) throws {
        var table = ParameterTable()
        let network = try Sequential(plans, input: [4, 3, 2], in: &table)
        let batch = 3
        let parameters = Self.numbers(table.count, 1, scale: 0.6)
        let input = Self.numbers(batch * 24, 2)
        func output(_ parameters: [Float], _ input: [Float]) -> [Float] {
            let tape = Sequential.Tape(network, capacity: batch, isForTraining: false)
            let output = network.forward(parameters, input: input, batch: batch, tape: tape)
            return Array(UnsafeBufferPointer(start: output, count: batch * network.output.volume))
        }
        let tape = Sequential.Tape(network, capacity: batch + 2, isForTraining: true)
        let gradients = FloatBuffer(table.count)
        let inputGradient = FloatBuffer(input.count)
        let result = network.forward(parameters, input: input, batch: batch, tape: tape)
        let outputGradient = Self.lossGradient(Array(UnsafeBufferPointer(start: result, count: batch * network.output.volume)))
        network.outputGradient(tape).update(from: outputGradient, count: outputGradient.count)
        network.backward(
            parameters, gradients: gradients.base, input: input, batch: batch, tape: tape, inputGradient: inputGradient.base)
        #expect(Self.error(of: gradients.array, at: parameters) { Self.loss(output($0, input)) } < 0.02)
        #expect(Self.error(of: inputGradient.array, at: input) { Self.loss(output(parameters, $0)) } < 0.02)
    }

    /// Three symbols through an embedding and a GRU, and back through time.
    @Test func embeddingAndGRUThroughTime() {
        var table = ParameterTable()
        let embedding = Embedding("words", symbols: 5, outputs: 3, in: &table)
        let gru = GRU("memory", inputs: 3, hidden: 4, in: &table)
        let (batch, steps) = (2, 3)
        let words: [[Int32]] = [[0, 3], [4, 3], [1, 1]]
        let parameters = Self.numbers(table.count, 3, scale: 0.8)
        let first = Self.numbers(batch * 4, 4)
        let inputs = (0..<steps).map { _ in [Float](repeating: 0, count: batch * 3) }
        func run(_ parameters: [Float], _ first: [Float]) -> (states: [[Float]], inputs: [[Float]], tapes: [[Float]]) {
            var (states, inputs, tapes) = ([first], inputs, [[Float]]())
            var scratch = [Float](repeating: 0, count: batch * gru.scratchSize)
            for step in 0..<steps {
                var state = [Float](repeating: 0, count: batch * 4)
                var tape = [Float](repeating: 0, count: batch * gru.tapeSize)
                embedding.forward(parameters, input: words[step], output: &inputs[step], batch: batch)
                gru.forward(
                    parameters, input: inputs[step], state: states[step], output: &state, tape: &tape, scratch: &scratch, batch: batch)
                states.append(state)
                tapes.append(tape)
            }
            return (states, inputs, tapes)
        }
        let there = run(parameters, first)
        let gradients = FloatBuffer(table.count)
        var gradient = Self.lossGradient(there.states[steps])
        var scratch = [Float](repeating: 0, count: batch * gru.scratchSize)
        for step in (0..<steps).reversed() {
            var before = [Float](repeating: 0, count: batch * 4)
            var inputGradient = [Float](repeating: 0, count: batch * 3)
            gru.backward(
                parameters, gradients: gradients.base, input: there.inputs[step], state: there.states[step],
                tape: there.tapes[step], outputGradient: gradient, stateGradient: &before, inputGradient: &inputGradient,
                scratch: &scratch, batch: batch)
            embedding.backward(gradients: gradients.base, input: words[step], outputGradient: inputGradient, batch: batch)
            gradient = before
        }
        #expect(Self.error(of: gradients.array, at: parameters) { Self.loss(run($0, first).states[steps]) } < 0.02)
        #expect(Self.error(of: gradient, at: first) { Self.loss(run(parameters, $0).states[steps]) } < 0.02)
    }

    @Test func sparseConvolutionIsTheConvolution() throws {
        for padding in Padding.allCases {
            var table = ParameterTable()
            let convolution = try Convolution(
                "c", input: [5, 6, 3], height: 4, width: 3, filters: 5, padding: padding, in: &table)
            let parameters = Self.numbers(table.count, 5)
            let images = Self.numbers(2 * 90, 6).map { abs($0) < 0.7 ? 0 : $0 }
            var dense = [Float](repeating: 0, count: 2 * convolution.output.volume)
            var sparse = dense
            var scratch = [Float](repeating: 0, count: 2 * convolution.scratchPerImage)
            convolution.forward(parameters, input: images, output: &dense, scratch: &scratch, batch: 2)
            convolution.forwardSparse(parameters, input: images, output: &sparse, batch: 2)
            #expect(zip(dense, sparse).allSatisfy { abs($0 - $1) < 1e-4 })
        }
    }

    /// A convolution by its definition, with a kernel of odd and even sides.
    @Test func convolutionByItsDefinition() throws {
        var table = ParameterTable()
        let convolution = try Convolution("c", input: [3, 4, 2], height: 3, width: 2, filters: 2, padding: .same, in: &table)
        let parameters = Self.numbers(table.count, 8)
        let image = Self.numbers(24, 9)
        var output = [Float](repeating: 0, count: convolution.output.volume)
        var scratch = [Float](repeating: 0, count: convolution.scratchPerImage)
        convolution.forward(parameters, input: image, output: &output, scratch: &scratch, batch: 1)
        for row in 0..<3 {
            for column in 0..<4 {
                for filter in 0..<2 {
                    var sum = parameters[3 * 2 * 2 * 2 + filter]
                    for (a, b) in (0..<3).flatMap({ a in (0..<2).map { (a, $0) } }) {
                        let (y, x) = (row + a - 1, column + b)
                        guard (0..<3).contains(y), (0..<4).contains(x) else { continue }
                        for channel in 0..<2 {
                            sum += image[(y * 4 + x) * 2 + channel] * parameters[((a * 2 + b) * 2 + channel) * 2 + filter]
                        }
                    }
                    #expect(abs(output[(row * 4 + column) * 2 + filter] - sum) < 1e-4)
                }
            }
        }
    }

    @Test func layersThatDoNotFitAreTold() {
        var table = ParameterTable()
        #expect(throws: ShapeError("the kernel of 'c', 5 x 5, does not fit into 4 x 4 x 2 without padding")) {
            _ = try Sequential(
                [LayerPlan("c", .convolution(height: 5, width: 5, filters: 1, padding: .valid))], input: [4, 4, 2], in: &table)
        }
        #expect(throws: ShapeError("the convolution 'c' needs rows x columns x channels, not 8")) {
            _ = try Sequential(
                [LayerPlan("c", .convolution(height: 2, width: 2, filters: 1, padding: .valid))], input: [8], in: &table)
        }
    }
}
