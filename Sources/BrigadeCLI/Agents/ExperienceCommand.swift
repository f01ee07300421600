import Basics
import Agents
import ArgumentParser
import Foundation
import Kitchen
import KitchenMaps
import Planning

/// `brigade experience`: what planners remember of other episodes.
struct ExperienceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "experience", abstract: "Keep successful stretches of play, and see what they are worth to planners.",
        discussion: """
            An experience is a file of examples: a situation as one cook sees it, what the cook did next, and what the team earned \
            after it. Planners look up those most like their own situation (parameter 'experience' of an agent file); \
            docs/planning.md tells what a situation is.

            Examples:
              brigade experience build --db runs/episodes.sqlite --out mine.jsonl
              brigade experience list mine.jsonl --kitchen cramped_room
              brigade experience evaluate mine.jsonl
              brigade experience prune mine.jsonl --out useful.jsonl
            """,
        subcommands: [
            ExperienceBuildCommand.self,
            ExperienceListCommand.self,
            ExperiencePruneCommand.self,
            ExperienceEvaluateCommand.self,
        ])
}

/// Games in which experience is tried.
struct ExperienceTrialOptions: ParsableArguments {
    @OptionGroup var mapOptions: MapOptions
    @OptionGroup var agentOptions: AgentOptions
    @Option(
        name: .customLong("with"), parsing: .upToNextOption,
        help: "Partners: names, agent files, or folders; those made for certain kitchens play only there.")
    var partners = ["greedy", "greedy-noisy", "greedy-slow", "random", "stay"]
    @Option(.episodes, help: "Episodes for each kitchen, partner and seat.")
    var episodes = 5
    @Option(.learningHorizon, help: "Ticks of an episode.")
    var horizon = 400
    @Option(help: "Dynamics: old or new.")
    var dynamics = Dynamics.old
    @Option(.seed, help: "Seed of all random numbers.")
    var seed: UInt64 = 1
    @Option(.from(1, to: 1000), help: "Examples that are looked up for a situation.")
    var examples = ExperienceUse().count
    @Option(.from(0, to: 1000), help: "Ticks of work that a choice gains when all of them speak for it.")
    var choice = ExperienceUse().choice
    @Option(.from(0, to: 0.9), help: "Their share in what a partner is expected to do.")
    var belief = ExperienceUse().belief

    var settings: PlannerSettings {
        var settings = PlannerSettings()
        (settings.experience.count, settings.experience.choice, settings.experience.belief) = (examples, choice, belief)
        return settings
    }

    func trial(_ maps: [String], plus round: Int = 0) throws -> ExperienceTrial {
        let kitchens = try maps.map { try Kitchen(mapOptions.library.layout($0), dynamics: dynamics) }
        let cooks = try agentOptions.library.agents(partners)
        let trial = ExperienceTrial(kitchens, partners: cooks, episodes: episodes, horizon: horizon, seed: seed &+ UInt64(round))
        guard !trial.pairings.isEmpty else {
            throw ValidationError("none of the partners is made for \(maps.joined(separator: ", ")); --with names others")
        }
        return trial
    }
}

struct ExperienceBuildCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Make an experience of stored episodes: of tournaments, games with people, imported trials.",
        discussion: """
            Every piece of work of every cook is looked at. Kept are those after which the team earned at least what is usual \
            in that kitchen, over all the episodes meant. The same episodes and options give the same file.

            Examples:
              brigade experience build --db runs/episodes.sqlite --out mine.jsonl
              brigade experience build --map cramped_room --min-score 200 --window 80 --out good.jsonl
            """)

    @OptionGroup var episodes: EpisodeOptions
    @Option(help: "The file to write.", completion: .file(extensions: ["jsonl"]))
    var out: String
    @Option(.from(1, to: 100_000), help: "Ticks after a situation in which rewards count.")
    var window = ExperienceBuilder.Settings().window
    @Option(.weight, help: "How many times what is usual a success earns, at least.")
    var success = ExperienceBuilder.Settings().success
    @Option(.from(1, to: 1_000_000), help: "Examples of each kitchen, at most; more are thinned by lot.")
    var perKitchen = ExperienceBuilder.Settings().perKitchen
    @Option(.seed, help: "Seed of the lot.")
    var seed: UInt64 = 1

    func run() throws {
        let store = try episodes.open()
        var settings = ExperienceBuilder.Settings()
        (settings.window, settings.success, settings.perKitchen, settings.seed) = (window, success, perKitchen, seed)
        var builder = ExperienceBuilder(settings)
        var count = 0
        try store.forEachEpisode(episodes.wholeFilter(store)) { stored in
            guard stored.episode.status != .refused else { return }
            count += 1
            try builder.add(stored.episode, number: stored.id, players: stored.players)
        }
        if count == 0 { EpisodeOptions.sayNothingMatches(store) }
        let experience = try builder.finished()
        try experience.write(to: out)
        Terminal.say(
            "\(out): \(experience.examples.count) examples of \(builder.count) stretches in \(count) episodes, "
                + "from \(experience.kitchens.joined(separator: ", "))")
        try StoreOptions.tellDamage(store)
    }
}

struct ExperienceListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the examples of an experience.",
        discussion: """
            Examples:
              brigade experience list mine.jsonl
              brigade experience list mine.jsonl --kitchen cramped_room --player greedy --work place --limit 10
              brigade experience list useful.jsonl --min-usefulness 1 --json
            """)

    @Argument(help: "The file.", completion: .file(extensions: ["jsonl"]))
    var file: String
    @Option(help: "Only examples from this kitchen.")
    var kitchen: String?
    @Option(help: "Only what this agent or person did.")
    var player: String?
    @Option(help: "Only this kind of work: ingredient, dish, soup, pot, start, fill, deliver or place.")
    var work: String?
    @Option(.score, help: "Only examples with at least this reward in the window.")
    var minReward: Double?
    @Option(.score, help: "Only examples with at least this measured usefulness.")
    var minUsefulness: Double?
    @Option(.limit, help: "Only the first so many.")
    var limit: Int?
    @Flag(help: "One JSON object a line.")
    var json = false

    func run() throws {
        let experience = try Experience(reading: file)
        for (option, given, known) in [
            ("--kitchen", kitchen, experience.kitchens), ("--player", player, Set(experience.examples.map(\.player)).sorted()),
            ("--work", work, Skill.Work.allCases.map(\.name)),
        ] {
            guard let given, !known.contains(given) else { continue }
            let hint = nearMiss(to: given, among: known).map { "did you mean '\($0)'?" } ?? "there are \(known.joined(separator: ", "))"
            throw ValidationError("\(option) is '\(given)', which \(file) does not have; \(hint)")
        }
        let found = experience.examples.filter { example in
            (kitchen ?? example.kitchen) == example.kitchen && (player ?? example.player) == example.player
                && (work ?? example.work.name) == example.work.name && example.reward >= minReward ?? -.infinity
                && (minUsefulness.map { example.usefulness ?? 0 >= $0 } ?? true)
        }.prefix(limit ?? .max)
        if json {
            for example in found { printJSON(try Experience.line(example)) }
            return
        }
        var table = TextTable(["kitchen", "player", "situation", "what it did", "times", "reward", "usual", "usefulness"], words: 4)
        for example in found {
            table.add([
                example.kitchen, example.player, example.situation.words, example.work.words, "\(example.times)", example.reward.plain,
                example.usual.plain, example.usefulness.map { String(format: "%.2f", $0) } ?? "-",
            ])
        }
        printLines(table.lines(.standardOutput))
    }
}
