import Agents
import Basics
import Foundation
import Kitchen
import Neural

/// A run of `PPO` in a folder, which can be stopped in any way and gone on with exactly.
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
    }

    /// What became of the run.
    public struct Outcome: Sendable {
        public let isDone: Bool
        public let iterations: Int
        /// Mean score of one more episode of every game without learning, when done.
        public let score: Double?
    }

    /// Opens the folder, makes it if needed, and goes on from its checkpoint if there is one.
    /// - Throws: `LearningError` for a folder of another run, and whatever the learner objects to.
    public init(
        folder: String, name: String, kitchen: Kitchen, settings: PPOSettings, workers: Workers, partners: [Partner] = []
    ) throws {
        self.folder = folder
        self.name = name
        learner = try PPO(kitchen, settings: settings, workers: workers, company: Company(partners: partners))
        identity = Identity(
            map: kitchen.layout.name, dynamics: kitchen.dynamics == .old ? "old" : "new", partners: partners.map(\.name),
            settings: settings)
        try RunFolder(folder).claim(identity)
        let checkpoint = folder + "/checkpoint.safetensors"
        let metrics = MetricsFile(folder + "/metrics.csv")
        if FileManager.default.fileExists(atPath: checkpoint) {
            let file = try Checkpoint.read(checkpoint)
            try learner.restore(file)
            if let sum = file.metadata[PPORun.metricsKey], try Checkpoint.sum(metrics.text(iterations: learner.iteration)) != sum {
                throw LearningError(
                    "\(folder)/metrics.csv is damaged: it is not the one that the checkpoint belongs to; put back a copy of it, or "
                        + "remove checkpoint.safetensors, too, to begin the run again")
            }
        }
        try metrics.keep(iterations: learner.iteration)
    }

    /// The checkpoint's word for the checksum of the learning curve so far.
    private static let metricsKey = "metrics"

    private func save() throws {
        var checkpoint = learner.checkpoint
        checkpoint.metadata[PPORun.metricsKey] =
            try Checkpoint.sum(MetricsFile(folder + "/metrics.csv").text(iterations: learner.iteration))
        try Checkpoint.write(checkpoint, to: folder + "/checkpoint.safetensors")
    }

    /// Iterations that are done, and all there are.
    public var progress: (done: Int, all: Int) { (learner.iteration, learner.settings.iterations) }

    /// Learns until done or told to stop, and writes the agent.
    /// - Parameters:
    ///   - report: called after every iteration.
    ///   - shouldStop: asked after every iteration; the run then saves and returns.
    public func run(report: (PPO.Metrics) -> Void, shouldStop: () -> Bool) throws -> Outcome {
        let metrics = MetricsFile(folder + "/metrics.csv")
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
            if isStopped && !learner.isDone { return Outcome(isDone: false, iterations: learner.iteration, score: nil) }
        }
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

/// The learning curve as comma-separated values.
struct MetricsFile {
    private let path: String

    init(_ path: String) { self.path = path }

    /// Leaves the heading and the lines of the first `iterations` iterations.
    func keep(iterations: Int) throws {
        try WholeFile.write(text(iterations: iterations), to: path)
    }

    /// The heading and the lines of the first `iterations` iterations.
    func text(iterations: Int) throws -> String {
        let heading = CSV.row(PPO.Metrics.heading)
        let lines = try InputFile.dataUnlessMissing(path, .runMetrics).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let kept = lines.split(separator: "\n").dropFirst().filter { line in
            line.split(separator: ",").first.flatMap { Int($0) }.map { $0 <= iterations } ?? false
        }
        return ([heading[...]] + kept.prefix(iterations)).joined(separator: "\n") + "\n"
    }

    func append(_ metrics: PPO.Metrics) throws {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data((metrics.line + "\n").utf8))
    }
}

extension PPO.Metrics {
    private static let columns: [(name: String, value: @Sendable (PPO.Metrics) -> String)] = [
        ("iteration", { "\($0.iteration)" }), ("steps", { "\($0.steps)" }), ("score", { "\($0.score)" }),
        ("shaped", { "\($0.shaped)" }), ("policy_loss", { "\($0.policyLoss)" }), ("value_loss", { "\($0.valueLoss)" }),
        ("entropy", { "\($0.entropy)" }), ("divergence", { "\($0.divergence)" }), ("clipped", { "\($0.clipped)" }),
        ("gradient", { "\($0.gradient)" }), ("rate", { "\($0.rate)" }),
    ]

    /// Names of the columns of `line`.
    public static var heading: [String] { columns.map(\.name) }

    /// The numbers as a row of comma-separated values.
    public var line: String { CSV.row(PPO.Metrics.columns.map { $0.value(self) }) }
}
