import Agents
import ArgumentParser
import EpisodeStore
import Foundation
import Kitchen
import KitchenMaps
import Window

struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Replay an episode in a window, or watch agents cook.",
        discussion: """
            An episode of the store is played, stepped and scrubbed: the keys are shown next to it. With --live agents play \
            now: one for every seat (or one for all), then the map. Tab shows and hides the agents' explanations. T takes \
            over: from the tick that is shown you play a seat, and agents the others. Two episodes are shown side by side on \
            one clock.

            Examples:
              brigade watch 12
              brigade watch 12 --from 240
              brigade watch 12 15
              brigade watch --live greedy greedy-noisy coordination_ring
            """)

    @OptionGroup var maps: MapOptions
    @OptionGroup var agents: AgentOptions
    @OptionGroup var pace: PaceOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var sight: SightOptions
    @Flag(help: "Let agents play now.")
    var live = false
    @Option(.seed, help: "With --live: seed of the agents' random numbers. Default: 1.")
    var seed: UInt64?
    @Option(.tick, help: "Begin after so many ticks of the episode. Default: 0.")
    var from: Int?
    @Option(help: "The agent, by name or file, that plays seats of people when you take over. Default: greedy.")
    var with: String?
    @Argument(help: "Number of an episode, or of two; with --live the agents and the map.")
    var what: [String]

    func validate() throws {
        let replayed = [("--from", from != nil), ("--with", with != nil)].filter(\.1).map(\.0)
        let played = pace.given + (seed == nil ? [] : ["--seed"])
        if live, !replayed.isEmpty {
            throw ValidationError("\(replayed.joined(separator: " and ")): for episodes of the store; leave it out with --live")
        }
        if !live, !played.isEmpty {
            throw ValidationError("\(played.joined(separator: ", ")): for --live; an episode is shown as it was played")
        }
        if !live, what.count == 2, !replayed.isEmpty {
            throw ValidationError("\(replayed.joined(separator: " and ")): for one episode; two are shown from their beginning")
        }
    }

    func run() throws {
        let interruption = Interruption()
        try live ? play(interruption) : watch(what.compactMap { Int64($0) }.map { EpisodeID($0) }, interruption)
        try interruption.check()
    }

    /// Lets agents play now.
    private func play(_ interruption: Interruption) throws {
        guard what.count >= 2, let map = what.last else {
            throw ValidationError("name the agents and the map, as in: brigade watch --live greedy greedy cramped_room")
        }
        let kitchen = try pace.kitchen(maps.library.layout(map))
        var players = try what.dropLast().map(agents.library.cook)
        if players.count == 1 { players = Array(repeating: players[0], count: kitchen.players) }
        guard players.count == kitchen.players else {
            throw ValidationError("\(map) has \(kitchen.players) seats; name as many agents, or one for all")
        }
        Warnings.sayMisfits(players, in: [kitchen.layout.name])
        let plan = GamePlan(
            kitchen: kitchen, players: sight.agents(players, in: [kitchen]), horizon: pace.ticks, tickMilliseconds: pace.milliseconds,
            seed: seed ?? 1)
        var options = windowOptions(interruption)
        options.log = try StoreLog(store.create(), kind: "watch", settings: StoreOptions.session())
        try PlayWindow.play(plan, options)
    }

    private func windowOptions(_ interruption: Interruption) -> PlayWindow.Options {
        var options = PlayWindow.Options()
        let settings = SettingsKeeper(SettingsKeeper.standardPath()) { Terminal.sayLines($0) }
        options.settings = settings
        options.keys = settings.keys ?? .standard
        options.shouldClose = { interruption.hasHappened }
        options.report = { Terminal.say($0) }
        options.optimum = KnownOptima(maps: maps).score
        return options
    }

    /// Shows an episode of the store, or two side by side.
    private func watch(_ ids: [EpisodeID], _ interruption: Interruption) throws {
        guard ids.count == what.count, (1...2).contains(ids.count) else {
            throw ValidationError("name one episode by its number, or two, or agents and a map after --live")
        }
        let episodes = try store.open()
        let from = from ?? 0
        let stored = try ids.map(episodes.episode)
        for (id, episode) in zip(ids, stored) where from > episode.episode.ticks {
            throw ValidationError("--from is \(from); episode \(id) has \(episode.episode.ticks) ticks")
        }
        var options = EpisodeWindow.Options(agents: try agents.library.allCooks())
        options.window = windowOptions(interruption)
        options.tick = from
        options.other = try agents.library.cook(with ?? "greedy")
        options.log = { try StoreLog(store.create(), kind: "play", settings: StoreOptions.session()) }
        if ids.count == 2 { return try EpisodeWindow.compare(stored[0], stored[1], options) }
        try EpisodeWindow.replay(stored[0], options)
    }
}
