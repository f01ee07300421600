import Agents
import Basics
import Episodes
import Testing

@testable import Kitchen
@testable import Planning

/// Planners in kitchens of OvercookedV2: what they think of what they do not see, and what they do about it.
struct ObservedPlannerTests {
    private static let onions = Recipe([.onion, .onion, .onion])
    private static let tomatoes = Recipe([.tomato, .tomato, .tomato])

    /// The left cook sees the recipe and can press the button; the right cook cooks.
    private static let grounded = ["WW2WWWWW", "W  WB  0", "R ALPA X", "W  WB  1", "WW2WWWWW"]

    private static func kitchen(_ grid: [String], flag: Bool = false) throws -> Kitchen {
        var rules = RecipeRules(possible: [onions, tomatoes])
        rules.viewSize = 2
        rules.punishesWrongDishes = true
        rules.redrawsOnDelivery = true
        rules.showsDelivery = flag
        var parameters = LayoutParameters()
        parameters.recipes = rules
        return try Kitchen(Layout(name: "test", grid: grid, parameters: parameters, family: .overcookedV2))
    }

    // MARK: Belief

    @Test func aWrongDishRulesItsRecipeOut() throws {
        var belief = RecipeBelief(try Self.kitchen(Self.grounded))
        #expect(belief.shares == [0.5, 0.5] && !belief.isSure)
        belief.deliver(Self.onions, wasRight: false)
        #expect(belief.shares == [0, 1] && belief.isSure)
        belief.deliver(Self.tomatoes, wasRight: true)
        #expect(belief.shares == [0.5, 0.5], "another recipe is drawn after a right dish")
        belief.see(Self.onions)
        #expect(belief.shares == [1, 0])
    }

    /// Who never learns what came of a dish is right in two of three dishes by taking turns: q' = q / 2 + (1 - q).
    @Test func takingTurnsIsWorthTwoThirds() throws {
        var belief = RecipeBelief(try Self.kitchen(Self.grounded))
        var chance = 0.0
        for dish in 0..<40 {
            let recipe = belief.recipes[belief.best(preferring: nil)]
            chance = belief.share(of: recipe)
            belief.deliver(recipe, wasRight: nil)
            #expect(dish == 0 || chance >= 0.5)
        }
        #expect(abs(chance - 2.0 / 3) < 1e-6)
    }

    @Test func whatSomebodyPutsIntoAPotTells() throws {
        var belief = RecipeBelief(try Self.kitchen(Self.grounded))
        belief.pot(.tomato, into: Recipe([]), trust: 0)
        #expect(belief.shares == [0.5, 0.5])
        belief.pot(.tomato, into: Recipe([]), trust: 0.8)
        #expect(belief.share(of: Self.tomatoes) > 0.7)
    }

    @Test func silenceSpeaksForWhatWasWantedBefore() throws {
        var belief = RecipeBelief(try Self.kitchen(Self.grounded))
        belief.hearNothing(trust: 0.5)
        #expect(belief.shares == [0.5, 0.5], "nothing was wanted before")
        belief.see(Self.onions)
        belief.deliver(Self.onions, wasRight: nil)
        for _ in 0..<4 { belief.hearNothing(trust: 0.5) }
        #expect(belief.share(of: Self.onions) > 0.9)
    }

    // MARK: The kitchen as one of Overcooked-AI

