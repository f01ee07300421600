import Basics
import Agents
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
    /// Makes it two learners (`PPO.init`).
    var utility: EventUtility?

    /// Segments of the whole run.
    var segments: Int { (settings.iterations + iterations - 1) / iterations }

    /// The learner as it is after a snapshot, or at its beginning.
    func open(_ own: Snapshot?, workers: Workers, company: Company = Company()) throws -> PPO {
        let learner = try PPO(kitchen, settings: settings, workers: workers, company: company, utility: utility)
        if let own { try learner.restore(own.state) }
        return learner
    }

    /// Learns a segment in a company.
    /// - Parameter iterate: one iteration; something else than the usual for methods that learn otherwise.
    func learn(
        _ desk: Desk, company: Company = Company(), iterate: (PPO) throws -> PPO.Metrics = { try $0.iterate() }
    ) throws -> Snapshot {
        let learner = try open(desk.own, workers: desk.workers, company: company)
        var metrics: [PPO.Metrics] = []
        for _ in 0..<iterations where !learner.isDone {
            try desk.goOn()
            metrics.append(try iterate(learner))
        }
        var snapshot = Snapshot(learner.checkpoint, metrics: metrics.map(\.line))
        // The last iterations together tell the score with less noise than one.
        let late = metrics.suffix(5)
        snapshot.notes["score"] = "\(late.reduce(0) { $0 + $1.score } / Double(max(late.count, 1)))"
        if !company.partners.isEmpty { snapshot.notes["met"] = Learner.met(company, metrics, before: desk.own) }
        if let events = metrics.last?.events { snapshot.notes["events"] = events.map { "\($0)" }.joined(separator: " ") }
        return snapshot
    }

    /// Mean scores with the partners as last met, in their order, separated by spaces; `-` for one that never was.
    private static func met(_ company: Company, _ metrics: [PPO.Metrics], before: Snapshot?) -> String {
        let old = scores(before)
        return company.partners.indices.map { partner in
            let sum = metrics.reduce((score: 0.0, games: 0)) {
                ($0.score + $1.byPartner[partner].score, $0.games + $1.byPartner[partner].games)
            }
            let last = partner < old.count ? old[partner] : nil
            return sum.games > 0 ? "\(sum.score / Double(sum.games))" : last.map { "\($0)" } ?? "-"
        }.joined(separator: " ")
    }

    /// What `met` wrote.
    static func scores(_ snapshot: Snapshot?) -> [Double?] { snapshot?.notes["met"]?.split(separator: " ").map { Double($0) } ?? [] }

    /// The policy of a snapshot.
    /// - Parameter set: which of two learners.
    func model(_ snapshot: Snapshot, set: Int = 0) throws -> PolicyModel {
        let table = try PolicyNetwork(settings.plan, layout: kitchen.layout).table
        guard let numbers = snapshot.tensors["\(set)/parameters"]?.numbers, numbers.count == table.count else {
            throw LearningError("a snapshot is not of this learner")
        }
        return PolicyModel(plan: settings.plan, tensors: table.tensors(numbers))
    }

    /// The policy that has learned nothing yet.
    func beginner() throws -> PolicyModel { try open(nil, workers: Workers(1)).models[0] }
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

    /// The same with half of the games in self-play at the beginning and none in the end: beside many partners that
    /// fit each other badly a best response learns several times as slowly from nothing.
    var beginningAlone: PPOSettings {
        var settings = self
        (settings.selfPlay, settings.finalSelfPlay) = (0.5, 0)
        return settings
    }
}

/// A best response to fixed partners, learned by playing with them in both seats.
struct BestResponse: Sendable {
    let learner: Learner
    /// How much oftener the partners are met with which the response scores least: their chances go with the rank by
    /// falling score, to this power (Zhao et al. 2023, eq. 9); 0 for all alike.
    let priority: Double

    func learn(_ desk: Desk, partners: [Partner]) throws -> Snapshot {
        try learner.learn(desk, company: Company(partners: partners, weights: weights(Learner.scores(desk.own), partners.count)))
    }

    /// Chances by the scores so far; a partner that was not met yet counts as the hardest.
    func weights(_ scores: [Double?], _ partners: Int) -> [Double] {
        guard priority > 0 else { return [] }
        let known = (0..<partners).map { $0 < scores.count ? scores[$0] ?? -1 : -1 }
        let order = known.indices.sorted { (known[$0], $0) < (known[$1], $1) }
        var weights = Array(repeating: 0.0, count: partners)
        for (rank, partner) in order.enumerated() { weights[partner] = pow(Double(partners - rank), priority) }
        return weights
    }
}
