import Basics
import Kitchen

/// Random kitchens, states and actions for property tests; each a function of its seed.
struct RandomKitchens {
    private var random: RandomStream

    init(seed: UInt64) { random = RandomStream(seed, 0x7E57) }

    /// A valid kitchen of 4-9 x 4-8 cells and 1-4 players with random orders, under random dynamics.
    mutating func kitchen() throws -> Kitchen {
        let width = Int.random(in: 4...9, using: &random)
        let height = Int.random(in: 4...8, using: &random)
        var grid = (0..<height).map { y in
            (0..<width).map { x -> Character in
                let border = x == 0 || y == 0 || x == width - 1 || y == height - 1
                return border || Int.random(in: 0..<5, using: &random) == 0 ? "X" : " "
            }
        }
        for station in "POTDSP" {
            let counters = (0..<width * height).filter { grid[$0 / width][$0 % width] == "X" }
            let place = counters[Int.random(in: 0..<counters.count, using: &random)]
            grid[place / width][place % width] = station
        }
        let need = "PODS"
        for (index, station) in need.enumerated() where !grid.contains(where: { $0.contains(station) }) {
            grid[0][index] = station
        }
        for player in 1...Int.random(in: 1...4, using: &random) {
            let floor = (0..<width * height).filter { grid[$0 / width][$0 % width] == " " }
            guard !floor.isEmpty else { break }
            let place = floor[Int.random(in: 0..<floor.count, using: &random)]
            grid[place / width][place % width] = Character("\(player)")
        }
        if !grid.contains(where: { $0.contains("1") }) { grid[1][1] = "1" }
        let dynamics: Dynamics = Bool.random(using: &random) ? .old : .new
        return try Kitchen(
            Layout(name: "random", grid: grid.map { String($0) }, parameters: parameters(dynamics)), dynamics: dynamics)
    }

    private mutating func parameters(_ dynamics: Dynamics) -> LayoutParameters {
        var parameters = LayoutParameters()
        let recipes = Recipe.all(maxIngredients: 3).filter { dynamics == .new || $0.size == 3 }
        parameters.orders = Array(recipes.shuffled(using: &random).prefix(Int.random(in: 1...recipes.count, using: &random)))
        parameters.bonusOrders = Array(parameters.orders.prefix(1))
        parameters.cookTime = Int.random(in: 1...30, using: &random)
        return parameters
    }

    /// One action a player; interacting is likelier than chance, so that things happen.
    mutating func actions(_ players: Int) -> [Action] {
        (0..<players).map { _ in
            Bool.random(using: &random) ? .interact : Action.allCases[Int.random(in: 0..<5, using: &random)]
        }
    }

    mutating func start(_ kitchen: Kitchen) -> KitchenState {
        RandomStart(kitchen, probability: 0.5).state(using: &random)
    }

    /// A valid kitchen of OvercookedV2 of 5-9 x 4-8 cells, 1-4 players and 1-10 ingredients, with random settings.
    mutating func kitchenV2() throws -> Kitchen {
        let width = Int.random(in: 5...9, using: &random)
        let height = Int.random(in: 4...8, using: &random)
        let ingredients = Int.random(in: 1...10, using: &random)
        var grid = (0..<height).map { y in
            (0..<width).map { x -> Character in
                let isBorder = x == 0 || y == 0 || x == width - 1 || y == height - 1
                return isBorder || Int.random(in: 0..<6, using: &random) == 0 ? "W" : " "
            }
        }
        // The border alone has room for all stations.
        let more: [Character] = Bool.random(using: &random) ? ["R", "L"] : ["L", "P", "0"]
        let walls = (0..<width * height).filter { grid[$0 / width][$0 % width] == "W" }.shuffled(using: &random)
        for (station, place) in zip(["P", "B", "X", Character("\(ingredients - 1)")] + more, walls) {
            grid[place / width][place % width] = station
        }
        let floor = (0..<width * height).filter { grid[$0 / width][$0 % width] == " " }.shuffled(using: &random)
        let players = floor.isEmpty ? [width + 1] : Array(floor.prefix(Int.random(in: 1...4, using: &random)))
        for place in players { grid[place / width][place % width] = "A" }
        let layout = try Layout(
            name: "random", grid: grid.map { String($0) }, parameters: parametersV2(ingredients), family: .overcookedV2,
            swapsPlayers: Bool.random(using: &random))
        return try Kitchen(layout)
    }

    private mutating func parametersV2(_ ingredients: Int) -> LayoutParameters {
        let recipes = RecipeRules.all(ofFirst: ingredients)
        var rules = RecipeRules(
            possible: (0..<Int.random(in: 1...5, using: &random)).map { _ in recipes[Int.random(in: recipes.indices, using: &random)] })
        rules.punishesWrongDishes = Bool.random(using: &random)
        rules.redrawsOnDelivery = Bool.random(using: &random)
        rules.showsDelivery = Bool.random(using: &random)
        rules.viewSize = Bool.random(using: &random) ? Int.random(in: 1...4, using: &random) : nil
        var parameters = LayoutParameters()
        parameters.recipes = rules
        parameters.dynamics = [Dynamics.old, .new, nil][Int.random(in: 0..<3, using: &random)]
        return parameters
    }
}
