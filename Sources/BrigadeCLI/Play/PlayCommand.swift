import Agents
import ArgumentParser
import EpisodeStore
import Foundation
import Kitchen
import KitchenMaps
import Window

struct PlayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play",
        abstract: "Cook in a window, with an agent or another person.",
        discussion: """
            Keys: arrows and Return, or W A S D and Space, by their place on any keyboard; Tab shows what agents think, P \
            pauses, R held starts again, Escape leaves, F11 fills the screen. Game controllers work, too. Without a map a \
            menu opens, with what was chosen the last time or what the options say.

            Examples:
              brigade play
              brigade play cramped_room --with greedy
              brigade play --study Studies/example.yaml --participant P01
              brigade play coordination_ring --two-players
              brigade play asymmetric_advantages --with greedy-noisy --seat 2 --tick-ms 200
              brigade play multiplayer_schelling --two-players --with planner --with greedy
            """)

    @OptionGroup var maps: MapOptions
    @OptionGroup var agents: AgentOptions
    @OptionGroup var pace: PaceOptions
    @OptionGroup var store: StoreOptions
    @Option(
        help:
            "An agent, by name or file, for a seat that people leave; again for the next one; the last one takes the rest. Default: greedy."
    )
    var with: [String] = []
    @Option(.from(1, to: 16), help: "Your seat, counted from 1. Default: 1.")
    var seat: Int?
    @Flag(help: "Two people at one keyboard, on seats 1 and 2.")
    var twoPlayers = false
    @Option(.seed, help: "Seed of the agents' random numbers. Default: another one each time.")
    var seed: UInt64?
    @Option(help: "A file of keys; docs/window.md shows one.")
    var keys: String?
    @Option(help: "The file in which the window remembers choices and keys. Default: brigade/settings.yaml where settings are.")
    var settings: String?
    @Option(help: "Lead a participant through the study of this file.")
    var study: String?
    @Option(help: "The participant's code; the window asks for it otherwise.")
    var participant: String?
    @Argument(help: "Name of a map, or path of a map file. Default: a menu.")
    var map: String?

    func run() throws {
        var options = PlayWindow.Options()
        let interruption = Interruption()
        options.shouldClose = { interruption.hasHappened }
        options.report = { Terminal.say($0) }
        let bindings = try keys.map { try KeyBindings.read($0, isKey: PlayWindow.isKey) }
        if let bindings { options.keys = bindings }
        if let study { return try play(study: study, options) }
        let keeper = SettingsKeeper(settings ?? SettingsKeeper.standardPath()) { Terminal.say($0) }
        options.settings = keeper
        options.keys = bindings ?? keeper.keys ?? .standard
        options.log = try StoreLog(EpisodeStore(creating: store.db), kind: "play", settings: StoreOptions.session())
        guard let map else {
            let layouts = try maps.library.names().map(maps.library.layout)
            let partners = try with.map(agents.library.agent)
            var cooks = try agents.library.allCooks()
            for partner in partners where !cooks.contains(where: { $0.name == partner.name }) { cooks.append(partner) }
            return try PlayWindow.menu(
                layouts: layouts, agents: cooks, partners: partners.map(\.name), seat: seat.map { $0 - 1 }, isForTwo: twoPlayers, options)
        }
        try PlayWindow.play(plan(map), options)
    }

    /// Everything that the study names is looked up first, so that no participant meets a mistake.
    private func play(study path: String, _ options: PlayWindow.Options) throws {
        let study = try StudyFile.read(path)
        let materials = try StudyMaterials(
            study,
            kitchen: { name in
                let layout = try maps.library.layout(name)
                return try study.dynamics.map { try Kitchen(layout, dynamics: $0) } ?? PaceOptions.standardKitchen(layout)
            }, partner: agents.library.agent)
        for misfit in materials.misfits { Terminal.say("warning: \(misfit)") }
        let database = try EpisodeStore(creating: store.db)
        var options = options
        options.log = try StoreLog(database, kind: "study", settings: StoreOptions.session())
        try PlayWindow.study(materials, participant: participant, log: StoreStudyLog(database), options)
    }

    private func plan(_ map: String) throws -> GamePlan {
        let kitchen = try pace.kitchen(maps.library.layout(map))
        let agents = try (with.isEmpty ? ["greedy"] : with).map(agents.library.agent)
        let people = twoPlayers ? [0, 1] : [(seat ?? 1) - 1]
        guard people.allSatisfy((0..<kitchen.players).contains) else {
            throw ValidationError(
                "\(map) has \(kitchen.players) seat\(kitchen.players == 1 ? "" : "s"); seat \((people.last ?? 0) + 1) is none of them")
        }
        let free = (0..<kitchen.players).filter { !people.contains($0) }
        guard agents.count <= max(1, free.count) else {
            throw ValidationError("\(map) leaves \(free.count) seat\(free.count == 1 ? "" : "s") to agents; --with names \(agents.count)")
        }
        var players = [AgentFile?](repeating: nil, count: kitchen.players)
        for (index, seat) in free.enumerated() { players[seat] = agents[min(index, agents.count - 1)] }
        if !free.isEmpty { Warnings.sayMisfits(agents, in: [kitchen.layout.name]) }
        return GamePlan(
            kitchen: kitchen, players: players, horizon: pace.horizon, tickMilliseconds: pace.tickMs,
            seed: seed ?? UInt64.random(in: 1...999_999))
    }
}
