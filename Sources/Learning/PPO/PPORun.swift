import Agents
import Basics
import Foundation
import Kitchen
import Neural

/// A run of `PPO` in a folder, which can be stopped in any way and goes on exactly.
///
/// The folder holds `run.json` (what decides the result), `metrics.csv` (a line an iteration), `checkpoint.safetensors`
/// and, once done, the agent's three files. Every file is replaced whole or appended to; what a killed run wrote after
/// its last checkpoint is written again.
public struct PPORun {
    public let folder: String
    public let name: String
    private let learner: PPO
    private let identity: Identity
    /// Seconds between checkpoints, but one comes after every iteration that takes more than a second: the next may not be
    /// over when the program is asked to end. They change nothing in the result.
    public var secondsBetweenCheckpoints = 10.0

    /// What decides the result.
    private struct Identity: Codable, Hashable {
        let map: String
        let dynamics: String
        let partners: [String]
        let settings: PPOSettings
        /// Whose weights it began with; not written where it began with random ones.
        let start: String?
    }

    /// How a call of `run` ended.
    public struct Outcome: Sendable {
        public let isDone: Bool
        public let iterations: Int
        /// Mean score of one more episode of every game without learning, when done.
        public let score: Double?
    }

    /// Opens the folder, makes it if needed, and goes on from its checkpoint if there is one.
    /// - Parameter start: the policy whose weights a new run begins with; nil for random ones.
    /// - Throws: `LearningError` for a folder of another run, and whatever the learner objects to.
    public init(
        folder: String, name: String, kitchen: Kitchen, settings: PPOSettings, workers: Workers, partners: [Partner] = [],
        start: Partner? = nil
    ) throws {
        self.folder = folder
        self.name = name
        learner = try PPO(kitchen, settings: settings, workers: workers, partnership: .with(partners))
        identity = Identity(
            map: kitchen.layout.name, dynamics: kitchen.dynamics == .old ? "old" : "new", partners: partners.map(\.name),
            settings: settings, start: start?.name)
        if let start { try learner.begin(from: start.model) }
        try RunFolder(folder).claim(identity)
        try LearnerFolder(path: folder, learner: learner).resume()
    }

    /// Iterations that are done, and all there are.
    public var progress: (done: Int, all: Int) { (learner.iteration, learner.settings.iterations) }

    /// Learns until done or asked to stop, and writes the agent.
    /// - Parameters:
    ///   - report: called after every iteration.
    ///   - shouldStop: asked after every iteration; the run then saves and returns.
    public func run(report: (PPO.Metrics) -> Void, shouldStop: () -> Bool) throws -> Outcome {
        let isDone = try LearnerFolder(path: folder, learner: learner).learn(
            secondsBetweenCheckpoints: secondsBetweenCheckpoints, report: report, shouldStop: shouldStop)
        guard isDone else { return Outcome(isDone: false, iterations: learner.iteration, score: nil) }
        let score = try learner.evaluate()
        let how = identity.partners.isEmpty ? "by self-play" : "with \(identity.partners.joined(separator: ", "))"
        try PolicyFiles(
            name: name, model: learner.model, description: "Learned \(identity.map) \(how), \(identity.dynamics) dynamics.",
            provenance: "brigade train ppo, seed \(identity.settings.seed), \(identity.settings.steps) steps",
            kitchens: [identity.map]
        ).write(into: folder)
        return Outcome(isDone: true, iterations: learner.iteration, score: score)
    }
}
