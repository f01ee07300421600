import Agents
import Basics
import Kitchen
import Testing

@testable import Planning

/// What planners do for partners that cannot go on by themselves, beside one who does the same action all the time.
@Suite struct CourtesyTests {
    /// Plays from a state in which `partner` does the same action in every tick.
    /// - Parameter reasons: takes in why the planner did what it did.
    /// - Returns: the ticks until `stop` holds; nil where it never does.
    private func ticks(
        _ kitchen: Kitchen, from start: KitchenState, seat: Int, partner: Action, horizon: Int = 60, reasons: inout Set<String>,
        until stop: (KitchenGame) -> Bool
    ) throws -> Int? {
        var agent = try PlannerKind(PlannerSettings()).makeAgent()
        try agent.begin(EpisodeContext(kitchen: kitchen, seat: seat, seed: 1, horizon: horizon))
        var game = try KitchenGame(kitchen, from: start, horizon: horizon)
        while !game.isOver {
            let action = agent.act(game).action
            if let why = agent.explain()?.reason { reasons.insert(why) }
            try game.step(seat == 0 ? [action, partner] : [partner, action])
            if stop(game) { return game.timestep }
        }
        return nil
    }

    /// The partner wants to hand a soup over where an onion lies, and the planner has an onion in its hands. Without making room both waited
    /// until the end.
    @Test func roomIsMadeWhereSomethingIsToBeLaidDown() throws {
        let soup = try #require(Item(soup: [.onion, .onion, .onion], tick: 20))
        let start = KitchenState(
            players: [
                PlayerState(cell: Cell(2, 2), orientation: .east, held: soup),
                PlayerState(cell: Cell(6, 1), orientation: .east, held: .onion),
            ],
            objects: [PlacedItem(cell: Cell(3, 2), item: .onion), PlacedItem(cell: Cell(7, 1), item: soup)])
        let kitchen = try Kitchens.make("random0_medium")
        var reasons: Set<String> = []
        let tick = try ticks(kitchen, from: start, seat: 1, partner: .interact, reasons: &reasons) { $0.item(on: Cell(3, 2)).isSoup }
        #expect(try #require(tick) < 30)
        #expect(reasons.contains { $0.hasSuffix("player 1 has its hands full and waits for room on a counter") }, "\(reasons)")
    }

    /// Nobody makes room for one who has only just come, or who holds nothing.
    @Test func roomIsMadeOnlyForThoseWhoWait() throws {
        let knowledge = try KitchenKnowledge(Kitchens.make("random0_medium"))
        func goal(held: Item, after ticks: Int) throws -> Goal? {
            let players = [PlayerState(cell: Cell(2, 2), orientation: .east, held: held), PlayerState(cell: Cell(6, 1))]
            let start = KitchenState(players: players, objects: [PlacedItem(cell: Cell(3, 2), item: .onion)])
            let game = try KitchenGame(knowledge.kitchen, from: start)
            var room = MakingRoom()
            return game.withState { state in
                for _ in 0...ticks { room.observe(state, partner: 0, knowledge) }
                return room.goal(state, 1, knowledge)
            }
        }
        let counter = try #require(knowledge.motion.station(at: Cell(3, 2)))
        #expect(try goal(held: .dish, after: 6) == .at(Station(counter)))
        #expect(try goal(held: .dish, after: 5) == nil)
        #expect(try goal(held: .none, after: 20) == nil)
    }

    /// Where a way is one cell wide, one who stands in it and has nothing to do leaves it to one who keeps walking against it.
    @Test func oneWhoIsInTheWayStepsAside() throws {
        let knowledge = try KitchenKnowledge(Kitchens.make("m_shaped_s"))
        let players = [PlayerState(cell: Cell(1, 1), orientation: .south), PlayerState(cell: Cell(1, 2))]
        let game = try KitchenGame(knowledge.kitchen, from: KitchenState(players: players))
        var random = RandomStream(1)
        func steps(insteadOf planned: Action, after ticks: Int) -> Int {
            (0..<100).count { _ in
                game.withState { state in
                    var way = GivingWay()
                    for _ in 0..<ticks { way.observe(.south, from: state.pose(of: 0), state, seat: 1, knowledge) }
                    return way.action(insteadOf: planned, state, 1, knowledge, &random) != nil
                }
            }
        }
        #expect((45...75).contains(steps(insteadOf: .stay, after: 3)))
        #expect(steps(insteadOf: .stay, after: 2) == 0)
        // It is about to leave, or to take something.
        #expect(steps(insteadOf: .east, after: 9) == 0 && steps(insteadOf: .interact, after: 9) == 0)
    }

    /// A full pot is started though the partner waits before it with a dish; both waited for the other once.
    @Test func aFullPotIsStartedWhereThePartnerHasItsHandsFull() throws {
        let full = try #require(Item(soup: [.onion, .onion, .onion], tick: -1))
        let start = KitchenState(
            players: [
                PlayerState(cell: Cell(6, 2), orientation: .south), PlayerState(cell: Cell(3, 2), orientation: .east, held: .dish),
            ], objects: [PlacedItem(cell: Cell(6, 3), item: full)])
        var reasons: Set<String> = []
        let tick = try ticks(Kitchens.make("scenario2", .new), from: start, seat: 0, partner: .east, reasons: &reasons) { game in
            game.item(on: Cell(6, 3)).isStarted
        }
        #expect(try #require(tick) <= 2)
    }
}
