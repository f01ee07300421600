import ArgumentParser
import EpisodeStore
import Episodes
import Foundation
import Planning

/// `brigade experience build`: examples out of stored episodes.
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
    @Option(.from(1, to: 1_000_000), help: "Examples of each kitchen, at most; more are thinned at random.")
    var perKitchen = ExperienceBuilder.Settings().perKitchen
    @Option(.seed, help: "Seed of the random choice.")
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
            try builder.add(stored.episode, number: stored.id.row, players: stored.players)
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
