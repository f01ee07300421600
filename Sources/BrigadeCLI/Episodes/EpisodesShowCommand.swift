import ArgumentParser
import EpisodeStore
import Episodes

struct EpisodesShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show an episode: who played, score, figures, and what happened when.",
        discussion: """
            Examples:
              brigade episodes show 17
              brigade episodes show 17 --states
              brigade episodes show 17 --json
            """)

    @OptionGroup var file: StoreOptions
    @Flag(help: "The state before each tick, too.")
    var states = false
    @Flag(help: "One JSON object: what 'export' has on a line, laid out to be read.")
    var json = false
    @Argument(.id, help: "The episode's number.")
    var episode: Int64

    func run() throws {
        let stored = try file.open().episode(EpisodeID(episode))
        if json { return printJSON(try EpisodeExport(stored).json(pretty: true)) }
        let replay = try Replay(stored.episode)
        let description = EpisodeDescription(stored, terminal: .standardOutput)
        var lines = try description.heading + [""] + description.figures + description.ownFigures() + [""] + [description.pots(replay)]
        lines += description.handOvers(replay) + [""] + description.timeline(replay)
        if states {
            lines.append("")
            for (tick, state) in replay.states.enumerated() { lines.append("\(tick): \(StateNotation.text(state))") }
        }
        printLines(lines)
    }
}
