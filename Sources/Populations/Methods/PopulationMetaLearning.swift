import Agents
import Basics
import Kitchen
import Learning
import Neural

/// Dynamic population-based meta-learning (Gupta, Lanctot and Lazaridou 2021, "Dynamic population-based meta-learning for
/// multi-agent communication with natural language"): a buffer of partners that are never trained again grows round after
/// round; a meta-agent learns across it by first-order MAML, and each new partner learns with the meta-agent of its round.
public struct PopulationMetaLearning: PopulationMethod {
    public static let name = "meta"

    /// What decides the result, with the kitchen.
    public struct Settings: Codable, Hashable, Sendable {
        /// Of the buffer's first partners, and of the strangers that adaptation is measured with.
        public var partner: PPOSettings
        /// Of the meta-agent, all rounds together.
        public var agent: PPOSettings
        /// Of the partners that learn with the meta-agent.
        public var newcomer: PPOSettings
        /// Self-play learners that the buffer begins with.
        public var partners = 3
        /// Biased agents that it begins with: self-play learners alone leave little to adapt to.
        public var biased = 3
        public var rounds = 3
        public var iterations = 10
        public var adaptation = AdaptationRule()
        /// Share of the meta-agent's run in which it is a plain best response: an agent that plays badly has nothing to adapt.
        public var plainShare = 0.0

        public init(partner: PPOSettings, agent: PPOSettings) {
            self.partner = partner
            self.agent = agent.beginningInSelfPlay
            self.agent.partnersAtOnce = 1
            newcomer = partner.beginningInSelfPlay
        }
    }

    public let kitchen: Kitchen
    public let settings: Settings

    /// - Throws: `LearningError` for settings that cannot work.
    public init(_ kitchen: Kitchen, _ settings: Settings) throws {
        for own in [settings.partner, settings.agent, settings.newcomer] { try own.check() }
        try settings.adaptation.check()
        guard settings.partners > 0, settings.biased >= 0, settings.rounds > 0, settings.iterations > 0,
            (0...1).contains(settings.plainShare)
        else {
            throw LearningError("partners, rounds and iterations must be above 0, biased partners not below, and shares from 0 to 1")
        }
        self.kitchen = kitchen
        self.settings = settings
    }

    // MARK: Members

    private var agent: Learner { Learner(kitchen: kitchen, settings: settings.agent, iterations: settings.iterations) }
    /// Segments of the meta-agent in a round.
    private var segmentsARound: Int { (agent.segments + settings.rounds - 1) / settings.rounds }

    /// The buffer's first partners, then a stranger.
    private var selfPlay: [MemberLearner] {
        MemberLearner.selfPlay(kitchen, settings.partner, iterations: settings.iterations, count: settings.partners + 1)
    }

    /// The buffer's biased agents, then, where there are any, a biased stranger.
    private var biased: [MemberLearner] {
        let count = settings.biased > 0 ? settings.biased + 1 : 0
        return MemberLearner.biased(kitchen, settings.partner, iterations: settings.iterations, count: count)
    }

    /// The partners that learn with the meta-agent of the rounds before the last.
    private var newcomers: [MemberLearner] {
        (1..<settings.rounds).map { round in
            var own = settings.newcomer
            own.seed = settings.agent.descendant(StreamKey.metaRound, round).seed
            return MemberLearner("newcomer-\(round)", Learner(kitchen: kitchen, settings: own, iterations: settings.iterations))
        }
    }

    /// Partners that the meta-agent never plays with while it learns.
    private var strangers: [MemberLearner] { selfPlay.suffix(1) + biased.suffix(1) }

    public var members: [Member] {
        (selfPlay + biased + newcomers).map(\.member) + [Member("agent", segments: agent.segments), Member("trial", segments: 1)]
    }

    /// The meta-agent at the end of a round, counted from 1.
    private func agent(afterRound round: Int) -> SegmentKey {
        SegmentKey("agent", min(round * segmentsARound, agent.segments) - 1)
    }

    /// The learners whose checkpoints are in the buffer while the meta-agent learns a segment.
    private func buffered(_ segment: Int) -> [MemberLearner] { selfPlay.dropLast() + newcomers.prefix(segment / segmentsARound) }

    // MARK: Method

    public func needs(_ key: SegmentKey) -> [SegmentKey] {
        if key.member == "agent" { return buffered(key.segment).flatMap(\.member.keys) + biased.dropLast().map(\.member.last) }
        if key.member == "trial" { return [agent(afterRound: settings.rounds)] + strangers.map(\.member.last) }
        if let round = newcomers.firstIndex(where: { $0.member.name == key.member }) { return [agent(afterRound: round + 1)] }
        return []
    }

    public func learn(_ key: SegmentKey, _ context: SegmentContext) throws -> Snapshot {
        if key.member == "agent" {
            var partners = try buffered(key.segment).flatMap { try $0.checkpoints({ _ in true }, context.snapshot) }
            partners += try biased.dropLast().map { try $0.final(context.snapshot) }
            let plain = Int(settings.plainShare * Double(settings.agent.iterations))
            return try agent.learn(context, partnership: .with(partners)) { learner in
                try learner.iteration < plain ? learner.iterate() : learner.iterateAdapting(by: settings.adaptation)
            }
        }
        if key.member == "trial" { return try trial(context) }
        if let round = newcomers.firstIndex(where: { $0.member.name == key.member }) {
            let partner = try agent.model(context.snapshot(agent(afterRound: round + 1)))
            return try newcomers[round].learner.learn(context, partnership: .with([Partner(name: "agent", model: partner)]))
        }
        let own = (selfPlay + biased).first { $0.member.name == key.member }
        return try (own ?? selfPlay[0]).learner.learn(context)
    }

    /// Scores of the finished meta-agent with strangers, before and after adapting to each.
    private func trial(_ context: SegmentContext) throws -> Snapshot {
        var trial = AdaptationTrial()
        (trial.learner, trial.rule) = (settings.agent, settings.adaptation)
        trial.episodes = min(trial.episodes, settings.agent.games / PPOSettings.shares)
        let finished = try agent.model(context.snapshot(agent(afterRound: settings.rounds)))
        var snapshot = Snapshot(Safetensors([:]))
        for stranger in strangers {
            let partner = try stranger.final(context.snapshot)
            let scores = try trial.scores(of: finished, with: partner, in: kitchen, workers: context.workers)
                .map { $0.reduce(0, +) / Double($0.count) }
            snapshot[.score] = snapshot[.score] ?? "\(scores[scores.count - 1])"
            snapshot.notes["scores while adapting to \(stranger.member.name), \(trial.episodes) episodes a time"] =
                scores.map { "\($0)" }.joined(separator: " ")
        }
        return snapshot
    }

    public func agents(_ snapshots: SnapshotStore) throws -> [PolicyFiles] {
        let naming = Naming(self, seed: settings.agent.seed)
        let end = try snapshots.snapshot(agent(afterRound: settings.rounds))
        let summary =
            "Meta-agent across a buffer of \(settings.partners) self-play learners, \(settings.biased) biased agents "
            + "and \(settings.rounds - 1) newcomers"
        return [naming.files(summary, try agent.model(end))]
            + (try newcomers.map {
                naming.files("Learned with a meta-agent", try $0.learner.model(snapshots.snapshot($0.member.last)), part: $0.member.name)
            })
    }
}
