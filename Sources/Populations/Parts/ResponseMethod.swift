import Agents
import Kitchen
import Learning

/// What the settings of methods have in common whose agent is a best response to partners of their own making.
public protocol ResponseSettings: Codable, Hashable, Sendable {
    /// Of the partners; their seeds follow from its seed.
    var partner: PPOSettings { get set }
    /// Of the best response.
    var response: PPOSettings { get set }
    /// Learners that differ in their seeds alone, whose pasts are partners too.
    var partners: Int { get set }
    /// Iterations of a segment, after which a snapshot is kept.
    var iterations: Int { get set }
    /// How much oftener the harder partners are met: the exponent of their rank (Zhao et al. 2023, eq. 9); 0 for all alike.
    var priority: Double { get set }

    /// What the method is usually run with.
    init()
}

extension ResponseSettings {
    /// - Parameter response: of the best response, which begins in self-play (`PPOSettings.beginningAlone`).
    public init(partner: PPOSettings, response: PPOSettings) {
        self.init()
        self.partner = partner
        self.response = response.beginningAlone
    }

    /// - Throws: `LearningError` for numbers that no such method can work with.
    func checkResponse(fewestPartners: Int) throws {
        try partner.check()
        try response.check()
        guard partners >= fewestPartners, iterations > 0, priority >= 0 else {
            throw LearningError("there are at least \(fewestPartners) partners, a segment has iterations, and priority is not below 0")
        }
    }
}

/// A method that makes partners and then learns the agent as a best response to them.
///
/// What differs from method to method is who the partners are, and in whose company they learn.
public protocol ResponseMethod: PopulationMethod where Settings: ResponseSettings {
    /// What the agent is: a sentence without its end.
    var words: String { get }
    /// Everyone who learns before the best response does; the seed learners, where nothing else is said.
    var learners: [Skills] { get }
    /// The snapshots that partners are made of.
    var material: [SegmentKey] { get }
    /// The best response's partners.
    /// - Parameter snapshot: of what is in `material`.
    func partners(_ snapshot: (SegmentKey) throws -> Snapshot) throws -> [Partner]
    /// Others' snapshots that one of `learners` needs to learn a segment.
    func companyNeeds(_ key: SegmentKey) -> [SegmentKey]
    /// In whose company one of `learners` learns a segment.
    func company(_ key: SegmentKey, _ desk: Desk) throws -> Company
    /// The partners that are worth keeping as agents.
    func partnerAgents(_ shelf: Shelf) throws -> [PolicyFiles]
}

extension ResponseMethod {
    /// The learners that differ in their seeds alone.
    var seedLearners: [Skills] {
        SeedLearners(kitchen, settings.partner, iterations: settings.iterations, count: settings.partners).skills
    }

    private var response: Learner { Learner(kitchen: kitchen, settings: settings.response, iterations: settings.iterations) }

    private static var responseName: String { "response" }

    var naming: Naming<Self> { Naming(self, seed: settings.response.seed) }

    public var learners: [Skills] { seedLearners }

    public var material: [SegmentKey] { seedLearners.flatMap(\.member.keys) }

    public func partners(_ snapshot: (SegmentKey) throws -> Snapshot) throws -> [Partner] {
        try seedLearners.flatMap { try $0.partners(snapshot) }
    }

    public func companyNeeds(_ key: SegmentKey) -> [SegmentKey] { [] }

    public func company(_ key: SegmentKey, _ desk: Desk) throws -> Company { Company() }

    public func partnerAgents(_ shelf: Shelf) throws -> [PolicyFiles] { try seedLearners.map { try naming.files(of: $0, shelf) } }

    // MARK: The method

    public var members: [Member] { learners.map(\.member) + [Member(Self.responseName, segments: response.segments)] }

    public func needs(_ key: SegmentKey) -> [SegmentKey] { key.member == Self.responseName ? material : companyNeeds(key) }

    public func learn(_ key: SegmentKey, _ desk: Desk) throws -> Snapshot {
        if let own = learners.first(where: { $0.member.name == key.member }) {
            return try own.learner.learn(desk, company: company(key, desk))
        }
        return try BestResponse(learner: response, priority: settings.priority).learn(desk, partners: partners(desk.other))
    }

    public func agents(_ shelf: Shelf) throws -> [PolicyFiles] {
        let last = try shelf.snapshot(SegmentKey(Self.responseName, response.segments - 1))
        return [naming.files(words, try response.model(last))] + (try partnerAgents(shelf))
    }
}
