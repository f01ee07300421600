import Basics
import Conformance
import Foundation
import Kitchen
import Testing

/// Random starts of OvercookedV2 (§4).
@Suite struct RandomResetTests {
    @Test func positionsStayInTheirRooms() throws {
        let kitchen = try SmallKitchensV2.onions()
        var seen: Set<[Cell]> = []
        for seed in 0..<200 {
            let state = try kitchen.start(.randomPositions, seed: UInt64(seed))
            #expect(try state == kitchen.start(.randomPositions, seed: UInt64(seed)))
            #expect(kitchen.problem(in: state) == nil && state.objects.isEmpty && state.players.allSatisfy { $0.held.isNone })
            seen.insert(state.players.map(\.cell))
        }
        // Four cells of the left room, two of the right one.
        #expect(seen.count == 8)
        #expect(seen.allSatisfy { $0[0].x < 3 && $0[1].x > 3 })
    }

    @Test func resetsAreStatesOfTheKitchen() throws {
        for dynamics in Dynamics.allCases {
            let kitchen = try SmallKitchensV2.kitchen(dynamics: dynamics)
            var batch = try KitchenBatch(kitchen, games: 200, horizon: 3, seed: 8, starts: .randomReset)
            var (dishes, cooking, partial) = (0, 0, 0)
            for _ in 0..<4 {
                for game in 0..<200 {
                    let state = batch.state(game: game)
                    #expect(kitchen.problem(in: state) == nil)
                    dishes += state.players.count { $0.held.isSoup }
                    let soups = state.objects.filter { kitchen.layout[$0.cell] == .pot }.map(\.item)
                    cooking += soups.count { $0.isStarted }
                    partial += soups.count { $0.isStarted && $0.recipe?.size != 3 }
                }
                batch.stepRandomly()
            }
            #expect(dishes > 0 && cooking > 0)
            #expect(partial == 0 || dynamics == .new)
        }
    }

    /// A batch and a game of a buffer begin with its states, whose recipe is kept.
    @Test func statesAreDrawnFromABuffer() throws {
        let kitchen = try SmallKitchensV2.kitchen()
        let states = try (0..<3).map { seed in
            var state = try kitchen.start(.randomReset, seed: UInt64(seed))
            state.recipe?.buttons = [Cell(6, 2): 3 + seed]
            return state
        }
        var old = states
        old[1].timestep = 77
        old[2].recipe?.hasJustDelivered = true
        var batch = try KitchenBatch(kitchen, games: 60, horizon: 2, seed: 1, starts: .states(old))
        var seen: [KitchenState: Int] = [:]
        for _ in 0..<3 {
            for game in 0..<60 { seen[batch.state(game: game), default: 0] += 1 }
            for _ in 0..<2 { batch.stepRandomly() }
        }
        // The order of objects in a state is that of the buffer's.
        #expect(Set(seen.keys) == Set(states) && seen.values.allSatisfy { $0 > 30 }, "\(seen.values)")
        #expect(try states.contains(kitchen.start(.states(old), seed: 5)))
    }

    @Test func startsOfTheOtherFamilyAreRefused() throws {
        let old = try #require(try BatchTests.kitchens("cramped_room").first)
        let new = try SmallKitchensV2.kitchen()
        let reset = #expect(throws: StepError.self) { _ = try KitchenBatch(old, games: 1, starts: .randomReset) }
        #expect(
            reset?.description
                == "'cramped_room' is a kitchen of Overcooked-AI, which has not random positions and random resets; use random starts")
        #expect(throws: StepError.self) { _ = try KitchenBatch(new, games: 1, starts: .random(0.5)) }
        #expect(throws: StepError.self) { _ = try KitchenBatch(new, games: 1, starts: .states([])) }
        #expect(throws: StepError.self) { _ = try KitchenBatch(new, games: 1, starts: .states([old.start])) }
    }

    /// The first family's states can be a buffer, too.
    @Test func statesOfTheFirstFamilyAreDrawn() throws {
        let kitchen = try #require(try BatchTests.kitchens("cramped_room").first)
        var state = kitchen.start
        state.players[0].held = .onion
        let batch = try KitchenBatch(kitchen, games: 3, starts: .states([state]))
        let starts = (0..<3).map { batch.state(game: $0) }
        #expect(starts.allSatisfy { $0 == state })
    }

    // MARK: Against the reference

    @Test(.enabled(if: Paths.exists(Paths.recordingsV2), "needs ../shared/conformance-v2"))
    func distributionsAreTheReferences() throws {
        for recorded in try RecordedResets.read(folder: Paths.recordingsV2) {
            let games = 500
            let resets = 6
            var batch = try KitchenBatch(recorded.kitchen, games: games, horizon: 1, seed: 21, starts: recorded.starts)
            var counts = ResetCounts()
            for _ in 0..<resets {
                for game in 0..<games { counts.add(batch.state(game: game), in: recorded.kitchen) }
                batch.stepRandomly()
            }
            for (what, theirs) in recorded.counts {
                let ours = try #require(counts.counts[what], "nothing counted of \(what)")
                let test = ChiSquare(theirs, ours)
                #expect(test.isPlausible, "\(recorded.kitchen.layout.name) \(recorded.starts), \(what): \(test)")
            }
        }
    }
}

