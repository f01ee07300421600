import Adapting
import ArgumentParser
import EpisodeStore
import Foundation
import Kitchen
import KitchenMaps
import Oracle
import Tournaments

extension CrossPlay.Seats: ExpressibleByArgument {}
extension CrossPlayTable.Order: ExpressibleByArgument {}
extension PossibleScores.Base: ExpressibleByArgument {}

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
    @Option(.from(100, to: 1_000_000), help: "Resamples of the bootstrap where it has to draw at random.")
    var resamples = 2_000
    @Option(.from(0.5, below: 1), help: "Share of resamples inside the intervals.")
    var confidence = 0.95

    @Option(
        help: ArgumentHelp(
            "Scores in percent of: optimum, or best-response.",
            discussion: """
                optimum: the best known score of two cooks. best-response: the best score of any partner of the column's \
                agent, in the row's seat. 'brigade solve' computes both, for the same dynamics and horizon; \
                'brigade responses measure' finds lower bounds of best responses by playing.
                """))
    var relative: PossibleScores.Base?
    @Option(help: "Folder in which 'brigade solve' keeps what is possible.")
    var cache = "runs/oracle"
    @Option(help: ArgumentHelp("The file of best-known responses.", discussion: "Default: best-responses.jsonl in the folder of agents."))
    var responses: String?
    @OptionGroup var kitchens: MapOptions
    @OptionGroup var players: AgentOptions

    @Flag(
        help: "Rounds of referential games in place of kitchens: the first seat speaks, the second listens; maps are games.")
    var talk = false
    @Flag(help: "Show nothing, and say why, where an agent failed in an episode or refused one.")
    var strict = false

    func validate() throws {
        if talk && relative != nil { throw ValidationError("--relative is about kitchens; leave it out with --talk") }
    }

    var bootstrap: Statistics.Bootstrap { .init(resamples: resamples, confidence: confidence) }

    /// The episodes meant.
    var filter: EpisodeFilter {
        var filter = EpisodeFilter()
        filter.maps = maps.isEmpty ? nil : maps
        filter.among = agents.isEmpty ? nil : agents
        filter.dynamics = dynamics
        filter.horizon = horizon
        filter.run = run.map { RunID($0) }
        return filter
    }

    /// The cross-play of the episodes meant in `store`.
    func crossPlay(_ store: EpisodeStore) throws -> CrossPlay {
        if talk {
            let run = try run.map { number in
                guard let record = try store.run(RunID(number)) else {
                    throw ValidationError("there is no run \(number) in the store")
                }
                return record.id
            }
            let scores = try store.talkScores(run: run, games: maps.isEmpty ? nil : maps, among: agents.isEmpty ? nil : agents)
            return try CrossPlay(scores, measure: "percent correct")
        }
        let filter = filter
        let play = try CrossPlay(
            store.tallies(filter), seats: store.notableSeats(filter), remarks: mixed(store) + store.talkCounts(filter).map(\.words))
        guard let relative else { return play }
        return try compared(play, with: relative)
    }

    /// The curves of the sessions meant in `store`; none where kitchens are meant.
    func sessions(_ store: EpisodeStore) throws -> [RepetitionLine] {
        guard talk else { return [] }
        let curves = try store.sessionCurves(
            run: run.map { RunID($0) }, games: maps.isEmpty ? nil : maps, among: agents.isEmpty ? nil : agents)
        return curves.map { RepetitionLine($0, bootstrap) }
    }

    /// What is to be said of runs that several builds of Brigade played.
    private func mixed(_ store: EpisodeStore) throws -> [String] {
        try store.mixedRuns().filter { run == nil || $0.run.row == run }.map {
            "run \($0.run) was played by \($0.builds.count) builds of Brigade or kinds of machines (--allow-mixed): \($0.builds.joined(separator: ", "))"
        }
    }

    /// Scores of `play` in percent of what is possible.
    /// - Throws: `ValidationError` with the command to run where something has not been solved yet.
    private func compared(_ play: CrossPlay, with base: PossibleScores.Base) throws -> CrossPlay {
        var known: [String: Kitchen] = [:]
        for map in play.maps + play.solos.map(\.map) {
            known[map] = try Kitchen(kitchens.library.layout(map), dynamics: Dynamics(rawValue: play.dynamics))
        }
        let possible = PossibleScores(
            base: base, cache: OracleCache(folder: cache), horizon: play.horizon, kitchens: known, agents: players.library,
            measured: try measured(play))
        do {
            return try play.relative("percent of the \(base.words)") { map, partner, seat in
                try possible.score(on: map, with: partner, seat: seat)
            } alone: { map in
                try possible.scoreAlone(on: map)
            }
        } catch let missing as PossibleScores.Missing {
            let settings = "--dynamics \(play.dynamics) --horizon \(play.horizon)"
            switch missing {
            case .optimum(let map): throw unsolved("optimum of \(map)", "brigade solve \(map) \(settings)")
            case .response(let map, let partner, let seat):
                throw unsolved(
                    "best response to \(partner) on \(map) as player \(seat + 1)",
                    "brigade solve \(map) \(settings) --with \(partner) --seat \(seat + 1)",
                    or: "brigade responses measure \(map) \(settings) --partners \(partner)")
            }
        }
    }

    /// The best-known responses by measurement.
    /// - Throws: `ResponseTable.ReadingError` where the file is none, or was asked for and is not there.
    private func measured(_ play: CrossPlay) throws -> PossibleScores.Measured {
        let path = responses ?? players.library.folder + "/best-responses.jsonl"
        guard responses != nil || FileManager.default.fileExists(atPath: path) else { return { _, _, _ in nil } }
        let table = try ResponseTable(reading: path)
        return { [dynamics = play.dynamics, horizon = play.horizon] kitchen, partner, seat in
            table.best(
                layout: kitchen.layout.contentHash, dynamics: dynamics, horizon: horizon, partner: partner.contentHash, seat: seat)?.mean
        }
    }

    private func unsolved(_ what: String, _ command: String, or other: String? = nil) -> ValidationError {
        let another = other.map { "; or, for what can be found by playing: \($0)" } ?? ""
        return ValidationError("the \(what) is not known in \(cache) yet; run: \(command) --cache \(cache)\(another)")
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
