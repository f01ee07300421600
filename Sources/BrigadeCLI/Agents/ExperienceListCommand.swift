import ArgumentParser
import Basics
import Episodes
import Foundation
import Planning

/// `brigade experience list`: the examples of a file.
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
