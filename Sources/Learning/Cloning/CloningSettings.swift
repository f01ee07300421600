import Agents
import Kitchen
import Neural

/// Hyperparameters of behaviour cloning.
public struct CloningSettings: Sendable, Hashable {
    /// What a clone is shown and for how long it learns.
    public enum Recipe: String, Sendable, Hashable, CaseIterable {
        /// As Carroll et al. 2019 do: features without counters, a fixed number of epochs.
        case plain
        /// Features with counters and the ticks before, weight decay, the number of epochs that is best for people left out.
        case remembering
    }

    public var seed: UInt64 = 0
    public var recipe = Recipe.remembering
    public var hidden = [64, 64]
    /// Passes over the samples; with the recipe `remembering`, at most.
    public var epochs = 100
    public var minibatch = 64
    public var learningRate = 1e-3
    /// Share of every weight that a step takes away, as a multiple of the learning rate (Loshchilov and Hutter 2019).
    public var weightDecay = 0.0
    /// Parts that the pairs of people are split into; each is left out once to evaluate on.
    public var folds = 4

    public init(recipe: Recipe) {
        self.recipe = recipe
        guard recipe == .remembering else { return }
        (epochs, minibatch, learningRate, weightDecay) = (30, 128, 1e-3, 0.1)
    }

    /// The network's input and layers.
    public var plan: PolicyPlan {
        let body = hidden.enumerated().map { LayerPlan("hidden_\($0.offset)", .dense(outputs: $0.element), .relu) }
        return PolicyPlan(
            input: recipe == .plain ? .features(seesCounters: false) : .remembering, body: body,
            policy: LayerPlan("policy", .dense(outputs: Action.allCases.count)), value: nil)
    }
}
