import Basics
import Foundation
import Neural
import Referential
import Synchronization

/// An experiment in a folder: every run of every method, which can be stopped in any way and continued exactly.
///
/// The folder holds `experiment.json` (what decides the results) and a folder a run, `METHOD-SEED`: `checkpoint.safetensors`
/// until the run is done, then the agent's three files and `result.json`.
public struct ExperimentRun: Sendable {
    /// Where everything is.
    public let folder: String
    /// What is run.
    public let experiment: Experiment
    /// Steps between checkpoints. They change nothing in the result.
    public var stepsBetweenCheckpoints = 500

    /// Opens the folder, and makes it if needed.
    /// - Throws: `ReferentialError` for the folder of another experiment.
    public init(_ experiment: Experiment, folder: String) throws {
        self.experiment = experiment
        self.folder = folder
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // Methods and seeds may be added later: they decide nothing in the runs that are there.
        var identity = experiment
        (identity.methods, identity.seeds) = ([], 0)
        let text = try JSONText.encoder(isPretty: true).encode(identity)
        let path = folder + "/experiment.json"
        if let before = try InputFile.dataUnlessMissing(path, .runSettings) {
            guard before == text else {
                throw ReferentialError(
                    "\(folder) holds another experiment (see its experiment.json); choose another folder with --run, or remove it")
            }
        } else {
            try WholeFile.write(text, to: path)
        }
    }

    /// A run of an experiment: a method with a seed. Runs need nothing from each other.
    public struct Member: Sendable, Hashable, CustomStringConvertible {
        public let method: TrainingMethod
        public let seed: UInt64

        public var description: String { "\(method.rawValue)-\(seed)" }
    }

    /// All runs, seed by seed, so that an early stop leaves whole rows.
    public var members: [Member] { ExperimentRun.members(of: experiment) }

    /// The runs of an experiment.
    public static func members(of experiment: Experiment) -> [Member] {
        (0..<experiment.seeds).flatMap { seed in experiment.methods.map { Member(method: $0, seed: UInt64(seed)) } }
    }

    /// The runs that are not done.
    public func missing() throws -> [Member] { try members.filter { try result($0.method, $0.seed) == nil } }

    private func folder(_ method: TrainingMethod, _ seed: UInt64) -> String { "\(folder)/\(method.rawValue)-\(seed)" }

    /// Where the agent of a run is, once it is done.
    public func agent(_ method: TrainingMethod, _ seed: UInt64) -> String { "\(folder(method, seed))/\(method.rawValue)-\(seed).yaml" }

    /// The result of a run, if it is done.
    /// - Throws: `LearningError` for one that was changed since it was written, `ReferentialError` for one that cannot be read.
    public func result(_ method: TrainingMethod, _ seed: UInt64) throws -> MethodResult? {
        let path = folder(method, seed) + "/result.json"
        guard let data = InputFile.dataIfPresent(path, .runSettings) else { return nil }
        let text = try Checkpoint.opened(json: String(decoding: data, as: UTF8.self), path: path)
        guard let result = try? JSONDecoder().decode(MethodResult.self, from: Data(text.utf8)) else {
            throw ReferentialError("\(path) is no result of a run; put back a copy of it, or remove it, and the run is done again")
        }
        return result
    }

    /// Does the runs that are not done, on some threads, and returns all results that there are.
    /// - Parameters:
    ///   - only: the one run to do; nil for all.
    ///   - report: called with a sentence now and then.
    ///   - shouldStop: asked after every step; runs then save and return.
    public func run(
        only: Member? = nil, workers: Workers, report: @Sendable (String) -> Void, shouldStop: @Sendable () -> Bool
    ) throws -> [MethodResult] {
        let plan = only.map { [$0] } ?? members
        let problems = Mutex([any Error]())
        workers.run(plan.count) { index in
            let member = plan[index]
            do {
                guard try result(member.method, member.seed) == nil, !shouldStop() else { return }
                try runOne(member.method, member.seed, report: report, shouldStop: shouldStop)
            } catch {
                problems.withLock { $0.append(error) }
            }
        }
        if let first = problems.withLock({ $0.first }) { throw first }
        return try members.compactMap { try result($0.method, $0.seed) }
    }

    private func runOne(_ method: TrainingMethod, _ seed: UInt64, report: (String) -> Void, shouldStop: () -> Bool) throws {
        let place = folder(method, seed)
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        let data = try experiment.data(seed)
        let run = MethodRun(method, data: data, settings: experiment.settings, seed: seed)
        let checkpoint = place + "/checkpoint.safetensors"
        if FileManager.default.fileExists(atPath: checkpoint) { try run.restore(Checkpoint.read(checkpoint)) }
        while !run.isDone {
            try run.advance()
            let isStopped = shouldStop() && !run.isDone
            if isStopped || run.done % stepsBetweenCheckpoints == 0 { try Checkpoint.write(run.checkpoint, to: checkpoint) }
            if isStopped { return }
        }
        let result = try run.result(data: data)
        let name = "\(method.rawValue)-\(seed)"
        try run.model.write(
            into: place, name: name,
            description: "Method \(method.rawValue) of experiment \(experiment.name), which learned \(data.name).",
            provenance: "brigade talk train, seed \(seed), \(run.cost.gradientSteps) gradient steps, \(run.cost.games) batches of games")
        let text = Checkpoint.sealed(json: try JSONText.stored(result, isPretty: true, escapesSlashes: true))
        try WholeFile.write(text, to: place + "/result.json")
        try? FileManager.default.removeItem(atPath: checkpoint)
        report(
            String(
                format: "%@: %d gradient steps, %d batches of games; people never heard %.1f %%", name, result.gradientSteps, result.games,
                100 * result.unheardPeople))
    }
}
