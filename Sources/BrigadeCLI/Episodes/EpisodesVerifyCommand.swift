import ArgumentParser
import EpisodeStore
import Episodes

struct EpisodesVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify a store: play every episode again, compare all with its content hash; exit 1 if anything is wrong.",
        discussion: """
            Compared are the hash over all states, the score, the events, every figure, and a hash of all that is stored for an \
            episode, notes and names included. Where no options choose episodes, the whole store is verified: the file, the \
            schema, what rows point to, and every run, agent, map, round of a referential game and study. Prints how many \
            episodes were compared, and the first things that are wrong.

            Examples:
              brigade episodes verify
              brigade episodes verify --db runs/episodes.sqlite --run 3
              brigade episodes verify 17 18
            """)

    /// So many differences are printed.
    private static let maxPrinted = 10

    @OptionGroup var options: EpisodeOptions
    @Argument(.id, help: "Numbers of episodes; default: all that the options mean.")
    var episodes: [Int64] = []

    func run() throws {
        let store = try options.open()
        var wrong = 0
        let found = try store.verify(options.wholeFilter(store, ids: episodes)) { problem in
            wrong += 1
            if wrong <= Self.maxPrinted { print(problem) }
        }
        if wrong > Self.maxPrinted { print("... and \(wrong - Self.maxPrinted) more") }
        let elsewhere = found.faults == 0 ? "" : "; \(found.faults) fault\(found.faults == 1 ? "" : "s") elsewhere in the store"
        print(
            "\(found.episodes) episode\(found.episodes == 1 ? "" : "s") replayed, \(found.differing) "
                + "differ\(found.differing == 1 ? "s" : "")\(elsewhere)")
        if found.unsealed > 0 {
            Terminal.say(
                "an older version wrote this store, without content hashes: only what a replay shows was compared. "
                    + "The next program that writes to it adds them")
        }
        if found.episodes == 0 { EpisodeOptions.sayNothingMatches(store) }
        if !found.isSound { throw ExitCode(1) }
    }
}
