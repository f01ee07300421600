import Agents
import Basics
import Foundation
import Kitchen
import KitchenMaps

/// Keeping single examples by their measured usefulness: what teams earned after they had been retrieved, weighted by how much
/// they had counted.
public struct ExperiencePruning {
    private let trial: ExperienceTrial
    private let settings: PlannerSettings
    private let journal: MeasurementJournal

    /// - Parameter settings: of the planner that plays; its experience is replaced.
    public init(_ trial: ExperienceTrial, _ settings: PlannerSettings, journal: MeasurementJournal) {
        self.trial = trial
        self.settings = settings
        self.journal = journal
    }

    /// Retrievals that count as none: what was retrieved seldom is drawn towards no usefulness.
    private static let doubt = 1.0

    /// The experience with every example's usefulness, as measured in the trial's games.
    /// - Parameter look: called after each pairing with how many there have been.
    /// - Throws: what the games throw.
    public func measured(_ experience: Experience, look: (Int) -> Void = { _ in }) throws -> Experience {
        let planner = PlannerKind(settings, experience: experience)
        let fingerprint = try trial.fingerprint(experience, settings)
        var weights = [Double](repeating: 0, count: experience.examples.count)
        var gains = weights
        for (index, pairing) in trial.pairings.enumerated() {
            let key = ContentHash.of(fingerprint + [Data("\(pairing)".utf8)])
            let numbers = try journal.value(key) { try credits(planner, pairing, window: experience.window) }
            for entry in stride(from: 0, to: numbers.count - 2, by: 3) {
                weights[Int(numbers[entry])] += numbers[entry + 1]
                gains[Int(numbers[entry])] += numbers[entry + 2]
            }
            look(index + 1)
        }
        let examples = experience.examples.enumerated().map { index, example in
            var example = example
            let mean = gains[index] / (weights[index] + ExperiencePruning.doubt)
            example.usefulness = weights[index] > 0 ? (mean * 1000).rounded() / 1000 : nil
            return example
        }
        return Experience(window: experience.window, examples: examples)
    }

    /// Index, weight and weighted gain of each example that was retrieved in a pairing's episodes. A gain is what the team earned
    /// in the window after a choice, less the mean over all the pairing's choices.
    private func credits(_ planner: PlannerKind, _ pairing: ExperienceTrial.Pairing, window: Int) throws -> [Double] {
        var choices: [(reward: Double, recalled: [Experience.Recalled])] = []
        for outcome in try trial.play(planner, pairing) {
            for (tick, recalled) in outcome.recalls where tick + window <= outcome.rewards.count {
                choices.append((outcome.rewards[tick..<(tick + window)].reduce(0, +), recalled))
            }
        }
        let usual = choices.reduce(0) { $0 + $1.reward } / Double(max(1, choices.count))
        var sums: [Int: (weight: Double, gain: Double)] = [:]
        for choice in choices {
            let all = choice.recalled.reduce(0) { $0 + $1.weight }
            for found in choice.recalled where all > 0 {
                let share = found.weight / all
                sums[found.index, default: (0, 0)].weight += share
                sums[found.index, default: (0, 0)].gain += share * (choice.reward - usual)
            }
        }
        return sums.sorted { $0.key < $1.key }.flatMap { [Double($0.key), $0.value.weight, $0.value.gain] }
    }
}

extension Experience {
    /// The share of the examples that is most useful, in their order; those that were never retrieved count as of no use and of no
    /// harm.
    public func mostUseful(share: Double) -> Experience {
        let count = max(1, Int((Double(examples.count) * share).rounded()))
        let ranked = examples.indices.sorted { one, other in
            (examples[other].usefulness ?? 0, one) < (examples[one].usefulness ?? 0, other)
        }
        return Experience(window: window, examples: ranked.prefix(count).sorted().map { examples[$0] })
    }
}
