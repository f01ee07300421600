import EpisodeStore
import Foundation
import Kitchen
import Window

/// What commands about studies share.
enum StudyOptions {
    /// Looks everything up that a study names, and says which partners play in kitchens that they were not made for.
    static func materials(_ study: Study, _ maps: MapOptions, _ agents: AgentOptions) throws -> StudyMaterials {
        let materials = try StudyMaterials(
            study,
            kitchen: { name in
                let layout = try maps.library.layout(name)
                return try study.dynamics.map { try Kitchen(layout, dynamics: $0) } ?? PaceOptions.standardKitchen(layout)
            }, partner: agents.library.agent)
        for misfit in materials.misfits { Terminal.say("warning: \(misfit)") }
        return materials
    }

    /// The store, for reading; games that ran when a program died are kept first.
    static func open(_ options: StoreOptions) throws -> EpisodeStore {
        let store = try options.open()
        let dead = try store.deadStudySessions()
        guard !dead.isEmpty else { return store }
        try store.close()
        let writer = try EpisodeStore(creating: options.db)
        let kept = try writer.endDeadStudySessions()
        try writer.close()
        let (sessions, games) = (
            kept.sessions == 1 ? "1 session" : "\(kept.sessions) sessions", kept.games == 1 ? "1 game" : "\(kept.games) games"
        )
        Terminal.say("the program died in \(sessions); \(games) that ran then \(kept.games == 1 ? "is" : "are") kept as unfinished")
        return try options.open()
    }

    /// The title of a study, by its file or by the title itself.
    static func title(_ fileOrTitle: String) throws -> String {
        FileManager.default.fileExists(atPath: fileOrTitle) ? try StudyFile.read(fileOrTitle).title : fileOrTitle
    }
}
