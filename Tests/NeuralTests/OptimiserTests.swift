import Foundation
import Testing

@testable import Neural

@Suite struct OptimiserTests {
    /// Two steps of Adam by hand, in double precision.
    @Test func adamByItsPaper() {
        var adam = Adam(2, epsilon: 1e-8)
        let parameters = FloatBuffer([1, -2])
        var (m, v, x) = ([0.0, 0.0], [0.0, 0.0], [1.0, -2.0])
        for (step, gradients) in [[0.5, -1.5], [0.25, 3.0], [-2, 0.125]].enumerated() {
            adam.step(parameters.base, gradients: gradients.map(Float.init), learningRate: 0.01)
            for index in 0..<2 {
                m[index] = 0.9 * m[index] + 0.1 * gradients[index]
                v[index] = 0.999 * v[index] + 0.001 * gradients[index] * gradients[index]
                let (a, b) = (m[index] / (1 - pow(0.9, Double(step + 1))), v[index] / (1 - pow(0.999, Double(step + 1))))
                x[index] -= 0.01 * a / (b.squareRoot() + 1e-8)
                #expect(abs(Double(parameters.array[index]) - x[index]) < 1e-5)
            }
        }
    }

    @Test func adamGoesOnWhereItStopped() throws {
        let gradients: [Float] = [0.3, -0.1, 2]
        var undisturbed = Adam(3)
        let a = FloatBuffer([1, 2, 3])
        for _ in 0..<10 { undisturbed.step(a.base, gradients: gradients, learningRate: 0.1) }
        var before = Adam(3)
        let b = FloatBuffer([1, 2, 3])
        for _ in 0..<4 { before.step(b.base, gradients: gradients, learningRate: 0.1) }
        var after = Adam(3)
        try after.restore(before.state)
        for _ in 0..<6 { after.step(b.base, gradients: gradients, learningRate: 0.1) }
        #expect(a.array == b.array)
        var other = Adam(2)
        let state = after.state
        #expect(throws: ShapeError.self) { try other.restore(state) }
    }

    @Test func descentReachesTheMinimum() {
        var descent = SGD(1, momentum: 0.5)
        let x = FloatBuffer([4])
        for _ in 0..<100 { descent.step(x.base, gradients: [2 * (x.array[0] - 1)], learningRate: 0.1) }
        #expect(abs(x.array[0] - 1) < 1e-4)
    }

    @Test func clippingShortensOnlyWhatIsTooLong() {
        let gradients = FloatBuffer([3, 4])
        #expect(Gradients.clip(gradients.all, to: 10) == 5 && gradients.array == [3, 4])
        #expect(Gradients.clip(gradients.all, to: 1) == 5)
        #expect(zip(gradients.array, [0.6, 0.8]).allSatisfy { abs($0 - $1) < 1e-6 })
        let broken = FloatBuffer([1, .nan])
        #expect(Gradients.norm(broken.all).isNaN)
    }

    @Test func schedules() {
        #expect(Schedule.constant(3).value(1e9) == 3)
        let line = Schedule.linear(from: 1, to: 0, over: 10)
        #expect(line.value(-1) == 1 && line.value(5) == 0.5 && line.value(20) == 0)
        let curve = Schedule.cosine(from: 2, to: 1, over: 4)
        #expect(curve.value(0) == 2 && abs(curve.value(2) - 1.5) < 1e-12 && abs(curve.value(9) - 1) < 1e-12)
    }

    @Test func softmax() {
        let logits: [Float] = [1000, 1001, 999]
        var probabilities: [Float] = [0, 0, 0]
        Softmax.probabilities(logits, into: &probabilities, count: 3)
        #expect(abs(probabilities.reduce(0, +) - 1) < 1e-6 && abs(probabilities[1] / probabilities[0] - Float(M_E)) < 1e-4)
        for index in 0..<3 {
            #expect(abs(Softmax.logProbability(logits, of: index, count: 3) - logf(probabilities[index])) < 1e-5)
        }
        Softmax.probabilities(logits, into: &probabilities, count: 3, temperature: 0.01)
        #expect(probabilities[1] == 1)
        #expect(Softmax.choice([0.25, 0.5, 0.25], count: 3, uniform: 0.25) == 1)
        #expect(Softmax.choice([0.25, 0.5, 0.25], count: 3, uniform: 0.999) == 2)
        #expect(Softmax.choice([0.5, 0.49, 0], count: 3, uniform: 0.999) == 1)
    }
}
