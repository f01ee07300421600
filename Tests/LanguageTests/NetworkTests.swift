import Basics
import Foundation
import Kitchen
import Neural
import Referential
import Testing

@testable import Language

/// The ways back of speakers and listeners against finite differences of their ways there.
@Suite struct NetworkTests {
    static func numbers(_ count: Int, _ seed: UInt64, scale: Double = 1) -> [Float] {
        var random = RandomStream(seed, 77)
        return (0..<count).map { _ in Float(scale * Initialisation.gaussian(using: &random)) }
    }

    /// The largest difference between `gradient` and the slope of `loss` in every `stride`-th parameter, as a share of the
    /// largest slope.
    static func error(of gradient: [Float], at point: [Float], by: Int = 3, loss: ([Float]) -> Double) -> Double {
        let step: Float = 1e-2
        var (worst, largest) = (0.0, 1e-9)
        for index in stride(from: 0, to: point.count, by: by) {
            var (above, below) = (point, point)
            above[index] += step
            below[index] -= step
            let slope = (loss(above) - loss(below)) / Double(above[index] - below[index])
            largest = max(largest, abs(slope))
            worst = max(worst, abs(slope - Double(gradient[index])))
        }
        return worst / largest
    }

    private let rules = try? MessageRules(vocabulary: 6, maxLength: 4)
    private let messages = MessageBatch([[3, 1], [], [5, 5, 2, 4], [2]])

