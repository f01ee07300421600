import Agents
import Basics
import Foundation
import Kitchen
import Learning

/// In-context adaptation to a dynamic population: one network with a memory plays with a library of partners, another one every episode,
/// and so learns to find out within the episode whom it plays with. The library grows while it learns: where the learner falls most short
/// of the best that is known, partners get children, biased agents that begin as their parent and learn with a hidden utility a little
/// different (in pairs with a best response to them, as in Yu et al. 2023); partners that can teach least are retired. Growing by regret is
/// from open-ended learning of teammates (Wang et al. 2025, "ROTATE: regret-driven open-ended training for ad hoc teamwork"), which trains
/// each teammate by that regret itself.
public struct InContextLearning: PopulationMethod {
    public static let name = "in-context"

    /// What decides the result, with the kitchen.
    public struct Settings: Codable, Hashable, Sendable {
        /// Of the partners that the library begins with; seeds and utilities follow from its seed.
        public var partner: PPOSettings
        /// Of the children.
        public var child: PPOSettings
        /// Of the learner with the memory, all rounds together.
        public var agent: RecurrentSettings
        /// Self-play learners that the library begins with, each half way and at the end of its learning.
        public var partners = 4
        /// Biased agents that it begins with.
        public var biased = 4
        /// Rounds of the learner; after each but the last, children join. One is a static library.
        public var rounds = 4
        /// Children of a round.
        public var children = 2
        /// Partners that the learner plays with at a time, at most.
        public var capacity = 16
        /// Share of the games with partners that all of them get alike; the rest goes by what they can teach.
        public var evenShare = 0.3
        /// The share of the games with partners in which these do some actions at random, and the share of those actions: whoever slips
        /// shows states that no partner of the library leads to.
        public var slippingGames = 0.75
        public var slips = 0.5
        /// Iterations of a segment.
        public var iterations = 10

        public init(partner: PPOSettings, agent: RecurrentSettings) {
            (self.partner, child, self.agent) = (partner, partner, agent)
        }
    }

    public let kitchen: Kitchen
    public let settings: Settings

    /// - Throws: `LearningError` for settings that cannot work.
    public init(_ kitchen: Kitchen, _ settings: Settings) throws {
        try settings.partner.check()
        try settings.child.check()
        try settings.agent.check(for: kitchen.layout, isBesideLibrary: true)
        guard settings.partners >= 0, settings.biased >= 0, settings.partners + settings.biased > 0, settings.rounds > 0,
            settings.children > 0, settings.capacity > 0, settings.iterations > 0,
            [settings.evenShare, settings.slippingGames, settings.slips].allSatisfy((0...1).contains)
        else {
            throw LearningError(
                "a library begins with somebody; rounds, children, capacity and iterations are above 0, and shares from 0 to 1")
        }
        self.kitchen = kitchen
        self.settings = settings
    }

    // MARK: Members

    private var agent: RecurrentLearner {
        RecurrentLearner(kitchen: kitchen, settings: settings.agent, iterations: settings.iterations)
    }
    private var agentMember: Member { Member("agent", segments: agent.segments) }
    /// Segments of the learner in a round.
    private var segmentsARound: Int { (agent.segments + settings.rounds - 1) / settings.rounds }

    private var selfPlay: [MemberLearner] {
        MemberLearner.selfPlay(kitchen, settings.partner, iterations: settings.iterations, count: settings.partners)
    }

    private var biased: [MemberLearner] {
        MemberLearner.biased(kitchen, settings.partner, iterations: settings.iterations, count: settings.biased)
    }

    /// The children that join after a round, counted from 1.
    private func children(ofRound round: Int) -> [MemberLearner] {
        (0..<settings.children).map { number in
            let own = settings.child.descendant(StreamKey.libraryChild, (round - 1) * settings.children + number)
            return MemberLearner(
                "child-\(round)-\(number + 1)", Learner(kitchen: kitchen, settings: own, iterations: settings.iterations))
        }
    }

    private var rounds: Range<Int> { 1..<settings.rounds }

    /// All that learn in pairs and have joined when that many rounds are over.
    private func pairs(afterRounds over: Int) -> [MemberLearner] { biased + (1..<(over + 1)).flatMap(children) }

    /// A child by its name, with its number among those of its round.
    private func child(_ name: String) -> (learner: MemberLearner, number: Int, round: Int)? {
        for round in rounds {
            let children = children(ofRound: round)
            if let number = children.firstIndex(where: { $0.member.name == name }) { return (children[number], number, round) }
        }
        return nil
    }

    public var members: [Member] {
        (selfPlay + pairs(afterRounds: settings.rounds - 1)).map(\.member) + [agentMember]
    }

    /// The learner at the end of a round, counted from 1.
    private func agent(afterRound round: Int) -> SegmentKey { SegmentKey("agent", min(round * segmentsARound, agent.segments) - 1) }

    /// A partner of the library: who it is, and how many policies its snapshot has.
    private struct Entry {
        let learner: MemberLearner
        let partner: Partner
        let key: SegmentKey
        /// What its own kind earns beside it.
        let best: Double
        let policies: Int
    }

