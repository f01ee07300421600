import Agents
import Foundation
import Kitchen
import Neural

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
    private let capacity: Int

    /// - Throws: `LearningError` for a policy of another plan than the learner's, `ShapeError` for one of another kitchen.
    init(_ company: Company, network: PolicyNetwork, capacity: Int) throws {
        guard company.population.allSatisfy({ $0.plan == network.plan }), !network.plan.isPerSeat else {
            throw LearningError("a population whose entropy is rewarded is of networks like the learner's, the same in both seats")
        }
        self.network = network
        self.capacity = capacity
        weight = company.diversity
        parameters = try company.population.map { try network.parameters($0.tensors, seat: 0) }
        body = Sequential.Tape(network.body, capacity: capacity, isForTraining: false)
        head = Sequential.Tape(network.policy, capacity: capacity, isForTraining: false)
        means = FloatBuffer(capacity)
    }

    /// Adds to the rewards of every sample, in the learner's scale.
    func reward(_ experience: borrowing Experience, scale: Float) {
        let samples = experience.ticks &* experience.rows
        let factor = Float(weight) * scale
        for first in stride(from: 0, to: samples, by: capacity) {
            let batch = min(capacity, samples &- first)
            means.clear()
            for member in parameters { add(member, experience, first, batch) }
            for index in 0..<batch {
                experience.rewards.base[first &+ index] -= factor * logarithm(means.base[index] / Float(parameters.count))
            }
        }
    }

    /// Adds the probabilities that one policy gives to the actions of some samples.
    private func add(_ member: [Float], _ experience: borrowing Experience, _ first: Int, _ batch: Int) {
        let count = Action.allCases.count
        member.withUnsafeBufferPointer { numbers in
            let start = numbers.baseAddress.unsafelyUnwrapped
            let views = UnsafePointer(experience.seen.base + first &* experience.viewSize)
            let features = network.body.forward(start, input: views, batch: batch, tape: body, isSparse: true)
            let logits = network.policy.forward(start, input: features, batch: batch, tape: head)
            for index in 0..<batch {
                Softmax.probabilities(logits + index &* count, into: probabilities.base, count: count)
                means.base[index] += probabilities.base[Int(experience.actions[first &+ index])]
            }
        }
    }

    /// Not below what a probability of a millionth gives: an action that nobody would take is no endless treasure.
    private func logarithm(_ probability: Float) -> Float { Float(log(Double(max(probability, 1e-6)))) }
}
