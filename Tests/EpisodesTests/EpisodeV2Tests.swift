import Foundation
import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import Episodes

/// Episodes of OvercookedV2: what is counted, said and stored of them.
@Suite struct EpisodeV2Tests {
    private static let library = MapLibrary(folder: Checkout.path("Maps"))
    static let maps = ((try? library.allNames()) ?? []).filter { $0.hasPrefix("v2/") }

    /// Two cooks, a button between the left one and the pot, every setting on.
    private static func kitchen(_ settings: String = "", possible: String = "[[0, 0, 2], [1, 1, 1]]") throws -> Kitchen {
        let text = """
            family: overcooked-v2
            grid: |
              WWPWWW
              2A  A1
              L    0
              WBWXWW
            possible_recipes: \(possible)
            \(settings)
            """
        return try Kitchen(MapFile.parseYAML(text, file: "m", name: "m"))
    }

    /// The hash of all states of a random game on every map that comes with the program, on every processor.
    @Test func gamesOnShippedMapsAreAsRecorded() throws {
        var lines = ["# map: score, hash of the states, after 400 ticks of random actions"]
        for map in Self.maps {
            let episode = try EpisodeTests.random(Kitchen(Self.library.layout(map)), horizon: 400, seed: 17)
            #expect(try episode.difference() == nil, "\(map)")
            lines.append("\(map): \(episode.score.plain), \(String(episode.stateHash, radix: 16))")
        }
        try GoldenFile("expected/maps-v2.txt").expect(lines)
    }

    /// The notation keeps every state of a random game, recipes and buttons too.
    @Test(arguments: 0..<4 as Range<UInt64>) func theNotationKeepsEveryState(seed: UInt64) throws {
        let kitchen = try Self.kitchen("sample_recipe_on_delivery: true\nstart_cooking_interaction: \(seed % 2 == 0)")
        let replay = try Replay(EpisodeTests.random(kitchen, horizon: 300, seed: seed))
        for state in replay.states {
            let json = try JSONSerialization.jsonObject(with: Data(StateNotation.json(state).utf8))
            #expect(try StateNotation.state(json, timestep: state.timestep) == state)
        }
        #expect(replay.states.contains { $0.recipe?.buttons.isEmpty == false })
    }

    @Test func theNotationIsAsDocumented() throws {
        let soup = try #require(Item(unordered: Recipe([.lettuce, .onion]), tick: 3))
        let state = KitchenState(
            players: [PlayerState(cell: Cell(1, 1), orientation: .east, held: Item(.lettuce))],
            objects: [PlacedItem(cell: Cell(2, 0), item: soup)],
            recipe: RecipeState(recipe: Recipe([.onion, .onion, .lettuce]), buttons: [Cell(0, 2): 9], hasJustDelivered: true))
        let text = #"[[[1,1,2,"l"]],[[2,0,["ol",3]]],["ool",[[0,2,9]],1]]"#
        #expect(StateNotation.json(state) == text)
        #expect(try StateNotation.state(JSONSerialization.jsonObject(with: Data(text.utf8)), timestep: 0) == state)
        #expect(
            StateNotation.text(state)
                == "players [(1, 1) east lettuce], objects [(2, 0) soup of onion+lettuce tick 3], wanted onion+onion+lettuce, "
                + "button (0, 2) shows it for 9, a right dish just delivered")
        for wrong in [
            #"[[[1,1,2,"l"]],[]]"#, #"[[],[],["ooll",[],0]]"#, #"[[],[],["oox",[],0]]"#, #"[[],[],["ooo",[[1,2]],0]]"#,
            #"[[],[],["ooo",[],2]]"#,
            #"[[],[[2,0,["oooo",3]]],["ooo",[],0]]"#, #"[[],[],[]]"#,
        ] {
            #expect(throws: StateNotation.Unreadable.self, "\(wrong)") {
                try StateNotation.state(JSONSerialization.jsonObject(with: Data(wrong.utf8)), timestep: 0)
            }
        }
    }

    private static func dish(_ ingredients: [Ingredient]) throws -> Item {
        try #require(Item(unordered: Recipe(ingredients), tick: RecipeRules.cookTime))
    }

    /// Buttons and wrong dishes cost, and the episode says so everywhere.
    @Test func whatCostsIsInTheScoreAndInTheTimeline() throws {
        let kitchen = try Self.kitchen("negative_rewards: true")
        let start = KitchenState(
            players: [
                PlayerState(cell: Cell(1, 2), orientation: .west),
                PlayerState(cell: Cell(3, 2), orientation: .south, held: try Self.dish([.tomato, .tomato, .tomato])),
            ], recipe: RecipeState(recipe: Recipe([.onion, .onion, .lettuce])))
        var recorder = try EpisodeRecorder(kitchen, horizon: 6, seed: 0, start: start)
        try recorder.step([.interact, .interact])
        #expect(recorder.score == -25 && recorder.figures.map(\.sparse) == [-5, -20])
        try recorder.step([.interact, .north])
        try recorder.step([.north, .north])
        try recorder.step([.west, .stay])
        try recorder.step([.interact, .stay])
        let episode = recorder.episode()
        #expect(episode.score == -30 && episode.seats[0].idle == 0 && episode.seats[0].interacts == 3)
        #expect(try episode.difference() == nil)
        let replay = try Replay(episode)
        #expect(
            replay.timeline.filter { $0.reward != 0 }.map(\.text) == [
                "presses the recipe button for -5", "delivers a wrong soup of tomato+tomato+tomato for -20",
                "presses the recipe button for -5",
            ])
        #expect(replay.timeline.last?.text == "takes a lettuce")
        #expect((0...5).map { replay.score(at: $0) } == [0, -25, -30, -30, -30, -30])
        #expect(replay.deliveries.map(\.recipe) == [Recipe(onions: 0, tomatoes: 3)] && replay.deliveries.map(\.points) == [-20])
    }

    /// A whole soup of an ingredient that Overcooked-AI does not have, and what it pays on the way.
    @Test func otherIngredientsAreToldAndPay() throws {
        let kitchen = try Self.kitchen("start_cooking_interaction: true", possible: "[[2, 2, 2]]")
        var start = kitchen.start
        start.players[0] = PlayerState(cell: Cell(2, 1), orientation: .north, held: Item(.lettuce))
        start.objects = [PlacedItem(cell: Cell(2, 0), item: try #require(Item(unordered: Recipe([.lettuce, .lettuce]), tick: -1)))]
        var recorder = try EpisodeRecorder(kitchen, horizon: 60, seed: 0, start: start)
        try recorder.step([.interact, .stay])
        try recorder.step([.interact, .stay])
        #expect(recorder.figures[0].shaped == 8, "3 for the last ingredient, 5 for the right start")
        #expect(recorder.figures[0].idle == 0 && recorder.figures[0].onionsPotted == 0)
        let replay = try Replay(recorder.episode())
        #expect(replay.timeline.map(\.text) == ["puts a lettuce into a pot"])
    }

    @Test(arguments: ["v2/cramped_room_v2", "v2/grounded_coord_ring", "v2/long_room"]) func figuresAddUp(map: String) throws {
        let kitchen = try Kitchen(Self.library.layout(map))
        let episode = try EpisodeTests.random(kitchen, horizon: 400, seed: 11)
        #expect(episode.seats.reduce(0) { $0 + $1.sparse } == episode.score)
        for figures in episode.seats { #expect(figures.ticks == 400 && figures.idle >= figures.stays) }
        #expect(try Replay(episode).score(at: 400) == episode.score)
    }
}
