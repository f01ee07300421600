import Foundation
import Testing

@testable import Neural

/// Exponentials of eight numbers against the C library's of one, in double precision.
@Suite struct VectorMathTests {
    private func worst(
        _ numbers: some Sequence<Float>, _ ours: (VectorMath.Eight) -> VectorMath.Eight, _ theirs: (Double) -> Double,
        relative: Bool
    ) -> Double {
        numbers.map { x in
            let right = theirs(Double(x))
            let error = abs(Double(ours(.init(repeating: x))[3]) - right)
            return relative ? error / abs(right) : error
        }.max() ?? .infinity
    }

    @Test func functionsAreAsTheLibrarys() {
        let line = stride(from: Float(-30), through: 30, by: 0.0137)
        #expect(worst(stride(from: Float(-86), through: 87, by: 0.0171), VectorMath.exp, exp, relative: true) < 3e-7)
        #expect(worst(line, VectorMath.sigmoid, { 1 / (1 + exp(-$0)) }, relative: false) < 3e-7)
        #expect(worst(line, VectorMath.tanh, tanh, relative: false) < 3e-7)
        let positive = (-2000...2000).lazy.map { Float(exp(Double($0) / 50)) }
        #expect(worst(positive, VectorMath.log, log, relative: false) < 4e-6)
        #expect(worst((1...2000).lazy.map { Float($0) / 1000 }, VectorMath.log, log, relative: false) < 3e-7)
    }

    @Test func endsOfTheLine() {
        #expect(VectorMath.exp(.init(repeating: 1000))[0] > 1e38)
        #expect(VectorMath.exp(.init(repeating: -1000))[0] < 1e-37)
        #expect(VectorMath.tanh(.init(repeating: -200))[0] == -1)
        #expect(VectorMath.exp(.init(repeating: .nan))[0].isNaN, "what is no number stays none")
    }

    @Test func aRestOfFewerThanEightIsMappedToo() {
        var numbers: [Float] = (0..<13).map { Float($0) / 4 }
        VectorMath.map(&numbers, count: 13, VectorMath.tanh)
        for (index, number) in numbers.enumerated() { #expect(abs(Double(number) - tanh(Double(index) / 4)) < 3e-7) }
    }
}
