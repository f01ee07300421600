import Agents
import Episodes
import Foundation
import Kitchen

/// Puts a planner's last decision into words.
struct PlannerReport {
    let knowledge: KitchenKnowledge
    let seat: Int
    /// The state in which it was made, as `KitchenGame.row`.
    let row: [UInt16]
    let goal: Goal
    /// By player; empty where the planner has none.
    let beliefs: [PartnerBelief]
    /// The joint schedule, where its action was taken.
    let schedule: Schedule?
    let verdict: Deliberation.Verdict?
    let failure: String?
    let isEvading: Bool
    /// Whether it steps out of the partner's way.
    let isGivingWay: Bool
    /// Whether it chose as a greedy cook, without looking ahead.
    let isGreedy: Bool
    /// What its goal is good for, where that was not searched for.
    let courtesy: CurrentPlan.Courtesy?
    let horizon: Int
    let now: Int

    /// Goals that are less likely are not shown.
    private static let minProbability = 0.05
    /// How many goals are shown of each player.
    private static let maxGoals = 3

    var explanation: Explanation {
        Explanation(
            intention: intention, reason: reason, beliefs: shownBeliefs, path: path, wish: wish)
    }

    private func skill(_ goal: Goal, of player: Int) -> Skill {
        knowledge.kitchen.withState(of: row) { knowledge.skill($0, held: $0.held(by: player), goal: goal) }
    }

    private var intention: String {
        isEvading || isGivingWay ? "steps aside at random" : skill(goal, of: seat).words
    }

    private var reason: String {
        if isEvading { return "somebody was in the way several times" }
        if isGivingWay { return "player \(2 - seat) wants to pass" }
        if let schedule {
            let last = min(horizon, schedule.start + schedule.steps.count)
            return "it is this cook's part of a joint plan that earns \(number(schedule.reward)) from tick \(schedule.start) to \(last)"
        }
        let first = failure.map { "\($0), and " } ?? ""
        switch courtesy {
        case .room: return first + "player \(2 - seat) has its hands full and waits for room on a counter"
        case .fullPot: return first + "the pot is full and only has to be started"
        case nil: break
        }
        if isGreedy { return first + "it does not look ahead while it cannot predict the others, and this is useful whatever they do" }
        guard let choices = verdict?.choices, let best = choices.first(where: { $0.goal == goal }) else {
            return first + "nothing it could do leads anywhere"
        }
        guard let next = choices.first(where: { $0.goal != goal }) else {
            return first + "it is all that leads anywhere"
        }
        let second = "\(skill(next.goal, of: seat).words), \(number(next.value))"
        return first + "looking ahead its value is \(number(best.value)); second best: \(second)"
    }

    private func number(_ value: Double) -> String { String(format: value == value.rounded() ? "%.0f" : "%.1f", value) }

    /// What the others most probably do.
    var shownBeliefs: [Explanation.Belief] {
        beliefs.indices.filter { $0 != seat }.flatMap { player in
            let likely = beliefs[player].ranked.prefix { $0.probability >= PlannerReport.minProbability }
            return likely.prefix(PlannerReport.maxGoals).map {
                Explanation.Belief(seat: player, what: skill($0.goal, of: player).words, probability: $0.probability)
            }
        }
    }

    private var path: Explanation.Path {
        guard let station = goal.station else { return [] }
        let pose = knowledge.kitchen.withState(of: row) { $0.pose(of: seat) }
        return knowledge.kitchen.path(knowledge.motion.way(pose: pose, station: station.index))
    }

    private var wish: String? {
        let goals = schedule?.step(at: now)?.goals ?? verdict?.wishes ?? []
        let wishes = goals.indices.filter { $0 != seat && goals[$0].station != nil }.map { player in
            "that player \(player + 1) \(skill(goals[player], of: player).words)"
        }
        return wishes.isEmpty ? nil : wishes.joined(separator: " and ")
    }
}
