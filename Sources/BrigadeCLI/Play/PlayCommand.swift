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
            Keys: arrows and Return, or W A S D and Space; Tab shows what agents think, P pauses, R restarts, Escape \
            leaves. Game controllers work, too. Without a map a menu opens, with what the options say chosen.

            With --continue you take over a seat of an episode of the store from a tick on. Its agents play on by their names, \
            --with plays seats of people; kitchen, length and seed are the episode's.

            Examples:
              brigade play
              brigade play cramped_room --with greedy
              brigade play --study Studies/example.yaml --participant P01
              brigade play --lesson
              brigade play --continue 12 --tick 120 --seat 2
              brigade play coordination_ring --two-players
              brigade play asymmetric_advantages --with greedy-noisy --seat 2 --tick-ms 200
            """)

    @OptionGroup var maps: MapOptions
    @OptionGroup var agents: AgentOptions
    @OptionGroup var pace: PaceOptions
    @OptionGroup var store: StoreOptions
    @Option(help: "The agent, by name or file, that plays the other seats.")
    var with = "greedy"
    @Option(.from(1, to: 16), help: "Your seat, counted from 1.")
    var seat = 1
    @Flag(help: "Two people at one keyboard, on seats 1 and 2.")
    var twoPlayers = false
    @Option(.seed, help: "Seed of the agents' random numbers. Default: another one each time.")
    var seed: UInt64?
    @Option(help: "A file of keys; docs/window.md shows one.")
    var keys: String?
    @Flag(help: "Learn to play: an arrow shows what to do next, and waits. With a map, a first soup there.")
    var lesson = false
    @Option(help: "Lead a participant through the study of this file.")
    var study: String?
    @Option(help: "The participant's code; the window asks for it otherwise.")
    var participant: String?
    @Option(.id, name: .customLong("continue"), help: ArgumentHelp("Take over an episode of the store.", valueName: "episode"))
    var continued: Int64?
    @Option(.tick, help: "With --continue: the tick from which you play.")
    var tick: Int?
    @Argument(help: "Name of a map, or path of a map file. Default: a menu.")
    var map: String?

    func validate() throws {
        if (continued == nil) != (tick == nil) { throw ValidationError("--continue and --tick need each other") }
        guard continued != nil else { return }
        if map != nil || study != nil || lesson || twoPlayers || seed != nil || pace.dynamics != nil {
            throw ValidationError(
                "--continue plays the kitchen, dynamics and seed of the episode: leave out the map, --dynamics, --seed, --two-players, "
                    + "--lesson and --study")
        }
    }

    func run() throws {
        var options = PlayWindow.Options()
        let interruption = Interruption()
        options.shouldClose = { interruption.hasHappened }
        options.report = { Terminal.say($0) }
        if let keys { options.keys = try KeyBindings.read(keys, isKey: PlayWindow.isKey) }
        if lesson { return try PlayWindow.lesson(lessonMaterials(), options) }
        if let study { return try play(study: study, options) }
        options.optimum = KnownOptima(maps: maps).score
        if let continued, let tick {
            let stored = try store.open().episode(EpisodeID(continued))
            let plan = try GamePlan(
                continuing: stored, at: tick, seat: seat - 1, agents: agents.library.allCooks(), other: agents.library.agent(with),
                tickMilliseconds: pace.tickMs)
            options.log = try StoreLog(EpisodeStore(creating: store.db), kind: "play", settings: StoreOptions.session())
            return try PlayWindow.play(plan, options)
        }
        options.log = try StoreLog(EpisodeStore(creating: store.db), kind: "play", settings: StoreOptions.session())
        guard let map else {
            options.lesson = try? lessonMaterials()
            let layouts = try maps.library.names().map(maps.library.layout)
            let partner = try agents.library.agent(with)
            var cooks = try agents.library.allCooks()
            if !cooks.contains(where: { $0.name == partner.name }) { cooks.append(partner) }
            return try PlayWindow.menu(
                layouts: layouts, agents: cooks, partner: partner.name, seat: seat - 1, isForTwo: twoPlayers, options)
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

    /// The lesson for new players, or one in the map that was named.
    private func lessonMaterials() throws -> LessonMaterials {
        guard let map else {
            return try LessonMaterials(
                kitchen: { try PaceOptions.standardKitchen(maps.library.layout($0)) }, partner: agents.library.agent)
        }
        let kitchen = try pace.kitchen(maps.library.layout(map))
        try checkSeats([seat - 1], of: kitchen, map)
        return LessonMaterials(in: kitchen, seat: seat - 1, partner: try agents.library.agent(with))
    }

    private func checkSeats(_ people: [Int], of kitchen: Kitchen, _ map: String) throws {
        guard people.allSatisfy((0..<kitchen.players).contains) else {
            throw ValidationError(
                "\(map) has \(kitchen.players) seat\(kitchen.players == 1 ? "" : "s"); seat \((people.last ?? 0) + 1) is none of them")
        }
    }

    private func plan(_ map: String) throws -> GamePlan {
        let kitchen = try pace.kitchen(maps.library.layout(map))
        let agent = try agents.library.agent(with)
        let people = twoPlayers ? [0, 1] : [seat - 1]
        try checkSeats(people, of: kitchen, map)
        let players = (0..<kitchen.players).map { people.contains($0) ? nil : agent }
        if players.contains(where: { $0 != nil }) { Warnings.sayMisfits([agent], in: [kitchen.layout.name]) }
        return GamePlan(
            kitchen: kitchen, players: players, horizon: pace.horizon, tickMilliseconds: pace.tickMs,
            seed: seed ?? UInt64.random(in: 1...999_999))
    }
}