    /// Playing and translating can be done in either order, wherever nobody uses what the recipe does not need.
    @Test func aKnownRecipeMakesAKitchenOfOvercookedAI() throws {
        let kitchen = try Self.kitchen(Self.grounded)
        let plain = try PlainKitchen(kitchen, wanting: Self.onions)
        var random = RandomStream(7)
        var compared = 0
        for _ in 0..<6 {
            var game = try KitchenGame(kitchen, horizon: 300)
            game.want(Self.onions)
            while !game.isOver {
                let before = game.state
                let actions = before.players.map { _ in Action.allCases[random.below(8) % 6] }
                var twin = try KitchenGame(plain.kitchen, from: plain.state(before), horizon: 300)
                let transition = try game.step(actions)
                let copy = try twin.step(actions)
                game.want(Self.onions)
                let isPlain = zip(before.players, actions).allSatisfy { player, action in
                    guard action == .interact else { return true }
                    switch kitchen.layout[player.cell.neighbour(player.orientation)] {
                    case .tomatoDispenser, .lettuceDispenser, .recipeButton: return false
                    default: return true
                    }
                }
                guard isPlain else { continue }
                compared += 1
                var (here, there) = (plain.state(game.state), twin.state)
                here.objects.sort { ($0.cell.y, $0.cell.x) < ($1.cell.y, $1.cell.x) }
                there.objects.sort { ($0.cell.y, $0.cell.x) < ($1.cell.y, $1.cell.x) }
                #expect(here == there && transition.reward == copy.reward)
            }
        }
        #expect(compared > 1000)
    }

    @Test func recipesOfThreeKindsAreRefused() throws {
        let kitchen = try Self.kitchen(Self.grounded)
        #expect(throws: AgentError.self) { try PlainKitchen(kitchen, wanting: Recipe([.onion, .tomato, .lettuce])) }
    }

    // MARK: What is out of sight

