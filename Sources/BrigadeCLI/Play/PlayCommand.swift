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

            Examples:
              brigade play
              brigade play cramped_room --with greedy
              brigade play --practice
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
    @Option(.seed, help: "Seed of the agents' random numbers. Default: another one each time.")
    var seed: UInt64?
    @Option(help: "A file of keys; docs/window.md shows one.")
    var keys: String?
    @Option(help: "Lead a participant through the study of this file.")
    var study: String?
    @Flag(help: "Play what you probably learn most from: the kitchen, if none is named, and the agent are chosen by your games.")
    var practice = false
    @Option(help: "The participant's code, which the window of a study asks for otherwise; whose games --practice goes by.")
    var participant: String?
    @Argument(help: "Name of a map, or path of a map file. Default: a menu.")
    var map: String?

    func validate() throws {
        if practice && (study != nil || twoPlayers) {
            throw ValidationError("--practice is for one person and no study; leave \(study != nil ? "--study" : "--two-players") out")
        }
    }

    func run() throws {
        var options = PlayWindow.Options()
        let interruption = Interruption()
        options.shouldClose = { interruption.hasHappened }
        options.report = { Terminal.say($0) }
        if let keys { options.keys = try KeyBindings.read(keys, isKey: PlayWindow.isKey) }
        if let study { return try play(study: study, options) }
        let database = try EpisodeStore(creating: store.db)
        options.log = try StoreLog(database, kind: "play", settings: StoreOptions.session(person: practice ? participant : nil))
        if practice { return try PlayWindow.play(practicePlan(database), options) }
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

    /// The game that practice suggests, having said why.
    private func practicePlan(_ database: EpisodeStore) throws -> GamePlan {
        let choice = try PracticeChoice(
            kitchens: PracticeChoice.kitchens(maps.library, only: map) { try pace.kitchen($0) }, partners: agents.library.cooks(),
            horizon: pace.horizon)
        let (kitchen, partner, sentence) = try choice.game(database, person: participant)
        Terminal.say(sentence)
        var plan = try plan(kitchen, with: partner)
        plan.personName = participant
        return plan
    }

    private func plan(_ map: String) throws -> GamePlan {
        try plan(pace.kitchen(maps.library.layout(map)), with: agents.library.agent(with))
    }

    private func plan(_ kitchen: Kitchen, with agent: AgentFile) throws -> GamePlan {
        let map = kitchen.layout.name
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
