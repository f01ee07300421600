import Basics
import Agents
import Kitchen
import Learning

/// A self-play learner's past as partners of three skills: before it learned anything, when it scored half of what it
/// scores in the end, and in the end (Strouse et al. 2021, "Collaborating with humans without human data").
public struct Skills: Sendable {
    let learner: Learner
    let member: Member

    /// The learner as it is in the end.
    func last(_ snapshot: (SegmentKey) throws -> Snapshot) throws -> Partner {
        Partner(name: member.name, model: try learner.model(snapshot(member.last)))
    }

    /// The three partners.
    /// - Parameter snapshot: of every segment of the member.
    func partners(_ snapshot: (SegmentKey) throws -> Snapshot) throws -> [Partner] {
        let snapshots = try member.keys.map(snapshot)
        let end = snapshots.last?.number("score") ?? 0
        let half = snapshots.firstIndex { ($0.number("score") ?? 0) >= end / 2 } ?? 0
        return [
            Partner(name: "\(member.name) at the beginning", model: try learner.beginner()),
            Partner(name: "\(member.name) half way", model: try learner.model(snapshots[half])),
            Partner(name: "\(member.name) in the end", model: try learner.model(snapshots[snapshots.count - 1])),
        ]
    }
}

/// Self-play learners that differ in their seeds alone.
struct SeedLearners {
    let skills: [Skills]

    init(_ kitchen: Kitchen, _ settings: PPOSettings, iterations: Int, count: Int) {
        skills = (0..<count).map { number in
            let learner = Learner(kitchen: kitchen, settings: settings.descendant(StreamKey.episodeSeeds, number), iterations: iterations)
            return Skills(learner: learner, member: Member("partner-\(number + 1)", segments: learner.segments))
        }
    }
}
