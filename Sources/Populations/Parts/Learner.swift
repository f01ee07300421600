import Agents
import Basics
import Foundation
import Kitchen
import Learning
import Neural

/// A learner of proximal policy optimisation whose run is cut into segments.
struct Learner: Sendable {
    let kitchen: Kitchen
    let settings: PPOSettings
    /// Of a segment.
    let iterations: Int
    /// How it plays where a method does not say otherwise.
    var partnership = Partnership.selfPlay

    /// Segments of the whole run.
    var segments: Int { (settings.iterations + iterations - 1) / iterations }

    /// The learner as it is after a snapshot, or at its beginning.
    func open(_ own: Snapshot?, workers: Workers, partnership: Partnership? = nil) throws -> PPO {
        let learner = try PPO(kitchen, settings: settings, workers: workers, partnership: partnership ?? self.partnership)
        if let own { try learner.restore(own.state) }
        return learner
    }

    /// Learns a segment.
    /// - Parameters:
    ///   - partnership: nil for the learner's own.
    ///   - start: policies whose weights its learners begin with in the first segment; nil for random ones.
    ///   - iterate: one iteration, for methods that do not learn as `PPO.iterate` does.
    func learn(
        _ context: SegmentContext, partnership: Partnership? = nil, start: [PolicyModel]? = nil,
        iterate: (PPO) throws -> PPO.Metrics = { try $0.iterate() }
    ) throws -> Snapshot {
        let partnership = partnership ?? self.partnership
        let learner = try open(context.own, workers: context.workers, partnership: partnership)
        if context.own == nil, let start { try learner.begin(fromEach: start) }
        let metrics = try context.metrics(of: iterations, until: { learner.isDone }, { try iterate(learner) })
        var snapshot = Snapshot(learner.checkpoint, metrics: metrics.map(\.line))
        snapshot[.score] = Learner.lateScore(metrics)
        if case .partners(let pool) = partnership {
            snapshot[.partnerScores] = Learner.partnerScores(pool, metrics, before: context.own)
        }
        if let events = metrics.last?.events { snapshot[.events] = events.map { "\($0)" }.joined(separator: " ") }
        return snapshot
    }

    /// The mean of the last iterations, a less noisy score than the last one.
    static func lateScore(_ metrics: [PPO.Metrics]) -> String {
        let late = metrics.suffix(5)
        return "\(late.reduce(0) { $0 + $1.score } / Double(max(late.count, 1)))"
    }

    /// Mean scores with the partners of a pool when last played with, in their order, separated by spaces; `-` for one that
    /// never was.
    private static func partnerScores(_ pool: PartnerPool, _ metrics: [PPO.Metrics], before: Snapshot?) -> String {
        let old = partnerScores(before)
        return pool.partners.indices.map { partner in
            let sum = metrics.score(with: partner)
            let last = partner < old.count ? old[partner] : nil
            return sum.games > 0 ? "\(sum.score / Double(sum.games))" : last.map { "\($0)" } ?? "-"
        }.joined(separator: " ")
    }

    /// The mean scores with partners that a snapshot keeps, in their order.
    static func partnerScores(_ snapshot: Snapshot?) -> [Double?] {
        snapshot?[.partnerScores]?.split(separator: " ").map { Double($0) } ?? []
    }

    /// The policy of a snapshot: of a biased pair, the biased agent's.
    func model(_ snapshot: Snapshot) throws -> PolicyModel {
        try models(snapshot, count: 1)[0]
    }

    /// The policies of a snapshot's learners.
    func models(_ snapshot: Snapshot, count: Int) throws -> [PolicyModel] {
        try PPO.models(snapshot.state, sets: count, settings: settings, layout: kitchen.layout)
    }

    /// The policy that has learned nothing yet.
    func initialModel() throws -> PolicyModel { try open(nil, workers: Workers(1)).models[0] }
}

extension SegmentContext {
    /// Lets a learner take the iterations of a segment, and looks before each whether the run is to stop.
    /// - Parameter isDone: whether its run is over before.
    func metrics(of iterations: Int, until isDone: () -> Bool, _ iterate: () throws -> PPO.Metrics) throws -> [PPO.Metrics] {
        var metrics: [PPO.Metrics] = []
        while metrics.count < iterations && !isDone() {
            try checkForStop()
            metrics.append(try iterate())
        }
        return metrics
    }
}

extension [PPO.Metrics] {
    /// What was earned with a partner of a pool, by its place, in all of them.
    func score(with partner: Int) -> PPO.PartnerScore { reduce(into: PPO.PartnerScore()) { $0.add($1.partnerScores[partner]) } }
}

extension PPOSettings {
    /// The same with a seed that follows from this one: seeds of one run must not be those of the next.
    /// - Parameters:
    ///   - purpose: keeps learners of different kinds apart.
    ///   - number: counts those of a kind.
    func descendant(_ purpose: UInt64, _ number: Int) -> PPOSettings {
        var settings = self
        var random = RandomStream(seed, purpose, UInt64(number))
        settings.seed = random.next() >> 16
        return settings
    }

    /// The same with half of the games in self-play at the beginning and none at the end: a best response learns several
    /// times as slowly from nothing when all games are with many partners that do not fit each other.
    var beginningInSelfPlay: PPOSettings {
        var settings = self
        (settings.selfPlay, settings.finalSelfPlay) = (0.5, 0)
        return settings
    }
}

/// A best response to fixed partners, learned by playing with them in both seats.
struct BestResponse: Sendable {
    let learner: Learner
    /// How much more often the partners are drawn with which the response scores least: their probabilities are in proportion
    /// to their rank by falling score, to this power (Zhao et al. 2023, eq. 9); 0 for all alike.
    let priority: Double

    func learn(_ context: SegmentContext, partners: [Partner]) throws -> Snapshot {
        let weights = weights(Learner.partnerScores(context.own), partners.count)
        return try learner.learn(context, partnership: .with(partners, weights: weights))
    }

    /// Weights of `partners` partners by the scores so far; one without a score counts as the hardest. Nil for all alike.
    func weights(_ scores: [Double?], _ partners: Int) -> [Double]? {
        guard priority > 0 else { return nil }
        let known = (0..<partners).map { $0 < scores.count ? scores[$0] ?? -1 : -1 }
        let order = known.indices.sorted { (known[$0], $0) < (known[$1], $1) }
        var weights = Array(repeating: 0.0, count: partners)
        for (rank, partner) in order.enumerated() { weights[partner] = pow(Double(partners - rank), priority) }
        return weights
    }
}
