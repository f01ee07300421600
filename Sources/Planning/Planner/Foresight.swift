import Agents
import Kitchen

/// How far planners in a kitchen look ahead while they play, where their files do not say.
///
/// Until what a cook does now has become a soup that has cooked. Farther ahead counts what everybody would do if the others did as
/// the search has them do, and of partners who do something else that is wrong. Where things must be handed over each cook's work
/// waits for the other's, so that it takes longer until it shows; elsewhere, too, there are kitchens in which it pays to look far,
/// and no property of a kitchen is known that tells them, so that it is tried (`ForesightTrial`).
struct Foresight: Codable, Hashable, Sendable {
    /// Ticks.
    let ticks: Int
    /// States after which a search hurries.
    let nodes: Int

    private enum Numbers {
        static let least = 30
        static let most = 60
        /// Ticks after a soup has cooked.
        static let fetching = 10
        /// States of a tick.
        static let nodes = 15
    }

    /// As far as any planner looks on its own.
    static let far = Foresight(ticks: Numbers.most, nodes: 20 * Numbers.most)

    /// Until a soup has cooked.
    /// - Parameter cookTime: ticks that the best soup cooks.
    static func near(cookTime: Int) -> Foresight {
        let ticks = min(max(cookTime + Numbers.fetching, Numbers.least), Numbers.most)
        return Foresight(ticks: ticks, nodes: Numbers.nodes * ticks)
    }
}

/// Episodes that a planner plays in thought before it first plays in a kitchen: beside greedy cooks, whose walks are known and who
/// do not plan, it looks near in some and far in others.
///
/// It is a race of two candidates over the same few games, whose better is kept; who earns the same looks near, which costs less.
struct ForesightTrial {
    let prepared: Preparation
    let horizon: Int

    /// The partners: one who steps aside and goes around, and one without memory.
    private static let partners = [GreedyKind(), GreedyKind.plain]
    /// Of the episodes' random numbers: one soup more or less is chance.
    private static let seeds: [UInt64] = [0, 1]
    /// Longer episodes say no more.
    private static let ticks = 400

    /// - Throws: what the engine says of the kitchen's start.
    /// - Complexity: sixteen episodes of a planner and a greedy cook.
    func better(of near: Foresight, _ far: Foresight) throws -> Foresight {
        guard near != far else { return near }
        return try earned(far) > earned(near) ? far : near
    }

    /// What planners earn who look as far.
    private func earned(_ foresight: Foresight) throws -> Double {
        var settings = PlannerSettings()
        settings.lookahead = foresight.ticks
        settings.maxNodes = foresight.nodes
        var sum = 0.0
        for partner in ForesightTrial.partners {
            for seed in ForesightTrial.seeds {
                for seat in 0..<2 { sum += try play(settings, seat: seat, beside: partner.makeAgent(), seed: seed) }
            }
        }
        return sum
    }

    private func play(_ settings: PlannerSettings, seat: Int, beside agent: any Agent, seed: UInt64) throws -> Double {
        let kitchen = prepared.knowledge.kitchen
        let horizon = min(horizon, ForesightTrial.ticks)
        func context(_ seat: Int) -> EpisodeContext { EpisodeContext(kitchen: kitchen, seat: seat, seed: seed, horizon: horizon) }
        var planner = try PlannerLoop(prepared, settings, context(seat), nil)
        var partner = agent
        try partner.begin(context(1 - seat))
        var game = try KitchenGame(kitchen, horizon: horizon)
        var joint = [Action.stay, .stay]
        var earned = 0.0
        while !game.isOver {
            joint[seat] = planner.act(game)
            joint[1 - seat] = partner.act(game).action
            earned += try game.step(joint).sparse.reduce(0, +)
        }
        return earned
    }
}
