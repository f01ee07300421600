import Basics
import Foundation
import Neural
import Referential
import Synchronization

/// An experiment in a folder: every run of every arm, which can be stopped in any way and gone on with exactly.
///
/// The folder holds `experiment.json` (what decides the results) and a folder a run, `ARM-SEED`: `checkpoint.safetensors`
/// until the run is done, then the agent's three files and `result.json`.
public struct ExperimentRun: Sendable {
    public let folder: String
    public let experiment: TalkExperiment
    /// Lessons between checkpoints. They change nothing in the result.
    public var lessonsBetweenCheckpoints = 500

    /// Opens the folder, and makes it if needed.
    /// - Throws: `TalkError` for the folder of another experiment.
    public init(_ experiment: TalkExperiment, folder: String) throws {
        self.experiment = experiment
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // Arms and seeds may be added later: they decide nothing in the runs that are there.
        var identity = experiment
        (identity.arms, identity.seeds) = ([], 0)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text = try encoder.encode(identity)
        let path = folder + "/experiment.json"
        if let before = try InputFile.dataUnlessMissing(path, .runSettings) {
            guard before == text else {
                throw TalkError(
                    "\(folder) holds another experiment (see its experiment.json); choose another folder with --run, or remove it")
            }
        } else {
            try WholeFile.write(text, to: path)
        }
    }

    private func folder(_ arm: Arm, _ seed: UInt64) -> String { "\(folder)/\(arm.rawValue)-\(seed)" }

    /// Where the agent of a run is, once it is done.
    public func agent(_ arm: Arm, _ seed: UInt64) -> String { "\(folder(arm, seed))/\(arm.rawValue)-\(seed).yaml" }

    /// The result of a run, if it is done.
    /// - Throws: `LearningError` for one that was changed since it was written, `TalkError` for one that cannot be read.
    public func result(_ arm: Arm, _ seed: UInt64) throws -> ArmResult? {
        let path = folder(arm, seed) + "/result.json"
        guard let data = InputFile.dataIfPresent(path, .runSettings) else { return nil }
        let text = try Checkpoint.opened(json: String(decoding: data, as: UTF8.self), path: path)
        guard let result = try? JSONDecoder().decode(ArmResult.self, from: Data(text.utf8)) else {
            throw TalkError("\(path) is no result of a run; put back a copy of it, or remove it, and the run is done again")
        }
        return result
    }

    /// Runs whatever is not done, on some threads, and returns all results that there are.
    /// - Parameters:
    ///   - report: called with a sentence now and then.
    ///   - shouldStop: asked after every lesson; runs then save and return.
    public func run(workers: Workers, report: @Sendable (String) -> Void, shouldStop: @Sendable () -> Bool) throws -> [ArmResult] {
        // Seed by seed, so that whoever stops early has whole rows.
        let plan = (0..<experiment.seeds).flatMap { seed in experiment.arms.map { ($0, UInt64(seed)) } }
        let problems = Mutex([any Error]())
        workers.run(plan.count) { index in
            let (arm, seed) = plan[index]
            do {
                guard try result(arm, seed) == nil, !shouldStop() else { return }
                try runOne(arm, seed, report: report, shouldStop: shouldStop)
            } catch {
                problems.withLock { $0.append(error) }
            }
        }
        if let first = problems.withLock({ $0.first }) { throw first }
        return try plan.compactMap { try result($0.0, $0.1) }
    }

    private func runOne(_ arm: Arm, _ seed: UInt64, report: (String) -> Void, shouldStop: () -> Bool) throws {
        let place = folder(arm, seed)
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let world = try experiment.world(seed)
        let run = ArmRun(arm, world: world, settings: experiment.settings, seed: seed)
        let checkpoint = place + "/checkpoint.safetensors"
        if FileManager.default.fileExists(atPath: checkpoint) { try run.restore(Checkpoint.read(checkpoint)) }
        while !run.isDone {
            try run.advance()
            let isStopped = shouldStop() && !run.isDone
            if isStopped || run.done % lessonsBetweenCheckpoints == 0 { try Checkpoint.write(run.checkpoint, to: checkpoint) }
            if isStopped { return }
        }
        let result = try run.result(world: world)
        let name = "\(arm.rawValue)-\(seed)"
        try run.model.write(
            into: place, name: name, description: "Arm \(arm.rawValue) of experiment \(experiment.name), which learned \(world.game).",
            provenance: "brigade talk train, seed \(seed), \(run.cost.steps) gradient steps, \(run.cost.games) batches of games")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let text = Checkpoint.sealed(json: String(decoding: try encoder.encode(result), as: UTF8.self))
        try WholeFile.write(text, to: place + "/result.json")
        try? FileManager.default.removeItem(atPath: checkpoint)
        report(
            String(
                format: "%@: %d gradient steps, %d batches of games; people never heard %.1f %%", name, result.steps, result.games,
                100 * result.unheardPeople))
    }
}
