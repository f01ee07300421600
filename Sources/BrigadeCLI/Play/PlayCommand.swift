import Agents
import ArgumentParser
import EpisodeStore
import Foundation
import Kitchen
import KitchenMaps
import Planning
import Window

struct PlayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play",
        abstract: "Cook in a window, with an agent or another person.",
        discussion: """
            Keys: arrows and Return, or W A S D and Space; Tab shows what agents think, P pauses, R restarts, Escape \
            leaves. Game controllers work, too. Without a map a menu opens, with what the options say chosen.

            Examples:
              brigade play
              brigade play cramped_room --with greedy
              brigade play cramped_room --with planner --coach reason
              brigade play --study Studies/example.yaml --participant P01
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
    @Option(help: "Hints while you play: nudge (where to look), reason (what to do and why) or show (and where). Default: none.")
    var coach: HintLevel?
    @Option(.seed, help: "Seed of the agents' random numbers. Default: another one each time.")
    var seed: UInt64?
    @Option(help: "A file of keys; docs/window.md shows one.")
    var keys: String?
    @Option(help: "Lead a participant through the study of this file.")
    var study: String?
    @Option(help: "The participant's code; the window asks for it otherwise.")
    var participant: String?
    @Option(help: "The code of the second person, in a study of two people.")
    var companion: String?
    @Flag(help: "Begin a new version of the study, if its file has changed.")
    var newVersion = false
    @Argument(help: "Name of a map, or path of a map file. Default: a menu.")
    var map: String?

    func run() throws {
        var options = PlayWindow.Options()
        let interruption = Interruption()
        options.shouldClose = { interruption.hasHappened }
        options.report = { Terminal.say($0) }
        if let keys { options.keys = try KeyBindings.read(keys, isKey: PlayWindow.isKey) }
        if study != nil, coach != nil { throw ValidationError("--coach is for play; a study decides by itself who is coached") }
        if let study { return try play(study: study, options) }
        (options.coach, options.coachLevel) = (PlannerCoachKind(), coach)
        options.log = try StoreLog(EpisodeStore(creating: store.db), kind: "play", settings: StoreOptions.session())
        guard let map else {
            let layouts = try maps.library.names().map(maps.library.layout)
            let partner = try agents.library.agent(with)
            var cooks = try agents.library.allCooks()
            if !cooks.contains(where: { $0.name == partner.name }) { cooks.append(partner) }
            return try PlayWindow.menu(
                layouts: layouts, agents: cooks, partner: partner.name, seat: seat - 1, isForTwo: twoPlayers, options)
        }
        try PlayWindow.play(plan(map), options)
    }

    func validate() throws {
        guard study == nil else { return }
        if companion != nil || newVersion { throw ValidationError("--companion and --new-version are for a study; name it with --study") }
    }

    /// Everything that the study names is looked up first, so that no participant meets a mistake.
    private func play(study path: String, _ options: PlayWindow.Options) throws {
        let file = try StudyFile(path)
        let materials = try StudyOptions.materials(file.study, maps, agents)
        let codes = [participant, companion].compactMap { $0 }
        guard codes.count <= file.study.people else { throw ValidationError("this study is for one person; leave --companion out") }
        guard companion == nil || participant != nil, Set(codes).count == codes.count else {
            throw ValidationError("two people need two codes: --participant CODE --companion CODE")
        }
        let database = try EpisodeStore(creating: store.db)
        var options = options
        options.log = try StoreLog(database, kind: "study", settings: StoreOptions.session())
        let log = try StoreStudyLog(
            database, file: file, beginsNewVersion: newVersion, program: Brigade.configuration.version)
        try PlayWindow.study(materials, participants: codes, log: log, options)
        try database.close()
    }

    private func plan(_ map: String) throws -> GamePlan {
        let kitchen = try pace.kitchen(maps.library.layout(map))
        let agent = try agents.library.agent(with)
        let people = twoPlayers ? [0, 1] : [seat - 1]
        guard people.allSatisfy((0..<kitchen.players).contains) else {
            throw ValidationError(
                "\(map) has \(kitchen.players) seat\(kitchen.players == 1 ? "" : "s"); seat \((people.last ?? 0) + 1) is none of them")
        }
        let players = (0..<kitchen.players).map { people.contains($0) ? nil : agent }
        if players.contains(where: { $0 != nil }) { Warnings.sayMisfits([agent], in: [kitchen.layout.name]) }
        return GamePlan(
            kitchen: kitchen, players: players, horizon: pace.horizon, tickMilliseconds: pace.tickMs,
            seed: seed ?? UInt64.random(in: 1...999_999))
    }
}