    @Test func potsOutOfSightGoOnCooking() throws {
        let kitchen = try Self.kitchen(Self.grounded)
        let map = InformationMap(kitchen)
        var imagined = try ImaginedKitchen(kitchen, seat: 1, horizon: 100, zones: map.zones)
        let pot = Cell(4, 2)
        var start = kitchen.start
        start.players[1].cell = Cell(6, 1)
        start.objects = [PlacedItem(cell: pot, item: try #require(Item(unordered: Self.onions, tick: 3)))]
        var game = try KitchenGame(kitchen, from: start, horizon: 100)
        try imagined.observe(game.observation(of: 1), after: nil, wanting: Self.onions)
        // One step to where the pot is seen no more would be a wall; stand still and let it cook.
        for _ in 0..<5 {
            _ = try game.step([.stay, .stay])
            try imagined.observe(game.observation(of: 1), after: .stay, wanting: Self.onions)
        }
        #expect(imagined.state.item(on: pot).tick == 8)
        #expect(imagined.state.players[0].cell == kitchen.start.players[0].cell, "a cook out of sight stays where it was")
        #expect(imagined.state.recipe?.recipe == Self.onions)
    }

    @Test func theMapKnowsWhoCanTellWhom() throws {
        let kitchen = try Self.kitchen(Self.grounded)
        let map = InformationMap(kitchen)
        let zones = kitchen.start.players.map { map.zone(of: $0.cell) ?? -1 }
        #expect(map.isInformed(zones[0]) && !map.isInformed(zones[1]))
        #expect(map.buttons(zones[0], seenFrom: zones[1]).count == 1 && map.buttons(zones[1]).isEmpty)
        #expect(!map.canDemonstrate(zones[0], to: zones[1]))
    }

    // MARK: Soups

    /// One pot between a wide room with the recipe on its wall and a narrow one with plates and the serving station.
    private static let demo = ["WWWWWR2W0WW", "0      W  B", "W     APA X", "1      W  B", "WWWWWR2W1WW"]

    /// What the left cook of that kitchen does besides cooking, given a state, when its loop means to use what it faces.
    private func errand(
        own: PlayerState, other: PlayerState, pot: Item, ticks: Int = 1, _ belief: (inout RecipeBelief) -> Void
    ) throws -> Errands.Errand? {
        let kitchen = try Self.kitchen(Self.demo)
        let errands = Errands(kitchen, InformationMap(kitchen), seat: 0)
        var state = kitchen.start
        state.players = [own, other]
        state.objects = pot.isNone ? [] : [PlacedItem(cell: Cell(7, 2), item: pot)]
        state.recipe = RecipeState(recipe: Self.onions)
        let seen = Observation(of: state, seat: 0, in: kitchen)
        var beliefs = RecipeBelief(kitchen)
        belief(&beliefs)
        var memory = Errands.Memory()
        for _ in 0..<ticks { memory.observe(state, seen, kitchen) }
        return errands.due(state, seen, beliefs, &memory, price: 1, planned: .interact)
    }

    @Test func aSoupThatIsMostLikelyWrongIsLaidAside() throws {
        let soup = try #require(Item(unordered: Self.onions, tick: 20))
        let own = PlayerState(cell: Cell(5, 1), orientation: .east, held: soup)
        let other = PlayerState(cell: Cell(8, 2), orientation: .west)
        #expect(try errand(own: own, other: other, pot: .none) { $0.see(Self.tomatoes) }?.words.hasPrefix("lays the soup aside") == true)
        #expect(try errand(own: own, other: other, pot: .none) { $0.see(Self.onions) } == nil)
    }

    @Test func noSoupIsBegunWhileTheNextRecipeIsUnknown() throws {
        let soup = try #require(Item(unordered: Self.onions, tick: 20))
        let own = PlayerState(cell: Cell(6, 2), orientation: .east, held: .onion)
        let server = PlayerState(cell: Cell(8, 2), orientation: .east, held: soup)
        let kept = try errand(own: own, other: server, pot: .none) { $0.see(Self.onions) }
        #expect(kept?.words == "keeps its ingredient back" && kept?.action == .stay)
        let idle = PlayerState(cell: Cell(8, 2), orientation: .east)
        #expect(try errand(own: own, other: idle, pot: .none) { $0.see(Self.onions) } == nil, "no dish is on its way")
    }

    @Test func aReadyPotOutOfSightIsLookedInto() throws {
        let soup = try #require(Item(unordered: Self.onions, tick: 20))
        let own = PlayerState(cell: Cell(2, 1), orientation: .west, held: .onion)
        let other = PlayerState(cell: Cell(8, 2), orientation: .west)
        let look = try errand(own: own, other: other, pot: soup, ticks: 5) { $0.see(Self.onions) }
        #expect(look?.words == "goes to look into the pot at (7, 2)" && look?.action != .stay)
        #expect(try errand(own: own, other: other, pot: soup, ticks: 2) { $0.see(Self.onions) } == nil, "it was just seen")
        let near = PlayerState(cell: Cell(6, 2), orientation: .east, held: .onion)
        #expect(try errand(own: near, other: other, pot: soup, ticks: 9) { $0.see(Self.onions) } == nil, "it is in view")
    }

    // MARK: Playing

    /// The cook who sees the recipe shows it, the other waits for that, and dishes are right.
    @Test func plannersShowEachOtherTheRecipe() throws {
        let kitchen = try Self.kitchen(Self.grounded)
        var settings = PlannerSettings()
        settings.openingWidth = 0
        let kind = PlannerKind(settings)
        var cooks = try (0..<2).map { seat in
            var cook = try kind.makeAgent()
            try cook.begin(EpisodeContext(kitchen: kitchen, seat: seat, seed: 3, horizon: 130))
            return cook
        }
        var game = try KitchenGame(kitchen, horizon: 130, seed: 3)
        var (presses, right, wrong) = (0, 0, 0)
        while !game.isOver {
            let actions = cooks.indices.map { cooks[$0].decide(in: game, seat: $0).action }
            let transition = try game.step(actions)
            presses += transition.sparse.count { $0 == -5 }
            right += transition.sparse.count { $0 == 20 }
            wrong += transition.sparse.count { $0 == -20 }
        }
        #expect(presses >= 1 && right >= 2 && wrong == 0)
        #expect(cooks[1].explain()?.sentence.contains("wanted") == true)
    }
}
