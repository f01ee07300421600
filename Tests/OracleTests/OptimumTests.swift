import Foundation
import Kitchen
import KitchenMaps
import Oracle
import Testing

@Suite struct OptimumTests {
    private static func solve(
        _ kitchen: Kitchen, horizon: Int = 40, _ change: (inout SolveOptions) -> Void = { _ in }
    ) throws -> SolvedModel {
        var options = SolveOptions()
        options.horizon = horizon
        options.counters = .all
        options.waste = true
        change(&options)
        return try OptimumSolver(kitchen, options: options).solve()
    }

    @Test(arguments: [
        (TinyKitchens.corridor, Dynamics.old), (TinyKitchens.corridor, .new), (TinyKitchens.divided, .old),
        (TinyKitchens.alone, .new), (TinyKitchens.alone, .old),
    ])
    func valuesAreThoseOfBruteForce(grid: [String], dynamics: Dynamics) throws {
        let kitchen = try TinyKitchens.make(grid, dynamics)
        let horizon = 40
        let brute = try TinyKitchens.BruteForce(kitchen, horizon: horizon)
        #expect((brute.values.last?[0] ?? 0) >= 20, "a kitchen in which nothing is earned shows nothing")
        let solved = try Self.solve(kitchen, horizon: horizon)
        #expect(solved.value == brute.values[horizon][0])
        let values = try #require(KitchenValues(solved))
        for state in stride(from: 0, to: brute.states.count, by: 7) {
            for ticks in stride(from: 1, through: horizon, by: 6) {
                let game = try KitchenGame(kitchen, from: brute.states[state], horizon: ticks)
                #expect(values.total(of: game) == brute.values[ticks][state], "state \(state), \(ticks) ticks")
            }
        }
    }

    @Test func abstractionsLeaveOutWhatTheySay() throws {
        let kitchen = try TinyKitchens.make(TinyKitchens.corridor, .old)
        let brute = try TinyKitchens.BruteForce(kitchen, horizon: 40) { state, player in
            kitchen.layout[state.players[player].cell.neighbour(state.players[player].orientation)] != .counter
        }
        let solved = try Self.solve(kitchen) { $0.counters = .cells([]) }
        #expect(solved.value == brute.values[40][0])
    }

    @Test func moreCountersNeverEarnLess() throws {
        let kitchen = try TinyKitchens.make(TinyKitchens.crowd, .old, cookTime: 8)
        let counters = [Cell(0, 1), Cell(1, 2), Cell(3, 2)]
        var last = 0.0
        for count in 0...3 {
            let value = try Self.solve(kitchen, horizon: 60) { $0.counters = .cells(Array(counters.prefix(count))) }.value
            #expect(value >= last)
            last = value
        }
        #expect(last > 0)
    }

    @Test func tomatoesAndUnequalRewardsAreCounted() throws {
        var parameters = LayoutParameters()
        parameters.orders = [Recipe(onions: 1, tomatoes: 1), Recipe(onions: 0, tomatoes: 2)]
        parameters.recipeValues = [15, 20]
        parameters.recipeTimes = [2, 4]
        let layout = try Layout(name: "tiny", grid: ["XOPXX", "T1 SX", "XDXXX"], parameters: parameters)
        let kitchen = try Kitchen(layout, dynamics: .new)
        let brute = try TinyKitchens.BruteForce(kitchen, horizon: 30)
        #expect(try Self.solve(kitchen, horizon: 30).value == brute.values[30][0])
        let frugal = try Self.solve(kitchen, horizon: 30) { $0.waste = false }
        #expect(frugal.value == brute.values[30][0], "waste never helps here")
    }

    /// Relaxations stand above the optimum of everything, which brute force knows.
    @Test(arguments: [
        (TinyKitchens.corridor, Dynamics.old), (TinyKitchens.corridor, .new), (TinyKitchens.divided, .old),
        (TinyKitchens.divided, .new), (TinyKitchens.alone, .new),
    ])
    func boundsBracketTheOptimum(grid: [String], dynamics: Dynamics) throws {
        let folder = NSTemporaryDirectory() + "oracle-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let kitchen = try TinyKitchens.make(grid, dynamics)
        for horizon in [25, 50] {
            let brute = try TinyKitchens.BruteForce(kitchen, horizon: horizon).values[horizon][0]
            var options = SolveOptions()
            options.horizon = horizon
            options.counters = .cells([])
            let found = try OracleCache(folder: folder).solve(OptimumSolver(kitchen, options: options)).optimum
            #expect(found.lowerBound <= brute && brute <= found.upperBound)
            #expect(found.upperBound < 20 * Double(horizon), "a bound that says nothing")
        }
    }

    @Test func crampedRoomIsMet() throws {
        let layout = try MapLibrary.standard.layout("cramped_room")
        let kitchen = try Kitchen(layout, dynamics: .old)
        let solved = try Self.solve(kitchen, horizon: 400) { $0.counters = .cells([]) }
        #expect(solved.value == 260)
        let values = try #require(KitchenValues(solved))
        var game = try KitchenGame(kitchen, horizon: 400)
        var score = 0.0
        for joint in try values.optimalEpisode() { score += try game.step(joint).reward }
        #expect(game.isOver && score == 260)
        let other = try Self.solve(kitchen, horizon: 400) {
            $0.counters = .cells([])
            $0.jobs = 3
        }
        #expect(other.value == solved.value && other.highestRate == solved.highestRate)
    }

    @Test func whatDoesNotFitIsRefusedWithAnOffer() throws {
        let kitchen = try Kitchen(MapLibrary.standard.layout("cramped_room"), dynamics: .old)
        do {
            _ = try Self.solve(kitchen) { $0.memory = 40 << 20 }
            Issue.record("216 million states in 40 MiB")
        } catch let problem as OracleError {
            #expect(problem.description.contains("cramped_room with 5 counters (1,0) (3,0) (0,2) (4,2) (2,3) has up to"))
            #expect(problem.description.contains("more than the 40 MiB given; what fits is 2 counters"))
        }
        let crowd = try Kitchen(MapLibrary.standard.layout("multiplayer_schelling"))
        #expect(throws: OracleError.self) { try OptimumSolver(crowd, options: SolveOptions()) }
    }

    @Test func theCacheReturnsWhatWasSolved() throws {
        let folder = NSTemporaryDirectory() + "oracle-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let kitchen = try TinyKitchens.make(TinyKitchens.divided, .old)
        let cache = OracleCache(folder: folder)
        var options = SolveOptions()
        options.horizon = 40
        let solver = try OptimumSolver(kitchen, options: options)
        #expect(cache.optimum(kitchen, horizon: 40) == nil)
        let first = try cache.solve(solver)
        let second = try cache.solve(solver) { _ in }
        #expect(first.optimum == second.optimum && cache.optimum(kitchen, horizon: 40) == first.optimum)
        #expect(first.optimum.isExact && first.optimum.lowerBound > 0)
        let game = try KitchenGame(kitchen, horizon: 33)
        #expect(first.values?.jointActions(in: game) == second.values?.jointActions(in: game))
        let other = try TinyKitchens.make(TinyKitchens.divided, .old, cookTime: 4)
        #expect(cache.optimum(other, horizon: 40) == nil && cache.optimum(kitchen, horizon: 41) == nil)
    }
}
