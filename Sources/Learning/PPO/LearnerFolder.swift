import Foundation
import Neural

/// A learner that can be stopped after any iteration and goes on exactly.
protocol ResumableLearner: AnyObject {
    /// Iterations done.
    var iteration: Int { get }
    var isDone: Bool { get }
    func iterate() throws -> PPO.Metrics
    /// All that is needed to go on exactly.
    var checkpoint: Safetensors { get }
    /// Goes on from a checkpoint.
    /// - Throws: `LearningError` for one of another learner.
    func restore(_ checkpoint: Safetensors) throws
}

extension PPO: ResumableLearner {}

/// The learning curve and the checkpoint of a learner in a run's folder. Every file is replaced whole or appended to; what a killed
/// run wrote after its last checkpoint is written again.
struct LearnerFolder {
    let path: String
    let learner: any ResumableLearner

    /// The checkpoint's key of the checksum of the learning curve so far.
    private static let metricsKey = "metrics"

    private var checkpoint: String { path + "/checkpoint.safetensors" }
    private var metrics: MetricsFile { MetricsFile(path + "/metrics.csv") }

    /// Lets the learner go on from the folder's checkpoint, if there is one.
    /// - Throws: `LearningError` for a damaged one, and for one of another learner.
    func resume() throws {
        if FileManager.default.fileExists(atPath: checkpoint) {
            let file = try Checkpoint.read(checkpoint)
            try learner.restore(file)
            let done = learner.iteration
            if let sum = file.metadata[Self.metricsKey], try Checkpoint.sum(metrics.text(iterations: done)) != sum,
                try Checkpoint.sum(metrics.formerText(iterations: done)) != sum
            {
                throw LearningError(
                    "\(path)/metrics.csv is damaged: it is not the one that the checkpoint belongs to; put back a copy of it, or "
                        + "remove checkpoint.safetensors, too, to begin the run again")
            }
        }
        try metrics.keep(iterations: learner.iteration)
    }

    private func save() throws {
        var file = learner.checkpoint
        file.metadata[Self.metricsKey] = try Checkpoint.sum(metrics.text(iterations: learner.iteration))
        try Checkpoint.write(file, to: checkpoint)
    }

    /// Learns until done or asked to stop.
    /// - Parameters:
    ///   - secondsBetweenCheckpoints: but one comes after every iteration that takes more than a second: the next may not be over
    ///     when the program is asked to end.
    ///   - report: called after every iteration.
    ///   - shouldStop: asked after every iteration; the learner is then saved.
    /// - Returns: whether it is done.
    func learn(secondsBetweenCheckpoints: Double, report: (PPO.Metrics) -> Void, shouldStop: () -> Bool) throws -> Bool {
        var saved = ContinuousClock.now
        while !learner.isDone {
            let begin = ContinuousClock.now
            let result = try learner.iterate()
            let isLong = ContinuousClock.now - begin > .seconds(1)
            try metrics.append(result)
            report(result)
            let isStopped = shouldStop()
            if isStopped || isLong || ContinuousClock.now - saved > .seconds(secondsBetweenCheckpoints) || learner.isDone {
                try save()
                saved = .now
            }
            if isStopped && !learner.isDone { return false }
        }
        return true
    }
}
