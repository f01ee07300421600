import Agents
import Basics
import Kitchen
import Learning

/// A member that learns by PPO, and its checkpoints as partners of others.
public struct MemberLearner: Sendable {
    let member: Member
    let learner: Learner

    init(_ name: String, _ learner: Learner) {
        self.learner = learner
        member = Member(name, segments: learner.segments)
    }

    /// The learner at the end, as a partner.
    /// - Parameter snapshot: of the member's last segment.
    func final(_ snapshot: (SegmentKey) throws -> Snapshot) throws -> Partner {
        Partner(name: member.name, model: try learner.model(snapshot(member.last)))
    }

    /// Three checkpoints as partners of different skill: before it has learned anything, when it scores half of what it
    /// scores at the end, and at the end (Strouse et al. 2021, "Collaborating with humans without human data").
    /// - Parameters:
    ///   - has: whether a snapshot is to be had: of all segments, or of those of `checkpointKeys`.
    ///   - snapshot: of any segment that `has` names.
    func checkpoints(_ has: (SegmentKey) -> Bool, _ snapshot: (SegmentKey) throws -> Snapshot) throws -> [Partner] {
        let chosen = try checkpointKeys(has, snapshot)
        return [
            Partner(name: "\(member.name) at the beginning", model: try learner.initialModel()),
            Partner(name: "\(member.name) half way", model: try learner.model(snapshot(chosen.half))),
            Partner(name: "\(member.name) in the end", model: try learner.model(snapshot(chosen.end))),
        ]
    }

    /// The segments after which the member is half as good as at the end, and at the end. Of these two alone it is the same two.
    func checkpointKeys(
        _ has: (SegmentKey) -> Bool, _ snapshot: (SegmentKey) throws -> Snapshot
    ) throws -> (half: SegmentKey, end: SegmentKey) {
        let last = try snapshot(member.last)
        if let half = MemberLearner.half(last) { return (SegmentKey(member.name, half), member.last) }
        let end = last.number(.score) ?? 0
        let half = try member.keys.first { try has($0) && (snapshot($0).number(.score) ?? 0) >= end / 2 }
        return (half ?? member.keys[0], member.last)
    }

    /// The first segment that scored half of what the last one did: one that scored more than all before it. Nil where an older version
    /// noted none.
    static func half(_ last: Snapshot) -> Int? {
        guard let bests = last.bests, let first = bests.first else { return nil }
        let end = last.number(.score) ?? 0
        return (bests.first { $0.score >= end / 2 } ?? first).segment
    }
}

extension MemberLearner {
    /// Self-play learners that differ in their seeds alone.
    /// - Parameters:
    ///   - settings: of each; their seeds follow from its seed.
    ///   - iterations: of a segment.
    static func selfPlay(_ kitchen: Kitchen, _ settings: PPOSettings, iterations: Int, count: Int) -> [MemberLearner] {
        (0..<count).map { number in
            let own = settings.descendant(StreamKey.episodeSeeds, number)
            return MemberLearner("partner-\(number + 1)", Learner(kitchen: kitchen, settings: own, iterations: iterations))
        }
    }

    /// Biased agents, each of which learns in a pair with an ordinary learner (Yu et al. 2023).
    /// - Parameters:
    ///   - settings: of each pair; seeds and utilities follow from its seed.
    ///   - iterations: of a segment.
    ///   - utility: of an agent, by the run's seed and its number.
    static func biased(
        _ kitchen: Kitchen, _ settings: PPOSettings, iterations: Int, count: Int,
        utility: (UInt64, Int) -> EventUtility = EventUtility.drawn
    ) -> [MemberLearner] {
        (0..<count).map { number in
            let learner = Learner(
                kitchen: kitchen, settings: settings.descendant(StreamKey.biasedLearner, number), iterations: iterations,
                partnership: .biasedPair(utility(settings.seed, number)))
            return MemberLearner("biased-\(number + 1)", learner)
        }
    }
}