/// Two samples of one distribution, or not: the chi-square statistic of the table that they make.
private struct ChiSquare: CustomStringConvertible {
    private var value = 0.0
    private var degrees = -1.0

    init(_ first: [String: Int], _ second: [String: Int]) {
        let (n, m) = (Double(first.values.reduce(0, +)), Double(second.values.reduce(0, +)))
        for key in Set(first.keys).union(second.keys) {
            let (a, b) = (Double(first[key] ?? 0), Double(second[key] ?? 0))
            let difference = a * (m / n).squareRoot() - b * (n / m).squareRoot()
            value += difference * difference / (a + b)
            degrees += 1
        }
    }

    /// Within five deviations, and some more where there are few degrees of freedom.
    var isPlausible: Bool { value < degrees + 5 * (2 * degrees).squareRoot() + 10 }

    var description: String { "chi-square \(value) of \(degrees) degrees of freedom" }
}

/// What `resets.json` counts of states, by its names.
private struct ResetCounts {
    private(set) var counts: [String: [String: Int]] = [:]

    mutating func add(_ state: KitchenState, in kitchen: Kitchen) {
        func count(_ what: String, _ value: String) { counts[what, default: [:]][value, default: 0] += 1 }
        count("recipe", "\(state.recipe.map { ItemCodeV2.code($0.recipe) } ?? 0)")
        count("cells (x,y of every agent in order)", "\(state.players.flatMap { [$0.cell.x, $0.cell.y] })")
        count("directions (of every agent in order)", "\(state.players.map { Int($0.orientation.rawValue) })")
        for player in state.players { count("hand", "\(ItemCodeV2.dish(player.held))") }
        for cell in kitchen.layout.cells(of: .counter) { count("counter item (all walls)", "\(ItemCodeV2.dish(state.item(on: cell)))") }
        for cell in kitchen.layout.cells(of: .pot) {
            let soup = state.item(on: cell)
            let (code, left) = ItemCodeV2.pot(soup)
            let kind = soup.isNone ? 0 : !soup.isStarted ? 1 : left > 0 ? 2 : 3
            count("pot class (0 empty, 1 idle, 2 cooking, 3 cooked)", "\(kind)")
            if kind > 0 { count("pot contents, \(["", "idle", "cooking", "cooked"][kind])", "\(code)") }
            if kind == 2 { count("pot timer, cooking", "\(left)") }
        }
    }
}

/// An entry of `resets.json`.
private struct RecordedResets {
    let kitchen: Kitchen
    let starts: KitchenBatch.Starts
    let counts: [String: [String: Int]]

    static func read(folder: String) throws -> [RecordedResets] {
        func json(_ name: String) throws -> Any {
            try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
        }
        let layouts = try #require((json("layouts.json") as? [String: Any])?["layouts"] as? [String: [String: Any]])
        return try #require(json("resets.json") as? [[String: Any]]).map { entry in
            let name = try #require(entry["layout"] as? String)
            let layout = try #require(layouts[name])
            let options = try #require(entry["options"] as? [String: Bool])
            let recipes = try #require(layout["possible_recipes"] as? [[Int]])
            var parameters = LayoutParameters()
            parameters.recipes = RecipeRules(possible: recipes.map { Recipe($0.map { Ingredient.allCases[$0] }) })
            let map = try Layout(
                name: name, grid: #require(layout["grid"] as? [String]), parameters: parameters, family: .overcookedV2,
                swapsPlayers: layout["swap_agents"] as? Bool ?? false)
            let kitchen = try Kitchen(map, dynamics: options["start_cooking_interaction"] == true ? .new : .old)
            let starts: KitchenBatch.Starts =
                options["random_reset"] == true ? .randomReset : options["random_agent_positions"] == true ? .randomPositions : .standard
            return RecordedResets(kitchen: kitchen, starts: starts, counts: try #require(entry["counts"] as? [String: [String: Int]]))
        }
    }
}
