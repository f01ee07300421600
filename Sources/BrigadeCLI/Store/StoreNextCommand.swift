import ArgumentParser
import Basics
import EpisodeStore
import Foundation
import Tournaments

/// `brigade store next`: which pairs need more episodes.
struct StoreNextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next", abstract: "Write the pairs whose intervals are too wide, with how many episodes each needs.",
        discussion: """
            The second of two stages: from how much the scores of a pair varied in the first follows how many episodes make its \
            95 % interval so narrow. 'brigade tournament --pairs' plays the list, also in shards, and merging adds them to the same \
            pairs. Play it once: looking again and again until intervals are narrow makes them too narrow.

            Examples:
              brigade store next --db runs/all.sqlite --width 5 > pairs.csv
              brigade tournament --pairs pairs.csv --db runs/all.sqlite
            """)

    @OptionGroup var file: StoreOptions
    @Option(.above(0, to: 1_000_000), help: "Width of a pair's interval that is narrow enough, in points.")
    var width = 10.0
    @Option(.episodes, help: "Fewest episodes of a pair in all.")
    var least = 2
    @Option(.episodes, help: "Most further episodes of a pair.")
    var most = 1_000
    @Option(parsing: .upToNextOption, help: "Only these maps.")
    var maps: [String] = []
    @Option(help: "Only episodes under these dynamics: old or new.")
    var dynamics: String?
    @Option(.horizon, help: "Only episodes of so many ticks.")
    var horizon: Int?
    @Option(.seed, help: "Seed of the tournament. Default: that of the last one in the store.")
    var seed: UInt64?

    func run() throws {
        let store = try file.open()
        var filter = EpisodeFilter()
        filter.maps = maps.isEmpty ? nil : maps
        filter.dynamics = dynamics
        filter.horizon = horizon
        let samples = try store.pairSamples(filter)
        let games = Set(samples.map { "\($0.dynamics) dynamics, \($0.horizon) ticks" })
        guard games.count <= 1 else {
            throw ValidationError(
                "the episodes are of different games (\(games.sorted().joined(separator: "; "))); choose one with --dynamics and --horizon")
        }
        guard !samples.isEmpty else { throw ValidationError("there is no episode of a tournament in \(file.db) that is meant") }
        let next = NextPairs(width: width, least: least, most: most)
        // Older versions of an agent have their hash in their names and cannot be played any more.
        let current = samples.filter { !$0.players.contains { $0.contains("@") } }
        let pairs = next.requests(current, seed: try seed ?? lastSeed(store))
        let further = pairs.reduce(0) { $0 + $1.episodes }
        Terminal.say("\(pairs.count) of \(samples.count) pairs need more, \(further) episodes in all")
        printData(PairRequest.csv(pairs), terminator: "")
    }

    /// The seed of the last tournament of the store.
    private func lastSeed(_ store: EpisodeStore) throws -> UInt64 {
        struct Settings: Decodable { let seed: UInt64 }
        guard let run = try store.runs().last(where: { $0.kind == "tournament" }),
            let settings = try? JSONDecoder().decode(Settings.self, from: Data(run.settings.utf8))
        else { throw ValidationError("the store does not say with which seed its tournament was played; name it with --seed") }
        return settings.seed
    }
}
