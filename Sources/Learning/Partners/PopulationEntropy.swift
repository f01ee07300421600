import Agents
import Foundation
import Kitchen
import Neural

/// A population whose mean policy is to be of high entropy, and how much that counts (Zhao et al. 2023, "Maximum entropy
/// population-based training for zero-shot human-AI coordination").
public struct PopulationDiversity: Sendable {
    /// Policies of the learner's own plan, at least one.
    public let population: [PolicyModel]
    /// Points for a nat of the entropy: alpha in the paper's equation 6.
    public let weight: Double

    public init(population: [PolicyModel], weight: Double) {
        precondition(!population.isEmpty, "the mean policy of nobody has no entropy")
        self.population = population
        self.weight = weight
    }
}

/// Rewards what a population would seldom do: `-log` of the mean probability that its policies give to an action. On
/// average over the learner's actions that rewards the entropy of the mean policy (Zhao et al. 2023, eq. 6).
final class PopulationEntropy {
    private let network: PolicyNetwork
    private let parameters: [[Float]]
    private let weight: Double
    private let body: Sequential.Tape
    private let head: Sequential.Tape
    private let probabilities = FloatBuffer(Action.allCases.count)
    private let means: FloatBuffer
    /// Samples of a pass.
    private let capacity: Int

    /// - Throws: `LearningError` for a policy of another plan than the learner's, `ShapeError` for one of another kitchen.
    init(_ diversity: PopulationDiversity, network: PolicyNetwork, capacity: Int) throws {
        guard diversity.population.allSatisfy({ $0.plan == network.plan }), !network.plan.isPerSeat else {
            throw LearningError("a population whose entropy is rewarded is of networks like the learner's, the same in both seats")
        }
        self.network = network
        self.capacity = capacity
        weight = diversity.weight
        parameters = try diversity.population.map { try network.parameters($0.tensors, seat: 0) }
        body = Sequential.Tape(network.body, capacity: capacity, isForTraining: false)
        head = Sequential.Tape(network.policy, capacity: capacity, isForTraining: false)
        means = FloatBuffer(capacity)
    }

    /// Adds to the reward of every sample of `buffer`.
    /// - Parameter scale: what the learner's rewards are multiplied by.
    func reward(_ buffer: borrowing RolloutBuffer, scale: Float) {
        let samples = buffer.ticks &* buffer.rows
        let factor = Float(weight) * scale
        for first in stride(from: 0, to: samples, by: capacity) {
            let batch = min(capacity, samples &- first)
            means.clear()
            for member in parameters { add(member, buffer, first, batch) }
            // Not `buffer.rewards.base[...] -= `: with the thread sanitizer Swift 6.3 cannot compile that here.
            let rewards = buffer.rewards.base + first
            for index in 0..<batch {
                rewards[index] -= factor * logarithm(means.base[index] / Float(parameters.count))
            }
        }
    }

    /// Adds the probabilities that one policy gives to the actions of some samples.
    private func add(_ member: [Float], _ buffer: borrowing RolloutBuffer, _ first: Int, _ batch: Int) {
        let count = Action.allCases.count
        member.withUnsafeBufferPointer { numbers in
            let start = numbers.baseAddress.unsafelyUnwrapped
            let observations = UnsafePointer(buffer.observations.base + first &* buffer.observationSize)
            let features = network.body.forward(start, input: observations, batch: batch, tape: body, isSparse: true)
            let logits = network.policy.forward(start, input: features, batch: batch, tape: head)
            for index in 0..<batch {
                Softmax.probabilities(logits + index &* count, into: probabilities.base, count: count)
                means.base[index] += probabilities.base[Int(buffer.actions[first &+ index])]
            }
        }
    }

    /// Not below that of a millionth: the reward of an action that nobody would take is bounded.
    private func logarithm(_ probability: Float) -> Float { Float(log(Double(max(probability, 1e-6)))) }
}
