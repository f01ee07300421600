import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Planning

/// `brigade bench planning`: how long planners think.
struct PlanningBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "planning", abstract: "How long planners think about a tick, and to get ready for a kitchen.",
        discussion: """
            For each kitchen under old dynamics, in both seats with each partner: percentiles of the planner's decisions in \
            milliseconds of its thread's processor time, which other programs do not disturb, and what getting ready for the \
            kitchen took. The checksum is of all the games' last states.

            Examples:
              brigade bench planning
              brigade bench planning --maps coordination_ring --with greedy human-coordination_ring --episodes 20 --json
            """)

    @OptionGroup var mapOptions: MapOptions
    @OptionGroup var agentOptions: AgentOptions
    @Option(help: "The planner, by name or file.")
    var agent = "planner"
    @Option(name: .customLong("with"), parsing: .upToNextOption, help: "Partners, by name or file.")
    var partners = ["planner", "greedy", "greedy-noisy", "stay", "random"]
    @Option(parsing: .upToNextOption, help: "Kitchens.")
    var maps = MapLibrary.classicNames
    @Option(.from(1, to: 1000), help: "Episodes in each seat with each partner.")
    var episodes = 5
    @Flag(help: "Print rows as a JSON array.")
    var json = false

    struct Row: Encodable {
        let map: String
        let decisions: Int
        /// Milliseconds of processor time.
        let median: Double
        let p90: Double
        let p99: Double
        let longest: Double
        let preparation: Double
        let checksum: String
    }

    func run() throws {
        // Nothing is kept, so that getting ready is measured.
        let library = AgentLibrary(folder: agentOptions.agentsFolder, catalogue: AgentOptions.catalogue.keepingNothing)
        let planner = try library.agent(agent)
        let others = try library.agents(partners)
        Warnings.sayMisfits([planner] + others, in: maps)
        var rows: [Row] = []
        if !json {
            let heads = ["decisions", "median ms", "p90 ms", "p99 ms", "longest ms", "ready ms"]
            print("map".padding(26) + heads.map { $0.leftPadding(11) }.joined() + "  checksum")
        }
        var isWhole = true
        for map in maps {
            let kitchen = try Kitchen(mapOptions.library.layout(map), dynamics: .old)
            guard kitchen.players == 2 else {
                Terminal.say("\(map) is for \(kitchen.players), the planner is measured with one partner; it is left out")
                isWhole = false
                continue
            }
            let row = try measured(kitchen, planner, others)
            rows.append(row)
            guard !json else { continue }
            let figures = [row.median, row.p90, row.p99, row.longest, row.preparation].map { String(format: "%11.3f", $0) }
            print(map.padding(26) + "\(row.decisions)".leftPadding(11) + figures.joined() + "  \(row.checksum)")
        }
        if json { print(try JSONText.pretty(rows)) }
        if !isWhole { throw ExitCode.failure }
    }

    private func measured(_ kitchen: Kitchen, _ planner: AgentFile, _ others: [AgentFile]) throws -> Row {
        var times: [Double] = []
        var sum: UInt64 = 0
        let start = PlanningBench.processorTime
        var first = try planner.makeAgent()
        try first.begin(EpisodeContext(kitchen: kitchen, seat: 0, seed: 0, horizon: 400))
        let preparation = PlanningBench.processorTime - start
        first.close()
        for partner in others {
            for seat in 0..<2 {
                var team = try (0..<2).map { try $0 == seat ? planner.makeAgent() : partner.makeAgent() }
                for seed in 0..<episodes {
                    var match = try Match(kitchen, horizon: 400, seed: UInt64(seed))
                    var observer = TimeObserver(seat: seat)
                    _ = try match.playWithoutRefusal(&team, observer: &observer)
                    times += observer.times
                    sum &+= match.game.checksum
                }
                for index in team.indices { team[index].close() }
            }
        }
        times.sort()
        func percentile(_ share: Double) -> Double { times[min(times.count - 1, Int(Double(times.count) * share))] }
        return Row(
            map: kitchen.layout.name, decisions: times.count, median: percentile(0.5), p90: percentile(0.9), p99: percentile(0.99),
            longest: times.last ?? 0, preparation: preparation, checksum: String(format: "%016lx", sum))
    }

    /// Measures the decisions of a seat.
    private struct TimeObserver: MatchObserver {
        let seat: Int
        /// Milliseconds of processor time.
        var times: [Double] = []
        private var start = 0.0

        init(seat: Int) { self.seat = seat }

        mutating func willAct(seat: Int) { start = PlanningBench.processorTime }

        mutating func didAct(_ decision: Decision, seat: Int) {
            if seat == self.seat { times.append(PlanningBench.processorTime - start) }
        }
    }

    /// This thread's processor time in milliseconds.
    private static var processorTime: Double { ProcessorTime.thread / 1e3 }
}
