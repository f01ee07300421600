import Agents
import Foundation
import Kitchen

/// Puts a planner's last decision into words.
struct PlannerReport {
    let knowledge: KitchenKnowledge
    let seat: Int
    /// The state in which it was made.
    let row: [UInt16]
    let station: Int
    /// By player; empty where the planner has none.
    let beliefs: [PartnerBelief]
    /// The joint schedule, where its action was taken.
    let schedule: Schedule?
    let verdict: Deliberation.Verdict?
    let failure: String?
    let isEvading: Bool
    /// Whether it chose as a greedy cook, without looking ahead.
    let isGreedy: Bool
    let horizon: Int
    let now: Int

    /// Beliefs that are less likely are not told.
    private static let telling = 0.05
    /// How many beliefs are told about each player.
    private static let most = 3

    var explanation: Explanation {
        Explanation(
            intention: intention, reason: reason, beliefs: told, path: path, wish: wish)
    }

    private func skill(_ station: Int, of player: Int) -> Skill {
        row.withUnsafeBufferPointer { words in
            guard let row = words.baseAddress else { return .standBy }
            return knowledge.skill(row, held: knowledge.held(row, player), station: station)
        }
    }

    private var intention: String {
        isEvading ? "steps aside at random" : skill(max(station, -1), of: seat).words
    }

    private var reason: String {
        if isEvading { return "somebody was in the way several times" }
        if let schedule {
            let last = min(horizon, schedule.start + schedule.steps.count)
            return "it is this cook's part of a joint plan that earns \(number(schedule.reward)) from tick \(schedule.start) to \(last)"
        }
        let first = failure.map { "\($0), and " } ?? ""
        if isGreedy { return first + "it does not look ahead while it cannot foretell the others, and this is useful whatever they do" }
        guard let choices = verdict?.choices, let best = choices.first(where: { $0.station == station }) else {
            return first + "nothing it could do leads anywhere"
        }
        guard let next = choices.first(where: { $0.station != station }) else {
            return first + "it is all that leads anywhere"
        }
        let second = "\(skill(next.station, of: seat).words), \(number(next.value))"
        return first + "looking ahead it is worth \(number(best.value)); second best: \(second)"
    }

    private func number(_ value: Double) -> String { String(format: value == value.rounded() ? "%.0f" : "%.1f", value) }

    private var told: [Explanation.Belief] {
        beliefs.indices.filter { $0 != seat }.flatMap { player in
            let stations = beliefs[player].stations
            let ranked = stations.indices.filter { stations[$0] >= PlannerReport.telling }
                .sorted { (stations[$1], $0) < (stations[$0], $1) }
            return ranked.prefix(PlannerReport.most).map {
                Explanation.Belief(
                    seat: player, what: skill($0 == stations.count - 1 ? -1 : $0, of: player).words, probability: stations[$0])
            }
        }
    }

    private var path: Explanation.Path {
        guard station >= 0 else { return [] }
        return knowledge.kitchen.path(knowledge.motion.way(pose: Int(row[RowShape.pose(seat)]), station: station))
    }

    private var wish: String? {
        let goals = schedule?.step(at: now)?.goals ?? verdict?.wishes ?? []
        let wishes = goals.indices.filter { $0 != seat && goals[$0] >= 0 }.map { player in
            "that player \(player + 1) \(skill(Int(goals[player]), of: player).words)"
        }
        return wishes.isEmpty ? nil : wishes.joined(separator: " and ")
    }
}
