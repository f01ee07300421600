import Kitchen
import Testing

/// Interacting in OvercookedV2, row by row of the table of OvercookedV2 §5.4, and the quirks of §9 that touch a step.
@Suite struct InteractV2Tests {
    /// A pot north of the middle, a recipe indicator and a button, two piles, dishes, the serving station south of the middle.
    private static let grid = ["WWPRW", "0 A 1", "L   B", "WWXWW"]
    private static let pot = Cell(2, 0)
    private static let wanted = Recipe([.onion, .onion, .tomato])

    /// Where a lone cook stands to face something, and what it faces.
    enum Place {
        case pot, serving, onions, tomatoes, dishes, counter, button, indicator, floor

        var pose: (cell: Cell, facing: Direction) {
            switch self {
            case .pot: (Cell(2, 1), .north)
            case .serving: (Cell(2, 2), .south)
            case .onions: (Cell(1, 1), .west)
            case .tomatoes: (Cell(3, 1), .east)
            case .dishes: (Cell(3, 2), .east)
            case .counter: (Cell(1, 1), .north)
            case .button: (Cell(1, 2), .west)
            case .indicator: (Cell(3, 1), .north)
            case .floor: (Cell(2, 1), .west)
            }
        }
    }

    /// What is in the hands, on a counter or in a pot, in few words.
    enum Thing {
        case nothing, dish, onion, tomato
        /// A dish with a soup.
        case soup([Ingredient])
        /// In a pot: -1 idle, 1 to 19 cooking, 20 ready.
        case pot([Ingredient], Int)

        var item: Item {
            switch self {
            case .nothing: .none
            case .dish: .dish
            case .onion: .onion
            case .tomato: .tomato
            case .soup(let ingredients): Item(unordered: Recipe(ingredients), tick: RecipeRules.cookTime) ?? .none
            case .pot(let ingredients, let tick): Item(unordered: Recipe(ingredients), tick: tick) ?? .none
            }
        }
    }

    /// A row: what is faced and lies there, what is held, and what is after the step.
    struct Case: CustomTestStringConvertible {
        let name: String
        let place: Place
        var lies = Thing.nothing
        var holds = Thing.nothing
        var dynamics = Dynamics.old
        var punishes = false
        /// Held and lying afterwards.
        let after: (held: Thing, lies: Thing)
        var sparse = 0.0
        var shaped = 0.0

        var testDescription: String { name }
    }

    private static let right: [Ingredient] = [.onion, .onion, .tomato]
    private static let wrong: [Ingredient] = [.onion, .onion, .onion]

