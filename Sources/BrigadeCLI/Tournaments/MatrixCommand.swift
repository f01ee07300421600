import ArgumentParser
import EpisodeStore
import Foundation
import Oracle
import Tournaments

extension CrossPlay.Seats: ExpressibleByArgument {}
extension CrossPlayTable.Order: ExpressibleByArgument {}

/// Which episodes a matrix is made of, and how sure it wants to be.
struct MatrixOptions: ParsableArguments {
    @OptionGroup var file: StoreOptions
    @Option(parsing: .upToNextOption, help: "Only these maps.")
    var maps: [String] = []
    @Option(parsing: .upToNextOption, help: "Only these agents.")
    var agents: [String] = []
    @Option(help: "Only episodes under these dynamics: old or new.")
    var dynamics: String?
    @Option(.horizon, help: "Only episodes of so many ticks.")
    var horizon: Int?
    @Option(.id, help: "Only episodes of this run.")
    var run: Int64?
    @Option(.from(100, to: 1_000_000), help: "Resamples of the bootstrap.")
    var resamples = 2_000
    @Option(.from(0.5, below: 1), help: "Share of resamples inside the intervals.")
    var confidence = 0.95

    @Option(
        help: ArgumentHelp(
            "Scores in percent of: optimum, or best-response.",
            discussion: """
                optimum: the best known score of two cooks. best-response: the best score of any partner of the column's \
                agent, in the row's seat. 'brigade solve' computes both, for the same dynamics and horizon.
                """))
    var relative: RelativeScores.Base?
    @Option(help: "Folder in which 'brigade solve' keeps what is possible.")
    var cache = "runs/oracle"
    @OptionGroup var kitchens: MapOptions
    @OptionGroup var cast: AgentOptions

    @Flag(
        help: "Rounds of referential games in place of kitchens: the first seat speaks, the second listens; maps are games.")
    var talk = false
    @Flag(help: "Show nothing, and say why, where an agent failed in an episode or refused one.")
    var strict = false

    func validate() throws {
        if talk && relative != nil { throw ValidationError("--relative is about kitchens; leave it out with --talk") }
    }

    var bootstrap: Statistics.Bootstrap { .init(resamples: resamples, confidence: confidence) }

    /// The cross-play of the episodes meant in `store`.
    func crossPlay(_ store: EpisodeStore) throws -> CrossPlay {
        if talk {
            let run = try run.map { number in
                guard let record = try store.runs().first(where: { $0.id.description == "\(number)" }) else {
                    throw ValidationError("there is no run \(number) in the store")
                }
                return record.id
            }
            let scores = try store.talkScores(run: run, games: maps.isEmpty ? nil : maps, among: agents.isEmpty ? nil : agents)
            return try CrossPlay(scores, measure: "percent understood")
        }
        var filter = EpisodeFilter()
        filter.maps = maps.isEmpty ? nil : maps
        filter.among = agents.isEmpty ? nil : agents
        filter.dynamics = dynamics
        filter.horizon = horizon
        filter.run = run
        let play = try CrossPlay(store.scores(filter), seats: store.notableSeats(filter))
        guard let relative else { return play }
        return try RelativeScores(base: relative, maps: kitchens.library, agents: cast.library, cache: OracleCache(folder: cache))
            .apply(to: play)
    }

    /// - Throws: `ExitCode.faults`, having said why, where nothing may be shown of episodes in which agents failed.
    func check(_ play: CrossPlay) throws {
        let names = play.maps + play.solos.map(\.map)
        guard strict, play.hasFaults else { return }
        let faulty = names.flatMap { map in play.notable(on: map).filter(\.conduct.isFaulty).map { "\(map): \($0.words)" } }
        for line in ["error: agents failed, and --strict shows nothing then"] + faulty { Terminal.say(line) }
        throw ExitCode.faults
    }

    /// Every map of `play` by its index, then all of them together where there are several.
    func maps(of play: CrossPlay) -> [Int?] { play.maps.indices.map { $0 } + (play.maps.count > 1 ? [nil] : []) }

    /// A table for each of `maps(of:)` and each choice of seats.
    func tables(of play: CrossPlay) -> [CrossPlayTable] {
        maps(of: play).flatMap { map in
            CrossPlay.Seats.allCases.map { CrossPlayTable(play, map: map, seats: $0, bootstrap: bootstrap) }
        }
    }
}

/// `brigade matrix`: the cross-play matrix of a store.
struct MatrixCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "matrix",
        abstract: "Print the cross-play matrix: per map and overall, with intervals, gap, and each agent's worth as a partner.",
        discussion: """
            Cells are mean scores of the row's agent with the column's. Intervals are percentile bootstraps over episodes, \
            stratified by map and seats. Overall, each map counts the same; a pair that one map lacks is left out there. \
            On maps for more than two a pair sits in the first two seats; maps for one have a list of their own.

            A ! marks figures of episodes in which an agent failed, or refused to play; lines below tell who and why. \
            The exit code is 3 then.

            Examples:
              brigade matrix --db runs/episodes.sqlite
              brigade matrix --maps cramped_room --seats first --sort self-play
              brigade matrix --relative optimum
              brigade matrix --talk --seats first
              brigade matrix --csv > matrix.csv
            """)

    @OptionGroup var options: MatrixOptions
    @Option(help: "Seats: averaged, first or second (where the row's agent sits).")
    var seats = CrossPlay.Seats.averaged
    @Option(help: "Order of rows: cross-play, self-play, worst or name.")
    var sort = CrossPlayTable.Order.crossPlay
    @Flag(help: "Every cell as a line of comma-separated values.")
    var csv = false
    @Flag(help: "Everything as JSON.")
    var json = false

    func run() throws {
        let store = try options.file.open()
        let play = try options.crossPlay(store)
        try options.check(play)
        try show(play)
        try StoreOptions.tellDamage(store)
        if play.hasFaults { throw ExitCode.faults }
    }

    private func show(_ play: CrossPlay) throws {
        let solos = SoloTable.all(of: play, bootstrap: options.bootstrap)
        if csv || json {
            let tables = options.tables(of: play)
            if csv {
                printData(CrossPlayTable.csv(tables, solos: solos), terminator: "")
            } else {
                printJSON(try CrossPlayTable.json(tables, solos: solos, of: play), terminator: "")
            }
            return
        }
        let printer = MatrixPrinter(terminal: .standardOutput)
        print(options.talk ? "in \(play.measure)" : "\(play.dynamics) dynamics, \(play.horizon) ticks, in \(play.measure)")
        for map in options.maps(of: play) {
            printer.printFull(CrossPlayTable(play, map: map, seats: seats, bootstrap: options.bootstrap), order: sort)
        }
        for solo in solos { printer.printSolo(solo) }
        printer.printRemarks(play)
    }
}
