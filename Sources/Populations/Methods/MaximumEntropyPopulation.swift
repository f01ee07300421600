import Kitchen
import Learning

/// Maximum-entropy population (Zhao et al. 2023): self-play learners that are also rewarded for the entropy of their mean
/// policy, then a best response that meets oftenest whom it plays worst with.
public struct MaximumEntropyPopulation: ResponseMethod {
    public static let name = "mep"

    /// What decides the result, with the kitchen.
    public struct Settings: ResponseSettings {
        public var partner = PPOSettings()
        public var response = PPOSettings().beginningAlone
        public var partners = 5
        /// Of a segment: as long the others' policies are taken for what they were.
        public var iterations = 10
        /// What a nat of the mean policy's entropy is worth beside a point.
        public var diversity = 0.05
        public var priority = 3.0

        public init() {}
    }

    public let kitchen: Kitchen
    public let settings: Settings

    /// - Throws: `LearningError` for settings that cannot work.
    public init(_ kitchen: Kitchen, _ settings: Settings) throws {
        try settings.checkResponse(fewestPartners: 2)
        self.kitchen = kitchen
        self.settings = settings
    }

    public var words: String { "Best response to a maximum-entropy population of \(settings.partners)" }

    /// Everyone as they were after the segment before.
    public func companyNeeds(_ key: SegmentKey) -> [SegmentKey] {
        key.segment > 0 ? seedLearners.map { SegmentKey($0.member.name, key.segment - 1) } : []
    }

    public func company(_ key: SegmentKey, _ desk: Desk) throws -> Company {
        let population = try seedLearners.map { other in
            key.segment == 0
                ? try other.learner.beginner()
                : try other.learner.model(desk.other(SegmentKey(other.member.name, key.segment - 1)))
        }
        return Company(population: population, diversity: settings.diversity)
    }
}
