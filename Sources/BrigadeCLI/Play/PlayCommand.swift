import Agents
import ArgumentParser
import Basics
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
            Keys: arrows and Return, or W A S D and Space, by their place on any keyboard; Tab shows what agents think, P \
            pauses, R held starts again, Escape leaves, F11 fills the screen. Game controllers work, too. Without a map a \
            menu opens, with what was chosen the last time or what the options say.

            With --continue you take over a seat of an episode of the store from a tick on. Its agents play on by their names, \
            --with plays seats of people; kitchen, length and seed are the episode's.

            Examples:
              brigade play
              brigade play cramped_room --with greedy
              brigade play cramped_room --with planner --coach reason
              brigade play --practice
              brigade play --study Studies/example.yaml --participant P01
              brigade play --lesson
              brigade play --continue 12 --tick 120 --seat 2
              brigade play coordination_ring --two-players
              brigade play v2-benchmark/grounded_coord_simple_5x5 --with planner --channel text
              brigade play asymmetric_advantages --with greedy-noisy --seat 2 --tick-ms 200
              brigade play multiplayer_schelling --two-players --with planner --with greedy
            """)

    @OptionGroup var maps: MapOptions
    @OptionGroup var agents: AgentOptions
    @OptionGroup var pace: PaceOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var sight: SightOptions
    @OptionGroup var talk: ChannelOptions
    @Option(
        help:
            "An agent, by name or file, for a seat that people leave; again for the next one; the last one takes the rest. Default: greedy."
    )
    var with: [String] = []
    @Option(.from(1, to: 16), help: "Your seat, counted from 1. Default: 1.")
    var seat: Int?
    @Flag(help: "Two people at one keyboard, on seats 1 and 2.")
    var twoPlayers = false
    @Option(help: "Hints while you play: nudge (where to look), reason (what to do and why) or show (and where). Default: none.")
    var coach: HintLevel?
    @Option(.seed, help: "Seed of the agents' random numbers. Default: another one each time.")
    var seed: UInt64?
    @Option(help: "A file of keys; docs/window.md shows one.")
    var keys: String?
    @Option(help: "The file in which the window remembers choices and keys. Default: brigade/settings.yaml where settings are.")
    var settings: String?
    @Flag(help: "Learn to play: an arrow shows what to do next, and waits. With a map, a first soup there.")
    var lesson = false
    @Option(help: "Lead a participant through the study of this file.")
    var study: String?
    @Flag(help: "Play what you probably learn most from: the kitchen, if none is named, and the agent are chosen by your games.")
    var practice = false
    @Option(help: "The participant's code, which the window of a study asks for otherwise; whose games --practice goes by.")
    var participant: String?
    @Option(help: "The code of the second person, in a study of two people.")
    var companion: String?
    @Flag(help: "Begin a new version of the study, if its file has changed.")
    var newVersion = false
    @Option(.id, name: .customLong("continue"), help: ArgumentHelp("Take over an episode of the store.", valueName: "episode"))
    var continued: Int64?
    @Option(.tick, help: "With --continue: the tick from which you play.")
    var tick: Int?
    @Argument(help: "Name of a map, or path of a map file. Default: a menu.")
    var map: String?

    func validate() throws { try checkOptions() }

    func run() throws {
        let interruption = Interruption()
        var options = PlayWindow.Options()
        options.isOmniscient = sight.omniscient
        options.shouldClose = { interruption.hasHappened }
        options.report = { Terminal.say($0) }
        try open(options)
        try interruption.check()
    }

    /// Opens the window; returns when it is closed.
    private func open(_ options: PlayWindow.Options) throws {
        var options = options
        let bindings = try keys.map { try KeyBindings.read($0) }
        if let bindings { options.keys = bindings }
        if let study { return try play(study: study, options) }
        (options.coach, options.coachLevel) = (AgentOptions.coach, coach)
        let keeper = SettingsKeeper(settings ?? SettingsKeeper.standardPath()) { Terminal.sayLines($0) }
        options.settings = keeper
        options.keys = bindings ?? keeper.keys ?? .standard
        options.optimum = KnownOptima(maps: maps).score
        if lesson { return try PlayWindow.lesson(lessonMaterials(), options) }
        if let continued, let tick { return try play(from: tick, of: EpisodeID(continued), options) }
        let database = try store.create()
        options.log = try StoreLog(database, kind: "play", settings: StoreOptions.session(person: practice ? participant : nil))
        if practice {
            let game = try practiceGame(database)
            Terminal.say(game.why)
            return try PlayWindow.play(game.plan, options)
        }
        guard let map else {
            options.lesson = try? lessonMaterials()
            options.practice = { try practiceGame(database) }
            let layouts = try maps.library.names().map(maps.library.layout)
            let partners = try with.map(agents.library.cook)
            var cooks = try agents.library.allCooks()
            for partner in partners where !cooks.contains(where: { $0.name == partner.name }) { cooks.append(partner) }
            return try PlayWindow.menu(
                layouts: layouts, agents: cooks, partners: partners.map(\.name), seat: seat.map { $0 - 1 }, isForTwo: twoPlayers, options)
        }
        try PlayWindow.play(plan(map), options)
    }

    /// Everything that the study names is looked up first, so that no participant meets a mistake.
    private func play(study path: String, _ options: PlayWindow.Options) throws {
        let file = try StudyFile(path)
        let materials = try StudyOptions.materials(file, maps, agents)
        let codes = [participant, companion].compactMap { $0 }
        guard codes.allSatisfy(ParticipantCode.isCode) else { throw ValidationError(ParticipantCode.rule) }
        guard codes.count <= file.study.people else { throw ValidationError("this study is for one person; leave --companion out") }
        guard companion == nil || participant != nil, Set(codes).count == codes.count else {
            throw ValidationError("two people need two codes: --participant CODE --companion CODE")
        }
        let database = try store.create()
        var options = options
        options.coach = AgentOptions.coach
        options.log = try StoreLog(database, kind: "study", settings: StoreOptions.session())
        let log = try StoreStudyLog(
            database, file: file, beginsNewVersion: newVersion, program: Brigade.configuration.version)
        try PlayWindow.study(materials, participants: codes, log: log, options)
        try database.close()
    }

    /// The first person's seat, counted from zero.
    private var firstSeat: Int { (seat ?? 1) - 1 }

    /// Takes over a seat of an episode of the store.
    private func play(from tick: Int, of id: EpisodeID, _ options: PlayWindow.Options) throws {
        let stored = try store.open().episode(id)
        let plan = try GamePlan(
            continuing: stored, at: tick, seat: firstSeat, agents: agents.library.allCooks(),
            other: agents.library.cook(with.first ?? "greedy"), tickMilliseconds: pace.milliseconds)
        var options = options
        options.log = try StoreLog(store.create(), kind: "play", settings: StoreOptions.session())
        try PlayWindow.play(plan, options)
    }

    /// The lesson for new players, or one in the map that was named.
    private func lessonMaterials() throws -> LessonMaterials {
        guard let map else {
            return try LessonMaterials(
                kitchen: { try PaceOptions.standardKitchen(maps.library.layout($0)) }, partner: agents.library.agent)
        }
        let kitchen = try pace.kitchen(maps.library.layout(map))
        try checkSeats([firstSeat], of: kitchen, map)
        return LessonMaterials(in: kitchen, seat: firstSeat, partner: try agents.library.cook(with.first ?? "greedy"))
    }

    /// The game that practice suggests, and why.
    private func practiceGame(_ database: EpisodeStore) throws -> PracticeGame {
        let choice = try PracticeChoice(
            kitchens: PracticeChoice.kitchens(maps.library, only: map) { try pace.kitchen($0) }, partners: agents.library.cooks(),
            horizon: pace.ticks)
        let (kitchen, partner, sentence) = try choice.game(database, person: participant)
        var plan = try plan(kitchen, with: [partner])
        plan.personName = participant
        return PracticeGame(plan: plan, why: sentence)
    }

    private func checkSeats(_ people: [Int], of kitchen: Kitchen, _ map: String) throws {
        guard people.allSatisfy((0..<kitchen.players).contains) else {
            throw ValidationError(
                "\(map) has \(kitchen.players) seat\(kitchen.players == 1 ? "" : "s"); seat \((people.last ?? 0) + 1) is none of them")
        }
    }

    private func plan(_ map: String) throws -> GamePlan {
        try plan(pace.kitchen(maps.library.layout(map)), with: (with.isEmpty ? ["greedy"] : with).map(agents.library.cook))
    }

    private func plan(_ kitchen: Kitchen, with agents: [AgentFile]) throws -> GamePlan {
        let map = kitchen.layout.name
        let people = twoPlayers ? [0, 1] : [firstSeat]
        try checkSeats(people, of: kitchen, map)
        let free = (0..<kitchen.players).filter { !people.contains($0) }
        guard agents.count <= max(1, free.count) else {
            throw ValidationError("\(map) leaves \(free.count) seat\(free.count == 1 ? "" : "s") to agents; --with names \(agents.count)")
        }
        var players = [AgentFile?](repeating: nil, count: kitchen.players)
        let channel = try talk.opened()
        let seated = sight.agents(agents, in: [kitchen]).map { $0.talking(over: channel) }
        for (index, seat) in free.enumerated() { players[seat] = seated[min(index, seated.count - 1)] }
        if !free.isEmpty { Warnings.sayMisfits(agents, in: [kitchen.layout.name]) }
        var plan = GamePlan(
            kitchen: kitchen, players: players, horizon: pace.ticks, tickMilliseconds: pace.milliseconds,
            seed: seed ?? UInt64.random(in: 1...999_999))
        plan.channel = channel
        return plan
    }
}
