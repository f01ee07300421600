import Agents
import Kitchen
import Learning

/// Fictitious co-play (Strouse et al. 2021): learners of different seeds learn by self-play; a best response to all of
/// them, at three skills each, is the agent.
public struct FictitiousCoPlay: PopulationMethod {
    public static let name = "fcp"

    /// What decides the result, with the kitchen.
    public struct Settings: Codable, Hashable, Sendable {
        /// Of the self-play learners; their seeds follow from its seed.
        public var partner: PPOSettings
        public var response: PPOSettings
        /// How many self-play learners.
        public var partners = 5
        /// Of a segment, after which a snapshot is kept.
        public var iterations = 10
        public var priority = 0.0

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
        guard settings.partners > 0, settings.iterations > 0 else { throw LearningProblem("partners and iterations must be above 0") }
        self.kitchen = kitchen
        self.settings = settings
    }

    private var response: Learner { Learner(kitchen: kitchen, settings: settings.response, iterations: settings.iterations) }

    private var skills: [Skills] {
        SeedLearners(kitchen, settings.partner, iterations: settings.iterations, count: settings.partners).skills
    }

    public var members: [Member] { skills.map(\.member) + [Member("response", segments: response.segments)] }

    public func needs(_ key: SegmentKey) -> [SegmentKey] { key.member == "response" ? skills.flatMap(\.member.keys) : [] }

    public func learn(_ key: SegmentKey, _ desk: Desk) throws -> Snapshot {
        if let own = skills.first(where: { $0.member.name == key.member }) { return try own.learner.learn(desk) }
        return try BestResponse(learner: response, priority: settings.priority)
            .learn(desk, partners: skills.flatMap { try $0.partners(desk.other) })
    }

    public func agents(_ shelf: Shelf) throws -> [PolicyFiles] {
        let naming = Naming(self, seed: settings.response.seed)
        let last = try shelf.snapshot(SegmentKey("response", response.segments - 1))
        let words = "Best response to \(settings.partners) self-play learners and their pasts"
        return [naming.files(words, try response.model(last))] + (try skills.map { try naming.files(of: $0, shelf) })
    }
}

/// Self-play learners that differ in their seeds alone.
struct SeedLearners {
    let skills: [Skills]

    init(_ kitchen: Kitchen, _ settings: PPOSettings, iterations: Int, count: Int) {
        skills = (0..<count).map { number in
            var own = settings
            // Seeds of one run must not be those of the next.
            var random = RandomStream(settings.seed, 0x5EED, UInt64(number))
            own.seed = random.next() >> 16
            let learner = Learner(kitchen: kitchen, settings: own, iterations: iterations)
            return Skills(learner: learner, member: Member("partner-\(number + 1)", segments: learner.segments))
        }
    }
}

/// Names and words for a run's agents.
struct Naming<Method: PopulationMethod> {
    let method: Method
    let seed: UInt64

    init(_ method: Method, seed: UInt64) {
        self.method = method
        self.seed = seed
    }

    /// The files of one agent.
    /// - Parameters:
    ///   - part: what to add to the run's name for an agent that is not the main one.
    ///   - words: what it is, a sentence without its end.
    func files(_ words: String, _ model: PolicyModel, part: String = "") -> PolicyFiles {
        let (map, dynamics) = (method.kitchen.layout.name, method.kitchen.dynamics.rawValue)
        return PolicyFiles(
            name: "\(Method.name)-\(map)-\(seed)" + (part.isEmpty ? "" : "-\(part)"), model: model,
            description: "\(words), in \(map), \(dynamics) dynamics.", provenance: "brigade train \(Method.name), seed \(seed)",
            kitchens: [map])
    }

    /// The files of a self-play partner.
    func files(of skills: Skills, _ shelf: Shelf) throws -> PolicyFiles {
        files("Learned by self-play", try skills.learner.model(shelf.snapshot(skills.member.last)), part: skills.member.name)
    }
}
