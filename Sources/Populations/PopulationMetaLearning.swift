import Agents
import Kitchen
import Learning

/// Dynamic population meta-learning (Gupta, Lanctot and Lazaridou 2021): a buffer of partners that are never retrained
/// grows round after round; a meta-agent learns across it by first-order MAML, and each new partner learns with the
/// meta-agent of its round.
public struct PopulationMetaLearning: PopulationMethod {
    public static let name = "meta"

    /// What decides the result, with the kitchen.
    public struct Settings: Codable, Hashable, Sendable {
        /// Of the buffer's first partners, and of the stranger that adaptation is tried with.
        public var partner: PPOSettings
        /// Of the meta-agent, all rounds together.
        public var agent: PPOSettings
        /// Of the partners that learn with the meta-agent.
        public var newcomer: PPOSettings
        /// The buffer's first partners.
        public var partners = 3
        public var rounds = 3
        public var iterations = 10
        /// Learning rate of the gradient steps of adaptation.
        public var adaptation = 0.5

        public init(partner: PPOSettings, agent: PPOSettings) {
            self.partner = partner
            self.agent = agent
            self.agent.partnersAtOnce = 1
            newcomer = partner
            newcomer.selfPlay = 0.5
            newcomer.finalSelfPlay = 0
        }
    }

    public let kitchen: Kitchen
    public let settings: Settings

    /// - Throws: `LearningProblem` for settings that cannot work.
    public init(_ kitchen: Kitchen, _ settings: Settings) throws {
        for own in [settings.partner, settings.agent, settings.newcomer] { try own.check() }
        guard settings.partners > 0, settings.rounds > 0, settings.iterations > 0, settings.adaptation > 0 else {
            throw LearningProblem("partners, rounds, iterations and adaptation must be above 0")
        }
        self.kitchen = kitchen
        self.settings = settings
    }

    // MARK: Members

    private var agent: Learner { Learner(kitchen: kitchen, settings: settings.agent, iterations: settings.iterations) }
    /// Segments of the meta-agent in a round.
    private var segmentsARound: Int { (agent.segments + settings.rounds - 1) / settings.rounds }

    /// The buffer's first partners, then the stranger.
    private var seeds: [Skills] {
        SeedLearners(kitchen, settings.partner, iterations: settings.iterations, count: settings.partners + 1).skills
    }

    /// Who learns with the meta-agent of the rounds before the last.
    private var newcomers: [Skills] {
        (1..<settings.rounds).map { round in
            var own = settings.newcomer
            own.seed = settings.agent.descendant(0x4E3C, round).seed
            let learner = Learner(kitchen: kitchen, settings: own, iterations: settings.iterations)
            return Skills(learner: learner, member: Member("newcomer-\(round)", segments: learner.segments))
        }
    }

    public var members: [Member] {
        (seeds + newcomers).map(\.member) + [Member("agent", segments: agent.segments), Member("trial", segments: 1)]
    }

    /// The meta-agent at the end of a round, counted from 1.
    private func agent(afterRound round: Int) -> SegmentKey {
        SegmentKey("agent", min(round * segmentsARound, agent.segments) - 1)
    }

    /// Whose pasts are in the buffer while the meta-agent learns a segment.
    private func buffer(_ segment: Int) -> [Skills] { seeds.dropLast() + newcomers.prefix(segment / segmentsARound) }

    public func needs(_ key: SegmentKey) -> [SegmentKey] {
        if key.member == "agent" { return buffer(key.segment).flatMap(\.member.keys) }
        if key.member == "trial" { return [agent(afterRound: settings.rounds)] + [seeds[settings.partners].member.last] }
        if let round = newcomers.firstIndex(where: { $0.member.name == key.member }) { return [agent(afterRound: round + 1)] }
        return []
    }

    public func learn(_ key: SegmentKey, _ desk: Desk) throws -> Snapshot {
        if key.member == "agent" {
            let company = Company(partners: try buffer(key.segment).flatMap { try $0.partners(desk.other) })
            return try agent.learn(desk, company: company) { try $0.iterateAdapting(by: AdaptationRule(rate: settings.adaptation)) }
        }
        if key.member == "trial" { return try trial(desk) }
        if let round = newcomers.firstIndex(where: { $0.member.name == key.member }) {
            let partner = try agent.model(desk.other(agent(afterRound: round + 1)))
            return try newcomers[round].learner.learn(desk, company: Company(partners: [Partner(name: "agent", model: partner)]))
        }
        let own = seeds.first { $0.member.name == key.member }
        return try (own ?? seeds[0]).learner.learn(desk)
    }

    /// How the finished meta-agent does with a stranger before and after adapting to it: each quarter of the games adapts
    /// for itself, to its own few episodes.
    private func trial(_ desk: Desk) throws -> Snapshot {
        var few = settings.agent
        few.games = min(32, few.games)
        let stranger = seeds[settings.partners]
        let company = Company(partners: [
            Partner(name: "stranger", model: try stranger.learner.model(desk.other(stranger.member.last)))
        ])
        let finished = try desk.other(agent(afterRound: settings.rounds))
        let learner = try PPO(kitchen, settings: few, workers: desk.workers, company: company)
        try learner.begin(from: try agent.model(finished))
        let scores = try learner.scoresWhileAdapting(times: 4, by: AdaptationRule(rate: settings.adaptation)).map {
            $0.reduce(0, +) / Double($0.count)
        }
        var snapshot = Snapshot(learner.checkpoint)
        snapshot.notes["score"] = "\(scores[scores.count - 1])"
        snapshot.notes["scores while adapting, \(few.games / PPOSettings.shares) episodes a time"] =
            scores.map { "\($0)" }.joined(separator: " ")
        return snapshot
    }

    public func agents(_ shelf: Shelf) throws -> [PolicyFiles] {
        let naming = Naming(self, seed: settings.agent.seed)
        let end = try shelf.snapshot(agent(afterRound: settings.rounds))
        let words = "Meta-agent across a buffer of \(settings.partners) self-play learners and \(settings.rounds - 1) newcomers"
        return [naming.files(words, try agent.model(end))]
            + (try newcomers.map {
                naming.files("Learned with a meta-agent", try $0.learner.model(shelf.snapshot($0.member.last)), part: $0.member.name)
            })
    }
}
