import Agents
import Basics
import Episodes
import Kitchen
import Testing

@testable import Planning

/// When a coach speaks, what it says, and what it finds when it looks back.
@Suite struct CoachTests {
    /// Thinks little, so that tests are quick.
    private static let quick: PlannerSettings = {
        var settings = PlannerSettings()
        (settings.width, settings.lookahead, settings.maxNodes, settings.openingWidth) = (4, 40, 250, 6)
        return settings
    }()

    private static func kind(_ change: (inout CoachSettings) -> Void = { _ in }) -> PlannerCoachKind {
        var settings = CoachSettings()
        settings.planner = quick
        change(&settings)
        return PlannerCoachKind(settings)
    }

    /// Plays from `start` with a coach for seat 0.
    private static func hints(
        _ kind: PlannerCoachKind, _ kitchen: Kitchen, from start: KitchenState? = nil, horizon: Int, ticks: Int,
        _ act: (KitchenGame) -> [Action]
    ) throws -> [(hint: Hint, isFollowed: Bool?)] {
        var game = try KitchenGame(kitchen, from: start, horizon: horizon)
        var coach = kind.makeCoach()
        try coach.begin(EpisodeContext(kitchen: kitchen, seat: 0, seed: 1, horizon: horizon))
        for _ in 0..<ticks where !game.isOver {
            _ = coach.observe(game, mayHint: true)
            try game.step(act(game))
        }
        _ = coach.observe(game, mayHint: false)
        return coach.hints
    }

    /// A soup is ready, the person stands there with a dish, and walks away.
    @Test func aReadySoupIsPointedAt() throws {
        let kitchen = try Kitchens.make("cramped_room")
        let soup = try #require(Item(soup: [.onion, .onion, .onion], tick: 20))
        let start = KitchenState(
            timestep: 100,
            players: [
                PlayerState(cell: Cell(1, 1), orientation: .east, held: .dish),
                PlayerState(cell: Cell(3, 2), orientation: .south, held: .none),
            ], objects: [PlacedItem(cell: Cell(2, 0), item: soup)])
        let kind = Self.kind { $0.quiet = 0 }
        let hints = try Self.hints(kind, kitchen, from: start, horizon: 400, ticks: 30) { game in
            [game.timestep == 100 ? .south : .stay, .stay]
        }
        let hint = try #require(hints.first?.hint)
        #expect(hint.work == "fill a dish" && hint.target == Cell(2, 0) && hint.regret >= 3)
        #expect(hint.text(.nudge) == "Have a look at the pot.")
        #expect(hint.text(.reason) == "Fill your dish at the pot: its soup is ready." && hint.text(.show) == hint.text(.reason))
    }

    /// The partner wants to the pot with a dish, and the person stands in front of it with an onion that has no room there.
    @Test func whoeverStandsInTheWayIsAskedToMove() throws {
        let kitchen = try Kitchens.make("cramped_room")
        let soup = try #require(Item(soup: [.onion, .onion, .onion], tick: 20))
        let start = KitchenState(
            timestep: 100,
            players: [
                PlayerState(cell: Cell(2, 1), orientation: .north, held: .onion),
                PlayerState(cell: Cell(2, 2), orientation: .north, held: .dish),
            ], objects: [PlacedItem(cell: Cell(2, 0), item: soup)])
        let hints = try Self.hints(Self.kind { $0.quiet = 0 }, kitchen, from: start, horizon: 400, ticks: 40) { _ in [.stay, .north] }
        let hint = try #require(hints.first?.hint)
        #expect(["step aside", "lay an onion down"].contains(hint.work), "\(hint)")
        #expect(hint.tick < 125 && hint.regret >= 3)
    }

    /// So near to the end nothing can be earned any more, whatever anybody does.
    @Test func nothingIsSaidWhereAllIsEqual() throws {
        let kitchen = try Kitchens.make("cramped_room")
        let start = KitchenState(timestep: 360, players: kitchen.start.players, objects: [])
        let kind = Self.kind { ($0.quiet, $0.patience) = (0, 0) }
        #expect(try Self.hints(kind, kitchen, from: start, horizon: 400, ticks: 40) { _ in [.stay, .stay] }.isEmpty)
    }

