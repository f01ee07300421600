import ArgumentParser
import EpisodeStore
import Foundation

struct EpisodesExchangesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exchanges",
        abstract: "Print what the agents of an episode and language models said to each other, a JSON object a line.",
        discussion: """
            The lines can be kept in a file and played again without the model: the parameter 'recorded' of an agent of kind \
            language-model names it.

            Example:
              brigade episodes exchanges 12 > exchanges.jsonl
            """)

    @OptionGroup var store: StoreOptions
    @Option(.from(1, to: 16), help: "Of this player only, counted from one.")
    var player: Int?
    @Argument(.id, help: "The episode's number.")
    var episode: Int64

    func run() throws {
        let notes = try store.open().episode(EpisodeID(episode)).episode.notes.filter { note in
            note.kind == .exchange && player.map { note.seat == $0 - 1 } ?? true
        }
        for note in notes { if let data = note.data { print(data) } }
        if notes.isEmpty { Terminal.say("no exchange with a language model is logged for episode \(episode)") }
    }
}
