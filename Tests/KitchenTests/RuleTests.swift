import Basics
import Kitchen
import KitchenMaps
import Testing

/// Single rules, in the order of the rules page, where a reader would ask.
@Suite struct RuleTests {
    private func layout(_ grid: [String], _ change: (inout LayoutParameters) -> Void = { _ in }) throws -> Layout {
        var parameters = LayoutParameters()
        change(&parameters)
        return try Layout(name: "test", grid: grid, parameters: parameters)
    }

    private let small = ["XXPXX", "O  2O", "X1  X", "XDXSX"]

    // §3

    @Test func zeroMeansNotGiven() throws {
        let book = try Kitchen(
            layout(small) {
                $0.cookTime = 0; $0.deliveryReward = 0
            }
        ).book
        #expect(book.cookTime(Recipe(onions: 3, tomatoes: 0)) == 20)
        #expect(book.reward(Recipe(onions: 3, tomatoes: 0)) == 20)
    }

    @Test func unlistedRecipesFallBackToTwenty() throws {
        let ooo = Recipe(onions: 3, tomatoes: 0)
        let book = try Kitchen(
            layout(small) {
                $0.orders = [ooo]; $0.recipeTimes = [5]; $0.recipeValues = [7]
            }
        ).book
        #expect(book.cookTime(ooo) == 5 && book.value(ooo) == 7)
        #expect(book.cookTime(Recipe(onions: 1, tomatoes: 0)) == 20)
        #expect(book.reward(Recipe(onions: 1, tomatoes: 0)) == 0)
    }

    @Test func bonusOrdersMayBeInfinite() throws {
        let ooo = Recipe(onions: 3, tomatoes: 0)
        let book = try Kitchen(
            layout(small) {
                $0.bonusOrders = [ooo]; $0.orderBonus = .infinity
            }
        ).book
        #expect(book.reward(ooo) == .infinity)
        #expect(book.reward(Recipe(onions: 2, tomatoes: 0)) == 20)
    }

    /// Where nothing is worth more than nothing, the reference looks at what the pot holds itself.
    @Test func theBestOfWorthlessSoupsIsTheOneThatIsThere() throws {
        let (onion, two) = (Recipe(onions: 1, tomatoes: 0), Recipe(onions: 2, tomatoes: 0))
        let book = try Kitchen(
            layout(small) {
                $0.orders = [onion, two]; $0.recipeValues = [-7, 0]
            }
        ).book
        #expect(book.bestReward(from: onion) == -7 && book.bestReward(from: two) == 0 && book.bestReward(from: nil) == 0)
    }

    typealias Change = @Sendable (inout LayoutParameters) -> Void
    static let conflicts: [(String, Change)] = [
        ("onion_time: give onion_time and tomato_time together", { $0.onionTime = 3 }),
        ("tomato_value: give onion_value and tomato_value together", { $0.tomatoValue = 3 }),
        (
            "delivery_reward: cannot stand beside onion_value, tomato_value or recipe_values; keep one of them",
            {
                $0.deliveryReward = 3; $0.onionValue = 1; $0.tomatoValue = 1
            }
        ),
        (
            "recipe_values: cannot stand beside onion_value and tomato_value; keep one of them",
            {
                $0.orders = [Recipe(onions: 3, tomatoes: 0)]; $0.recipeValues = [3]; $0.onionValue = 1; $0.tomatoValue = 1
            }
        ),
        (
            "cook_time: cannot stand beside onion_time, tomato_time or recipe_times; keep one of them",
            {
                $0.cookTime = 3; $0.onionTime = 1; $0.tomatoTime = 1
            }
        ),
        (
            "recipe_times: cannot stand beside onion_time and tomato_time; keep one of them",
            {
                $0.orders = [Recipe(onions: 3, tomatoes: 0)]; $0.recipeTimes = [3]; $0.onionTime = 1; $0.tomatoTime = 1
            }
        ),
        ("recipe_values: has 1 entries for 0 orders; give one for every order", { $0.recipeValues = [3] }),
        (
            "start_all_orders: 'onion+tomato' stands twice; list every order once",
            { $0.orders = [Recipe(onions: 1, tomatoes: 1), Recipe(onions: 1, tomatoes: 1)] }
        ),
        (
            "start_bonus_orders: 'tomato' is not in start_all_orders; add it there",
            {
                $0.orders = [Recipe(onions: 1, tomatoes: 0)]; $0.bonusOrders = [Recipe(onions: 0, tomatoes: 1)]
            }
        ),
        (
            "start_all_orders: no recipe makes 'onion+onion+onion+onion': it has 4 ingredients, a soup has 1 to 3",
            { $0.orders = [Recipe(onions: 4, tomatoes: 0)] }
        ),
        (
            "max_num_ingredients: is 9; this engine cooks soups of 1 to 5 ingredients", { $0.maxIngredients = 9 }
        ),
        ("start_all_orders: an order without ingredients; a soup has 1 to 3", { $0.orders = [Recipe(onions: 0, tomatoes: 0)] }),
        (
            "start_state: bonus_orders: 'onion' is not in all_orders; add it there",
            {
                $0.startStateOrders = StateOrders(
                    all: [Recipe(onions: 0, tomatoes: 1)], bonus: [Recipe(onions: 1, tomatoes: 0)])
            }
        ),
        ("cook_time: a soup must cook 0 to 510 ticks; here it would be 511", { $0.cookTime = 511 }),
    ]