    @Test(arguments: [1, 2]) func listeners(layers: Int) throws {
        var plan = ListenerPlan(rules: try #require(rules), features: 5)
        (plan.embedding, plan.hidden, plan.layers) = (3, 6, layers)
        let network = ListenerNetwork(plan)
        let parameters = Self.numbers(network.table.count, 1, scale: 0.5)
        let features = Self.numbers(4 * 3 * 5, 2)
        let targets: [Int32] = [0, 2, 1, 1]
        let memory = ListenerNetwork.Memory(network, capacity: 5, candidates: 3, isForTraining: true)
        func loss(_ parameters: [Float]) -> Double {
            var none: RandomStream?
            network.forward(parameters, messages: messages, features: features, memory: memory, dropout: &none)
            return targets.enumerated().reduce(0) { $0 - Double(Nonlinearity.log(memory.scores.base[$1.offset * 3 + Int($1.element)])) } / 4
        }
        _ = loss(parameters)
        let gradients = FloatBuffer(parameters.count)
        network.backward(
            parameters, gradients: gradients.base, messages: messages, features: features, targets: targets, memory: memory,
            hadDropout: false)
        #expect(Self.error(of: gradients.array, at: parameters, by: 1, loss: loss) < 0.03)
    }

    @Test func listenersThatReconstruct() throws {
        var plan = ListenerPlan(rules: try #require(rules), features: 10)
        (plan.embedding, plan.hidden, plan.reconstructs) = (3, 6, [2, 3])
        let network = ListenerNetwork(plan)
        let parameters = Self.numbers(network.table.count, 1, scale: 0.5)
        // One-hot things and, as encodings have it, the same again.
        let things: [[Float]] = [[1, 0, 0, 1, 0], [0, 1, 0, 0, 1], [0, 1, 1, 0, 0], [1, 0, 0, 0, 1]]
        let features = things.flatMap { $0 + $0 }
        let targets: [Int32] = [0, 0, 0, 0]
        let memory = ListenerNetwork.Memory(network, capacity: 5, candidates: 1, isForTraining: true)
        func loss(_ parameters: [Float]) -> Double {
            var none: RandomStream?
            network.forward(parameters, messages: messages, features: features, memory: memory, dropout: &none)
            return (0..<4).reduce(0) { $0 - Double(network.logProbability(of: 0, round: $1, features: features, memory: memory)) } / 4
        }
        _ = loss(parameters)
        let gradients = FloatBuffer(parameters.count)
        network.backward(
            parameters, gradients: gradients.base, messages: messages, features: features, targets: targets, memory: memory,
            hadDropout: false)
        #expect(Self.error(of: gradients.array, at: parameters, by: 1, loss: loss) < 0.03)
    }

    @Test func speakersThatRead() throws {
        let source = try MessageRules(vocabulary: 5, maxLength: 3)
        var plan = SpeakerPlan(rules: try #require(rules), reading: source)
        (plan.embedding, plan.hidden) = (3, 6)
        let network = SpeakerNetwork(plan)
        let parameters = Self.numbers(network.table.count, 3, scale: 0.5)
        let texts: [Float] = [1, 2, 0, 4, 4, 3, 0, 0, 0, 2, 0, 0]
        let memory = SpeakerNetwork.Memory(network, capacity: 4, isForTraining: true)
        func loss(_ parameters: [Float]) -> Double {
            network.forward(parameters, messages: messages, features: texts, memory: memory)
            return -network.logLikelihoods(messages, memory: memory).reduce(0, +) / 4
        }
        _ = loss(parameters)
        let gradients = FloatBuffer(parameters.count)
        network.weigh(messages, memory: memory) { _ in 1 }
        network.backward(parameters, gradients: gradients.base, messages: messages, features: texts, memory: memory)
        #expect(Self.error(of: gradients.array, at: parameters, by: 1, loss: loss) < 0.03)
    }

    @Test(arguments: [0, 0.3] as [Float]) func speakersOfGivenWords(entropy: Float) throws {
        var plan = SpeakerPlan(rules: try #require(rules), features: 5)
        (plan.embedding, plan.hidden) = (3, 6)
        let network = SpeakerNetwork(plan)
        let parameters = Self.numbers(network.table.count, 3, scale: 0.5)
        let features = Self.numbers(4 * 5, 4)
        let memory = SpeakerNetwork.Memory(network, capacity: 4, isForTraining: true)
        func loss(_ parameters: [Float]) -> Double {
            network.forward(parameters, messages: messages, features: features, memory: memory)
            var sum = -network.logLikelihoods(messages, memory: memory).enumerated().reduce(0) { $0 + Double($1.offset + 1) * $1.element }
            for (round, end) in messages.ends.enumerated() {
                for step in 0..<min(Int(end) + 1, 4) {
                    for symbol in 0..<6 {
                        let share = memory.probabilities[(step * 4 + round) * 6 + symbol]
                        sum += Double(entropy * share * Nonlinearity.log(share))
                    }
                }
            }
            return sum / 4
        }
        _ = loss(parameters)
        let gradients = FloatBuffer(parameters.count)
        network.weigh(messages, memory: memory, entropy: entropy) { Float($0 + 1) }
        network.backward(parameters, gradients: gradients.base, messages: messages, features: features, memory: memory)
        #expect(Self.error(of: gradients.array, at: parameters, by: 1, loss: loss) < 0.03)
    }

    @Test(arguments: [(KLRegulariser.Measure.kullbackLeibler, 0.7), (.jensenShannon, -1.5)] as [(KLRegulariser.Measure, Float)])
    func speakersWithADivergence(measure: KLRegulariser.Measure, weight: Float) throws {
        var plan = SpeakerPlan(rules: try #require(rules), features: 5)
        (plan.embedding, plan.hidden) = (3, 6)
        let network = SpeakerNetwork(plan)
        let (parameters, reference) = (Self.numbers(network.table.count, 3, scale: 0.5), Self.numbers(network.table.count, 8, scale: 0.5))
        let features = Self.numbers(4 * 5, 4)
        let memory = SpeakerNetwork.Memory(network, capacity: 4, isForTraining: true)
        let other = SpeakerNetwork.Memory(network, capacity: 4, isForTraining: false)
        network.forward(reference, messages: messages, features: features, memory: other)
        func loss(_ parameters: [Float]) -> Double {
            network.forward(parameters, messages: messages, features: features, memory: memory)
            var sum = 0.0
            for (round, end) in messages.ends.enumerated() {
                for step in 0..<min(Int(end) + 1, 4) {
                    for symbol in 0..<6 {
                        let place = (step * 4 + round) * 6 + symbol
                        let (p, q) = (Double(memory.probabilities[place]), Double(other.probabilities[place]))
                        sum += measure == .kullbackLeibler ? p * log(p / q) : (p * log(2 * p / (p + q)) + q * log(2 * q / (p + q))) / 2
                    }
                }
            }
            return Double(weight) * sum / 4
        }
        let gradients = FloatBuffer(parameters.count)
        network.regularise(
            parameters, gradients: gradients.base, KLRegulariser(measure: measure, weight: weight, reference: reference),
            messages: messages,
            features: features, memory: memory, other: other)
        #expect(Self.error(of: gradients.array, at: parameters, by: 1, loss: loss) < 0.03)
    }

    /// With noise so large that it decides every symbol, the words stay the same for small changes of the parameters; the
    /// softmax's shares then have the slopes that the straight-through gradient follows.
    @Test func straightThroughFollowsTheShares() throws {
        var plan = SpeakerPlan(rules: try #require(rules), features: 5)
        (plan.embedding, plan.hidden) = (3, 6)
        let network = SpeakerNetwork(plan)
        let parameters = Self.numbers(network.table.count, 5, scale: 0.4)
        let features = Self.numbers(2 * 5, 6)
        let memory = SpeakerNetwork.Memory(network, capacity: 2, isForTraining: true)
        let weights = Self.numbers(5 * 2 * 6, 7)
        var said: MessageBatch?
        /// The weighted sum of the first symbols' shares, which depend on nothing that was chosen before.
        func loss(_ parameters: [Float]) -> Double {
            var random = RandomStream(9)
            said = network.speak(parameters, features: features, count: 2, choice: .gumbel, memory: memory, random: &random)
            return (0..<(2 * 6)).reduce(0) { $0 + Double(weights[$1] * memory.probabilities[$1]) }
        }
        _ = loss(parameters)
        let messages = try #require(said)
        var slopes = [Float](repeating: 0, count: messages.steps * 2 * 6)
        slopes.replaceSubrange(0..<12, with: weights[0..<12])
        let gradients = FloatBuffer(parameters.count)
        network.backwardStraightThrough(
            parameters, gradients: gradients.base, messages: messages, features: features, symbolGradients: &slopes, memory: memory)
        #expect(Self.error(of: gradients.array, at: parameters, by: 1, loss: loss) < 0.03)
    }

    @Test func messagesStepByStep() {
        #expect(messages.steps == 5 && messages.length == 3 + 1 + 5 + 2)
        #expect(messages.messages == [[3, 1], [], [5, 5, 2, 4], [2]])
        #expect(messages.symbols[0..<4] == [3, 0, 5, 2])
    }
}
