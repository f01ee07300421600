import ArgumentParser
import Basics
import EpisodeStore
import Episodes
import Foundation
import Kitchen
import KitchenMaps

extension Episode.Status: ExpressibleByArgument {}

/// Where the log is, and which of its episodes are meant.
struct EpisodeOptions: ParsableArguments {
    @OptionGroup var file: StoreOptions
    @Option(.id, help: "Only episodes of this run.")
    var run: Int64?
    @Option(help: "Only episodes on this map; may be repeated.")
    var map: [String] = []
    @Option(help: "Only episodes in which this agent or person played; repeated, all of them must have.")
    var agent: [String] = []
    @Option(help: "Only episodes in which nobody but these played; may be repeated.")
    var among: [String] = []
    @Option(help: "Only episodes under these dynamics: old or new.")
    var dynamics: Dynamics?
    @Option(.horizon, help: "Only episodes of so many ticks.")
    var horizon: Int?
    @Option(.score, help: "Only episodes with at least this score.")
    var minScore: Double?
    @Option(.score, help: "Only episodes with at most this score.")
    var maxScore: Double?
    @Option(help: "Only episodes that are finished, unfinished or refused.")
    var status: Episode.Status?
    @Option(help: "Only episodes of runs begun then or later, UTC, e.g. 2026, 2026-03, 2026-03-28, 2026-03-28T09:30.")
    var since: String?
    @Option(help: "Only episodes of runs begun then or earlier; a day means its end.")
    var until: String?
    @Option(.limit, help: "Only the newest so many of them.")
    var limit: Int?

    func validate() throws {
        for (name, value) in [("--since", since), ("--until", until)] {
            guard let value, !EpisodeOptions.isMoment(value) else { continue }
            throw ValidationError("\(name) is '\(value)'; it must be a year, month, day or moment, such as 2026-03-28 or 2026-03-28T09:30")
        }
        if let minScore, let maxScore, minScore > maxScore {
            throw ValidationError("--min-score \(minScore.plain) is above --max-score \(maxScore.plain); nothing can match")
        }
    }

    private static func isMoment(_ text: String) -> Bool {
        text.wholeMatch(of: #/\d{4}(-\d\d(-\d\d(T\d\d(:\d\d(:\d\dZ?)?)?)?)?)?/#) != nil
    }

    func open() throws -> EpisodeStore { try file.open() }

    /// The filter that the options mean; its limit included when `store` is to be read whole.
    /// - Parameter ids: only these, when there are any.
    /// - Throws: `ValidationError` for a map or player that the store does not know.
    func filter(_ store: EpisodeStore, ids numbers: [Int64] = []) throws -> EpisodeFilter {
        let ids = numbers.map { EpisodeID($0) }
        let names = try store.names()
        for (option, given, known) in [("--map", map, names.maps), ("--agent", agent, names.players), ("--among", among, names.players)] {
            guard let unknown = given.first(where: { !known.contains($0) }) else { continue }
            let hint = nearMiss(to: unknown, among: known).map { "did you mean '\($0)'?" } ?? "it has \(known.joined(separator: ", "))"
            throw ValidationError("\(option) is '\(unknown)', which \(file.db) does not have; \(hint)")
        }
        var filter = EpisodeFilter()
        filter.ids = ids.isEmpty ? nil : ids
        filter.run = run.map { RunID($0) }
        filter.maps = map.isEmpty ? nil : map
        filter.with = agent
        filter.among = among.isEmpty ? nil : among
        filter.dynamics = dynamics?.rawValue
        filter.horizon = horizon
        filter.lowestScore = minScore
        filter.highestScore = maxScore
        filter.status = status
        filter.since = since
        filter.until = until
        for id in ids where try store.summaries(EpisodeOptions.only(id)).isEmpty { _ = try store.episode(id) }
        return filter
    }

    /// The filter for reading whole episodes: the newest `limit` of those that match.
    func wholeFilter(_ store: EpisodeStore, ids: [Int64] = []) throws -> EpisodeFilter {
        var filter = try filter(store, ids: ids)
        if let limit { filter.firstID = try store.summaries(filter, limit: limit).first?.id }
        return filter
    }

    private static func only(_ id: EpisodeID) -> EpisodeFilter {
        var filter = EpisodeFilter()
        filter.ids = [id]
        return filter
    }

    /// Tells on standard error that no episode is meant.
    static func sayNothingMatches(_ store: EpisodeStore) {
        let count = (try? store.runs().reduce(0) { $0 + $1.stored }) ?? 0
        Terminal.say("no episode matches; \(store.path) holds \(count)")
    }
}