    @Test(arguments: conflicts.indices)
    func parametersThatMakeNoKitchenAreExplained(index: Int) throws {
        let (message, change) = RuleTests.conflicts[index]
        let layout = try layout(small, change)
        let error = #expect(throws: ParameterError.self) { try Kitchen(layout) }
        #expect(error?.description == message)
    }

    @Test func oldDynamicsNeedOrdersOfThree() throws {
        let layout = try layout(small)
        let error = #expect(throws: ParameterError.self) { try Kitchen(layout, dynamics: .old) }
        #expect(error?.message.contains("old dynamics cook only soups of three") == true)
    }

    // §4

    @Test func twoPlayersUseOneCounterInOneTick() throws {
        let kitchen = try Kitchen(layout(["XXXXX", "O1X2P", "X   X", "XDXSX"]))
        let start = KitchenState(players: [
            PlayerState(cell: Cell(1, 1), orientation: .east, held: .onion), PlayerState(cell: Cell(3, 1), orientation: .west),
        ])
        var game = try KitchenGame(kitchen, from: start)
        try game.step([.interact, .interact])
        #expect(game.state.players.map(\.held) == [.none, .onion])
        var other = try KitchenGame(
            kitchen,
            from: KitchenState(players: [
                PlayerState(cell: Cell(1, 1), orientation: .east), PlayerState(cell: Cell(3, 1), orientation: .west, held: .onion),
            ]))
        try other.step([.interact, .interact])
        #expect(other.state.item(on: Cell(2, 1)) == .onion)
    }

    @Test func oneCollisionStopsEveryone() throws {
        let kitchen = try Kitchen(layout(["XXXXXXX", "O1 2  P", "X    3S", "XXDXXXX"]))
        var game = try KitchenGame(kitchen)
        try game.step([.east, .west, .west])
        #expect(game.state.players.map(\.cell) == kitchen.start.players.map(\.cell))
        #expect(game.state.players.map(\.orientation) == [.east, .west, .west])
    }

    @Test func playersMayRotateInARing() throws {
        let kitchen = try Kitchen(layout(["XXXXX", "O12 P", "X 3 S", "XXDXX"]))
        let start = KitchenState(players: [
            PlayerState(cell: Cell(1, 1)), PlayerState(cell: Cell(2, 1)), PlayerState(cell: Cell(2, 2)),
        ])
        var game = try KitchenGame(kitchen, from: start)
        try game.step([.east, .south, .west])
        #expect(game.state.players.map(\.cell) == [Cell(2, 1), Cell(2, 2), Cell(1, 2)])
    }

