import Agents
import ArgumentParser
import EpisodeStore
import Foundation
import Kitchen
import KitchenMaps
import Tournaments

/// Under which dynamics maps are played.
enum DynamicsChoice: String, ExpressibleByArgument, CaseIterable {
    case old, new
    /// As each map asks for, else new.
    case map

    var dynamics: Dynamics? {
        switch self {
        case .old: .old
        case .new: .new
        case .map: nil
        }
    }
}

/// `brigade tournament`: every ordered pair of agents on every map, into a store.
struct TournamentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tournament",
        abstract: "Let every agent play beside every other, in both seats, on every map; log it all; print the matrix.",
        discussion: """
            The same command again plays only what is missing, also after Ctrl-C or a crash, and more --episodes, agents or \
            maps add to what is there. What is stored depends on the arguments alone, not on --jobs. Exits 130 when it was \
            stopped before its end.

            Examples:
              brigade tournament
              brigade tournament --agents greedy random my/agents --maps cramped_room --episodes 20 --db runs/mine.sqlite
            """)

    /// The five kitchens that published tables use.
    static let classicMaps = [
        "cramped_room", "asymmetric_advantages", "coordination_ring", "forced_coordination", "counter_circuit_o_1order",
    ]

    @OptionGroup var mapOptions: MapOptions
    @OptionGroup var agentOptions: AgentOptions
    @Option(parsing: .upToNextOption, help: "Agents: names, agent files, or folders of them. Default: the whole folder of agents.")
    var agents: [String] = []
    @Option(parsing: .upToNextOption, help: "Maps: names or map files.")
    var maps = classicMaps
    @Option(.episodes, help: "Episodes for each ordered pair and map.")
    var episodes = 10
    @Option(.horizon, help: "Ticks of an episode.")
    var horizon = 400
    @Option(help: "Dynamics: old (as in published tables), new, or map (what each map asks for).")
    var dynamics = DynamicsChoice.old
    @Option(.seed, help: "Seed of all random numbers.")
    var seed: UInt64 = 1
    @Option(.jobs, help: "Threads that play. Default: one a core.")
    var jobs: Int?
    @OptionGroup var file: StoreOptions
    @Flag(help: "Log every agent's explanation of every decision.")
    var explain = false
    @Flag(help: "Do not print the matrix at the end.")
    var quiet = false

    private var db: String { file.db }

    func run() throws {
        let files = agents.isEmpty ? try agentOptions.library.cooks() : try agentOptions.library.agents(agents)
        let plan = try TournamentPlan(
            agents: files, kitchens: try kitchens(), episodes: episodes, horizon: horizon, seed: seed, explains: explain)
        let interruption = Interruption()
        let store = try EpisodeStore(creating: db)
        let tournament = try Tournament(plan, store: store)
        Terminal.say(
            "\(files.count) agents, \(plan.kitchens.count) maps: \(plan.count) episodes"
                + (tournament.alreadyStored > 0 ? ", \(tournament.alreadyStored) of them already in \(db)" : " into \(db)"))
        var line = StatusLine()
        let begin = ContinuousClock.now
        let end = try tournament.play(
            jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
            report: { line.show(done: $0.stored, of: $0.planned, since: tournament.alreadyStored, what: "episodes") },
            shouldStop: { interruption.hasHappened })
        line.end()
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        if end.played > 0 {
            Terminal.say(
                String(format: "%d episodes played and stored in %.1f s (%.0f/s)", end.played, seconds, Double(end.played) / seconds))
        }
        guard end.stored == end.planned else {
            try store.close()
            Terminal.say("stopped: \(end.stored) of \(end.planned) episodes are in \(db); the same command goes on from there")
            throw ExitCode(130)
        }
        if !quiet { try printMatrix(store, plan) }
        try store.close()
    }

    private func kitchens() throws -> [Kitchen] {
        try maps.map { name in
            let layout = try mapOptions.library.layout(name)
            do {
                return try Kitchen(layout, dynamics: dynamics.dynamics)
            } catch let problem as ParameterProblem {
                throw ValidationError("map '\(name)' cannot be played here: \(problem); perhaps --dynamics map")
            }
        }
    }

    private func printMatrix(_ store: EpisodeStore, _ plan: TournamentPlan) throws {
        var filter = EpisodeFilter()
        filter.maps = plan.kitchens.map(\.layout.name)
        filter.among = plan.agents.map(\.name)
        filter.horizon = plan.horizon
        if Set(plan.kitchens.map(\.dynamics)).count > 1 {
            return Terminal.say("the maps ask for different dynamics; 'brigade matrix --db \(db) --dynamics new' shows one of them")
        }
        filter.dynamics = plan.kitchens[0].dynamics.rawValue
        let play = try CrossPlay(store.scores(filter))
        let printer = MatrixPrinter(terminal: .standardOutput)
        if play.maps.count > 1 {
            for map in play.maps.indices { printer.printBrief(CrossPlayTable(play, map: map, seats: .averaged, bootstrap: .init())) }
        }
        printer.printFull(CrossPlayTable(play, map: play.maps.count > 1 ? nil : 0, seats: .averaged, bootstrap: .init()), order: .crossPlay)
        Terminal.say("'brigade report --db \(db)' makes a page of it, 'brigade matrix --help' tells more")
    }
}
