import Agents
import Foundation
import Kitchen

/// A planner that looks over a player's shoulder: what it would do in that place, tick by tick, and what it believes that the
/// player is doing.
struct ShadowPlanner {
    let seat: Int
    /// The planner in the player's seat; its actions are not played.
    private(set) var loop: PlannerLoop
    /// What the player seems to be going for.
    private(set) var player: PartnerBelief
    /// The last ticks, the oldest first; the last one is now.
    private(set) var moments: [Moment] = []
    /// The work that the player did in the last tick, nil for none.
    private(set) var done: Skill?
    private let memory: Int
    /// What the others would do if they went their own way.
    private var others: [(any Agent)?]

    /// A tick as the planner met it.
    struct Moment {
        /// The game before the tick.
        var game: KitchenGame
        /// The planner before it chose.
        var loop: PlannerLoop
        /// What it would have done.
        var action: Action
        /// What it was going for.
        var goal: Goal
        /// Greedy cooks in the other seats, before they chose; nil in the player's.
        var others: [(any Agent)?]
    }

    /// - Parameter memory: ticks to remember, besides the present one.
    init(_ kind: PlannerKind, _ episode: EpisodeContext, memory: Int) throws {
        seat = episode.seat
        loop = try kind.loop(episode)
        player = PartnerBelief(loop.knowledge, player: episode.seat)
        self.memory = memory
        others = try (0..<episode.kitchen.players).map { seat in
            guard seat != episode.seat else { return nil }
            var cook: any Agent = GreedyKind().makeAgent()
            try cook.begin(EpisodeContext(kitchen: episode.kitchen, seat: seat, seed: episode.seed, horizon: episode.horizon))
            return cook
        }
    }

    var knowledge: KitchenKnowledge { loop.knowledge }
    var game: KitchenGame? { moments.last?.game }

    /// What it would go for now.
    var goal: Goal { moments.last?.goal ?? .free }

    /// Takes in the game before the next tick, or at its end.
    mutating func observe(_ game: KitchenGame) {
        done = nil
        if let last = moments.last { look(from: last, to: game) } else { begin(game) }
        let (before, othersBefore) = (loop, others)
        let action = game.isOver ? .stay : loop.act(game)
        if !game.isOver { for seat in others.indices { _ = others[seat]?.act(game) } }
        moments.append(Moment(game: game, loop: before, action: action, goal: loop.plan.goal, others: othersBefore))
        if moments.count > memory + 1 { moments.removeFirst() }
    }

    private mutating func begin(_ game: KitchenGame) {
        let options = loop.prepared.options
        game.withState { player.begin($0, options: options, planned: nil) }
    }

    private mutating func look(from last: Moment, to game: KitchenGame) {
        let (seat, knowledge, options) = (seat, loop.knowledge, loop.prepared.options)
        let action = game.lastAction(of: seat)
        if action != last.action { loop.overruled() }
        last.game.withState { before in
            game.withState { after in
                guard let used = player.observe(before, did: action, after, options: options, planned: nil) else { return }
                done = knowledge.skill(before, held: before.held(by: seat), goal: .at(used))
            }
        }
    }

    /// What the player could do next, the best first: values without the planner's own habits.
    /// - Complexity: that of a deliberation.
    func choices() -> [Deliberation.Choice] {
        guard let game else { return [] }
        return game.withState { state in
            let outlook = loop.partners.outlook(state, own: .free, seat: seat, usual: .free)
            return loop.deliberation.deliberate(state, game.row, now: game.timestep, outlook).choices
        }
    }

    /// How little is known of what the others will do next, from 0, all, to 1, nothing: the largest normalised entropy.
    var uncertainty: Double {
        loop.partners.others.compactMap { loop.partners[$0] }.map { belief in
            let entropy = belief.stations.reduce(0) { $1 > 0 ? $0 - $1 * log($1) : $0 }
            return entropy / log(Double(max(2, belief.stations.count)))
        }.max() ?? 0
    }
}
