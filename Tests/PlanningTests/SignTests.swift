import Agents
import Basics
import Episodes
import Testing

@testable import Kitchen
@testable import Planning

/// Showing and reading which recipe is wanted by where an ingredient lies that no recipe needs.
struct SignTests {
    private static let onions = Recipe([.onion, .onion, .onion])
    private static let tomatoes = Recipe([.tomato, .tomato, .tomato])

    /// The left cook sees the recipe, touches nothing that the right one needs, and has an ingredient that nobody needs.
    private static func kitchen(_ last: String = "WW2WWWWW") throws -> Kitchen {
        var rules = RecipeRules(possible: [onions, tomatoes])
        rules.viewSize = 2
        rules.punishesWrongDishes = true
        rules.redrawsOnDelivery = true
        rules.showsDelivery = true
        var parameters = LayoutParameters()
        parameters.recipes = rules
        let grid = [last, "W  WB  0", "R AWPA X", "W  WB  1", last]
        return try Kitchen(Layout(name: "test", grid: grid, parameters: parameters, family: .overcookedV2))
    }

    @Test func bothCooksWorkOutTheSamePlaces() throws {
        let kitchen = try Self.kitchen()
        let map = InformationMap(kitchen)
        let (left, right) = (Errands(kitchen, map, seat: 0), Errands(kitchen, map, seat: 1))
        #expect(left.signs?.cells == [Cell(3, 1), Cell(3, 2)] && left.signsOfOthers == nil)
        #expect(right.signsOfOthers?.cells == left.signs?.cells && right.signs == nil)
        let bare = try Self.kitchen("WWWWWWWW")
        #expect(Errands(bare, InformationMap(bare), seat: 0).signs == nil, "there is nothing to lay down")
    }

    @Test func aSignIsBelievedUntilItIsRefuted() {
        var reading = SignReading(recipes: 2)
        func share(_ state: Int) -> Double {
            let likelihoods = reading.read(state, sinceDelivery: 20) ?? [0]
            return likelihoods[0] / likelihoods.reduce(0, +)
        }
        #expect(share(1) > 0.8)
        for _ in 0..<12 {
            reading.noteDelivery(wanted: 1)
            _ = reading.read(1, sinceDelivery: 20)
        }
        reading.noteDelivery(wanted: nil)
        #expect(share(1) < 0.4, "it means the other recipe")
    }

    @Test func whatLayThereBeforeADishMeansNothingAtFirst() {
        var reading = SignReading(recipes: 2)
        #expect(reading.read(1, sinceDelivery: 20) != nil)
        #expect(reading.read(1, sinceDelivery: 21) == nil, "it is taken in once")
        reading.noteDelivery(wanted: 0)
        #expect(reading.read(1, sinceDelivery: 2) == nil)
        #expect(reading.read(2, sinceDelivery: 3) != nil, "it has changed")
        // Another sign takes the place of the one before.
        let back = reading.read(1, sinceDelivery: 12) ?? []
        #expect(back.count == 2 && back[0] > back[1])
    }

    /// Whoever guesses has about 60 points here, whoever always knows about 180.
    @Test func plannersShowEachOtherTheRecipe() throws {
        let kitchen = try Self.kitchen()
        var settings = PlannerSettings()
        settings.openingWidth = 0
        let kind = PlannerKind(settings)
        var cooks = try (0..<2).map { seat in
            var cook = try kind.makeAgent()
            try cook.begin(EpisodeContext(kitchen: kitchen, seat: seat, seed: 3, horizon: 200))
            return cook
        }
        var game = try KitchenGame(kitchen, horizon: 200, seed: 3)
        var (right, wrong) = (0, 0)
        var words: Set<String> = []
        while !game.isOver {
            let actions = cooks.indices.map { cooks[$0].decide(in: game, seat: $0).action }
            if let intention = cooks[0].explain()?.intention { words.insert(intention) }
            let transition = try game.step(actions)
            right += transition.sparse.count { $0 == 20 }
            wrong += transition.sparse.count { $0 == -20 }
        }
        #expect(right >= 3 && wrong == 0)
        #expect(words.contains { $0.hasPrefix("shows by an ingredient at (3, 1)") || $0.hasPrefix("shows by an ingredient at (3, 2)") })
    }
}
