import Agents
import Basics
import Foundation
import Kitchen
import Neural

/// A run of `TalkLearning` in a folder, which can be stopped in any way and goes on from its last checkpoint.
///
/// The folder holds `run.json` (what decides the result), `metrics.csv` (a line an iteration), `checkpoint.safetensors` and, once done,
/// the agents' files.
public struct TalkRun {
    public let folder: String
    public let name: String
    private let learning: TalkLearning
    private let identity: Identity
    private var lines: [[String]]
    /// Seconds between checkpoints; they change nothing in the result.
    public var secondsBetweenCheckpoints = 10.0

    /// What decides the result.
    private struct Identity: Codable, Hashable {
        let map: String
        let partners: [String]
        let settings: TalkSettings
    }

    /// A policy that plays and does not learn.
    public struct Partner: Sendable {
        public let name: String
        public let model: TalkingModel

        public init(name: String, model: TalkingModel) {
            self.name = name
            self.model = model
        }
    }

    /// Opens the folder, makes it if needed, and goes on from its checkpoint if there is one.
    /// - Throws: `LearningError` for a folder of another run, and whatever the learning objects to.
    public init(
        folder: String, name: String, kitchen: Kitchen, settings: TalkSettings, workers: Workers, partners: [Partner] = []
    ) throws {
        self.folder = folder
        self.name = name
        learning = try TalkLearning(kitchen, settings: settings, workers: workers, partners: partners.map(\.model))
        identity = Identity(map: kitchen.layout.name, partners: partners.map(\.name), settings: settings)
        try RunFolder(folder).claim(identity)
        lines = []
        guard FileManager.default.fileExists(atPath: folder + "/checkpoint.safetensors") else { return }
        try learning.restore(Checkpoint.read(folder + "/checkpoint.safetensors"))
        let text = try InputFile.dataUnlessMissing(folder + "/metrics.csv", .runMetrics).map { String(decoding: $0, as: UTF8.self) } ?? ""
        lines = text.split(separator: "\n").dropFirst().prefix(learning.iteration).map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        guard lines.count == learning.iteration else {
            throw LearningError(
                "\(folder)/metrics.csv has \(lines.count) lines, the checkpoint is of iteration \(learning.iteration); put back a copy of it, "
                    + "or remove checkpoint.safetensors, too, to begin the run again")
        }
    }

    /// Iterations that are done, and all there are.
    public var progress: (done: Int, all: Int) { (learning.iteration, learning.settings.iterations) }

    private func save() throws {
        try WholeFile.write(([TalkLearning.Metrics.columns] + lines).map { CSV.row($0) + "\n" }.joined(), to: folder + "/metrics.csv")
        let checkpoint = learning.checkpoint
        try Checkpoint.write(Safetensors(checkpoint.tensors, metadata: checkpoint.metadata), to: folder + "/checkpoint.safetensors")
    }

    /// Learns until done or asked to stop, and writes the agents.
    /// - Parameters:
    ///   - report: called after every iteration.
    ///   - shouldStop: asked after every iteration; the run then saves and returns.
    /// - Returns: the mean score of one more episode of every game without learning; nil where it was stopped.
    public mutating func run(report: (TalkLearning.Metrics) -> Void, shouldStop: () -> Bool) throws -> Double? {
        var saved = ContinuousClock.now
        while !learning.isDone {
            let metrics = try learning.iterate()
            lines.append(metrics.values)
            report(metrics)
            let isStopped = shouldStop()
            if isStopped || learning.isDone || ContinuousClock.now - saved > .seconds(secondsBetweenCheckpoints) {
                try save()
                saved = .now
            }
            if isStopped && !learning.isDone { return nil }
        }
        let score = try learning.evaluate()
        for (name, model) in zip(names, try learning.models()) {
            try TalkingFiles(name: name, model: model, description: description, provenance: provenance, kitchen: identity.map)
                .write(into: folder)
        }
        return score
    }

    /// The agents' names: the run's, with a number where there are several.
    public var names: [String] {
        let count = identity.settings.learners
        return count == 1 ? [name] : (1...count).map { "\(name)-\($0)" }
    }

    private var description: String {
        let others =
            identity.partners.isEmpty ? (identity.settings.learners > 1 ? "in a population" : "by self-play") : "with fixed partners"
        return "Learned \(identity.map) and a language of \(identity.settings.symbols) symbols \(others)."
    }

    private var provenance: String { "brigade train talk, seed \(identity.settings.seed), \(identity.settings.steps) steps" }
}
