import Foundation

/// How likely a partner plays by each of several models, the last of which is none of the others.
///
/// Bayes with two changes. Likelihoods are tempered, since ticks of one episode repeat each other and no model is quite right. And a
/// share of the weight returns to the prior in every tick (the fixed share of Herbster and Warmuth, "Tracking the best expert", 1998), so
/// that a partner that changes is followed.
struct Posterior {
    /// Sums to one. `[models + 1]`
    private(set) var weights: [Double]
    private var prior: [Double]
    private let settings: Settings

    /// The numbers of the model.
    struct Settings: Hashable {
        /// What likelihoods are raised to, above 0 to 1.
        var tempering = 0.5
        /// The share of the weight that returns to the prior in a tick.
        var forgetting = 0.005
        /// How likely none of the models is at first.
        var stranger = 0.2
    }

    /// Every family is as likely at first as every other, and in it every model as every other: five greedy cooks are no reason to expect
    /// greedy cooks.
    /// - Parameter families: of the models.
    init(families: [String], _ settings: Settings) {
        let sizes = Dictionary(families.map { ($0, 1.0) }, uniquingKeysWith: +)
        let share = (1 - settings.stranger) / Double(max(1, sizes.count))
        prior = families.map { share / (sizes[$0] ?? 1) } + [families.isEmpty ? 1 : settings.stranger]
        weights = prior
        self.settings = settings
    }

    /// Begins an episode with a partner that was met before: half by what was found out then, half as with somebody unknown.
    mutating func recall(_ before: Posterior) {
        prior = zip(prior, before.weights).map { ($0 + $1) / 2 }
        weights = prior
    }

    /// How likely none of the models is.
    var none: Double { weights[weights.count - 1] }
    /// How likely each model is. `[models]`
    var models: [Double] { Array(weights.dropLast()) }

    /// The most likely model; nil for none of them.
    var top: Int? {
        let best = weights.indices.max { weights[$0] < weights[$1] } ?? 0
        return best == weights.count - 1 ? nil : best
    }

    /// Corrects the weights.
    /// - Parameter likelihoods: of what the partner did, by each model and by none of them, above 0. `[models + 1]`
    mutating func correct(_ likelihoods: [Double]) {
        for index in weights.indices { weights[index] *= pow(likelihoods[index], settings.tempering) }
        let sum = weights.reduce(0, +)
        guard sum > 0, sum.isFinite else {
            weights = prior
            return
        }
        for index in weights.indices {
            weights[index] = weights[index] / sum * (1 - settings.forgetting) + prior[index] * settings.forgetting
        }
    }
}