    @Test func aSoupIsReadyAfterItsCookTime() throws {
        let kitchen = try Kitchen(layout(small) { $0.orders = [Recipe(onions: 3, tomatoes: 0)] }, dynamics: .old)
        let soup = Item(soup: [.onion, .onion], tick: -1)
        let start = KitchenState(
            players: [PlayerState(cell: Cell(2, 1), held: .onion), PlayerState(cell: Cell(3, 2))],
            objects: [PlacedItem(cell: Cell(2, 0), item: try #require(soup))])
        var game = try KitchenGame(kitchen, from: start)
        try game.step([.interact, .stay])
        #expect(game.state.item(on: Cell(2, 0)).tick == 1)
        for _ in 0..<40 { try game.step([.stay, .stay]) }
        #expect(game.state.item(on: Cell(2, 0)).tick == 20)
    }

    // §5

    @Test func aFinishedGameIsNotStepped() throws {
        var game = try KitchenGame(Kitchen(layout(small)), horizon: 1)
        #expect(try game.step([.stay, .stay]).done)
        let over = #expect(throws: StepError.self) { try game.step([.stay, .stay]) }
        #expect(over?.description == "the game ended at its horizon, tick 1; start another")
        var fresh = try KitchenGame(Kitchen(layout(small)))
        #expect(throws: StepError.self) { try fresh.step([.stay]) }
    }

    @Test func impossibleStatesAreExplained() throws {
        let kitchen = try Kitchen(layout(small))
        let players = [PlayerState(cell: Cell(1, 1)), PlayerState(cell: Cell(2, 1))]
        let cases: [(KitchenState, String)] = [
            (KitchenState(players: []), "has 0 players, the grid has 2"),
            (KitchenState(players: [players[0], players[0]]), "players 1 and 2 both stand on (1, 1)"),
            (
                KitchenState(players: [PlayerState(cell: Cell(0, 0)), players[1]]),
                "player 1 stands on (0, 0), which is not floor"
            ),
            (
                KitchenState(players: players, objects: [PlacedItem(cell: Cell(2, 0), item: .onion)]),
                "the pot at (2, 0) holds something that is no soup"
            ),
            (
                KitchenState(players: players, objects: [PlacedItem(cell: Cell(0, 1), item: .onion)]),
                "an object lies on (0, 1); only counters and pots can hold objects"
            ),
        ]
        for (state, message) in cases { #expect(kitchen.problem(in: state) == message) }
    }

    @Test func randomStartsAreStatesOfTheirKitchen() throws {
        let kitchen = try Kitchen(layout(small))
        var random = RandomStream(4)
        var held: Set<String> = []
        for _ in 0..<300 {
            let state = RandomStart(kitchen, probability: 0.5).state(using: &random)
            #expect(kitchen.problem(in: state) == nil)
            for player in state.players { held.insert(player.held.isSoup ? "soup" : "\(player.held.bits)") }
        }
        #expect(held == ["0", "1", "3", "soup"])
    }

    /// The reference draws soups of at most three, also where five fit.
    @Test func randomSoupsAreOfThreeAtMost() throws {
        let kitchen = try Kitchen(layout(small) { $0.maxIngredients = 5 })
        var random = RandomStream(5)
        let soups = (0..<200).flatMap { _ in RandomStart(kitchen, probability: 0.9).state(using: &random).objects.map(\.item) }
        #expect(Set(soups.map(\.ingredients.count)) == [1, 2, 3])
    }

    @Test func itemsSurvivePacking() {
        for count in 1...Item.maxIngredients {
            for pattern in 0..<(1 << count) {
                let ingredients = (0..<count).map { pattern >> $0 & 1 == 0 ? Ingredient.onion : .tomato }
                for tick in [-1, 0, 7, Item.maxTicks] {
                    let soup = Item(soup: ingredients, tick: tick)
                    #expect(soup?.ingredients == ingredients && soup?.tick == tick && soup?.isSoup == true)
                }
            }
        }
        #expect(Item(soup: [], tick: 0) == nil && Item(soup: [.onion], tick: 511) == nil)
    }

    @Test func ninePlayersFollowEachOther() throws {
        let kitchen = try Kitchen(layout(["XXPXX", "O123S", "X456X", "X789X", "X   X", "XXDXX"]))
        var game = try KitchenGame(kitchen)
        try game.step(Array(repeating: .south, count: 9))
        #expect(game.state.players.map(\.cell.y) == [2, 2, 2, 3, 3, 3, 4, 4, 4])
    }
}
