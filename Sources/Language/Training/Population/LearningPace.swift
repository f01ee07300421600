import Referential

/// How far each learner has got, at every step of a script, in all the updates that the script has for it.
///
/// The learning rate sinks along this share, so an agent that begins late learns at full rate first, as one that begins
/// early does. A life begins with the script or where an agent is renewed. A copy knows what it was copied from knows, and
/// keeps the share that this one had then. All of it follows from the script alone, so a run that continues needs no more than
/// the number of its step.
struct LearningPace {
    /// Share by step, of the agent that learns in it; 0 where nobody of the role does.
    private let shares: [Role: [Double]]

    init(_ steps: [TrainingStep]) {
        var planned: [Int] = []
        LearningPace.walk(steps) { _, _, life in
            if life.number == planned.count { planned.append(0) }
            planned[life.number] += 1
        }
        var shares = [Role.speaker: [Double](repeating: 0, count: steps.count), .listener: .init(repeating: 0, count: steps.count)]
        LearningPace.walk(steps) { step, role, life in shares[role]?[step] = life.share(planned) }
        self.shares = shares
    }

    /// Updates that came before, over all that there are: 0 to below 1.
    func share(_ role: Role, at step: Int) -> Double { shares[role]?[step] ?? 0 }

    /// A learner from its beginning, or from being copied, on.
    private struct Life {
        /// Numbered in the order in which lives first learn.
        var number: Int
        /// Updates that it has had.
        var done = 0
        /// The life that it was copied from, as it was then; more than one where copies were copied.
        var origin: [Life] = []

        func share(_ planned: [Int]) -> Double {
            if let origin = origin.first { return origin.share(planned) }
            return planned.indices.contains(number) && planned[number] > 0 ? Double(done) / Double(planned[number]) : 0
        }
    }

    private struct Learner: Hashable {
        let role: Role
        let index: Int
    }

    /// Calls `body` for every update with its step, its role, and the learner's life before it.
    private static func walk(_ steps: [TrainingStep], _ body: (Int, Role, Life) -> Void) {
        var lives: [Learner: Life] = [:]
        var count = 0
        for (index, step) in steps.enumerated() {
            switch step {
            case .renew(let role, let agent): lives[Learner(role: role, index: agent)] = nil
            case .copy(let role, let from, let to):
                // What never learned anything is copied as a beginner.
                lives[Learner(role: role, index: to)] = lives[Learner(role: role, index: from)].map {
                    Life(number: -1, origin: [$0])
                }
            default: break
            }
            for (role, agent) in step.learners {
                var life = lives[Learner(role: role, index: agent)] ?? Life(number: -1)
                if life.number < 0 {
                    life.number = count
                    count += 1
                }
                body(index, role, life)
                life.done += 1
                lives[Learner(role: role, index: agent)] = life
            }
        }
    }
}