    static let cases: [Case] = [
        Case(name: "a dish is taken", place: .dishes, after: (.dish, .nothing)),
        Case(name: "no dish with a full hand", place: .dishes, holds: .onion, after: (.onion, .nothing)),
        Case(name: "an onion is taken", place: .onions, after: (.onion, .nothing)),
        Case(name: "a tomato is taken", place: .tomatoes, after: (.tomato, .nothing)),
        Case(name: "nothing goes back on a pile", place: .onions, holds: .onion, after: (.onion, .nothing)),
        Case(name: "an onion is put down", place: .counter, holds: .onion, after: (.nothing, .onion)),
        Case(name: "a soup is put down", place: .counter, holds: .soup(right), after: (.nothing, .soup(right))),
        Case(name: "a dish on a counter pays nothing", place: .counter, lies: .dish, after: (.dish, .nothing)),
        Case(name: "a soup is taken up", place: .counter, lies: .soup(wrong), after: (.soup(wrong), .nothing)),
        Case(name: "a full counter keeps what it has", place: .counter, lies: .dish, holds: .onion, after: (.onion, .dish)),
        Case(name: "the first onion", place: .pot, holds: .onion, after: (.nothing, .pot([.onion], -1)), shaped: 3),
        Case(
            name: "a useless tomato", place: .pot, lies: .pot([.tomato], -1), holds: .tomato,
            after: (.nothing, .pot([.tomato, .tomato], -1))),
        Case(
            name: "useful in a spoilt pot", place: .pot, lies: .pot([.tomato, .tomato], -1), holds: .onion, dynamics: .new,
            after: (.nothing, .pot([.tomato, .tomato, .onion], -1)), shaped: 3),
        Case(
            name: "a useless onion is not punished", place: .pot, lies: .pot([.onion, .onion], -1), holds: .onion, dynamics: .new,
            punishes: true, after: (.nothing, .pot(wrong, -1))),
        Case(
            name: "the third starts it by itself", place: .pot, lies: .pot([.onion, .onion], -1), holds: .tomato,
            after: (.nothing, .pot(right, 1)), shaped: 3),
        Case(name: "an idle full pot starts: empty", place: .pot, lies: .pot(right, -1), after: (.nothing, .pot(right, 1))),
        Case(name: "an idle full pot starts: dish", place: .pot, lies: .pot(right, -1), holds: .dish, after: (.dish, .pot(right, 1))),
        Case(name: "an idle full pot starts: onion", place: .pot, lies: .pot(right, -1), holds: .onion, after: (.onion, .pot(right, 1))),
        Case(
            name: "an idle full pot starts: soup", place: .pot, lies: .pot(right, -1), holds: .soup(wrong),
            after: (.soup(wrong), .pot(right, 1))),
        Case(
            name: "no start by hand where pots start themselves", place: .pot, lies: .pot([.onion], -1),
            after: (.nothing, .pot([.onion], -1))),
        Case(
            name: "the right start pays", place: .pot, lies: .pot(right, -1), dynamics: .new, after: (.nothing, .pot(right, 1)), shaped: 5),
        Case(name: "another start does not", place: .pot, lies: .pot([.onion], -1), dynamics: .new, after: (.nothing, .pot([.onion], 1))),
        Case(name: "nothing starts an empty pot", place: .pot, dynamics: .new, after: (.nothing, .nothing)),
        Case(
            name: "a full pot takes no fourth", place: .pot, lies: .pot(right, -1), holds: .onion, dynamics: .new,
            after: (.onion, .pot(right, -1))),
        Case(
            name: "a dish does not start", place: .pot, lies: .pot(right, -1), holds: .dish, dynamics: .new, after: (.dish, .pot(right, -1))
        ),
        Case(name: "an idle pot gives nothing", place: .pot, lies: .pot([.onion], -1), holds: .dish, after: (.dish, .pot([.onion], -1))),
        Case(name: "a cooking pot is left alone: dish", place: .pot, lies: .pot(right, 7), holds: .dish, after: (.dish, .pot(right, 8))),
        Case(name: "a cooking pot is left alone: empty", place: .pot, lies: .pot(right, 7), after: (.nothing, .pot(right, 8))),
        Case(
            name: "it becomes ready after the interact", place: .pot, lies: .pot(right, 19), holds: .dish, after: (.dish, .pot(right, 20))),
        Case(name: "the right soup pays", place: .pot, lies: .pot(right, 20), holds: .dish, after: (.soup(right), .nothing), shaped: 5),
        Case(name: "another soup does not", place: .pot, lies: .pot(wrong, 20), holds: .dish, after: (.soup(wrong), .nothing)),
        Case(name: "a ready pot needs a dish", place: .pot, lies: .pot(right, 20), after: (.nothing, .pot(right, 20))),
        Case(name: "a ready pot takes nothing", place: .pot, lies: .pot(right, 20), holds: .onion, after: (.onion, .pot(right, 20))),
        Case(name: "the right delivery", place: .serving, holds: .soup(right), after: (.nothing, .nothing), sparse: 20),
        Case(name: "a wrong delivery", place: .serving, holds: .soup(wrong), after: (.nothing, .nothing)),
        Case(name: "a punished delivery", place: .serving, holds: .soup(wrong), punishes: true, after: (.nothing, .nothing), sparse: -20),
        Case(
            name: "a soup of two is wrong", place: .serving, holds: .soup([.onion, .tomato]), punishes: true, after: (.nothing, .nothing),
            sparse: -20),
        Case(name: "a dish is no delivery", place: .serving, holds: .dish, punishes: true, after: (.dish, .nothing)),
        Case(name: "an onion is no delivery", place: .serving, holds: .onion, punishes: true, after: (.onion, .nothing)),
        Case(name: "a button costs", place: .button, after: (.nothing, .nothing), sparse: -5),
        Case(name: "a button needs empty hands", place: .button, holds: .onion, after: (.onion, .nothing)),
        Case(name: "an indicator does nothing", place: .indicator, after: (.nothing, .nothing)),
        Case(name: "floor does nothing", place: .floor, holds: .onion, after: (.onion, .nothing)),
    ]

