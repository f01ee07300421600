import Foundation
import Testing

@testable import Neural

/// Layers that only play, against the formulas written out number by number.
@Suite struct PlayingLayersTests {
    /// A network's outputs for passes one after the other.
    static func outputs(
        _ network: Sequential, _ parameters: [Float], _ inputs: [[Float]], batch: Int = 1, tape: borrowing Sequential.Tape
    ) -> [[Float]] {
        inputs.map { input in
            let output = network.forward(parameters, input: input, batch: batch, tape: tape)
            return Array(UnsafeBufferPointer(start: output, count: batch * network.output.volume))
        }
    }

    static func close(_ a: [Float], _ b: [Double]) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { abs(Double($0) - $1) < 2e-6 }
    }

    /// `x W + b` for a matrix of `columns`.
    static func product(_ x: [Double], _ matrix: [Float], columns: Int, _ bias: [Float]) -> [Double] {
        (0..<columns).map { column in
            x.indices.reduce(Double(bias[column])) { $0 + x[$1] * Double(matrix[$1 * columns + column]) }
        }
    }

    static func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

    @Test func lstm() throws {
        var table = ParameterTable()
        let (inputs, hidden, batch) = (3, 11, 2)
        let network = try Sequential([LayerPlan("m", .lstm(hidden: hidden))], input: [inputs], in: &table)
        let parameters = GradientTests.numbers(table.count, 3, scale: 0.7)
        let tensors = table.tensors(parameters)
        let kernel = try #require(tensors["m/kernel"]).numbers
        let recurrent = try #require(tensors["m/recurrent"]).numbers
        let bias = try #require(tensors["m/bias"]).numbers
        let steps = (0..<4).map { GradientTests.numbers(batch * inputs, 20 + $0) }
        let tape = Sequential.Tape(network, capacity: batch + 1, isForTraining: false)
        let outputs = Self.outputs(network, parameters, steps, batch: batch, tape: tape)
        for sample in 0..<batch {
            var (h, c) = ([Double](repeating: 0, count: hidden), [Double](repeating: 0, count: hidden))
            for (step, output) in zip(steps, outputs) {
                let x = step[(sample * inputs)..<((sample + 1) * inputs)].map(Double.init)
                let own = Self.product(x, kernel, columns: 4 * hidden, bias)
                let back = Self.product(h, recurrent, columns: 4 * hidden, [Float](repeating: 0, count: 4 * hidden))
                let gates = zip(own, back).map(+)
                for unit in 0..<hidden {
                    let (i, f) = (Self.sigmoid(gates[unit]), Self.sigmoid(gates[hidden + unit]))
                    c[unit] = f * c[unit] + i * tanh(gates[2 * hidden + unit])
                    h[unit] = Self.sigmoid(gates[3 * hidden + unit]) * tanh(c[unit])
                }
                #expect(Self.close(Array(output[(sample * hidden)..<((sample + 1) * hidden)]), h))
            }
        }
        // Forgetting is beginning again.
        tape.forget()
        #expect(Self.outputs(network, parameters, steps, batch: batch, tape: tape) == outputs)
        #expect(Self.outputs(network, parameters, steps, batch: batch, tape: tape) != outputs)
    }

    @Test func gruRemembersUnderAnActivation() throws {
        var table = ParameterTable()
        let network = try Sequential([LayerPlan("m", .gru(hidden: 9), .relu)], input: [4], in: &table)
        let parameters = GradientTests.numbers(table.count, 5, scale: 0.8)
        var own = ParameterTable()
        let gru = GRU("m", inputs: 4, hidden: 9, in: &own)
        let tape = FloatBuffer(gru.tapeSize)
        let scratch = FloatBuffer(gru.scratchSize)
        let state = FloatBuffer(9)
        let steps = (0..<5).map { GradientTests.numbers(4, 30 + $0) }
        let memory = Sequential.Tape(network, capacity: 1, isForTraining: false)
        for (step, output) in zip(steps, Self.outputs(network, parameters, steps, tape: memory)) {
            gru.forward(
                parameters, input: step, state: state.pointer, output: state.base, tape: tape.base, scratch: scratch.base, batch: 1)
            #expect(output == state.array.map { max($0, 0) })
        }
        #expect(state.array.contains { $0 < 0 })
    }

    /// Samples that change places in the batch go on with what they remember, whatever else the layers are.
    @Test func whatIsRememberedMovesWithASample() throws {
        var table = ParameterTable()
        let plans = [LayerPlan("a", .lstm(hidden: 3)), LayerPlan("b", .dense(outputs: 4), .relu), LayerPlan("c", .gru(hidden: 5))]
        let network = try Sequential(plans, input: [2], in: &table)
        let parameters = GradientTests.numbers(table.count, 8, scale: 0.8)
        let steps = (0..<3).map { GradientTests.numbers(2 * 2, 40 + $0) }
        let still = Sequential.Tape(network, capacity: 3, isForTraining: false)
        let expected = Self.outputs(network, parameters, steps, batch: 2, tape: still)
        let moving = Sequential.Tape(network, capacity: 3, isForTraining: false)
        var remembered = Array(repeating: [Float](repeating: 0, count: network.remembered), count: 2)
        #expect(network.remembered == 2 * 3 + 5)
        for (number, step) in steps.enumerated() {
            let order = number % 2 == 0 ? [1, 0] : [0, 1]
            for (place, sample) in order.enumerated() { network.remember(remembered[sample], sample: place, in: moving) }
            let input = order.flatMap { step[(2 * $0)..<(2 * $0 + 2)] }
            let output = Self.outputs(network, parameters, [input], batch: 2, tape: moving)[0]
            for (place, sample) in order.enumerated() {
                network.recall(place, of: moving, into: &remembered[sample])
                let (own, theirs) = (output[(5 * place)..<(5 * place + 5)], expected[number][(5 * sample)..<(5 * sample + 5)])
                #expect(zip(own, theirs).allSatisfy { abs($0 - $1) < 1e-6 })
            }
        }
    }

    @Test func layerNormOfAllAndOfChannels() throws {
        for size in [24, 4] {
            var table = ParameterTable()
            let network = try Sequential([LayerPlan("n", .layerNorm(size: size, epsilon: 1e-5))], input: [3, 2, 4], in: &table)
            let parameters = GradientTests.numbers(table.count, 6)
            let input = GradientTests.numbers(24, 7, scale: 5)
            var expected: [Double] = []
            for first in stride(from: 0, to: 24, by: size) {
                let run = input[first..<(first + size)].map(Double.init)
                let mean = run.reduce(0, +) / Double(size)
                let variance = run.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(size)
                expected += run.enumerated().map { place, number in
                    (number - mean) / (variance + 1e-5).squareRoot() * Double(parameters[place]) + Double(parameters[size + place])
                }
            }
            let tape = Sequential.Tape(network, capacity: 1, isForTraining: false)
            #expect(Self.close(Self.outputs(network, parameters, [input], tape: tape)[0], expected))
            #expect(network.output == [3, 2, 4])
        }
        var table = ParameterTable()
        #expect(throws: ShapeError("'n' normalises 5 numbers, but 3 x 2 x 4 reach it")) {
            _ = try Sequential([LayerPlan("n", .layerNorm(size: 5, epsilon: 1))], input: [3, 2, 4], in: &table)
        }
    }

    @Test func embeddingLooksUpSymbolsAlone() throws {
        var table = ParameterTable()
        let network = try Sequential([LayerPlan("e", .embedding(symbols: 3, outputs: 2))], input: [4], in: &table)
        let parameters: [Float] = [0, 1, 10, 11, 20, 21]
        let tape = Sequential.Tape(network, capacity: 1, isForTraining: false)
        #expect(Self.outputs(network, parameters, [[2, 0, 1, 1]], tape: tape)[0] == [20, 21, 0, 1, 10, 11, 10, 11])
        for odd in [3, -1, 0.5, Float.nan, .infinity] {
            let output = Self.outputs(network, parameters, [[odd, 0, 0, 0]], tape: tape)[0]
            #expect(output[0].isNaN && output[1].isNaN && output[2...] == [0, 1, 0, 1, 0, 1])
        }
    }
}