    /// Whatever the person does.
    @Test func hintsKeepTheirDistance() throws {
        let kind = Self.kind()
        let kitchen = try Kitchens.make("cramped_room")
        var random = RandomStream(3)
        var partner = try Kitchens.agents.agent("greedy").makeAgent()
        try partner.begin(EpisodeContext(kitchen: kitchen, seat: 1, seed: 1, horizon: 240))
        let hints = try Self.hints(kind, kitchen, horizon: 240, ticks: 240) { game in
            [Action.allCases[random.below(Action.allCases.count)], partner.act(game).action]
        }
        #expect(!hints.isEmpty)
        let ticks = hints.map(\.hint.tick)
        let settings = CoachSettings()
        #expect(ticks.allSatisfy { $0 >= settings.quiet && $0 <= 240 - CoachSettings.lastTicks })
        #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $1 - $0 >= settings.gap })
        #expect(hints.allSatisfy { $0.hint.regret >= settings.minRegret * 20 && $0.hint.regret.isFinite })
    }

    /// A person who plays as well as the coach needs none, and nothing of it was costly.
    @Test(arguments: [("cramped_room", "greedy"), ("coordination_ring", "greedy-noisy")])
    func aPlannerIsLeftAlone(map: String, partner: String) throws {
        let kind = Self.kind()
        let kitchen = try Kitchens.make(map)
        var player = try PlannerKind(Self.quick).makeAgent()
        var other = try Kitchens.agents.agent(partner).makeAgent()
        var match = try Match(kitchen, horizon: 160, seed: 2)
        match.begin(&player, seat: 0)
        match.begin(&other, seat: 1)
        var coach = kind.makeCoach()
        try coach.begin(EpisodeContext(kitchen: kitchen, seat: 0, seed: 2, horizon: 160))
        while !match.game.isOver {
            _ = coach.observe(match.game, mayHint: true)
            match.act(&player, seat: 0)
            match.act(&other, seat: 1)
            try match.step()
        }
        #expect(coach.hints.count <= 1, "\(coach.hints)")
        #expect(try kind.review(match.recorder.episode(), seat: 0, shouldStop: { false }).isEmpty)
    }

    /// Two planners, of whom one stands still for forty ticks.
    private static func blunder(_ kitchen: Kitchen) throws -> Episode {
        let kind = PlannerKind(quick)
        var team = try [kind.makeAgent(), kind.makeAgent()]
        var match = try Match(kitchen, horizon: 200, seed: 1)
        for seat in 0..<2 { match.begin(&team[seat], seat: seat) }
        while !match.game.isOver {
            for seat in 0..<2 { match.act(&team[seat], seat: seat) }
            if (60..<100).contains(match.game.timestep) { match.note(Decision(.stay), seat: 0) }
            try match.step()
        }
        return match.recorder.episode()
    }

    @Test func aBlunderIsFound() throws {
        let kitchen = try Kitchens.make("cramped_room")
        let episode = try Self.blunder(kitchen)
        let kind = Self.kind()
        let moments = try kind.review(episode, seat: 0, shouldStop: { false })
        let worst = try #require(moments.first)
        #expect(worst.from < 100 && worst.to > 60 && worst.did == "stood still" && worst.points > 5, "\(moments)")
        #expect(!worst.better.isEmpty && !worst.better.contains("(") && moments.count <= 3)
        #expect(moments.dropFirst().allSatisfy { $0.points <= worst.points && $0.points >= 0 })
        #expect(try kind.review(episode, seat: 0, shouldStop: { false }) == moments, "it is a function of the episode")
        #expect(throws: AgentError.self) { try kind.review(episode, seat: 2, shouldStop: { false }) }
    }
}
