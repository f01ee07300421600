import Agents
import Kitchen
import Learning

/// Hidden-utility self-play (Yu et al. 2023, "Learning zero-shot cooperation with humans, assuming humans are biased"): biased
/// agents with hidden utilities of their own, as people have, learn in pairs with an ordinary learner. The agent is a best
/// response to the biased agents that behave most differently and to the checkpoints of self-play learners.
public struct HiddenUtility: ResponseMethod {
    public static let name = "hsp"

    /// What decides the result, with the kitchen.
    public struct Settings: Codable, Hashable, Sendable {
        public var shared: ResponseSettings
        /// Biased agents that are trained.
        public var biased = 6
        /// How many of them are chosen as partners.
        public var chosen = 4

        public init(_ shared: ResponseSettings) { self.shared = shared }

        private enum CodingKeys: String, CodingKey { case biased, chosen }

        /// Reads what `encode` writes.
        public init(from decoder: any Decoder) throws {
            shared = try ResponseSettings(from: decoder)
            let own = try decoder.container(keyedBy: CodingKeys.self)
            biased = try own.decode(Int.self, forKey: .biased)
            chosen = try own.decode(Int.self, forKey: .chosen)
        }

        /// Writes all settings into one object.
        public func encode(to encoder: any Encoder) throws {
            try shared.encode(to: encoder)
            var own = encoder.container(keyedBy: CodingKeys.self)
            try own.encode(biased, forKey: .biased)
            try own.encode(chosen, forKey: .chosen)
        }
    }

    public let kitchen: Kitchen
    public let settings: Settings

    /// - Throws: `LearningError` for settings that cannot work.
    public init(_ kitchen: Kitchen, _ settings: Settings) throws {
        try settings.shared.check(minPartners: 0)
        guard settings.chosen > 0, settings.biased >= settings.chosen else {
            throw LearningError("at least one biased partner is chosen, and not more than there are")
        }
        self.kitchen = kitchen
        self.settings = settings
    }

    public var shared: ResponseSettings { settings.shared }

    private var biased: [MemberLearner] {
        MemberLearner.biased(kitchen, shared.partner, iterations: shared.iterations, count: settings.biased)
    }

    /// Greedy policy selection by event-based diversity (Algorithm 1 of the paper): the next is always the one whose distances
    /// to those already chosen have the largest sum, counts divided by the largest of each kind of event.
    /// - Parameter counts: `[agents, events]`, how often each agent causes each event.
    /// - Returns: the chosen agents' places, ascending.
    static func mostDiverse(_ counts: [[Double]], choose: Int) -> [Int] {
        guard let kinds = counts.first?.count else { return [] }
        let scale = (0..<kinds).map { kind in counts.map { $0[kind] }.max() ?? 0 }
        func distance(_ a: Int, _ b: Int) -> Double {
            (0..<kinds).reduce(0) { $0 + (scale[$1] > 0 ? abs(counts[a][$1] - counts[b][$1]) / scale[$1] : 0) }
        }
        var chosen: [Int] = []
        while chosen.count < min(choose, counts.count) {
            let rest = counts.indices.filter { !chosen.contains($0) }
            func diversity(_ candidate: Int) -> Double { (chosen.isEmpty ? rest : chosen).reduce(0) { $0 + distance(candidate, $1) } }
            chosen.append(rest.max { (diversity($0), -$0) < (diversity($1), -$1) } ?? rest[0])
        }
        return chosen.sorted()
    }

    // MARK: Method

    public var summary: String {
        "Best response to \(settings.chosen) biased agents and \(shared.partners) self-play learners with their pasts"
    }

    public var learners: [MemberLearner] { selfPlayLearners + biased }

    public var material: [SegmentKey] { selfPlayLearners.flatMap(\.member.keys) + biased.map(\.member.last) }

    public func partners(_ has: (SegmentKey) -> Bool, _ snapshot: (SegmentKey) throws -> Snapshot) throws -> [Partner] {
        try selfPlayLearners.flatMap { try $0.checkpoints(has, snapshot) } + chosen(snapshot)
    }

    /// The chosen biased agents.
    private func chosen(_ snapshot: (SegmentKey) throws -> Snapshot) throws -> [Partner] {
        let biased = biased
        let ends = try biased.map { try snapshot($0.member.last) }
        let counts = ends.map(\.events)
        return try HiddenUtility.mostDiverse(counts, choose: settings.chosen).map { try biased[$0].final(snapshot) }
    }

    public func partnerAgents(_ snapshots: SnapshotStore) throws -> [PolicyFiles] {
        try chosen(snapshots.snapshot).map { naming.files("Biased agent with a hidden utility", $0.model, part: $0.name) }
    }
}
