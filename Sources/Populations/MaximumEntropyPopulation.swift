import Agents
import Kitchen
import Learning

/// Maximum-entropy population (Zhao et al. 2023): self-play learners that are also rewarded for the entropy of their mean
/// policy, then a best response that meets oftenest whom it plays worst with.
public struct MaximumEntropyPopulation: PopulationMethod {
    public static let name = "mep"

    /// What decides the result, with the kitchen.
    public struct Settings: Codable, Hashable, Sendable {
        /// Of the population's members; their seeds follow from its seed.
        public var partner: PPOSettings
        public var response: PPOSettings
        /// Size of the population.
        public var partners = 5
        /// Of a segment: as long the others' policies are taken for what they were.
        public var iterations = 10
        /// What a nat of the mean policy's entropy is worth beside a point.
        public var diversity = 0.05
        /// Of the partners that are hard (`BestResponse.priority`).
        public var priority = 3.0

        public init(partner: PPOSettings, response: PPOSettings) {
            self.partner = partner
            self.response = response.beginningAlone
        }
    }

    public let kitchen: Kitchen
    public let settings: Settings

    /// - Throws: `LearningProblem` for settings that cannot work.
    public init(_ kitchen: Kitchen, _ settings: Settings) throws {
        try settings.partner.check()
        try settings.response.check()
        guard settings.partners > 1, settings.iterations > 0, settings.priority >= 0 else {
            throw LearningProblem("a population has at least 2 partners, a segment at least 1 iteration, and priority is not below 0")
        }
        self.kitchen = kitchen
        self.settings = settings
    }

    private var response: Learner { Learner(kitchen: kitchen, settings: settings.response, iterations: settings.iterations) }

    private var skills: [Skills] {
        SeedLearners(kitchen, settings.partner, iterations: settings.iterations, count: settings.partners).skills
    }

    public var members: [Member] { skills.map(\.member) + [Member("response", segments: response.segments)] }

    public func needs(_ key: SegmentKey) -> [SegmentKey] {
        if key.member == "response" { return skills.flatMap(\.member.keys) }
        guard key.segment > 0 else { return [] }
        return skills.map { SegmentKey($0.member.name, key.segment - 1) }
    }

    public func learn(_ key: SegmentKey, _ desk: Desk) throws -> Snapshot {
        guard let own = skills.first(where: { $0.member.name == key.member }) else {
            return try BestResponse(learner: response, priority: settings.priority)
                .learn(desk, partners: skills.flatMap { try $0.partners(desk.other) })
        }
        let population = try skills.map { other in
            key.segment == 0
                ? try other.learner.beginner()
                : try other.learner.model(desk.other(SegmentKey(other.member.name, key.segment - 1)))
        }
        return try own.learner.learn(desk, company: Company(population: population, diversity: settings.diversity))
    }

    public func agents(_ shelf: Shelf) throws -> [PolicyFiles] {
        let naming = Naming(self, seed: settings.response.seed)
        let last = try shelf.snapshot(SegmentKey("response", response.segments - 1))
        return [try naming.files("Best response to a maximum-entropy population of \(settings.partners)", response.model(last))]
            + (try skills.map { try naming.files(of: $0, shelf) })
    }
}
