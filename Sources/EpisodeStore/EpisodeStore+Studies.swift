import Basics
import Foundation
import GRDB

extension EpisodeStore {
    /// The version of a study's file that has this text.
    /// - Parameter beginsNew: whether another text than the latest becomes a new version.
    /// - Throws: `StoreError` for another text otherwise, with what changed.
    public func studyVersion(_ study: String, text: String, beginsNew: Bool) throws -> Int {
        try write { database in
            let latest = try EpisodeStore.versions(study, database).last
            let hash = ContentHash.of([Data(text.utf8)])
            if let latest, latest.hash == hash { return latest.version }
            if let latest, !beginsNew {
                let differences = LineDifference.words(from: latest.text, to: text).joined(separator: "\n  ")
                throw StoreError(
                    file: path, reason: .other,
                    message: """
                        the study '\(study)' was begun with another file (version \(latest.version) of \(latest.entered)):
                          \(differences)
                        go on with that file, begin a new version with --new-version, or give the study another title
                        """)
            }
            let version = (latest?.version ?? 0) + 1
            try database.execute(
                sql: "INSERT INTO study_versions (study, version, hash, text, entered) VALUES (?, ?, ?, ?, ?)",
                arguments: [study, version, hash, text, Date().ISO8601Format()])
            try ContentSeal.study.seal(study, database)
            return version
        }
    }

    /// The texts of a study's file that were used, oldest first.
    public func studyVersions(_ study: String) throws -> [StudyVersion] {
        try read { database in try Schema.has("study_versions", database) ? EpisodeStore.versions(study, database) : [] }
    }

    private static func versions(_ study: String, _ database: Database) throws -> [StudyVersion] {
        try Row.fetchAll(database, sql: "SELECT * FROM study_versions WHERE study = ? ORDER BY version", arguments: [study]).map { row in
            let row = StoredRow(row, "study_versions", key: ["study", "version"])
            return StudyVersion(
                version: try row.int("version"), hash: try row.text("hash"), text: try row.text("text"), entered: try row.text("entered"))
        }
    }

    /// The names of all studies.
    public func studies() throws -> [String] {
        try read { database in try String.fetchAll(database, sql: "SELECT id FROM (\(ContentSeal.study.keys(database))) ORDER BY id") }
    }

    /// Enrols a participant, or finds them again. Who is new, or refused before, gets the first row of the design that is free:
    /// that nobody of the same version has who did not refuse.
    /// - Parameters:
    ///   - version: of the study's file.
    ///   - companion: who is enrolled already and shares the row, as the other person at the keyboard.
    /// - Throws: `StoreError` also for a participant of another version.
    @discardableResult
    public func enrol(_ participant: String, in study: String, version: Int? = nil, companion: String? = nil) throws -> StudyParticipant {
        try write { database in
            let all = try EpisodeStore.participants(study, database)
            if let known = all.first(where: { $0.participant == participant }) {
                if let version, let other = known.version, other != version {
                    throw StoreError(
                        file: path, reason: .other,
                        message:
                            "'\(participant)' began with version \(other) of the study; lead them on with that file, or give a new code")
                }
                guard EpisodeStore.isFree(known, all) else {
                    if let companion, let other = known.companion, other != companion {
                        throw StoreError(file: path, reason: .other, message: "'\(participant)' takes part with '\(other)'; give that code")
                    }
                    return known
                }
            }
            let shared = companion.flatMap { code in all.first { $0.participant == code }?.row }
            let row = shared ?? EpisodeStore.freeRows(all.filter { $0.participant != participant }, version: version, count: 1)[0]
            try database.execute(
                sql: """
                    INSERT INTO study_participants (study, participant, number, enrolled, version, row, companion)
                    SELECT ?, ?, (SELECT COALESCE(MAX(number) + 1, 0) FROM study_participants WHERE study = ?), ?, ?, ?, ? WHERE true
                    ON CONFLICT (study, participant) DO UPDATE SET outcome = NULL, row = excluded.row, companion = excluded.companion
                    """, arguments: [study, participant, study, Date().ISO8601Format(), version, row, companion])
            if let companion {
                try database.execute(
                    sql: "UPDATE study_participants SET companion = ? WHERE study = ? AND participant = ?",
                    arguments: [participant, study, companion])
            }
            try ContentSeal.study.seal(study, database)
            guard let enrolled = try EpisodeStore.participants(study, database).first(where: { $0.participant == participant }) else {
                throw StoreError(file: path, reason: .other, message: "'\(participant)' was entered and is not there; the file was changed")
            }
            return enrolled
        }
    }

