import Agents
import Basics
import Kitchen
import Learning

/// Partners to judge agents with, made as ZSC-Eval makes them (Wang et al. 2024, arXiv 2310.05208): biased agents with hidden
/// utilities, each half way and at the end of its learning, and a best response to each of both. Of many biased agents those are
/// kept whose best responses do the most different things.
public struct EvaluationPartners: PopulationMethod {
    public static let name = "partners"

    /// What decides the result, with the kitchen.
    public struct Settings: Codable, Hashable, Sendable {
        /// Of the biased agents; seeds and utilities follow from its seed.
        public var partner: PPOSettings
        /// Of the best responses, which begin in self-play.
        public var response: PPOSettings
        /// Biased agents that are trained.
        public var biased = 8
        /// How many of them are kept.
        public var chosen = 4
        /// Iterations of a segment.
        public var iterations = 10

        public init(partner: PPOSettings, response: PPOSettings) {
            self.partner = partner
            self.response = response.beginningInSelfPlay
        }
    }

    public let kitchen: Kitchen
    public let settings: Settings

    /// - Throws: `LearningError` for settings that cannot work.
    public init(_ kitchen: Kitchen, _ settings: Settings) throws {
        try settings.partner.check()
        try settings.response.check()
        guard settings.chosen > 0, settings.biased >= settings.chosen, settings.iterations > 0 else {
            throw LearningError("at least one biased agent is chosen, not more than there are, and a segment has iterations")
        }
        self.kitchen = kitchen
        self.settings = settings
    }

    /// When of its learning a biased agent is met.
    private enum Stage: String, CaseIterable { case half, end }

    private var biased: [MemberLearner] {
        let preferences = BiasedPreferences(kitchen)
        return MemberLearner.biased(
            kitchen, settings.partner, iterations: settings.iterations, count: settings.biased, utility: preferences.utility)
    }

    private func response(_ number: Int, _ stage: Stage) -> MemberLearner {
        let own = settings.response.descendant(StreamKey.evaluationResponse, 2 * number + (stage == .half ? 0 : 1))
        return MemberLearner(
            "response-\(number + 1)-\(stage.rawValue)", Learner(kitchen: kitchen, settings: own, iterations: settings.iterations))
    }

    /// The snapshot at which a biased agent is met.
    private func key(_ member: Member, _ stage: Stage) -> SegmentKey {
        stage == .end ? member.last : SegmentKey(member.name, (member.segments - 1) / 2)
    }

    /// Who learns: the member, the biased agent's number, and for a best response the stage at which it meets that agent.
    private var roles: [(learner: MemberLearner, number: Int, stage: Stage?)] {
        let biased = biased
        return biased.enumerated().map { ($1, $0, nil) }
            + biased.indices.flatMap { number in Stage.allCases.map { (response(number, $0), number, $0) } }
    }

    // MARK: Method

    public var members: [Member] { roles.map(\.learner.member) }

    public func needs(_ key: SegmentKey) -> [SegmentKey] {
        guard let role = roles.first(where: { $0.learner.member.name == key.member }), let stage = role.stage else { return [] }
        return [self.key(biased[role.number].member, stage)]
    }

    public func readsTheSame(_ member: String) -> Bool { true }

    public func learn(_ key: SegmentKey, _ context: SegmentContext) throws -> Snapshot {
        guard let role = roles.first(where: { $0.learner.member.name == key.member }) else {
            throw LearningError("there is no member '\(key.member)'")
        }
        guard let stage = role.stage else { return try role.learner.learner.learn(context) }
        let other = biased[role.number]
        let model = try other.learner.model(context.snapshot(self.key(other.member, stage)))
        return try BestResponse(learner: role.learner.learner, priority: 0)
            .learn(context, partners: [Partner(name: other.member.name, model: model)])
    }

    /// The best response to a partner with which something can be earned scores at least this, a soup in two episodes.
    private static let minScore = 10.0

    /// Those whose best responses do the most different things, of those with whom something can be earned. The others, who do not
    /// let anybody deliver and so judge nobody, are chosen where there are not enough of them.
    private func chosen(_ responses: [Snapshot]) -> [Int] {
        let isUseful = responses.map { ($0.number(.score) ?? 0) >= EvaluationPartners.minScore }
        var chosen: [Int] = []
        for useful in [true, false] {
            let candidates = responses.indices.filter { isUseful[$0] == useful }
            let places = BestResponseDiversity.chosen(
                candidates.map { responses[$0].events }, choose: settings.chosen - chosen.count)
            chosen += places.map { candidates[$0] }
        }
        return chosen.sorted()
    }

    /// Every chosen partner at both stages, followed by the best response to it.
    public func agents(_ snapshots: SnapshotStore) throws -> [PolicyFiles] {
        let responses = try (0..<settings.biased).map { try snapshots.snapshot(response($0, .end).member.last) }
        let naming = Naming(self, seed: settings.partner.seed)
        return try chosen(responses).flatMap { number in
            try Stage.allCases.flatMap { stage in
                let (partner, response) = (biased[number], response(number, stage))
                let when = stage == .half ? "half way" : "at the end of its learning"
                return [
                    naming.files(
                        "Biased agent \(when)", try partner.learner.model(snapshots.snapshot(key(partner.member, stage))),
                        part: "\(number + 1)-\(stage.rawValue)"),
                    naming.files(
                        "Best response to biased agent \(number + 1) \(when)",
                        try response.learner.model(snapshots.snapshot(response.member.last)), part: response.member.name),
                ]
            }
        }
    }
}
