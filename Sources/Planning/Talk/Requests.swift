import Agents
import Basics
import Episodes
import Kitchen

/// What somebody has asked of a planning cook, and how it does it.
struct Requests: Sendable {
    /// The latest request, who made it, and when.
    private var latest: (meaning: Meaning, seat: Int, tick: Int)?
    /// What was asked and is being done, in words.
    private(set) var reason: String?
    /// Until when it waits or makes room.
    private var until = 0

    /// Ticks that a request stays open while it cannot be done, and that it waits or makes room when asked to.
    private static let patience = 12
    private static let pause = 5

    /// Takes in what was said.
    mutating func hear(_ said: [(seat: Int, meaning: Meaning)], now: Int) {
        for (seat, meaning) in said {
            switch meaning {
            case .yours, .wait, .letMeThrough: latest = (meaning, seat, now)
            case .wanted, .asksRecipe, .mine, .stands, .pot: break
            }
        }
    }

    /// Takes up what was asked, where it can be done now.
    /// - Returns: the action of this tick, where the request says it; nil where the loop goes on by itself, perhaps with an order.
    mutating func follow(_ loop: inout PlannerLoop, in game: KitchenGame) -> Action? {
        let now = game.timestep
        if now >= until, loop.order == nil { reason = nil }
        guard let latest else { return now < until ? makesRoom(game, loop.seat) : nil }
        if now - latest.tick > Requests.patience {
            self.latest = nil
            return nil
        }
        switch latest.meaning {
        case .yours(let work):
            guard let goal = goal(work, loop, game), loop.pursue(goal, in: game) else { return nil }
        case .wait:
            guard loop.pursue(.standBy, in: game) else { return nil }
        default:
            until = now + Requests.pause
            speaker = latest.seat
        }
        self.latest = nil
        reason = "player \(latest.seat + 1) said \"\(latest.meaning.sentence)\""
        return now < until ? makesRoom(game, loop.seat) : nil
    }

    /// For whom it makes room.
    private var speaker = 0

    /// An explanation, with the request as its reason where there is one.
    func explained(_ explanation: Explanation?) -> Explanation? {
        guard var explanation, let reason else { return explanation }
        explanation.reason = reason
        return explanation
    }

    /// The nearest station at which the work can be taken up; nil with full hands, and where there is none.
    private func goal(_ work: Meaning.Work, _ loop: PlannerLoop, _ game: KitchenGame) -> Goal? {
        let own = game.state.players[loop.seat]
        guard own.held.isNone, let pose = game.kitchen.pose(own.cell, own.orientation) else { return nil }
        return Requests.station(for: work, in: game.kitchen, from: pose).map(Goal.at)
    }

    /// The nearest station at which a part of the work begins.
    static func station(for work: Meaning.Work, in kitchen: Kitchen, from pose: Pose) -> Station? {
        let best = kitchen.book.recipes.max { kitchen.book.reward($0) < kitchen.book.reward($1) }
        let terrains: [Terrain] = work == .dish ? [.dishDispenser] : (best?.ingredients.unique ?? []).map { .dispenser(of: $0) }
        return kitchen.nearest(terrains.flatMap { kitchen.stations(of: $0) }.map(Station.init), from: pose)?.station
    }

    /// A step away from the speaker, or none where there is none.
    private func makesRoom(_ game: KitchenGame, _ seat: Int) -> Action {
        let state = game.state
        let (own, other) = (state.players[seat].cell, state.players[speaker].cell)
        func distance(_ cell: Cell) -> Int { abs(cell.x - other.x) + abs(cell.y - other.y) }
        let taken = Set(state.players.map(\.cell))
        let steps = Direction.allCases.filter { game.kitchen.pose(own.neighbour($0), $0) != nil && !taken.contains(own.neighbour($0)) }
        return steps.max { distance(own.neighbour($0)) < distance(own.neighbour($1)) }.map { Action($0) } ?? .stay
    }
}