    /// The first rows of the design that nobody has, or only who refused or whose companion refused.
    public static func freeRows(_ participants: [StudyParticipant], version: Int?, count: Int) -> [Int] {
        let taken = Set(participants.filter { ($0.version ?? 1) == (version ?? 1) && !isFree($0, participants) }.map(\.row))
        return Array((0..<(taken.count + count)).lazy.filter { !taken.contains($0) }.prefix(count))
    }

    /// Whether a participant's row is another's to take.
    private static func isFree(_ participant: StudyParticipant, _ all: [StudyParticipant]) -> Bool {
        func hasRefused(_ code: String?) -> Bool { all.contains { $0.participant == code && $0.outcome == .refused } }
        return participant.outcome == .refused || hasRefused(participant.companion)
    }

    /// Notes how a participant's way ended; one who refuses frees their row of the design.
    public func setOutcome(_ outcome: StudyParticipant.Outcome, of participant: String, in study: String) throws {
        try write { database in
            try database.execute(
                sql: "UPDATE study_participants SET outcome = ? WHERE study = ? AND participant = ?",
                arguments: [outcome.rawValue, study, participant])
            try ContentSeal.study.seal(study, database)
        }
    }

    /// All participants of a study in the order of enrolment.
    public func studyParticipants(_ study: String) throws -> [StudyParticipant] {
        try read { try EpisodeStore.participants(study, $0) }
    }

    static func participants(_ study: String, _ database: Database) throws -> [StudyParticipant] {
        let hasRows = try Schema.has("study_sessions", database)
        return try Row.fetchAll(
            database, sql: "SELECT * FROM study_participants WHERE study = ? ORDER BY number", arguments: [study]
        ).map { row in
            let row = StoredRow(row, "study_participants", key: ["study", "participant"])
            let number = try row.int("number")
            return StudyParticipant(
                participant: try row.text("participant"), number: number, row: hasRows ? try row.int("row") : number,
                version: hasRows ? try row.optional("version", row.int) : nil,
                outcome: hasRows ? try row.optional("outcome", row.text).flatMap(StudyParticipant.Outcome.init) : nil,
                companion: hasRows ? try row.optional("companion", row.text) : nil, enrolled: try row.text("enrolled"))
        }
    }

    /// Keeps a finished step with its answers; one that is there already is replaced.
    public func write(_ step: StudyStep) throws {
        try write { try EpisodeStore.write(step, $0) }
    }

    static func write(_ step: StudyStep, _ database: Database) throws {
        var step = step
        if step.level == StudyStep.attempt {
            let before = try Int.fetchOne(
                database, sql: "SELECT COUNT(*) FROM study_steps WHERE study = ? AND participant = ? AND item LIKE ? || ' attempt %'",
                arguments: [step.study, step.participant, step.item])
            step.item += " attempt \((before ?? 0) + 1)"
        }
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO study_steps
                    (study, participant, item, position, kitchen, partner, blind_name, episode, answers, finished, seat, level)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                step.study, step.participant, step.item, step.position, step.kitchen, step.partner, step.blindName, step.episode?.row,
                try JSONText.stored(step.answers), Date().ISO8601Format(), step.seat, step.level,
            ])
        try ContentSeal.study.seal(step.study, database)
    }

    /// Every finished step of a study, participants in the order of enrolment, steps in the order in which they were
    /// finished.
    public func studySteps(_ study: String) throws -> [StudyStep] {
        try read { database in
            let hasSeats = try Schema.has("study_sessions", database)
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT s.* FROM study_steps s JOIN study_participants p ON p.study = s.study AND p.participant = s.participant
                    WHERE s.study = ? ORDER BY p.number, s.rowid
                    """, arguments: [study]
            ).compactMap { row in
                readable { try EpisodeStore.step(StoredRow(row, "study_steps", key: ["participant", "item"]), hasSeats: hasSeats) }
            }
        }
    }

    private static func step(_ row: StoredRow, hasSeats: Bool) throws -> StudyStep {
        let json = try? JSONSerialization.jsonObject(with: Data(row.text("answers").utf8))
        guard let answers = json as? [String: String] else { throw row.wrong("answers", "answers by question") }
        return StudyStep(
            study: try row.text("study"), participant: try row.text("participant"), item: try row.text("item"),
            position: try row.int("position"), kitchen: try row.optional("kitchen", row.text),
            partner: try row.optional("partner", row.text), blindName: try row.optional("blind_name", row.text),
            episode: try row.optional("episode", row.int64).map { EpisodeID($0) }, answers: answers,
            seat: hasSeats ? try row.optional("seat", row.int) : nil, level: hasSeats ? try row.optional("level", row.text) : nil)
    }

    /// The lines of these episodes.
    public func summaries(of ids: [EpisodeID]) throws -> [EpisodeSummary] {
        var filter = EpisodeFilter()
        filter.ids = ids
        return try summaries(filter)
    }
}