    private static func kitchen(
        _ grid: [String] = grid, _ dynamics: Dynamics = .old, possible: [Recipe] = [wanted, Recipe(wrong)],
        change: (inout RecipeRules) -> Void = { _ in }
    ) throws -> Kitchen {
        var parameters = LayoutParameters()
        var rules = RecipeRules(possible: possible)
        change(&rules)
        parameters.recipes = rules
        return try Kitchen(Layout(name: "test", grid: grid, parameters: parameters, family: .overcookedV2), dynamics: dynamics)
    }

    private static func state(_ players: [(Place, Thing)], _ objects: [(Cell, Thing)] = [], buttons: [Cell: Int] = [:]) -> KitchenState {
        KitchenState(
            players: players.map { PlayerState(cell: $0.pose.cell, orientation: $0.pose.facing, held: $1.item) },
            objects: objects.filter { !$1.item.isNone }.map { PlacedItem(cell: $0, item: $1.item) },
            recipe: RecipeState(recipe: wanted, buttons: buttons))
    }

    @Test(arguments: cases) func everyRowOfTheTable(row: Case) throws {
        let kitchen = try Self.kitchen(Self.grid, row.dynamics) { $0.punishesWrongDishes = row.punishes }
        let faced = row.place.pose.cell.neighbour(row.place.pose.facing)
        var game = try KitchenGame(kitchen, from: Self.state([(row.place, row.holds)], [(faced, row.lies)]))
        let transition = try game.step([.interact])
        #expect(game.state.players[0].held == row.after.held.item)
        #expect(game.state.item(on: faced) == row.after.lies.item)
        #expect(transition.sparse == [row.sparse] && transition.shaped == [row.shaped])
        #expect(game.state.recipe?.hasJustDelivered == (row.sparse == 20))
    }

    /// OvercookedV2 §6.2: hands of before the step, pots and counters of now.
    @Test func aDishPaysWhileFewerAreHeldThanPotsAreUsed() throws {
        func pay(_ others: [(Place, Thing)], _ objects: [(Cell, Thing)]) throws -> [Double] {
            var grid = Self.grid
            grid[1] = others.isEmpty ? grid[1] : "0 AA1"
            var game = try KitchenGame(Self.kitchen(grid), from: Self.state([(.dishes, .nothing)] + others, objects))
            return try game.step([.interact] + others.map { _ in .interact }).shaped
        }
        #expect(try pay([], [(Self.pot, .pot([.onion], -1))]) == [3])
        #expect(try pay([], []) == [0])
        #expect(try pay([], [(Self.pot, .pot([.onion], -1)), (Cell(0, 0), .dish)]) == [0], "a dish that nobody can reach")
        #expect(try pay([(.floor, .dish)], [(Self.pot, .pot([.onion], -1))]) == [0, 0], "a dish is held")
        // The other fills its dish after the first took one: it counts as held.
        #expect(try pay([(.pot, .dish)], [(Self.pot, .pot(Self.right, 20))]) == [0, 5])
    }

    @Test func aButtonShowsNineStatesAndCostsEveryTime() throws {
        var game = try KitchenGame(Self.kitchen(), from: Self.state([(.button, .nothing)]))
        #expect(try game.step([.interact]).reward == -5)
        #expect(game.state.recipe?.buttons == [Cell(0, 2): 9])
        #expect(try game.step([.interact]).reward == -5, "also while it shows the recipe")
        var shown = 0
        while game.state.recipe?.buttons.isEmpty == false {
            shown += 1
            try game.step([.stay])
        }
        #expect(shown == 9)
    }

    /// Two cooks with something between them.
    private static func facing(_ station: Character, _ dynamics: Dynamics, holds: Thing, _ lies: Thing) throws -> KitchenGame {
        let kitchen = try Self.kitchen(["WWPWW", "0A\(station)A1", "W B X", "WWWWW"], dynamics)
        var state = Self.state([(.onions, holds), (.tomatoes, .nothing)], [(Cell(2, 1), lies)])
        state.players[0].orientation = .east
        state.players[1].orientation = .west
        return try KitchenGame(kitchen, from: state)
    }

    @Test func twoPressesInOneStepCostTwice() throws {
        var game = try Self.facing("L", .old, holds: .nothing, .nothing)
        #expect(try game.step([.interact, .interact]).sparse == [-5, -5])
        #expect(game.state.recipe?.buttons == [Cell(2, 1): 9])
    }

