import Agents
import Kitchen

/// Names and descriptions of a run's agents.
struct Naming<Method: PopulationMethod> {
    let method: Method
    let seed: UInt64

    init(_ method: Method, seed: UInt64) {
        self.method = method
        self.seed = seed
    }

    /// The files of one agent.
    /// - Parameters:
    ///   - part: what to add to the run's name for an agent that is not the main one.
    ///   - summary: what it is, a sentence without its end.
    func files(_ summary: String, _ model: PolicyModel, part: String = "") -> PolicyFiles {
        let (map, dynamics) = (method.kitchen.layout.name, method.kitchen.dynamics.rawValue)
        return PolicyFiles(
            name: "\(Method.name)-\(map)-\(seed)" + (part.isEmpty ? "" : "-\(part)"), model: model,
            description: "\(summary), in \(map), \(dynamics) dynamics.", provenance: "brigade train \(Method.name), seed \(seed)",
            kitchens: [map])
    }

    /// The files of a self-play partner.
    func files(of partner: MemberLearner, _ snapshots: SnapshotStore) throws -> PolicyFiles {
        files("Learned by self-play", try partner.learner.model(snapshots.snapshot(partner.member.last)), part: partner.member.name)
    }
}
