import Agents
import ArgumentParser
import Basics
import EpisodeStore
import Foundation
import Kitchen
import KitchenMaps
import Tournaments

/// `brigade tournament`: every ordered pair of agents on every map, into a store.
struct TournamentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tournament",
        abstract: "Let every agent play with every other, in both seats, on every map; log it all; print the matrix.",
        discussion: """
            The same command again plays only what is missing, also after Ctrl-C or a crash, and more --episodes, agents or \
            maps add to what is there. What is stored depends on the arguments alone, not on --jobs. A tournament has at most \
            \(TournamentPlan.maxEpisodes) episodes; the first episode of all pairs comes before the second of any.

            --adaptive adds episodes where the ranking of the agents is open: in rounds, to the pairs that say most about \
            neighbours that are not told apart yet with 95 % certainty, until all are, or as good as each other, or the number \
            is used up. Which these are follows from the results before, so the same command gives the same episodes.

            --shard 3/32 plays one of 32 parts of the whole plan into a file of its own, which appears whole at the end; 'brigade store \
            merge' puts the parts together to what an undivided tournament gives (docs/clusters.md). --pairs FILE plays chosen pairs, \
            as 'brigade store next' writes them.

            On maps for one every agent plays alone; on maps for more than two every assignment of agents to seats is played, \
            or, with --fill, every pair in the first two seats.

            Exits 3 when all was played and an agent failed or refused to play in some of it (lines at the end say who and \
            why), 130 when it was stopped before its end.

            Examples:
              brigade tournament
              brigade tournament --maps cramped_room multiplayer_schelling --fill greedy --strict
              brigade tournament --agents greedy random stay --episodes 3 --adaptive 500
              brigade tournament --maps cramped_room --shard 3/32 --db shards/3-of-32.sqlite
              brigade tournament --agents greedy random my/agents --maps cramped_room --episodes 20 --db runs/mine.sqlite
            """)

    @OptionGroup var mapOptions: MapOptions
    @OptionGroup var agentOptions: AgentOptions
    @Option(parsing: .upToNextOption, help: "Agents: names, agent files, or folders of them. Default: the whole folder of agents.")
    var agents: [String] = []
    @Option(parsing: .upToNextOption, help: "Maps: names or map files.")
    var maps = MapLibrary.classicNames
    @Option(.from(1, to: TournamentPlan.maxEpisodes), help: "Episodes for each ordered pair and map.")
    var episodes = 10
    @Option(
        .from(1, to: TournamentPlan.maxAdaptive),
        help: "Further episodes, at most, for the pairs on which the ranking depends.")
    var adaptive: Int?
    @Option(
        help: ArgumentHelp(
            "On maps for more than two: the agent, by name or file, in the seats from the third on.",
            discussion: "Default: every agent by turns, that is every assignment of agents to seats.", valueName: "agent"))
    var fill: String?
    @Option(.horizon, help: "Ticks of an episode.")
    var horizon = 400
    @Option(help: "Dynamics: old (as in published tables), new, or map (what each map asks for).")
    var dynamics = DynamicsChoice.old
    @Option(.seed, help: "Seed of all random numbers.")
    var seed: UInt64 = 1
    @Option(.jobs, help: "Threads that play. Default: what the scheduler gave, else one a core.")
    var jobs: Int?
    @OptionGroup var file: StoreOptions
    @OptionGroup var sight: SightOptions
    @OptionGroup var talk: ChannelOptions
    @Flag(help: "Log every agent's explanation of every decision.")
    var explain = false
    @Flag(help: "Do not print the matrix at the end.")
    var quiet = false
    @Flag(help: "Stop at the first episode in which an agent fails or refuses to play; it is not stored.")
    var strict = false

    @OptionGroup var sharding: ShardOptions

    private var db: String { file.db }

    func validate() throws {
        if sharding.shard != nil && adaptive != nil {
            throw ValidationError(
                "--adaptive follows all results, which a shard does not have; play --shard, merge, and use 'brigade store next'")
        }
        if sharding.pairs != nil && sight.omniscient {
            throw ValidationError("--pairs names agents as they are; leave --omniscient out, or give the pairs by --agents")
        }
        if sharding.pairs != nil && talk.channel != nil {
            throw ValidationError("--pairs names agents that were silent; leave --channel out, or give the pairs by --agents")
        }
        _ = try talk.opened()
        if sharding.pairs != nil && adaptive != nil { throw ValidationError("--pairs says how many episodes; leave --adaptive out") }
    }

    func run() throws {
        let plan = try plan()
        Warnings.sayMisfits(plan.players, in: plan.kitchens.map(\.layout.name))
        let interruption = Interruption()
        if let shard = sharding.shard {
            return try sharding.play(plan, shard, file: db, jobs: jobs, isStrict: strict, interruption, agentOptions.library.catalogue)
        }
        let store = try file.create()
        let tournament = try Tournament(plan, store: store, origin: ThisProgram.origin)
        Terminal.say(
            "\(plan.agents.count) agents, \(plan.kitchens.count) maps: \(plan.count) episodes"
                + (plan.adaptive > 0 ? " and up to \(plan.adaptive) more" : "")
                + (tournament.alreadyStored > 0 ? ", \(tournament.alreadyStored) of them already in \(db)" : " into \(db)"))
        let end = try play(tournament, shouldStop: { interruption.hasHappened })
        guard end.stored == end.planned else {
            try store.close()
            Terminal.say("stopped: \(end.stored) of \(end.planned) episodes are in \(db); the same command goes on from there")
            throw ExitCode(130)
        }
        if plan.adaptive > 0 { Terminal.say(further(end.stored - plan.count, plan)) }
        let hasFaults = try printResult(store, plan)
        try store.close()
        if hasFaults { throw ExitCode.faults }
    }

    /// What the arguments mean.
    func plan() throws -> TournamentPlan {
        let library = agentOptions.library
        if let file = sharding.pairs {
            let pairs = try PairRequest.read(try InputFile.text(file, .pairs), file: file)
            let names = (pairs.map(\.first) + pairs.map(\.second)).unique
            let maps = pairs.map(\.map).unique
            return try TournamentPlan(
                pairs: pairs, agents: try library.agents(agents.isEmpty ? names : agents), kitchens: try kitchens(maps),
                fill: try fill.map(library.agent),
                horizon: horizon, seed: seed, explains: explain)
        }
        let kitchens = try kitchens(maps)
        let files = agents.isEmpty ? try library.cooks() : try library.agents(agents)
        return try TournamentPlan(
            agents: sight.agents(files, in: kitchens), kitchens: kitchens,
            fill: try fill.map(library.agent).map { sight.agents([$0], in: kitchens)[0] },
            episodes: episodes, adaptive: adaptive ?? 0, horizon: horizon, seed: seed, explains: explain, channel: talk.opened())
    }

    /// What came of the further episodes.
    private func further(_ episodes: Int, _ plan: TournamentPlan) -> String {
        episodes < plan.adaptive
            ? "\(episodes) further episodes were enough: more would not change the ranking"
            : "all \(episodes) further episodes were played, and neighbours of the ranking are not told apart yet; "
                + "a larger --adaptive goes on from here"
    }

    private func play(_ tournament: Tournament, shouldStop: @escaping @Sendable () -> Bool) throws -> Tournament.Progress {
        var line = StatusLine()
        let begin = ContinuousClock.now
        defer { line.end() }
        do {
            let end = try tournament.play(
                jobs: jobs ?? AvailableCores.count(), isStrict: strict,
                report: { line.show(done: $0.stored, of: $0.planned, since: tournament.alreadyStored, what: "episodes") },
                shouldStop: shouldStop)
            line.end()
            let seconds = (ContinuousClock.now - begin) / .seconds(1)
            if end.played > 0 {
                Terminal.say(
                    String(
                        format: "%d episodes played and stored in %.1f s (%.0f/s)", end.played, seconds, Double(end.played) / seconds))
            }
            return end
        } catch let stop as FaultyEpisode {
            line.end()
            Terminal.say("error: \(stop)")
            throw ExitCode.faults
        }
    }

    private func kitchens(_ maps: [String]) throws -> [Kitchen] {
        try maps.map { name in
            let layout = try mapOptions.library.layout(name)
            do {
                return try dynamics.kitchen(layout)
            } catch let problem as ParameterError {
                throw ValidationError("map '\(name)' cannot be played here: \(problem); perhaps --dynamics map")
            }
        }
    }

    /// Prints the matrix unless it is not wanted, and who failed in any case.
    /// - Returns: whether somebody did.
    private func printResult(_ store: EpisodeStore, _ plan: TournamentPlan) throws -> Bool {
        var filter = EpisodeFilter()
        filter.maps = plan.kitchens.map(\.layout.name)
        filter.among = plan.players.map(\.name)
        filter.horizon = plan.horizon
        let dynamics = Set(plan.kitchens.map(\.dynamics.rawValue)).sorted()
        let several = dynamics.count > 1
        var hasFaults = false
        for dynamics in dynamics {
            filter.dynamics = dynamics
            let (scores, seats) = (try store.tallies(filter), try store.notableSeats(filter))
            let all = NamedConduct.all(seats)
            if all.contains(where: \.conduct.isFaulty) { hasFaults = true }
            guard !quiet, !scores.isEmpty else {
                for line in Warnings.lines(all) { Terminal.say(line) }
                continue
            }
            let said = try store.talkCounts(filter).map(\.words)
            printMatrix(try CrossPlay(scores, seats: seats, remarks: said), title: several ? "\(dynamics) dynamics" : nil)
        }
        if !quiet { Terminal.say("'brigade report --db \(db)' makes a page of it, 'brigade matrix --help' has more") }
        return hasFaults
    }

    private func printMatrix(_ play: CrossPlay, title: String?) {
        let printer = MatrixPrinter(terminal: .standardOutput)
        if let title { printLine(title) }
        if play.maps.count > 1 {
            for map in play.maps.indices { printer.printBrief(CrossPlayTable(play, map: map, seats: .averaged, bootstrap: .init())) }
        }
        if !play.maps.isEmpty {
            printer.printFull(
                CrossPlayTable(play, map: play.maps.count > 1 ? nil : 0, seats: .averaged, bootstrap: .init()), order: .crossPlay)
        }
        for solo in SoloTable.all(of: play, bootstrap: .init()) { printer.printSolo(solo) }
        if adaptive != nil, let rating = RatingTable(play.pairScores) { printer.printRating(rating, conduct: []) }
        printer.printRemarks(play)
    }
}
