import Agents
import Kitchen
import Neural

/// All hyperparameters of a run of recurrent proximal policy optimisation.
///
/// Steps are environment steps: ticks of all games of a run together.
public struct RecurrentSettings: Sendable, Hashable, Codable {
    /// What is between a view and the memory.
    public enum Trunk: String, Sendable, Hashable, Codable, CaseIterable {
        /// One dense layer, which reads only what is not 0.
        case dense
        /// Three convolutions of single cells, three of 3 x 3, and a dense layer.
        case convolution
    }

    /// How episodes begin.
    public enum Starts: String, Sendable, Hashable, Codable, CaseIterable {
        /// As the layout says.
        case standard
        /// Everyone on a random cell of their room (OvercookedV2 alone).
        case positions
        /// That, and random hands, pots and counters (OvercookedV2 alone).
        case reset
    }

    /// Run seed; with the other settings it decides the result.
    public var seed: UInt64 = 0
    /// Environment steps of the whole run; rounded up to whole iterations.
    public var steps = 30_000_000
    /// Games that a run plays at once.
    public var games = 256
    /// Ticks that an iteration plays of each game. Episodes go on, and so does what is remembered, from one to the next.
    public var rollout = 100
    /// Ticks of an episode.
    public var horizon = 400
    public var starts = Starts.standard
    /// In overcooked_ai's kitchens: the probability of each object lying about when episodes of half of the games begin, everyone anywhere;
    /// 0 for all as the layout says.
    public var randomStarts = 0.0
    /// Ingredients that each seat sees exchanged, in another way in every episode, by number (Other-Play); none for self-play.
    public var permuted: [Int] = []
    public var trunk = Trunk.dense
    /// What is shown of the state in overcooked_ai's kitchens.
    public var shown = PPOSettings.Input.lossless
    /// Units of the dense layer before the memory.
    public var units = 64
    /// Units of the memory; 0 for a network that remembers nothing.
    public var hidden = 64
    /// Units of a hidden layer in each head; 0 for none.
    public var head = 0
    /// Symbols that can be said in a tick and are heard in the next; 0 for learners that do not talk.
    public var symbols = 0
    /// Points that a message costs who says it.
    public var messageCost = 0.0
    /// Policies that learn with each other; one plays with itself.
    public var learners = 1
    /// Independent policies, each in self-play with games and steps of its own, that learn in turns; one without `learners` beside it.
    public var runs = 1
    /// Stages of state augmentation: before each of them all runs play with each other, and all episodes of the stage begin in states of
    /// what they played (`AugmentedStarts`); 0 for starts as above in the whole run.
    public var augmented = 0
    /// Beside a library of partners: the share of games in which the learner plays both seats.
    public var selfPlay = 0.25

    /// Passes over an iteration's sequences.
    public var epochs = 3
    /// Steps of the optimiser in a pass.
    public var minibatches = 16
    /// Discount of a tick.
    public var gamma = 0.99
    /// Lambda of generalised advantage estimation.
    public var gaeLambda = 0.95
    /// How far a probability ratio may move from 1 before the gradient stops.
    public var clipCoefficient = 0.2
    /// How far a value may move from what it was before the gradient stops; 0 for no limit.
    public var valueClip = 0.0
    /// Weight of the value's loss.
    public var valueCoefficient = 0.5
    /// Norm that longer gradients are shortened to; 0 for no limit.
    public var maxGradientNorm = 0.5
    /// Learning rate after the warm-up; from there it sinks to 0 on half a cosine.
    public var learningRate = 1e-3
    /// The share of the run in which the learning rate rises from 0.
    public var warmUp = 0.05
    /// Weight of the entropy.
    public var entropyCoefficient = 0.01
    /// Weight of the entropy of what is said.
    public var voiceEntropyCoefficient = 0.01
    /// Weight of the shaped reward at the beginning; it sinks to 0 on a straight line.
    public var shaped = 1.0
    /// The share of the run until it is 0.
    public var shapedShare = 0.5
    /// The share of the run in which what costs points counts less: from nothing at the beginning to all of it; 0 for all from the start.
    public var penaltyShare = 0.0
    /// Points a tick, at the beginning, for the cook who sees the recipe while it marks it (`FocalPoints`); they sink to 0 on a straight
    /// line. 0 for a kitchen without focal points.
    public var focalPoints = 0.0
    /// Points a bit, at the beginning, for saying what has information about the wanted recipe (`TalkCounts.informationTable`); they sink
    /// to 0 on a straight line.
    public var signalPoints = 0.0
    /// The share of the run until those and the focal points are 0.
    public var focalShare = 0.8
    /// What rewards are multiplied by, so that values are about as large as logits.
    public var rewardScale = 0.1

    public init() {}

