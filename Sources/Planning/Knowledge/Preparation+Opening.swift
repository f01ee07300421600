import Kitchen

extension Preparation {
    /// What comes of the search for a schedule of a whole episode, as it is kept: how it was found, and what everybody does.
    ///
    /// States are not kept; they follow from the actions.
    struct Opening: Codable, Hashable, Sendable {
        /// How many counters are used, and the share of a soup's reward for its cooking time.
        let counters: Int
        let cookingShare: Float
        /// As `Schedule`'s.
        let reward: Double
        let score: Double
        /// As `Preparation.greedyShare`.
        let greedyShare: Double
        /// How far to look ahead while playing; nil until that was tried.
        var foresight: Foresight?
        /// Everyone's in each tick, goals as `Goal.packed`, actions as `Action.rawValue`: `[tick * players + player]`.
        let goals: [UInt16]
        let actions: [UInt8]

        init(_ schedule: Schedule, counters: Int, cookingShare: Float, greedyShare: Double) {
            self.counters = counters
            self.cookingShare = cookingShare
            self.greedyShare = greedyShare
            reward = schedule.reward
            score = schedule.score
            goals = schedule.steps.flatMap { $0.goals.map(\.packed) }
            actions = schedule.steps.flatMap { step in step.goals.indices.map { step.actions[$0].rawValue } }
        }

        /// What was kept, with its schedule; nil where this is no opening of the kitchen.
        /// - Parameter foresights: how far planners may look there.
        /// - Complexity: O(ticks).
        func found(_ knowledge: KitchenKnowledge, horizon: Int, foresights: [Foresight]) throws -> FoundOpening? {
            guard let foresight, foresights.contains(foresight) else { return nil }
            return try schedule(knowledge, horizon: horizon).map { FoundOpening(opening: self, schedule: $0, memories: SearchMemories()) }
        }

        /// The schedule; nil where this is none of the kitchen.
        /// - Complexity: O(ticks).
        func schedule(_ knowledge: KitchenKnowledge, horizon: Int) throws -> Schedule? {
            let players = knowledge.players
            let actions = actions.compactMap(Action.init)
            guard goals.count <= horizon * players, goals.count % players == 0, actions.count == goals.count,
                goals.allSatisfy({ $0 < knowledge.stations + 2 })
            else { return nil }
            let stepper = try KitchenStepper(knowledge.kitchen)
            let state = StateBuffer(knowledge.kitchen, stepper.start)
            var steps: [Schedule.Step] = []
            var earned = 0.0
            for first in stride(from: 0, to: goals.count, by: players) {
                let row = state.view.row
                var joint = JointAction.stay
                for player in 0..<players {
                    joint[player] = actions[first + player]
                    stepper.choose(actions[first + player], for: player)
                }
                earned += stepper.tick(state)
                steps.append(Schedule.Step(row: row, goals: goals[first..<first + players].map(Goal.init(packed:)), actions: joint))
            }
            guard earned == reward else { return nil }
            return Schedule(start: 0, steps: steps, reward: reward, score: score)
        }
    }

    /// An opening with what has been worked out in search of it.
    struct FoundOpening {
        let opening: Opening
        let schedule: Schedule
        let memories: SearchMemories
    }
}
