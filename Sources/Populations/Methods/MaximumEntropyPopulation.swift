import Kitchen
import Learning

/// Maximum-entropy population-based training (Zhao et al. 2023, "Maximum entropy population-based training for zero-shot
/// human-AI coordination"): self-play learners that are also rewarded for the entropy of their mean policy (equation 6), then
/// a best response that plays most often with the partners that it scores least with (equation 9).
public struct MaximumEntropyPopulation: ResponseMethod {
    public static let name = "mep"

    /// What decides the result, with the kitchen.
    public struct Settings: Codable, Hashable, Sendable {
        /// The population's policies are those at the beginning of a segment.
        public var shared: ResponseSettings
        /// Points for a nat of the mean policy's entropy: alpha of equation 6.
        public var diversity = 0.05

        public init(_ shared: ResponseSettings) { self.shared = shared }

        private enum CodingKeys: String, CodingKey { case diversity }

        /// Reads what `encode` writes.
        public init(from decoder: any Decoder) throws {
            shared = try ResponseSettings(from: decoder)
            diversity = try decoder.container(keyedBy: CodingKeys.self).decode(Double.self, forKey: .diversity)
        }

        /// Writes all settings into one object.
        public func encode(to encoder: any Encoder) throws {
            try shared.encode(to: encoder)
            var own = encoder.container(keyedBy: CodingKeys.self)
            try own.encode(diversity, forKey: .diversity)
        }
    }

    public let kitchen: Kitchen
    public let settings: Settings

    /// - Throws: `LearningError` for settings that cannot work.
    public init(_ kitchen: Kitchen, _ settings: Settings) throws {
        try settings.shared.check(minPartners: 2)
        self.kitchen = kitchen
        self.settings = settings
    }

    public var shared: ResponseSettings { settings.shared }

    public var summary: String { "Best response to a maximum-entropy population of \(shared.partners)" }

    /// The whole population after the segment before.
    public func learnerNeeds(_ key: SegmentKey) -> [SegmentKey] {
        key.segment > 0 ? selfPlayLearners.map { SegmentKey($0.member.name, key.segment - 1) } : []
    }

    public func partnership(_ key: SegmentKey, _ context: SegmentContext) throws -> Partnership? {
        let population = try selfPlayLearners.map { other in
            key.segment == 0
                ? try other.learner.initialModel()
                : try other.learner.model(context.snapshot(SegmentKey(other.member.name, key.segment - 1)))
        }
        return .diverseSelfPlay(PopulationDiversity(population: population, weight: settings.diversity))
    }
}
