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
        let metrics = try context.metrics(of: iterations, until: { learner.isDone }, learner.iterate)
        var snapshot = Snapshot(learner.checkpoint, metrics: metrics.map(\.line))
        snapshot[.score] = Learner.lateScore(metrics)
        return (snapshot, library.partners.indices.map(metrics.score))
    }

    /// The policy of a snapshot.
    func model(_ snapshot: Snapshot) throws -> PolicyModel {
        try RecurrentPPO.model(snapshot.state, settings: settings, layout: kitchen.layout)
    }
}