    /// Each sees what earlier players did in the same step.
    @Test func playersActInTheirOrder() throws {
        var game = try Self.facing("P", .new, holds: .tomato, .pot([.onion, .onion], -1))
        #expect(try game.step([.interact, .interact]).shaped == [3, 5], "the first fills it, the second starts it")
        #expect(game.state.item(on: Cell(2, 1)).tick == 1)
        game = try Self.facing("W", .old, holds: .tomato, .nothing)
        try game.step([.interact, .interact])
        #expect(game.state.players.map(\.held) == [.none, .tomato], "the first puts it down, the second takes it")
    }

    /// All deliveries of a step are judged by its old recipe; one draw follows, which may be the same again.
    @Test func theRecipeIsDrawnAfterARightDelivery() throws {
        var seen: Set<Recipe> = []
        for seed: UInt64 in 0..<24 {
            let kitchen = try Self.kitchen { $0.redrawsOnDelivery = true }
            var game = try KitchenGame(kitchen, from: Self.state([(.serving, .soup(Self.right))]), seed: seed)
            #expect(try game.step([.interact]).reward == 20)
            #expect(game.state.recipe?.hasJustDelivered == true)
            seen.formUnion(game.state.recipe.map { [$0.recipe] } ?? [])
            let recipe = game.state.recipe?.recipe
            try game.step([.stay])
            #expect(game.state.recipe == recipe.map { RecipeState(recipe: $0) }, "the flag is gone, the recipe stays")
        }
        #expect(seen == [Self.wanted, Recipe(Self.wrong)])
    }

    @Test func withoutRedrawingTheRecipeStays() throws {
        for seed: UInt64 in 0..<8 {
            var game = try KitchenGame(Self.kitchen(), from: Self.state([(.serving, .soup(Self.right))]), seed: seed)
            try game.step([.interact])
            #expect(game.state.recipe?.recipe == Self.wanted)
        }
    }

    /// OvercookedV2 §5.2: only who is in conflict goes back, and who follows into its cell.
    @Test func ofManyCooksOnlyThoseInConflictGoBack() throws {
        let grid = ["WWPWWWWW", "0AA A AX", "W      B", "W      W", "WWWWWWWW"]
        let kitchen = try Self.kitchen(grid, possible: [Recipe(Self.wrong)])
        var game = try KitchenGame(kitchen, from: nil)
        // 1 follows 2, who meets 3 in the cell between them; 4 walks freely.
        try game.step([.east, .east, .west, .south])
        #expect(game.state.players.map(\.cell) == [Cell(1, 1), Cell(2, 1), Cell(4, 1), Cell(6, 2)])
        #expect(game.state.players.map(\.orientation) == [.east, .east, .west, .south], "the turn stays")
    }

    @Test func aRingOfThreeTurnsAndASwapDoesNot() throws {
        let grid = ["WWPWW", "0AA B", "WA  X", "W   W", "WWWWW"]
        let kitchen = try Self.kitchen(grid, possible: [Recipe(Self.wrong)])
        var state = kitchen.start
        state.players = [Cell(1, 1), Cell(2, 1), Cell(2, 2)].map { PlayerState(cell: $0) }
        var game = try KitchenGame(kitchen, from: state)
        try game.step([.east, .south, .stay])
        #expect(game.state.players.map(\.cell) == [Cell(1, 1), Cell(2, 1), Cell(2, 2)], "a row that stands still")
        try game.step([.east, .south, .west])
        #expect(game.state.players.map(\.cell) == [Cell(2, 1), Cell(2, 2), Cell(1, 2)], "a row that moves on")
        try game.step([.south, .north, .stay])
        #expect(game.state.players.map(\.cell) == [Cell(2, 1), Cell(2, 2), Cell(1, 2)], "two do not swap")
    }

    @Test func actionsGoOnBeyondAnyNumberOfIngredients() throws {
        let grid = ["WWPWWWWWWW", "0  A     9", "WB345678XW", "WWWWWWWWWW"]
        let kitchen = try Self.kitchen(grid, possible: RecipeRules.all(ofFirst: 10))
        #expect(kitchen.book.recipes.count == 220)
        for (ingredient, x) in [(Ingredient.carrot, 2), (.fish, 7)] {
            var state = kitchen.start
            state.players[0] = PlayerState(cell: Cell(x, 1), orientation: .south)
            var game = try KitchenGame(kitchen, from: state)
            try game.step([.interact])
            #expect(game.state.players[0].held == Item(ingredient))
        }
    }
}
