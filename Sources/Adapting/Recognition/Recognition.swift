import Agents
import Foundation
import Kitchen

/// Finds out while playing which models of a library a partner plays like.
///
/// Each tick: `learn` what it did in the last one, then perhaps `forks` of the models as they are, then `look` at this one.
struct Recognition {
    private(set) var models: [PartnerModel]
    private(set) var posterior: Posterior
    /// The same with likelihoods tempered so that it is as likely as it says, for words (`Calibration`).
    private(set) var stated: Posterior
    /// How much the partner, if it is none of the models, has in common with each: the same with likelihoods tempered so much that whole
    /// families stay likely.
    private var resemblance: Posterior
    /// How probable the partner's actions were by the mixture of all models, a fading geometric mean.
    private(set) var predicted = Fading.start
    private var stranger = StrangerModel()
    private var strangerPrediction = Slips.uniform
    private let views: SharedViews
    private let seat: Int
    /// Whether the weights are corrected at all.
    private let isLearning: Bool
    private var before: KitchenGame?

    /// How fast `predicted` forgets, and what it is at first.
    private enum Fading {
        static let rest = 0.95
        static let start = 0.3
    }

    /// What is left of the tempering where only resemblance is asked for.
    private static let looseness = 0.2

    /// - Parameters:
    ///   - seat: the partner's.
    ///   - views: what the models share.
    init(_ models: [PartnerModel], seat: Int, views: SharedViews, _ settings: AdaptiveSettings, isLearning: Bool) {
        (self.models, self.seat, self.views, self.isLearning) = (models, seat, views, isLearning)
        let families = models.map(\.family)
        func tempered(_ tempering: Double) -> Posterior {
            var own = settings.posterior
            own.tempering = tempering
            return Posterior(families: families, own)
        }
        posterior = tempered(settings.posterior.tempering)
        stated = tempered(settings.statedTempering)
        resemblance = tempered(settings.posterior.tempering * Recognition.looseness)
    }

    /// Takes over what an earlier episode taught of the same partner by the same models.
    mutating func recall(_ before: Recognition) {
        posterior.recall(before.posterior)
        stated.recall(before.stated)
        resemblance.recall(before.resemblance)
        stranger = before.stranger
        for index in models.indices { models[index].recall(before.models[index]) }
    }

    /// The model that is most likely by what is stated, nil for none of them, and how likely that is.
    var top: (model: PartnerModel?, probability: Double) {
        guard let index = stated.top else { return (nil, stated.none) }
        return (models[index], stated.weights[index])
    }

    /// How likely the partner is each model, or, where it is none of them, how much it has in common with each; sums to one.
    /// - Parameter countsOnStrangers: whether it may be none of them.
    func likeness(countsOnStrangers: Bool) -> [Double] {
        let none = countsOnStrangers ? posterior.none : 0
        let (known, alike) = (posterior.models, resemblance.models)
        let (knownSum, alikeSum) = (known.reduce(0, +), alike.reduce(0, +))
        guard knownSum > 0, alikeSum > 0 else { return known }
        return zip(known, alike).map { $0 / knownSum * (1 - none) + $1 / alikeSum * none }
    }

    /// How likely the partner does each action in the tick that was looked at: `[Action.rawValue]`, six numbers.
    var mixture: [Double] {
        var sum = strangerPrediction * posterior.none
        for (model, weight) in zip(models, posterior.weights) { sum += model.prediction * weight }
        let total = sum.sum()
        return Action.allCases.indices.map { sum[$0] / total }
    }

    /// Takes in what the partner did in the last tick.
    mutating func learn(_ game: KitchenGame) {
        guard let before else { return }
        let action = game.lastAction(of: seat)
        let lane = Int(action.rawValue)
        let likelihoods = models.map { max($0.prediction[lane], 1e-6) } + [max(strangerPrediction[lane], 1e-6)]
        let mixed = zip(posterior.weights, likelihoods).reduce(0) { $0 + $1.0 * $1.1 }
        predicted = exp(Fading.rest * log(predicted) + (1 - Fading.rest) * log(mixed))
        if isLearning {
            posterior.correct(likelihoods)
            stated.correct(likelihoods)
            resemblance.correct(likelihoods)
        }
        stranger.learn(action, after: before.lastAction(of: seat))
        for index in models.indices { models[index].learn(action, from: before, to: game) }
    }

    /// Predicts this tick by every model. Costly ones that have become unlikely are no longer asked.
    mutating func look(_ game: KitchenGame) {
        views.beginTick()
        var sum = SIMD8<Double>.zero
        var asked = 0.0
        var resting: [Int] = []
        for index in models.indices {
            if models[index].isCostly, posterior.weights[index] < Rest.weight, game.timestep > Rest.ticks {
                resting.append(index)
                continue
            }
            models[index].look(game)
            sum += models[index].prediction
            asked += 1
        }
        let library = asked == 0 ? Slips.uniform : sum / asked
        for index in resting { models[index].rest(library) }
        strangerPrediction = stranger.prediction(library: library, after: game.lastAction(of: seat))
        before = game
    }

    /// Below which weight a costly model is not asked, and for how many ticks it is in any case.
    private enum Rest {
        static let weight = 0.002
        static let ticks = 40
    }
}
