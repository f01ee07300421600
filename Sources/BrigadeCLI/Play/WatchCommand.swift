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
            now: one for every seat (or one for all), then the map. Tab shows and hides the agents' explanations.

            Examples:
              brigade watch 12
              brigade watch --live greedy greedy-noisy coordination_ring
            """)

    @OptionGroup var maps: MapOptions
    @OptionGroup var agents: AgentOptions
    @OptionGroup var pace: PaceOptions
    @OptionGroup var store: StoreOptions
    @Flag(help: "Let agents play now.")
    var live = false
    @Option(.seed, help: "Seed of the agents' random numbers.")
    var seed: UInt64 = 1
    @Argument(help: "Number of an episode; with --live the agents and the map.")
    var what: [String]

    func run() throws {
        let interruption = Interruption()
        let settings = SettingsKeeper(SettingsKeeper.standardPath()) { Terminal.say($0) }
        let keys = settings.keys ?? .standard
        if !live {
            guard what.count == 1, let episode = Int64(what[0]) else {
                throw ValidationError("name one episode by its number, or agents and a map after --live")
            }
            let stored = try EpisodeStore(reading: store.db).episode(EpisodeID(episode))
            return try EpisodeWindow.replay(
                stored, agents: agents.library.allCooks(), keys: keys, shouldClose: { interruption.hasHappened })
        }
        guard what.count >= 2, let map = what.last else {
            throw ValidationError("name the agents and the map, as in: brigade watch --live greedy greedy cramped_room")
        }
        let kitchen = try pace.kitchen(maps.library.layout(map))
        var players = try what.dropLast().map(agents.library.agent)
        if players.count == 1 { players = Array(repeating: players[0], count: kitchen.players) }
        guard players.count == kitchen.players else {
            throw ValidationError("\(map) has \(kitchen.players) seats; name as many agents, or one for all")
        }
        Warnings.sayMisfits(players, in: [kitchen.layout.name])
        let plan = GamePlan(
            kitchen: kitchen, players: players, horizon: pace.horizon, tickMilliseconds: pace.tickMs, seed: seed)
        var options = PlayWindow.Options()
        options.shouldClose = { interruption.hasHappened }
        options.keys = keys
        options.settings = settings
        options.report = { Terminal.say($0) }
        options.log = try StoreLog(EpisodeStore(creating: store.db), kind: "watch", settings: StoreOptions.session())
        try PlayWindow.play(plan, options)
    }
}
