import Agents
import Kitchen
import Learning

/// A recurrent learner beside a library of partners, whose run is cut into segments.
struct RecurrentLearner: Sendable {
    let kitchen: Kitchen
    let settings: RecurrentSettings
    /// Of a segment.
    let iterations: Int

    /// Segments of the whole run.
    var segments: Int { (settings.iterations + iterations - 1) / iterations }

    /// Learns a segment.
    /// - Returns: the snapshot, and the scores with the partners, in their order.
    func learn(_ context: SegmentContext, beside library: PartnerPool) throws -> (snapshot: Snapshot, scores: [PPO.PartnerScore]) {
        let learner = try RecurrentPPO(kitchen, settings: settings, workers: context.workers, library: library)
        if let own = context.own { try learner.restore(own.state) }
        var metrics: [PPO.Metrics] = []
        for _ in 0..<iterations where !learner.isDone {
            try context.checkForStop()
            metrics.append(try learner.iterate())
        }
        var snapshot = Snapshot(learner.checkpoint, metrics: metrics.map(\.line))
        snapshot[.score] = Learner.lateScore(metrics)
        let scores = library.partners.indices.map { partner in
            metrics.reduce(into: PPO.PartnerScore()) { $0.add($1.partnerScores[partner]) }
        }
        return (snapshot, scores)
    }

    /// The policy of a snapshot.
    func model(_ snapshot: Snapshot) throws -> PolicyModel {
        try RecurrentPPO.model(snapshot.state, settings: settings, layout: kitchen.layout)
    }
}
