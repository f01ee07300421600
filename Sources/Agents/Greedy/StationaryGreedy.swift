import Basics
import Episodes
import Kitchen

/// The greedy cook without what takes a long memory: it does not step aside when stuck and gives up no station. What
/// is left is a stationary policy whose only memory is its patience, so that exact best responses to it can be computed.
///
/// `GreedyKind` makes it where the parameters leave nothing else: `unblock: false`, `around: false`, no slowness, infinite rationality.
struct StationaryGreedy: StationaryPolicy, ReserveAgent {
    private let settings: GreedySettings
    private var setting: Setting?
    private var seat = 0
    private var random = RandomStream(0)
    private var memory = 0
    private var last: (goal: GreedyGoal, pose: Pose)?

    /// What depends on the kitchen.
    private struct Setting {
        let tables: GreedyTables
        let handOver: HandOver
        let lane: LaneRule.Pair?
    }

    init(_ settings: GreedySettings) { self.settings = settings }

    /// Whether a cook of these settings is stationary.
    static func serves(_ settings: GreedySettings) -> Bool {
        !settings.unblocks && !settings.goesAround && settings.slowness == 0 && settings.rationality == .infinity
    }

    mutating func begin(_ episode: EpisodeContext) throws {
        let known = setting?.tables.kitchen
        if known?.layout != episode.kitchen.layout || known?.dynamics != episode.kitchen.dynamics || seat != episode.seat {
            let tables = GreedyTables(episode.kitchen)
            let poses = try KitchenGame(episode.kitchen).withState { start in (0..<start.players).map { start.pose(of: $0) } }
            let areas = tables.areas(poses)
            setting = Setting(
                tables: tables, handOver: HandOver(tables, seat: episode.seat, areas: areas),
                lane: LaneRule.pair(tables, seat: episode.seat, areas: areas))
        }
        seat = episode.seat
        random = settings.isDeterministic ? RandomStream(UInt64(seat), StreamKey.greedyTies) : episode.random
        memory = 0
        last = nil
    }

    func forked(seed: UInt64) -> any Agent {
        var other = self
        other.random = RandomStream(seed, UInt64(seat), StreamKey.agentEpisode)
        return other
    }

    mutating func resume() { (memory, last) = (0, nil) }

    mutating func act(_ game: KitchenGame) -> Decision {
        guard let choice = choice(in: game, memory: memory) else { return Decision(.stay) }
        let goal = choice.goal
        memory = patience(memory, after: choice).memory
        last = (goal, choice.look.pose)
        let isNoise = settings.noise > 0 && random.chance(settings.noise)
        return Decision(isNoise ? Action.allCases[random.below(6)] : step(to: goal, in: game))
    }

    func explain() -> Explanation? {
        guard let setting, let last else { return nil }
        return GreedyReport(tables: setting.tables, goal: last.goal, pose: last.pose, whim: nil, isStuck: false).explanation
    }

    // MARK: As a stationary policy

    var memories: Int { settings.trusts ? Patience.memories : 1 }

    func distribution(in game: KitchenGame, memory: Int) -> ActionDistribution {
        guard let choice = choice(in: game, memory: memory) else { return ActionDistribution(.stay) }
        let action = step(to: choice.goal, in: game)
        let noise = Float(settings.noise)
        return ActionDistribution(weights: Action.allCases.map { noise / 6 + ($0 == action ? 1 - noise : 0) })
    }

    func memory(after memory: Int, from before: KitchenGame, doing action: Action, to after: KitchenGame) -> Int {
        settings.trusts ? choice(in: before, memory: memory).map { patience(memory, after: $0).memory } ?? memory : 0
    }

    // MARK: Parts

    /// What it goes for, and what it saw.
    private func choice(in game: KitchenGame, memory: Int) -> (goal: GreedyGoal, look: GreedyLook)? {
        setting.map { setting in
            game.withState { state in
                let choice = GreedyChoice(
                    setting.handOver, state, seat: seat,
                    trustsOthers: settings.trusts && Patience(memory: memory).lasts, shunned: nil)
                return (choice.goal(setting.handOver, state), choice.look)
            }
        }
    }

    private func patience(_ memory: Int, after choice: (goal: GreedyGoal, look: GreedyLook)) -> Patience {
        var patience = Patience(memory: settings.trusts ? memory : 0)
        if settings.trusts { patience.note(choice.goal, choice.look) }
        return patience
    }

    /// The next action on the way to `goal`; draws nothing, since these settings leave nothing to chance.
    private func step(to goal: GreedyGoal, in game: KitchenGame) -> Action {
        guard let setting else { return .stay }
        return game.withState { state in
            if let pair = setting.lane {
                return LaneRule(tables: setting.tables, pair: pair, seat: seat).action(for: goal, in: state).action
            }
            var walk = GreedyWalk()
            var unused = RandomStream(0)
            walk.look(state, game, seat, setting.tables)
            return walk.action(to: goal, state, seat, setting.tables, settings, &unused)
        }
    }
}
