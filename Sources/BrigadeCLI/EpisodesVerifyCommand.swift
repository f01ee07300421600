import ArgumentParser
import EpisodeStore
import Episodes

struct EpisodesVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Play every episode again from its log and compare; exit 1 if any differs.",
        discussion: """
            Compared are the hash over all states, the score, the events and every figure. Prints how many were compared, \
            and the first that differ.

            Examples:
              brigade episodes verify
              brigade episodes verify --db runs/episodes.sqlite --run 3
              brigade episodes verify 17 18
            """)

    /// So many differences are printed.
    private static let mostPrinted = 10

    @OptionGroup var options: EpisodeOptions
    @Argument(.id, help: "Numbers of episodes; default: all that the options mean.")
    var episodes: [Int64] = []

    func run() throws {
        let store = try options.open()
        var count = 0
        var wrong = 0
        try store.forEachRow(options.wholeFilter(store, ids: episodes)) { id, row in
            count += 1
            guard let problem = Self.problem(id, row) else { return }
            wrong += 1
            if wrong <= Self.mostPrinted { print(problem) }
        }
        if wrong > Self.mostPrinted { print("... and \(wrong - Self.mostPrinted) more") }
        print("\(count) episode\(count == 1 ? "" : "s") replayed, \(wrong) differ\(wrong == 1 ? "s" : "")")
        if count == 0 { EpisodeOptions.sayNothingMatches(store) }
        if wrong > 0 { throw ExitCode(1) }
    }

    /// What is wrong with a row, in words.
    private static func problem(_ id: Int64, _ row: Result<StoredEpisode, StoreProblem>) -> String? {
        do {
            return try row.get().episode.difference().map { "episode \(id): \($0)" }
        } catch let problem as StoreProblem {
            return problem.message
        } catch {
            return "episode \(id): its log cannot be played: \(error)"
        }
    }
}
