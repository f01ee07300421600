import ArgumentParser
import EpisodeStore
import Foundation

/// Where the log of all episodes is.
struct StoreOptions: ParsableArguments {
    @Option(help: "The store of episodes, a SQLite file.")
    var db = "runs/episodes.sqlite"

    /// Settings of a run that tell one sitting at the window from others: when it began.
    static func sitting() -> String { #"{"began":"\#(Date().ISO8601Format())","sitting":"\#(UUID().uuidString)"}"# }
}
