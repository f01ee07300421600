import ArgumentParser
import Basics
import EpisodeStore
import Foundation

/// Where the log of all episodes is.
struct StoreOptions: ParsableArguments {
    @Option(help: "The store of episodes, a SQLite file.", completion: .file(extensions: ["sqlite"]))
    var db = "runs/episodes.sqlite"

    /// Settings of a run that distinguish one session at the window or the terminal from others: when it began, and who played.
    /// The key is stored as `sitting`.
    /// - Parameter person: a name or code; nil for nobody in particular.
    static func session(person: String? = nil) throws -> String {
        struct Session: Encodable {
            let began: String
            let person: String?
            let sitting: String
        }
        return try JSONText.line(Session(began: Date().ISO8601Format(), person: person, sitting: UUID().uuidString))
    }

    /// The store, for writing; it is made where there is none. Says where another program has to be waited for.
    func create() throws -> EpisodeStore {
        try EpisodeStore(creating: db) { [db] in
            Terminal.say("\(db): another program has it locked; waiting for that to end, for \(Int(EpisodeStore.patience)) s at most")
        }
    }

    /// The store, for reading; where it is not there, the error names its neighbours.
    func open() throws -> EpisodeStore {
        do {
            return try EpisodeStore(reading: db) { [db] in Terminal.say("\(db): another program has it locked; waiting for that to end") }
        } catch let problem as StoreError where problem.reason == .missing {
            let others = neighbours
            guard !others.isEmpty else { throw problem }
            throw StoreError(
                file: db, reason: .missing,
                message: "there is no such file; --db names another, such as \(others.joined(separator: " or "))")
        }
    }

    /// Says on standard error what of `store` could not be read and was left out.
    /// - Throws: `ExitCode` 1, where anything was.
    static func tellDamage(_ store: EpisodeStore) throws {
        let damage = store.damage
        guard !damage.isEmpty else { return }
        for problem in damage.prefix(maxNamed) { Terminal.say("left out, since it is damaged: \(problem)") }
        if store.damageCount > maxNamed { Terminal.say("... and \(store.damageCount - maxNamed) more") }
        Terminal.say("'brigade episodes verify --db \(store.path)' names all that is wrong in the store")
        throw ExitCode(1)
    }

    /// So many pieces of damage are named.
    private static let maxNamed = 10

    /// Stores in the same folder.
    private var neighbours: [String] {
        let folder = (db as NSString).deletingLastPathComponent
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
        return files.filter { $0.hasSuffix(".sqlite") }.sorted().prefix(3).map { (folder as NSString).appendingPathComponent($0) }
    }
}
