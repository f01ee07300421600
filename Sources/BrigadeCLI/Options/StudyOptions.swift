import ArgumentParser
import Basics
import EpisodeStore
import Foundation
import Kitchen
import Window

/// What commands about studies share.
enum StudyOptions {
    /// Looks everything up that a study names, and says which partners play in kitchens that they were not made for.
    static func materials(_ file: StudyFile, _ maps: MapOptions, _ agents: AgentOptions) throws -> StudyMaterials {
        let materials = try StudyMaterials(
            file,
            kitchen: { name in
                try PaceOptions.standardKitchen(maps.library.layout(name), dynamics: file.study.dynamics)
            }, partner: agents.library.cook)
        for misfit in materials.misfits { Terminal.say("warning: \(misfit)") }
        return materials
    }

    /// The store, for reading; games that ran when a program died are kept first.
    static func open(_ options: StoreOptions) throws -> EpisodeStore {
        let store = try options.open()
        let dead = try store.deadStudySessions()
        guard !dead.isEmpty else { return store }
        try store.close()
        let writer = try options.create()
        let kept = try writer.endDeadStudySessions()
        try writer.close()
        let (sessions, games) = (
            kept.sessions == 1 ? "1 session" : "\(kept.sessions) sessions", kept.games == 1 ? "1 game" : "\(kept.games) games"
        )
        Terminal.say("the program died in \(sessions); \(games) that ran then \(kept.games == 1 ? "is" : "are") kept as unfinished")
        return try options.open()
    }

    /// Makes sure that `store` has the study `title`.
    /// - Throws: `ValidationError`, with those that it has.
    static func require(_ title: String, in store: EpisodeStore) throws {
        let known = try store.studies()
        guard !known.contains(title) else { return }
        let hint = nearMiss(to: title, among: known).map { "did you mean '\($0)'?" }
        let others = known.isEmpty ? "it has none; --db names another store" : "it has " + known.map { "'\($0)'" }.joined(separator: ", ")
        throw ValidationError("\(store.path) has no study '\(title)'; \(hint ?? others)")
    }

    /// The title of a study, by its file or by the title itself.
    static func title(_ fileOrTitle: String) throws -> String {
        FileManager.default.fileExists(atPath: fileOrTitle) ? try StudyFile.read(fileOrTitle, wasBegun: true).title : fileOrTitle
    }
}
