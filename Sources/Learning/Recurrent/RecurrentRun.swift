import Agents
import Basics
import Kitchen
import Neural

/// A run of `RecurrentPPO` in a folder, which can be stopped in any way and goes on exactly. The folder holds what that of a `PPORun`
/// holds; that of learners that talk has `talk.csv`, too (`TalkMetrics`).
public struct RecurrentRun {
    public let folder: String
    public let name: String
    private let learner: RecurrentPPO
    private let identity: Identity
    /// Seconds between checkpoints; they change nothing in the result.
    public var secondsBetweenCheckpoints = 10.0
    /// How many agents are written on the way, evenly over the run, with the done percentage after the name; they change nothing.
    public var snapshots = 0

    /// What decides the result.
    private struct Identity: Codable, Hashable {
        let map: String
        let dynamics: String
        let partners: [String]
        let settings: RecurrentSettings
    }

    /// A policy that plays and does not learn.
    public struct Partner: Sendable {
        /// Its name and its content, for messages and to tell runs apart.
        public let name: String
        public let tensors: [String: Tensor]

        public init(name: String, tensors: [String: Tensor]) { (self.name, self.tensors) = (name, tensors) }
    }

    /// Opens the folder, makes it if needed, and goes on from its checkpoint if there is one.
    /// - Parameters:
    ///   - partners: policies of the learners' network that play and do not learn.
    ///   - library: partners of any network instead, of which every episode draws one.
    /// - Throws: `LearningError` for a folder of another run, and whatever the learner objects to.
    public init(
        folder: String, name: String, kitchen: Kitchen, settings: RecurrentSettings, workers: Workers, partners: [Partner] = [],
        library: [Learning.Partner] = []
    ) throws {
        self.folder = folder
        self.name = name
        learner = try RecurrentPPO(
            kitchen, settings: settings, workers: workers, partners: partners.map(\.tensors),
            library: library.isEmpty ? nil : PartnerPool(library))
        identity = Identity(
            map: kitchen.layout.name, dynamics: kitchen.dynamics == .old ? "old" : "new",
            partners: partners.map(\.name) + library.map(\.name), settings: settings)
        try RunFolder(folder).claim(identity)
        try LearnerFolder(path: folder, learner: learner).resume()
        if settings.symbols > 0 { try talkFile.keep(learner.iteration) }
    }

    private var talkFile: TalkFile { TalkFile(path: folder + "/talk.csv") }

    /// Iterations that are done, and all there are.
    public var progress: (done: Int, all: Int) { (learner.iteration, learner.settings.iterations) }

    /// The agents' names: the run's, with a number where there are several.
    public var names: [String] { names(name) }

    private func names(_ name: String) -> [String] {
        let count = identity.settings.policies
        return count == 1 ? [name] : (1...count).map { "\(name)-\($0)" }
    }

    /// Learns until done or asked to stop, and writes the agents.
    /// - Parameters:
    ///   - report: called after every iteration.
    ///   - shouldStop: asked after every iteration; the run then saves and returns.
    /// - Returns: whether it is done.
    public func run(report: (PPO.Metrics) -> Void, shouldStop: () -> Bool) throws -> Bool {
        let talkFile = talkFile
        var problem: (any Error)?
        let isDone = try LearnerFolder(path: folder, learner: learner).learn(
            secondsBetweenCheckpoints: secondsBetweenCheckpoints,
            report: { metrics in
                do {
                    if identity.settings.symbols > 0 { try talkFile.append(learner.talk) }
                    try writeSnapshot()
                } catch { problem = error }
                report(metrics)
            }, shouldStop: { shouldStop() || problem != nil })
        if let problem { throw problem }
        guard isDone else { return false }
        try write(name)
        return true
    }

    /// Writes the agents of a snapshot, where one is due.
    private func writeSnapshot() throws {
        let (done, all) = progress
        guard let number = (1..<(snapshots + 1)).first(where: { $0 * all / (snapshots + 1) == done }) else { return }
        try write("\(name)-at-\(100 * number / (snapshots + 1))")
    }

    /// Writes the learners' agents as they are now.
    private func write(_ name: String) throws {
        let settings = identity.settings
        var how = settings.permuted.isEmpty ? "in self-play" : "by Other-Play"
        if settings.augmented > 0 { how += ", from states that \(settings.runs) runs came to with each other" }
        if settings.learners > 1 { how += ", in a population" }
        if !identity.partners.isEmpty { how += ", with partners that do not learn" }
        if settings.focalPoints > 0 { how += ", rewarded for marking the recipe at focal points" }
        let provenance = "brigade train \(settings.symbols > 0 ? "talk" : "recurrent"), seed \(settings.seed), \(settings.steps) steps"
        guard settings.symbols > 0 else {
            for (name, model) in zip(names(name), learner.models) {
                try PolicyFiles(
                    name: name, model: model, description: "Learned \(identity.map) with a memory \(how).", provenance: provenance,
                    kitchens: [identity.map]
                ).write(into: folder)
            }
            return
        }
        for (name, model) in zip(names(name), try learner.talkingModels()) {
            try TalkingFiles(
                name: name, model: model,
                description: "Learned \(identity.map) and a language of \(settings.symbols) symbols with a memory \(how).",
                provenance: provenance, kitchen: identity.map
            ).write(into: folder)
        }
    }
}