    /// The recipe of OvercookedV2's experiments for self-play and state augmentation (docs/experiments/overcooked-v2-learning.md).
    /// Other-Play has `games` 64, `steps` 50 million and an `entropyCoefficient` of .02; fictitious co-play a `learningRate` of 7e-4, an
    /// `entropyCoefficient` of .04 and a `gaeLambda` of .9.
    public static var published: RecurrentSettings {
        var settings = RecurrentSettings()
        (settings.rollout, settings.trunk, settings.valueClip) = (256, .convolution, 0.2)
        (settings.units, settings.hidden, settings.head) = (128, 128, 128)
        (settings.epochs, settings.minibatches) = (4, 64)
        (settings.learningRate, settings.maxGradientNorm, settings.rewardScale) = (2.5e-4, 0.25, 1)
        settings.selfPlay = 0
        return settings
    }

    /// Shares that the games are split into, whatever the number of threads: part of what decides the result.
    public static let shares = 4

    /// Policies that learn.
    var policies: Int { max(learners, runs) }
    /// Games of all runs together.
    var allGames: Int { games * runs }
    /// Environment steps of an iteration, of a run.
    public var stepsPerIteration: Int { games * rollout }
    public var iterations: Int { (steps + stepsPerIteration - 1) / stepsPerIteration }

    /// What an iteration counts of each kind of reward.
    struct RewardWeights: Sendable {
        /// Of the shaped reward.
        var shaped = 0.0
        /// Of what costs points.
        var penalties = 1.0
        /// Points a tick for a marked recipe.
        var focal = 0.0
        /// Points a bit of what is said.
        var signal = 0.0
    }

    /// The weights after so many environment steps.
    func rewardWeights(atStep step: Int) -> RewardWeights {
        let (done, all) = (Double(step), Double(steps))
        func sinking(_ points: Double) -> Double {
            points > 0 ? Schedule.linear(from: points, to: 0, over: focalShare * all).value(done) : 0
        }
        return RewardWeights(
            shaped: Schedule.linear(from: shaped, to: 0, over: shapedShare * all).value(done),
            penalties: penaltyShare > 0 ? Schedule.linear(from: 0, to: 1, over: penaltyShare * all).value(done) : 1,
            focal: sinking(focalPoints), signal: sinking(signalPoints))
    }

    /// The learning rate after so many steps of the optimiser.
    func learningRate(atUpdate update: Int) -> Double {
        let all = Double(iterations * epochs * minibatches)
        let rising = warmUp * all
        let done = Double(update)
        if done < rising { return learningRate * done / rising }
        return Schedule.cosine(from: learningRate, to: 0, over: all - rising).value(done - rising)
    }

    /// The stage of state augmentation that an iteration is part of, from 0; nil without augmentation.
    func stage(ofIteration iteration: Int) -> Int? { augmented > 0 ? iteration * augmented / iterations : nil }

    /// The stage that begins with an iteration.
    func stage(beginningAt iteration: Int) -> Int? {
        let stage = stage(ofIteration: iteration)
        return iteration == 0 || stage != self.stage(ofIteration: iteration - 1) ? stage : nil
    }

    /// Norm that longer gradients are shortened to.
    var gradientLimit: Float { maxGradientNorm > 0 ? Float(maxGradientNorm) : .greatestFiniteMagnitude }

    /// Whether episodes of a share of the games begin at random, so that they do not show how well the kitchen is played.
    func startsAtRandom(_ share: Int) -> Bool { randomStarts > 0 && share >= Self.shares / 2 }

    /// How the batch's episodes of a share of the games begin.
    func batchStarts(_ share: Int) -> KitchenBatch.Starts {
        guard !startsAtRandom(share) else { return .random(randomStarts) }
        return switch starts {
        case .standard: .standard
        case .positions: .randomPositions
        case .reset: .randomReset
        }
    }

    /// What the network is shown of a kitchen of that family.
    func input(_ family: RuleFamily) -> InputEncoding {
        guard family != .overcookedV2 else { return .view(permuting: permuted.map { Ingredient.allCases[$0] }) }
        return shown == .features ? .features(seesCounters: true) : .lossless
    }

    /// Whose games those of a share are.
    /// - Parameters:
    ///   - partners: how many networks of the learners' kind play and do not learn.
    ///   - isBesideLibrary: whether the one learner plays with a library of other partners instead.
    func seats(partners: Int, isBesideLibrary: Bool) -> RecurrentSeats {
        let games = allGames / Self.shares
        if isBesideLibrary { return RecurrentSeats(selfPlayGames: Int((selfPlay * Double(games)).rounded()), games: games) }
        if runs > 1 { return RecurrentSeats(runs: runs, games: games) }
        return RecurrentSeats(learners: learners, partners: partners, games: games)
    }
}
