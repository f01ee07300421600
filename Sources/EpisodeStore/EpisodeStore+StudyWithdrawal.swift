import Basics
import Foundation
import GRDB

extension EpisodeStore {
    /// What was deleted of a participant who withdrew.
    public struct Withdrawal: Sendable, Hashable {
        public var steps = 0
        public var sessions = 0
        public var events = 0
        public var episodes = 0
        /// Others whose games are deleted with these, since they played them together.
        public var companions: [String] = []
    }

    /// Counts what `withdraw` would delete; nil for somebody who is no participant of the study.
    public func withdrawal(of participant: String, from study: String) throws -> Withdrawal? {
        try read { database in
            guard try EpisodeStore.participants(study, database).contains(where: { $0.participant == participant }) else { return nil }
            return try EpisodeStore.withdrawal(of: participant, from: study, database)
        }
    }

    /// Deletes everything of a participant: their steps and answers, sessions and events, and the episodes of all their games, with
    /// what was said and went wrong in them. Only that somebody withdrew is kept. The file is then written anew, so that none of
    /// it is left in pages that are free.
    /// - Throws: `StoreError` for somebody who is no participant, or is at a window now.
    public func withdraw(_ participant: String, from study: String) throws -> Withdrawal {
        let deleted = try write { database in
            try database.execute(sql: "PRAGMA secure_delete = ON")
            let all = try EpisodeStore.participants(study, database)
            guard let who = all.first(where: { $0.participant == participant }) else {
                throw StoreError(
                    file: path, reason: .other,
                    message: "the study '\(study)' has no participant '\(participant)'; 'brigade study status' names them")
            }
            try checkIsAway(participant, study, database)
            let found = try EpisodeStore.withdrawal(of: participant, from: study, database)
            for episode in try EpisodeStore.episodes(of: participant, from: study, database) {
                try EpisodeStore.delete(episode: episode, database)
            }
            let key: StatementArguments = [study, participant]
            for session in try Int64.fetchAll(
                database, sql: "SELECT id FROM study_sessions WHERE study = ? AND participant = ?", arguments: key)
            {
                try database.execute(sql: "DELETE FROM study_events WHERE session = ?", arguments: [session])
                try database.execute(sql: "DELETE FROM study_sessions WHERE id = ?", arguments: [session])
                try ContentSeal.session.unseal(session, database)
            }
            try database.execute(sql: "DELETE FROM study_steps WHERE study = ? AND participant = ?", arguments: key)
            try database.execute(sql: "DELETE FROM study_participants WHERE study = ? AND participant = ?", arguments: key)
            try database.execute(
                sql: "UPDATE study_participants SET companion = NULL WHERE study = ? AND companion = ?", arguments: key)
            try EpisodeStore.blank(participant, inEventsOf: found.companions, study, database)
            try database.execute(
                sql: "INSERT INTO study_withdrawals (study, version, withdrawn) VALUES (?, ?, ?)",
                arguments: [study, who.version, Date().ISO8601Format()])
            try ContentSeal.study.seal(study, database)
            return found
        }
        try vacuum()
        return deleted
    }

    /// The episodes of a participant's games, finished or not.
    private static func episodes(of participant: String, from study: String, _ database: Database) throws -> [Int64] {
        try Int64.fetchAll(
            database,
            sql: """
                SELECT episode FROM study_steps WHERE study = ?1 AND participant = ?2 AND episode IS NOT NULL
                UNION SELECT e.id FROM episodes e JOIN runs r ON r.id = e.run AND r.kind = 'study' JOIN seats s ON s.episode = e.id
                    WHERE s.person = ?2 AND substr(e.source, 1, length(?1) + 8) = 'study ' || ?1 || ', '
                """, arguments: [study, participant])
    }

    private static func withdrawal(of participant: String, from study: String, _ database: Database) throws -> Withdrawal {
        func count(_ sql: String) throws -> Int { try Int.fetchOne(database, sql: sql, arguments: [study, participant]) ?? 0 }
        var found = Withdrawal()
        found.steps = try count("SELECT COUNT(*) FROM study_steps WHERE study = ? AND participant = ?")
        found.episodes = try episodes(of: participant, from: study, database).count
        guard try Schema.has("study_sessions", database) else { return found }
        found.sessions = try count("SELECT COUNT(*) FROM study_sessions WHERE study = ? AND participant = ?")
        found.events = try count(
            "SELECT COUNT(*) FROM study_events WHERE session IN (SELECT id FROM study_sessions WHERE study = ? AND participant = ?)")
        found.companions = try String.fetchAll(
            database, sql: "SELECT participant FROM study_participants WHERE study = ? AND companion = ?", arguments: [study, participant])
        return found
    }

    private static func delete(episode: Int64, _ database: Database) throws {
        let run = try Int64.fetchOne(database, sql: "SELECT run FROM episodes WHERE id = ?", arguments: [episode])
        let others = try Row.fetchAll(database, sql: "SELECT study FROM study_steps WHERE episode = ?", arguments: [episode])
        try database.execute(sql: "UPDATE study_steps SET episode = NULL WHERE episode = ?", arguments: [episode])
        for row in others { try ContentSeal.study.seal(StoredRow(row, "study_steps", key: []).text("study"), database) }
        for (table, column) in [("notes", "episode"), ("seats", "episode"), ("episodes", "id")] {
            try database.execute(sql: "DELETE FROM \(table) WHERE \(column) = ?", arguments: [episode])
        }
        try ContentSeal.episode.unseal(episode, database)
        guard let run, try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM episodes WHERE run = ?", arguments: [run]) == 0 else { return }
        try database.execute(sql: "DELETE FROM runs WHERE id = ?", arguments: [run])
        try ContentSeal.run.unseal(run, database)
    }

    /// Takes a code out of what is kept of those who played with its owner: out of their steps, and of what began their games.
    private static func blank(_ participant: String, inEventsOf companions: [String], _ study: String, _ database: Database) throws {
        for companion in companions {
            try database.execute(
                sql: "UPDATE study_steps SET partner = '' WHERE study = ? AND participant = ? AND partner = ?",
                arguments: [study, companion, participant])
            let sessions = try Int64.fetchAll(
                database, sql: "SELECT id FROM study_sessions WHERE study = ? AND participant = ?", arguments: [study, companion])
            for session in sessions {
                try blank(participant, inSession: session, database)
                let isOver = try Bool.fetchOne(
                    database, sql: "SELECT ended IS NOT NULL FROM study_sessions WHERE id = ?", arguments: [session])
                if isOver == true { try ContentSeal.session.seal(session, database) }
            }
        }
    }

    private static func blank(_ participant: String, inSession session: Int64, _ database: Database) throws {
        let begins = try Row.fetchAll(
            database, sql: "SELECT number, what FROM study_events WHERE session = ? AND kind = 'begin'", arguments: [session])
        for row in begins {
            let row = StoredRow(row, "study_events", key: ["number"])
            guard var game = try? JSONDecoder().decode(StudyGame.self, from: Data(row.text("what").utf8)) else { continue }
            game.people = game.people.map { $0 == participant ? nil : $0 }
            game.purpose = ""
            try database.execute(
                sql: "UPDATE study_events SET what = ? WHERE session = ? AND number = ?",
                arguments: [JSONText.stored(game), session, row.int("number")])
        }
    }
}
