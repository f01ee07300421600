import Agents
import ArgumentParser
import Basics
import EpisodeStore
import Episodes
import Foundation
import Kitchen
import Tournaments

/// `brigade bench growth`: how costs grow with the size of the work.
struct GrowthBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "growth",
        abstract: "How the cost of engine, planning, tournaments, stores, learning and the window grows with their work.",
        discussion: """
            Each curve is measured for several sizes, on one core where it does not say otherwise, some minutes in all, and fitted by a \
            power of the size: an exponent of 1 means twice the time for twice the work. --page writes the curves as a page in Markdown.

            Examples:
              brigade bench growth
              brigade bench growth --largest 10000 --json
              brigade bench growth --page docs/growth.md
            """)

    @OptionGroup var agentOptions: AgentOptions
    @Option(.from(100, to: 10_000_000), help: "Episodes of the largest store.")
    var largest = 100_000
    @Option(help: "Write the curves as a page to this file.")
    var page: String?
    @Flag(help: "Print curves as a JSON array.")
    var json = false

    func run() throws {
        var curves: [GrowthCurve] = []
        let interruption = Interruption()
        for measure in [engine, planning, tournaments, store, learning, window] {
            curves += try measure()
            try interruption.check()
        }
        if let page { try WholeFile.write(text(curves), to: page) }
        if json { return print(try JSONText.pretty(curves)) }
        printLines(
            curves.map(\.markdown).joined(separator: "\n\n").split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }

    private func text(_ curves: [GrowthCurve]) -> String {
        let origin = ThisProgram.origin
        var loads = [0.0, 0.0, 0.0]
        let load = getloadavg(&loads, 3) > 0 ? loads[0] : 0
        return """
            # How costs grow

            Written by `brigade bench growth --page`. Brigade \(origin.program), \(origin.processor), one core, load \
            \(String(format: "%.1f", load)). An exponent `b` says that the cost grows as the size to the power `b`, fitted to all sizes of \
            a table; below 1 a fixed cost weighs on small sizes, and other work on the machine moves it by a tenth or so.

            \(curves.map(\.markdown).joined(separator: "\n\n"))

            """
    }

    static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let begin = ContinuousClock.now
        try body()
        return (ContinuousClock.now - begin) / .seconds(1)
    }

    // MARK: Engine

    private func engine() throws -> [GrowthCurve] {
        Terminal.say("engine ...")
        let kitchen = try Kitchen(GrowthKitchen.layout(width: 9, height: 5, cooks: 2), dynamics: .new)
        let batches = try [16, 64, 256, 1024, 4096, 16384].map { games in
            GrowthCurve.Point(size: Double(games), figure: try microseconds(kitchen, games: games))
        }
        let cooks = try (1...4).map { cooks in
            let kitchen = try Kitchen(GrowthKitchen.layout(width: 9, height: 5, cooks: cooks), dynamics: .new)
            return GrowthCurve.Point(size: Double(cooks), figure: try microseconds(kitchen, games: 1024))
        }
        return [
            GrowthCurve(what: "A tick of the batch", unit: "microseconds", size: "games", points: batches, reason: nil),
            GrowthCurve(what: "A tick of 1,024 games", unit: "microseconds", size: "cooks", points: cooks, reason: nil),
            try cores(kitchen),
        ]
    }

    /// The same ticks divided among more and more cores.
    private func cores(_ kitchen: Kitchen) throws -> GrowthCurve {
        let (games, ticks) = (256, 2000)
        // So many parts that every number of cores gets as many.
        let parts = 12
        let points = try (1...max(1, AvailableCores.count())).map { cores in
            let seconds = try (0..<3).map { _ in
                let batches = try (0..<parts).map { try GrowthBatch(kitchen, games: games, firstGame: $0 * games) }
                return GrowthBench.seconds { Workers(cores).run(parts) { batches[$0].play(ticks) } }
            }
            return GrowthCurve.Point(size: Double(cores), figure: seconds.sorted()[1])
        }
        return GrowthCurve(
            what: "\(parts) batches of \(games) games, \(ticks) ticks", unit: "s", size: "cores", points: points, reason: nil)
    }

    /// The median of three stretches of the same work.
    private func microseconds(_ kitchen: Kitchen, games: Int) throws -> Double {
        var batch = try KitchenBatch(kitchen, games: games, seed: 1)
        let ticks = max(20, 1_000_000 / games)
        let times = (0..<3).map { _ in GrowthBench.seconds { for _ in 0..<ticks { batch.stepRandomly() } } }
        return times.sorted()[1] / Double(ticks) * 1e6
    }

    // MARK: Planning

    private func planning() throws -> [GrowthCurve] {
        Terminal.say("planning ...")
        var ready: [GrowthCurve.Point] = []
        var decisions: [GrowthCurve.Point] = []
        for (width, height) in [(5, 4), (7, 6), (10, 8), (14, 11), (20, 20)] {
            let time = try planning(width: width, height: height, cooks: 2)
            ready.append(.init(size: Double(width * height), figure: time.ready))
            decisions.append(.init(size: Double(width * height), figure: time.decision))
        }
        let cooks = try (1...4).map { cooks in
            GrowthCurve.Point(size: Double(cooks), figure: try planning(width: 7, height: 6, cooks: cooks).decision)
        }
        return [
            GrowthCurve(
                what: "Getting ready", unit: "ms", size: "cells", points: ready,
                reason: "Tables of how two cooks walk have an entry for every pair of poses and of stations, so that it grows faster than "
                    + "the kitchen until they would take more than 64 MB; larger kitchens have none."),
            GrowthCurve(what: "A decision beside greedy cooks, mean of 200", unit: "ms", size: "cells", points: decisions, reason: nil),
            GrowthCurve(
                what: "A decision beside greedy cooks, mean of 200", unit: "ms", size: "cooks", points: cooks,
                reason: "Only two cooks walk by tables."),
        ]
    }

    private func planning(width: Int, height: Int, cooks: Int) throws -> (ready: Double, decision: Double) {
        let kitchen = try Kitchen(GrowthKitchen.layout(width: width, height: height, cooks: cooks), dynamics: .new)
        let files = try agentOptions.library.agents(["planner", "greedy"])
        var team = try (0..<cooks).map { try files[$0 == 0 ? 0 : 1].makeAgent() }
        defer { for index in team.indices { team[index].close() } }
        let horizon = 200
        let ready = try GrowthBench.seconds {
            try team[0].begin(EpisodeContext(kitchen: kitchen, seat: 0, seed: 0, horizon: horizon))
        }
        var match = try Match(kitchen, horizon: horizon, seed: 1)
        var clock = PlannerClock()
        _ = try match.playWithoutRefusal(&team, observer: &clock)
        return (ready * 1e3, clock.microseconds / Double(horizon) / 1e3)
    }

    /// The processor time of the first seat's decisions.
    private struct PlannerClock: MatchObserver {
        var microseconds = 0.0
        private var start = 0.0

        mutating func willAct(seat: Int) { start = ProcessorTime.thread }
        mutating func didAct(_ decision: Decision, seat: Int) { microseconds += seat == 0 ? ProcessorTime.thread - start : 0 }
    }

    // MARK: Tournaments

    private func tournaments() throws -> [GrowthCurve] {
        Terminal.say("tournaments ...")
        let folder = try GrowthFolder()
        let kitchen = try Kitchen(GrowthKitchen.layout(width: 5, height: 4, cooks: 2), dynamics: .new)
        let points = try [2, 5, 10, 20, 50, 100].map { count in
            let agents = try agentOptions.library.agents(try folder.agents(count))
            let plan = try TournamentPlan(agents: agents, kitchens: [kitchen], episodes: 1, horizon: 100)
            let store = try EpisodeStore(creating: folder.path("agents-\(count).sqlite"))
            let seconds = try GrowthBench.seconds {
                try Tournament(plan, store: store).play(jobs: 1)
                _ = try CrossPlay(store.tallies(), seats: store.notableSeats())
            }
            try store.close()
            return GrowthCurve.Point(size: Double(count), figure: seconds)
        }
        return [
            GrowthCurve(
                what: "Every agent with every other, 100 ticks, and the matrix", unit: "s", size: "agents", points: points,
                reason: "The episodes grow with the square of the agents.")
        ]
    }

    // MARK: Stores

    private func store() throws -> [GrowthCurve] {
        Terminal.say("stores ...")
        let folder = try GrowthFolder()
        let kitchen = try Kitchen(GrowthKitchen.layout(width: 5, height: 4, cooks: 2), dynamics: .new)
        let agents = try agentOptions.library.agents(try folder.agents(2))
        var (stored, matrix, statistics): ([GrowthCurve.Point], [GrowthCurve.Point], [GrowthCurve.Point]) = ([], [], [])
        var rows = 1000
        while rows <= max(1000, largest) {
            let plan = try TournamentPlan(agents: agents, kitchens: [kitchen], episodes: rows / 4, horizon: 100)
            let store = try EpisodeStore(creating: folder.path("rows-\(rows).sqlite"))
            let size = Double(rows)
            stored.append(.init(size: size, figure: try GrowthBench.seconds { try Tournament(plan, store: store).play(jobs: 1) }))
            matrix.append(
                .init(
                    size: size,
                    figure: try GrowthBench.seconds { _ = try CrossPlay(store.tallies(), seats: store.notableSeats()) }))
            var sums = EpisodeStatistics()
            statistics.append(
                .init(
                    size: size,
                    figure: try GrowthBench.seconds {
                        try store.forEachEpisode { sums.add($0.episode, map: $0.map, players: $0.players) }
                    }))
            try store.close()
            rows *= 10
        }
        return [
            GrowthCurve(
                what: "Playing and storing episodes of 100 ticks", unit: "s", size: "rows", points: stored, reason: "Indexes grow deeper."),
            GrowthCurve(what: "The matrix of a store", unit: "s", size: "rows", points: matrix, reason: nil),
            GrowthCurve(what: "Statistics of a store", unit: "s", size: "rows", points: statistics, reason: nil),
        ]
    }
}
