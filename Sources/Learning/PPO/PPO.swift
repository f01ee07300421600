import Agents
import Basics
import Kitchen
import Neural

/// Proximal policy optimisation (Schulman et al. 2017, "Proximal policy optimization algorithms") in one kitchen, by
/// self-play or with partners.
///
/// `PPO+Update.swift` has the algorithm in the paper's order. Every iteration plays one whole episode of each game and goes
/// over its samples some times. Games are split into a fixed number of shares whose gradients are added in order, so that
/// the result depends on the settings and not on the workers; and every iteration begins at the start of an episode, so
/// that parameters and the optimiser's state are all that a checkpoint needs.
public final class PPO {
    public let settings: PPOSettings
    public let kitchen: Kitchen
    /// Iterations done.
    public internal(set) var iteration = 0
    let network: PolicyNetwork
    let workers: Workers
    let shares: [RolloutShare]
    /// Who learns: one, or one for each set of parameters (`Roster.parameterSets`).
    private(set) var learners: [NetworkLearner] = []
    let roster: Roster

    /// - Parameters:
    ///   - workers: threads; they change nothing in the result.
    ///   - partnership: how the learner plays: with itself, with partners, as a biased pair.
    /// - Throws: `LearningError` for settings with which nothing can be learned and for a partnership that they exclude;
    ///   what a network, a partner or a kitchen object to.
    public init(_ kitchen: Kitchen, settings: PPOSettings, workers: Workers, partnership: Partnership = .selfPlay) throws {
        try settings.check()
        roster = try Roster(settings, partnership)
        Products.useCallingThreadOnly()
        let network = try PolicyNetwork(settings.plan, layout: kitchen.layout)
        try settings.checkMemory(network, in: kitchen)
        guard let value = network.value else { throw LearningError("a learner's network needs a value head") }
        self.settings = settings
        self.kitchen = kitchen
        self.workers = workers
        self.network = network
        shares = try (0..<PPOSettings.shares).map { [roster] in
            try RolloutShare($0, settings: settings, network: network, value: value, kitchen: kitchen, roster: roster)
        }
        learners = (0..<roster.parameterSets).map { set in
            var random = RandomStream(settings.seed, StreamKey.initialWeights, UInt64(set))
            return NetworkLearner(
                network.table,
                Initialisation.normal(network.table, using: &random) { name in
                    name.hasPrefix("policy") ? 0.01 : name.hasPrefix("value") ? 1 : 2.0.squareRoot()
                })
        }
        switch roster {
        case .policy(_, .partners(let pool)): for share in shares { try share.join(pool) }
        case .policy(_, .itself(let diversity?)): for share in shares { try share.reward(diversity) }
        case .policy(_, .itself(nil)), .policy(_, .noisyCopy), .biasedPair: break
        }
    }

    public var isDone: Bool { iteration >= settings.iterations }

    /// Environment steps before the iteration to come.
    var stepsDone: Double { Double(iteration * settings.stepsPerIteration) }

    // MARK: Playing

    /// Plays an episode of every game and estimates advantages, for the iteration to come.
    /// - Parameters:
    ///   - shapedWeight: of the shaped reward; nil for what the schedule says.
    ///   - randomShares: how many of the shares, from the last on, have episodes that begin at random; nil for what the
    ///     settings say.
    /// - Throws: what a partner's network or the batch object to.
    func collect(_ pass: Pass, shapedWeight: Double? = nil, randomShares: Int? = nil) throws {
        if case .policy(_, .noisyCopy(let share)) = roster {
            let pool = try PartnerPool([Partner(name: "itself", model: model, noise: share)])
            for share in shares { try share.join(pool) }
        }
        let begun = stepsDone
        let random = randomShares ?? self.randomShares
        let (shares, roster) = (shares, roster)
        let rounds = shares.indices.map { share in
            let games = shares[share].games
            let alone = roster.hasPartners ? Int((settings.selfPlaySchedule.value(begun) * Double(games)).rounded()) : games
            return RolloutShare.Round(
                iteration: iteration, pass: pass, shapedWeight: shapedWeight ?? settings.shapedSchedule.value(begun),
                startsAtRandom: share >= shares.count - random, selfPlayGames: alone)
        }
        let parameters = learners.map { $0.parameters.pointer }
        nonisolated(unsafe) let pointers = parameters
        workers.run(shares.count) { shares[$0].collect(pointers, rounds[$0]) }
        if let problem = shares.lazy.compactMap(\.problem).first { throw problem }
    }

    /// How many of the shares, from the last on, have episodes that begin at random.
    private var randomShares: Int {
        stepsDone < settings.randomStartShare * Double(settings.steps) ? shares.count / 2 : 0
    }

    /// Scores of the last episodes. Those that began at random do not show how well the kitchen is played.
    func rolloutMetrics() -> Metrics {
        var metrics = Metrics()
        let judged = shares.dropLast(randomShares)
        metrics.score = judged.reduce(0) { $0 + $1.sparse } / Double(settings.games) * Double(shares.count) / Double(judged.count)
        metrics.shaped = judged.reduce(0) { $0 + $1.shaped } / Double(judged.reduce(0) { $0 + $1.buffer.rows })
        metrics.partnerScores = shares[0].partnerScores.indices.map { partner in
            judged.reduce(into: PartnerScore()) { $0.add($1.partnerScores[partner]) }
        }
        let counted = judged.reduce(0) { $0 + $1.countedRows }
        if counted > 0 {
            metrics.events = Event.allCases.indices.map { event in
                judged.reduce(0) { $0 + Double($1.events[event]) } / Double(counted)
            }
        }
        return metrics
    }

    /// Plays an episode of every game without learning from it and returns the mean score, with partners where there are any.
    public func evaluate() throws -> Double {
        try collect(.evaluation, shapedWeight: 0, randomShares: 0)
        return shares.reduce(0) { $0 + $1.sparse } / Double(settings.games)
    }
}
