import Agents
import Kitchen
import Learning

/// What the settings of all methods have whose agent is a best response to partners of their own making.
public struct ResponseSettings: Codable, Hashable, Sendable {
    /// Of the partners; their seeds follow from its seed.
    public var partner: PPOSettings
    /// Of the best response.
    public var response: PPOSettings
    /// Self-play learners that differ in their seeds alone, whose checkpoints are partners too.
    public var partners: Int
    /// Iterations of a segment, after which a snapshot is kept.
    public var iterations = 10
    /// How much more often the harder partners are drawn: the exponent of their rank (Zhao et al. 2023, eq. 9); 0 for all
    /// alike.
    public var priority: Double

    /// - Parameter response: of the best response, which begins in self-play (`PPOSettings.beginningInSelfPlay`).
    public init(partner: PPOSettings, response: PPOSettings, partners: Int, priority: Double = 0) {
        self.partner = partner
        self.response = response.beginningInSelfPlay
        self.partners = partners
        self.priority = priority
    }

    /// - Throws: `LearningError` for numbers that no such method can work with.
    func check(minPartners: Int) throws {
        try partner.check()
        try response.check()
        guard partners >= minPartners, iterations > 0, priority >= 0 else {
            throw LearningError("there are at least \(minPartners) partners, a segment has iterations, and priority is not below 0")
        }
    }
}

/// A method that trains partners and then the agent as a best response to them.
///
/// Methods differ in who the partners are, and in how they learn.
public protocol ResponseMethod: PopulationMethod {
    /// The settings that all such methods have.
    var shared: ResponseSettings { get }
    /// What the agent is: a sentence without its end.
    var summary: String { get }
    /// Everybody who learns before the best response does; without a definition of its own, the self-play learners.
    var learners: [MemberLearner] { get }
    /// The snapshots that partners are made of.
    var material: [SegmentKey] { get }
    /// The best response's partners.
    /// - Parameters:
    ///   - has: which of `material` are to be had; those of `reads` are enough.
    ///   - snapshot: of one of these.
    func partners(_ has: (SegmentKey) -> Bool, _ snapshot: (SegmentKey) throws -> Snapshot) throws -> [Partner]
    /// Others' snapshots that one of `learners` needs to learn a segment.
    func learnerNeeds(_ key: SegmentKey) -> [SegmentKey]
    /// The partnership in which one of `learners` learns a segment; nil for the learner's own partnership.
    func partnership(_ key: SegmentKey, _ context: SegmentContext) throws -> Partnership?
    /// The partners that are kept as agents.
    func partnerAgents(_ snapshots: SnapshotStore) throws -> [PolicyFiles]
}

extension ResponseMethod {
    /// The self-play learners that differ in their seeds alone.
    var selfPlayLearners: [MemberLearner] {
        MemberLearner.selfPlay(kitchen, shared.partner, iterations: shared.iterations, count: shared.partners)
    }

    private var response: MemberLearner {
        MemberLearner("response", Learner(kitchen: kitchen, settings: shared.response, iterations: shared.iterations))
    }

    var naming: Naming<Self> { Naming(self, seed: shared.response.seed) }

    public var learners: [MemberLearner] { selfPlayLearners }

    public var material: [SegmentKey] { selfPlayLearners.flatMap(\.member.keys) }

    public func partners(_ has: (SegmentKey) -> Bool, _ snapshot: (SegmentKey) throws -> Snapshot) throws -> [Partner] {
        try selfPlayLearners.flatMap { try $0.checkpoints(has, snapshot) }
    }

    public func learnerNeeds(_ key: SegmentKey) -> [SegmentKey] { [] }

    public func partnership(_ key: SegmentKey, _ context: SegmentContext) throws -> Partnership? { nil }

    public func partnerAgents(_ snapshots: SnapshotStore) throws -> [PolicyFiles] {
        try selfPlayLearners.map { try naming.files(of: $0, snapshots) }
    }

    // MARK: The method

    public var members: [Member] { (learners + [response]).map(\.member) }

    public func needs(_ key: SegmentKey) -> [SegmentKey] { key.member == response.member.name ? material : learnerNeeds(key) }

    public func learn(_ key: SegmentKey, _ context: SegmentContext) throws -> Snapshot {
        if let own = learners.first(where: { $0.member.name == key.member }) {
            return try own.learner.learn(context, partnership: partnership(key, context))
        }
        return try BestResponse(learner: response.learner, priority: shared.priority)
            .learn(context, partners: partners({ context.others[$0] != nil }, context.snapshot))
    }

    /// Of partners that learned for long there are thousands of snapshots; two of each are played with, and its last one says which.
    public func reads(_ key: SegmentKey, _ snapshots: SnapshotStore) throws -> [SegmentKey] {
        guard key.member == response.member.name else { return needs(key) }
        let chosen = try selfPlayLearners.map { try $0.checkpointKeys({ _ in true }, snapshots.snapshot) }
        let own = Set(selfPlayLearners.map(\.member.name))
        return chosen.flatMap { $0.half == $0.end ? [$0.end] : [$0.half, $0.end] } + material.filter { !own.contains($0.member) }
    }

    public func readsTheSame(_ member: String) -> Bool { member == response.member.name }

    public static var foldsSnapshots: Bool { true }

    /// Of a self-play learner those that may turn out to be half way.
    public func wanted(after key: SegmentKey, _ snapshot: Snapshot) -> Set<Int>? {
        guard let own = selfPlayLearners.first(where: { $0.member.name == key.member }) else { return [] }
        guard key == own.member.last else { return snapshot.bests.map { Set($0.map(\.segment)) } }
        return MemberLearner.half(snapshot).map { [$0] }
    }

    public func agents(_ snapshots: SnapshotStore) throws -> [PolicyFiles] {
        let last = try snapshots.snapshot(response.member.last)
        return [naming.files(summary, try response.learner.model(last))] + (try partnerAgents(snapshots))
    }
}
