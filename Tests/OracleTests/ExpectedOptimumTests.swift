import Agents
import Basics
import Foundation
import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import Oracle

/// Optima and best responses of tiny kitchens against what was recorded of them in `Tests/Golden/expected`.
///
/// Promised on every processor, and for any number of threads: values are whole units. The hash is of the rewards that can
/// still be earned from every state of an optimal episode, with all joint actions that earn them.
@Suite struct ExpectedOptimumTests {
    private static let kitchens: [(name: String, grid: [String], dynamics: Dynamics)] = [
        ("corridor", TinyKitchens.corridor, .old), ("divided", TinyKitchens.divided, .old), ("alone", TinyKitchens.alone, .new),
    ]

    @Test func solutionsAreAsRecorded() throws {
        var lines = ["# kitchen, dynamics: states, value, best rate a tick, hash of values along an optimal episode"]
        for (name, grid, dynamics) in Self.kitchens {
            let kitchen = try TinyKitchens.make(grid, dynamics)
            let solved = try solve(kitchen, jobs: 1)
            let values = try #require(KitchenValues(solved))
            let text = try line(kitchen, solved, values)
            let other = try solve(kitchen, jobs: 3)
            #expect(try text == line(kitchen, other, #require(KitchenValues(other))), "three threads")
            lines.append("\(name), \(dynamics): \(text)")
        }
        lines.append("# best response to greedy-plain in the corridor, seat: states, expected score")
        let agents = AgentLibrary(
            folder: Checkout.path("Agents"), catalogue: AgentCatalogue([GreedyKind.self]))
        for seat in 0...1 {
            let kitchen = try TinyKitchens.make(TinyKitchens.corridor, .old)
            var options = SolveOptions()
            options.horizon = 40
            let partner = try agents.agent("greedy-plain")
            let response = try BestResponseSolver(kitchen, options: options).solve(partner.kind, named: partner.name, seat: seat)
            lines.append("\(seat): \(response.states), \(GoldenNumbers.text(response.score))")
        }
        try GoldenFile("expected/solve.txt").expect(lines)
    }

    private func solve(_ kitchen: Kitchen, jobs: Int) throws -> SolvedModel {
        var options = SolveOptions()
        (options.horizon, options.counters, options.waste, options.jobs) = (50, .all, true, jobs)
        return try OptimumSolver(kitchen, options: options).solve()
    }

    private func line(_ kitchen: Kitchen, _ solved: SolvedModel, _ values: KitchenValues) throws -> String {
        var game = try KitchenGame(kitchen, horizon: solved.horizon)
        var seen: [String] = []
        for joint in try values.optimalEpisode() {
            seen += values.jointActions(in: game).map { "\($0.actions) \($0.total)" }
            try game.step(joint)
        }
        let hash = ContentHash.of([Data(seen.joined(separator: "\n").utf8)])
        return "\(solved.model.realStates), \(solved.value), \(GoldenNumbers.text(solved.highestRate)), \(hash)"
    }
}
