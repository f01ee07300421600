import Agents
import Basics
import Kitchen
import Learning
import Window

extension GrowthBench {
    // MARK: Learning

    /// An iteration of both learners by how many games they play at once.
    func learning() throws -> [GrowthCurve] {
        Terminal.say("learning ...")
        let kitchen = try Kitchen(GrowthKitchen.layout(width: 5, height: 4, cooks: 2), dynamics: .new)
        let plain = try [16, 32, 64, 128, 256].map { games in
            var settings = PPOSettings()
            settings.games = games
            let learner = try PPO(kitchen, settings: settings, workers: Workers(1))
            return try point(games) { _ = try learner.iterate() }
        }
        let remembering = try [64, 128, 256, 512].map { games in
            var settings = RecurrentSettings()
            (settings.games, settings.shown) = (games, .features)
            let learner = try RecurrentPPO(kitchen, settings: settings, workers: Workers(1))
            return try point(games) { _ = try learner.iterate() }
        }
        return [
            GrowthCurve(what: "An iteration of PPO, 400 ticks", unit: "s", size: "games", points: plain, reason: nil),
            GrowthCurve(
                what: "An iteration of PPO with a memory, 100 ticks", unit: "s", size: "games", points: remembering, reason: nil),
        ]
    }

    /// The second of two iterations: the first makes memory ready.
    private func point(_ games: Int, _ iterate: () throws -> Void) throws -> GrowthCurve.Point {
        try iterate()
        return GrowthCurve.Point(size: Double(games), figure: try GrowthBench.seconds(iterate))
    }

    // MARK: The window

    /// A frame by cooks and by the size of the kitchen, drawn by software into a window that nobody sees.
    func window() throws -> [GrowthCurve] {
        Terminal.say("window ...")
        let cooks = try (1...4).map { GrowthCurve.Point(size: Double($0), figure: try frame(width: 9, height: 5, cooks: $0)) }
        let cells = try [(5, 4), (7, 6), (10, 8), (14, 11), (20, 20)].map { width, height in
            GrowthCurve.Point(size: Double(width * height), figure: try frame(width: width, height: height, cooks: 2))
        }
        return [
            GrowthCurve(what: "A frame of the window, processor time", unit: "ms", size: "cooks", points: cooks, reason: nil),
            GrowthCurve(what: "A frame of the window, processor time", unit: "ms", size: "cells", points: cells, reason: nil),
        ]
    }

    private func frame(width: Int, height: Int, cooks: Int) throws -> Double {
        let kitchen = try Kitchen(GrowthKitchen.layout(width: width, height: height, cooks: cooks), dynamics: .new)
        let cook = try agentOptions.library.agent("greedy")
        let players: [AgentFile?] = (0..<cooks).map { $0 == 0 ? nil : cook }
        let plan = GamePlan(kitchen: kitchen, players: players, horizon: 100, seed: 1)
        return try FrameBench.run(plan, person: cook.kind, usesDisplay: false, usesSoftware: true).processorMedian
    }
}
