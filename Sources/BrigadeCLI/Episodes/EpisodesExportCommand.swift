import ArgumentParser
import Conformance
import EpisodeStore
import Episodes
import HumanTrials

struct EpisodesExportCommand: ParsableCommand {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case readable, trials
    }

    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Print whole episodes as JSON lines, for other programs.",
        discussion: """
            'readable' has names, letters for actions, figures, events and notes (docs/episode-store.md). 'trials' is the \
            format of recorded human trials, which 'brigade import human-trials' takes (docs/human-trials.md): it holds \
            states and actions, not who played.

            Examples:
              brigade episodes export --map cramped_room > episodes.jsonl
              brigade episodes export 17 18
              brigade episodes export --agent human --format trials | gzip > trials.jsonl.gz
            """)

    @OptionGroup var options: EpisodeOptions
    @Option(help: "readable or trials.")
    var format = Format.readable
    @Argument(.id, help: "Numbers of episodes; default: all that the options mean.")
    var episodes: [Int64] = []

    func run() throws {
        let store = try options.open()
        var count = 0
        try store.forEachEpisode(options.wholeFilter(store, ids: episodes)) { stored in
            count += 1
            switch format {
            case .readable: printJSON(try EpisodeExport(stored).json())
            case .trials: printJSON(try HumanTrial.line(of: stored.episode, id: "episode-\(stored.id)", source: "brigade"))
            }
        }
        if count == 0 { EpisodeOptions.sayNothingMatches(store) }
        try StoreOptions.tellDamage(store)
    }
}
