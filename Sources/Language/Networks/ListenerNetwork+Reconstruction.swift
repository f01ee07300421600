import Foundation
import Neural

/// Listeners that reconstruct the thing that is meant, attribute by attribute.
extension ListenerNetwork {
    func reconstruct(_ sizes: [Int], _ count: Int, _ memory: borrowing Memory) {
        var place = 0
        for _ in 0..<count {
            for size in sizes {
                Softmax.probabilities(memory.formed.pointer + place, into: memory.scores.base + place, count: size)
                place &+= size
            }
        }
    }

    /// Gradients of the mean over rounds of the sum over attributes of the negative log-likelihoods.
    /// - Parameter features: the encodings of things begin with their one-hot attributes.
    func reconstructionBackward(_ features: UnsafePointer<Float>, _ targets: [Int32], _ count: Int, _ memory: borrowing Memory) {
        let width = plan.reconstructs?.reduce(0, +) ?? 0
        for round in 0..<count {
            let thing = thing(round, targets[round], features, memory)
            for value in 0..<width {
                let place = round &* width &+ value
                memory.toFormed.base[place] = (memory.scores.base[place] - thing[value]) / Float(count)
            }
        }
    }

    private func thing(
        _ round: Int, _ target: Int32, _ features: UnsafePointer<Float>, _ memory: borrowing Memory
    ) -> UnsafePointer<Float> {
        features + (round &* memory.candidates &+ Int(target)) &* plan.features
    }

    /// Natural logarithm of the probability, after a `forward`, that the target of a round is picked, or reconstructed.
    func logProbability(
        of target: Int32, round: Int, features: UnsafePointer<Float>, memory: borrowing Memory
    ) -> Float {
        guard let width = plan.reconstructs?.reduce(0, +) else {
            return log(max(memory.scores.base[round &* memory.candidates &+ Int(target)], 1e-8))
        }
        let thing = thing(round, target, features, memory)
        return (0..<width).reduce(0) { thing[$1] > 0.5 ? $0 + log(max(memory.scores.base[round &* width &+ $1], 1e-8)) : $0 }
    }
}
