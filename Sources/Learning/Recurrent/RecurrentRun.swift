import Agents
import Basics
import Kitchen

/// A run of `RecurrentPPO` in a folder, which can be stopped in any way and goes on exactly. The folder holds what that of a `PPORun`
/// holds.
public struct RecurrentRun {
    public let folder: String
    public let name: String
    private let learner: RecurrentPPO
    private let identity: Identity
    /// Seconds between checkpoints; they change nothing in the result.
    public var secondsBetweenCheckpoints = 10.0

    /// What decides the result.
    private struct Identity: Codable, Hashable {
        let map: String
        let dynamics: String
        let settings: RecurrentSettings
    }

    /// Opens the folder, makes it if needed, and goes on from its checkpoint if there is one.
    /// - Throws: `LearningError` for a folder of another run, and whatever the learner objects to.
    public init(folder: String, name: String, kitchen: Kitchen, settings: RecurrentSettings, workers: Workers) throws {
        self.folder = folder
        self.name = name
        learner = try RecurrentPPO(kitchen, settings: settings, workers: workers)
        identity = Identity(map: kitchen.layout.name, dynamics: kitchen.dynamics == .old ? "old" : "new", settings: settings)
        try RunFolder(folder).claim(identity)
        try LearnerFolder(path: folder, learner: learner).resume()
    }

    /// Iterations that are done, and all there are.
    public var progress: (done: Int, all: Int) { (learner.iteration, learner.settings.iterations) }

    /// Learns until done or asked to stop, and writes the agent.
    /// - Parameters:
    ///   - report: called after every iteration.
    ///   - shouldStop: asked after every iteration; the run then saves and returns.
    /// - Returns: whether it is done.
    public func run(report: (PPO.Metrics) -> Void, shouldStop: () -> Bool) throws -> Bool {
        let isDone = try LearnerFolder(path: folder, learner: learner).learn(
            secondsBetweenCheckpoints: secondsBetweenCheckpoints, report: report, shouldStop: shouldStop)
        guard isDone else { return false }
        let settings = identity.settings
        let how = settings.permuted.isEmpty ? "in self-play" : "by Other-Play"
        try PolicyFiles(
            name: name, model: learner.model, description: "Learned \(identity.map) \(how), with a memory.",
            provenance: "brigade train recurrent, seed \(settings.seed), \(settings.steps) steps", kitchens: [identity.map]
        ).write(into: folder)
        return true
    }
}