    /// The library when that many rounds are over, the earliest first: it only grows, so that places stand.
    private func library(afterRounds over: Int, _ context: SegmentContext) throws -> [Entry] {
        func entry(_ learner: MemberLearner, _ key: SegmentKey, _ policies: Int) throws -> Entry {
            let snapshot = try context.snapshot(key)
            return Entry(
                learner: learner, partner: Partner(name: "\(key)", model: try learner.learner.model(snapshot)), key: key,
                best: snapshot.number(.score) ?? 0, policies: policies)
        }
        let own = try selfPlay.flatMap { learner in
            let keys = try learner.checkpointKeys({ _ in true }, context.snapshot)
            return try [entry(learner, keys.half, 1), entry(learner, keys.end, 1)]
        }
        return own + (try pairs(afterRounds: over).map { try entry($0, $0.member.last, 2) })
    }

    // MARK: Method

    public func needs(_ key: SegmentKey) -> [SegmentKey] {
        func library(afterRounds over: Int) -> [SegmentKey] {
            selfPlay.flatMap(\.member.keys) + pairs(afterRounds: over).map(\.member.last)
        }
        if key.member == "agent" { return library(afterRounds: key.segment / segmentsARound) }
        guard key.segment == 0, let child = child(key.member) else { return [] }
        return [agent(afterRound: child.round)] + library(afterRounds: child.round - 1)
    }

    public func learn(_ key: SegmentKey, _ context: SegmentContext) throws -> Snapshot {
        if key.member == "agent" { return try learnAgent(key, context) }
        if let child = child(key.member) { return try learn(child.learner, child.number, child.round, context) }
        guard let own = (selfPlay + biased).first(where: { $0.member.name == key.member }) else {
            throw LearningError("\(key) is not a segment of this run")
        }
        return try own.learner.learn(context)
    }

    private func learnAgent(_ key: SegmentKey, _ context: SegmentContext) throws -> Snapshot {
        let entries = try library(afterRounds: key.segment / segmentsARound, context)
        var known = acquaintances(context.own, entries)
        if key.segment % segmentsARound == 0 { known.retire(downTo: settings.capacity) }
        var pool = try PartnerPool(entries.map(\.partner), weights: known.weights(even: settings.evenShare))
        pool.slips = (settings.slippingGames, settings.slips)
        var (snapshot, scores) = try agent.learn(context, beside: pool)
        for (place, score) in scores.enumerated() { known[place].met(score) }
        snapshot[.acquaintances] = known.map(\.text).joined(separator: " ")
        return snapshot
    }

    /// What the learner knows of the entries; of new ones what their own kind earns.
    private func acquaintances(_ snapshot: Snapshot?, _ entries: [Entry]) -> [Acquaintance] {
        let known = (snapshot?[.acquaintances] ?? "").split(separator: " ").compactMap { Acquaintance(text: $0) }
        return known + entries.dropFirst(known.count).map { Acquaintance(best: $0.best) }
    }

    /// A child's segment: in the first it takes over what its parent has learned, and a utility a little different from its parent's.
    private func learn(_ child: MemberLearner, _ number: Int, _ round: Int, _ context: SegmentContext) throws -> Snapshot {
        guard context.own == nil else {
            let utility = try utility(of: context.own)
            var snapshot = try child.learner.learn(context, partnership: .biasedPair(utility))
            snapshot[.utility] = try JSONText.stored(utility)
            return snapshot
        }
        let entries = try library(afterRounds: round - 1, context)
        let order = try acquaintances(context.snapshot(agent(afterRound: round)), entries).byRegret
        let parent = entries[order[number % order.count]]
        let models = try parent.learner.learner.models(context.snapshot(parent.key), count: parent.policies)
        let utility = try utility(ofChildOf: parent, child.learner.settings.seed, context)
        var snapshot = try child.learner.learn(
            context, partnership: .biasedPair(utility), start: models.count == 2 ? models : [models[0], models[0]])
        snapshot[.parent] = "\(parent.key)"
        snapshot[.utility] = try JSONText.stored(utility)
        return snapshot
    }

    private func utility(ofChildOf parent: Entry, _ seed: UInt64, _ context: SegmentContext) throws -> EventUtility {
        var random = RandomStream(seed, StreamKey.libraryChild)
        if case .biasedPair(let utility) = parent.learner.learner.partnership { return utility.mutated(using: &random) }
        guard parent.policies == 2 else { return EventUtility.drawn(seed: seed, 0) }
        return try utility(of: context.snapshot(parent.key)).mutated(using: &random)
    }

    private func utility(of snapshot: Snapshot?) throws -> EventUtility {
        guard let text = snapshot?[.utility], let utility = try? JSONDecoder().decode(EventUtility.self, from: Data(text.utf8)) else {
            throw LearningError("a snapshot lacks the utility of a child")
        }
        return utility
    }

    public func agents(_ snapshots: SnapshotStore) throws -> [PolicyFiles] {
        let naming = Naming(self, seed: settings.partner.seed)
        let growth = settings.rounds > 1 ? "a growing library" : "a library"
        let memory = settings.agent.hidden > 0 ? "a memory" : "no memory"
        let main = naming.files(
            "One network with \(memory) that learned beside \(growth) of partners", try agent.model(snapshots.snapshot(agentMember.last)))
        return [main] + (try selfPlay.map { try naming.files(of: $0, snapshots) })
            + (try pairs(afterRounds: settings.rounds - 1).map {
                naming.files("A biased agent", try $0.learner.model(snapshots.snapshot($0.member.last)), part: $0.member.name)
            })
    }
}
