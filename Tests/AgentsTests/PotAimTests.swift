import Agents
import Kitchen
import Testing

/// What a greedy cook makes of orders.
@Suite struct PotAimTests {
    private func planner(
        _ dynamics: Dynamics = .new, players: Int = 1, _ change: (inout LayoutParameters) -> Void
    ) throws -> OrderPlanner {
        var parameters = LayoutParameters()
        change(&parameters)
        let layout = try Layout(name: "aims", grid: ["XXPTX", "O 1 X", "XDSXX"], parameters: parameters)
        return OrderPlanner(kitchen: try Kitchen(layout, dynamics: dynamics), trips: (6, 6), serving: 10)
    }

    @Test func theOrderThatPaysMostATickIsMade() throws {
        let planner = try planner {
            $0.orders = [Recipe(onions: 3, tomatoes: 0), Recipe(onions: 1, tomatoes: 1)]
            $0.recipeValues = [20, 15]
            $0.recipeTimes = [60, 20]
        }
        #expect(planner.aim(nil) == PotAim(onions: 1, tomatoes: 1))
        #expect(planner.aim(Recipe(onions: 2, tomatoes: 0)) == PotAim(onions: 1))
        #expect(planner.aim(Recipe(onions: 1, tomatoes: 0)) == PotAim(tomatoes: 1))
    }

    @Test func bonusesCount() throws {
        let planner = try planner {
            $0.orders = [Recipe(onions: 3, tomatoes: 0), Recipe(onions: 1, tomatoes: 2)]
            $0.bonusOrders = [Recipe(onions: 1, tomatoes: 2)]
        }
        #expect(planner.aim(nil) == PotAim(onions: 1, tomatoes: 2))
    }

    @Test func equalValuesComeDownToTheQuickerSoup() throws {
        #expect(try planner { _ in }.aim(nil).missing == 1)
    }

    @Test func whatCannotBeHadIsNotWanted() throws {
        var parameters = LayoutParameters()
        parameters.orders = [Recipe(onions: 1, tomatoes: 2), Recipe(onions: 3, tomatoes: 0)]
        parameters.bonusOrders = [Recipe(onions: 1, tomatoes: 2)]
        let layout = try Layout(name: "no tomatoes", grid: ["XXPXX", "O 1 X", "XDSXX"], parameters: parameters)
        let planner = OrderPlanner(kitchen: try Kitchen(layout, dynamics: .new), trips: (6, nil), serving: 10)
        #expect(planner.aim(nil) == PotAim(onions: 3))
    }

    @Test(arguments: [(Dynamics.old, PotAim(onions: 1, isSpoiled: true)), (.new, PotAim(isSpoiled: true))])
    func spoiledPotsAreCookedToEmptyThem(dynamics: Dynamics, aim: PotAim) throws {
        let planner = try planner(dynamics) { $0.orders = [Recipe(onions: 3, tomatoes: 0)] }
        #expect(planner.aim(Recipe(onions: 1, tomatoes: 1)) == aim)
    }
}
