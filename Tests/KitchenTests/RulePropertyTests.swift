import Kitchen
import Testing

/// What must hold in every kitchen, whatever anybody does.
@Suite struct RulePropertyTests {
    @Test(arguments: 0..<60 as Range<UInt64>)
    func invariantsHoldUnderRandomPlay(seed: UInt64) throws {
        var random = RandomKitchens(seed: seed)
        let kitchen = try random.kitchen()
        var game = try KitchenGame(kitchen, from: random.start(kitchen), horizon: 300)
        while !game.isOver {
            let before = game.state
            let transition = try game.step(random.actions(kitchen.players))
            let after = game.state
            #expect(kitchen.problem(in: after) == nil)
            #expect(after.timestep == before.timestep + 1)
            expectConservation(before, after, transition, kitchen)
            expectPlausibleMotion(before, after)
            expectRewardsMatchDeliveries(before, transition, kitchen)
        }
    }

    /// Onions, tomatoes and dishes come from dispensers and leave by delivery; nothing else changes their number.
    private func expectConservation(_ before: KitchenState, _ after: KitchenState, _ transition: Transition, _ kitchen: Kitchen) {
        let old = inventory(before, kitchen)
        let new = inventory(after, kitchen)
        var delivered = (ingredients: 0, dishes: 0)
        for (player, outcome) in transition.outcomes.enumerated() where outcome.events.contains(.soupDelivery) {
            delivered.ingredients += before.players[player].held.ingredients.count
            delivered.dishes += 1
        }
        let players = kitchen.players
        #expect((0...players).contains(new.ingredients - old.ingredients + delivered.ingredients))
        #expect((0...players).contains(new.dishes - old.dishes + delivered.dishes))
    }

    /// Ingredients anywhere, and dishes anywhere, counting the one under every soup that is not in a pot.
    private func inventory(_ state: KitchenState, _ kitchen: Kitchen) -> (ingredients: Int, dishes: Int) {
        let outside = state.players.map(\.held) + state.objects.filter { kitchen.layout[$0.cell] != .pot }.map(\.item)
        let all = state.players.map(\.held) + state.objects.map(\.item)
        let ingredients = all.map { $0.isSoup ? $0.ingredients.count : $0.ingredient == nil ? 0 : 1 }.reduce(0, +)
        return (ingredients, outside.count { $0 == .dish || $0.isSoup })
    }

    private func expectPlausibleMotion(_ before: KitchenState, _ after: KitchenState) {
        for (old, new) in zip(before.players, after.players) {
            #expect(abs(old.cell.x - new.cell.x) + abs(old.cell.y - new.cell.y) <= 1)
        }
        for (i, j) in zip(before.players.indices, before.players.indices.dropFirst()) {
            let swapped = after.players[i].cell == before.players[j].cell && after.players[j].cell == before.players[i].cell
            #expect(!swapped)
        }
    }

    private func expectRewardsMatchDeliveries(_ before: KitchenState, _ transition: Transition, _ kitchen: Kitchen) {
        for (player, outcome) in transition.outcomes.enumerated() {
            let delivers = outcome.events.contains(.soupDelivery)
            let recipe = before.players[player].held.recipe
            #expect(transition.sparse[player] == (delivers ? recipe.map(kitchen.book.reward) ?? -1 : 0))
        }
    }
}
