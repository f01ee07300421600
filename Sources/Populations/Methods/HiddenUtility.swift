import Agents
import Kitchen
import Learning

/// Hidden-utility self-play (Yu et al. 2023): partners with tastes of their own, as people have, are learned in pairs with
/// an ordinary learner; those that behave most differently, and plain self-play learners with their pasts, are whom the agent
/// is a best response to.
public struct HiddenUtility: ResponseMethod {
    public static let name = "hsp"

    /// What decides the result, with the kitchen.
    public struct Settings: ResponseSettings {
        public var partner = PPOSettings()
        public var response = PPOSettings().beginningAlone
        public var partners = 2
        /// Pairs of a learner with a taste and one without.
        public var biased = 6
        /// How many of those with a taste are chosen.
        public var chosen = 4
        public var iterations = 10
        public var priority = 0.0

        public init() {}
    }

    public let kitchen: Kitchen
    public let settings: Settings

    /// - Throws: `LearningError` for settings that cannot work.
    public init(_ kitchen: Kitchen, _ settings: Settings) throws {
        try settings.checkResponse(fewestPartners: 0)
        guard settings.chosen > 0, settings.biased >= settings.chosen else {
            throw LearningError("at least one biased partner is chosen, and not more than there are")
        }
        self.kitchen = kitchen
        self.settings = settings
    }

    /// Pairs of a learner with a taste and one without.
    private var pairs: [Skills] {
        BiasedLearners(kitchen, settings.partner, iterations: settings.iterations, count: settings.biased).skills
    }

    /// The places of those that differ most in how often they do what: the next is always the one whose distances to those
    /// already chosen are largest together, counts divided by the largest of each kind.
    static func mostDifferent(_ counts: [[Double]], choose: Int) -> [Int] {
        guard let kinds = counts.first?.count else { return [] }
        let scale = (0..<kinds).map { kind in counts.map { $0[kind] }.max() ?? 0 }
        func distance(_ a: Int, _ b: Int) -> Double {
            (0..<kinds).reduce(0) { $0 + (scale[$1] > 0 ? abs(counts[a][$1] - counts[b][$1]) / scale[$1] : 0) }
        }
        var chosen: [Int] = []
        while chosen.count < min(choose, counts.count) {
            let rest = counts.indices.filter { !chosen.contains($0) }
            func worth(_ candidate: Int) -> Double { (chosen.isEmpty ? rest : chosen).reduce(0) { $0 + distance(candidate, $1) } }
            chosen.append(rest.max { (worth($0), -$0) < (worth($1), -$1) } ?? rest[0])
        }
        return chosen.sorted()
    }

    // MARK: Method

    public var words: String {
        "Best response to \(settings.chosen) partners with tastes of their own and \(settings.partners) without"
    }

    public var learners: [Skills] { seedLearners + pairs }

    public var material: [SegmentKey] { seedLearners.flatMap(\.member.keys) + pairs.map(\.member.last) }

    public func partners(_ snapshot: (SegmentKey) throws -> Snapshot) throws -> [Partner] {
        try seedLearners.flatMap { try $0.partners(snapshot) } + chosen(snapshot)
    }

    /// The chosen partners with tastes.
    private func chosen(_ snapshot: (SegmentKey) throws -> Snapshot) throws -> [Partner] {
        let pairs = pairs
        let ends = try pairs.map { try snapshot($0.member.last) }
        let counts = ends.map { $0.notes["events"]?.split(separator: " ").compactMap { Double($0) } ?? [] }
        return try HiddenUtility.mostDifferent(counts, choose: settings.chosen).map { try pairs[$0].last(snapshot) }
    }

    public func partnerAgents(_ shelf: Shelf) throws -> [PolicyFiles] {
        try chosen(shelf.snapshot).map { naming.files("Learned to please a taste of its own", $0.model, part: $0.name) }
    }
}
