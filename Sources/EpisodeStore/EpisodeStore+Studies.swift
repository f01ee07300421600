import Foundation
import GRDB

/// A step that a participant of a study has finished: a page, a game, or questions.
public struct StudyStep: Sendable, Hashable {
    public var study: String
    public var participant: String
    /// The step's name, e.g. `game 2`; once for each participant.
    public var item: String
    /// The number of the game that it belongs to, counted from one; 0 for none.
    public var position: Int
    public var kitchen: String?
    public var partner: String?
    /// What the participant saw the partner called.
    public var blindName: String?
    /// The game's episode.
    public var episode: EpisodeID?
    /// Answers by question.
    public var answers: [String: String]

    public init(
        study: String, participant: String, item: String, position: Int, kitchen: String? = nil, partner: String? = nil,
        blindName: String? = nil, episode: EpisodeID? = nil, answers: [String: String] = [:]
    ) {
        self.study = study
        self.participant = participant
        self.item = item
        self.position = position
        self.kitchen = kitchen
        self.partner = partner
        self.blindName = blindName
        self.episode = episode
        self.answers = answers
    }
}

extension EpisodeStore {
    /// Enrols a participant, once, and returns their number, counted from zero in the order of enrolment.
    public func enrol(_ participant: String, in study: String) throws -> Int {
        try write { database in
            try database.execute(
                sql: """
                    INSERT INTO study_participants (study, participant, number, enrolled)
                    SELECT ?, ?, (SELECT COUNT(*) FROM study_participants WHERE study = ?), ? WHERE true ON CONFLICT DO NOTHING
                    """, arguments: [study, participant, study, Date().ISO8601Format()])
            try ContentSeal.study.seal(study, database)
            return try Int.fetchOne(
                database, sql: "SELECT number FROM study_participants WHERE study = ? AND participant = ?",
                arguments: [study, participant]) ?? 0
        }
    }

    /// Keeps a finished step with its answers; one that is there already is replaced.
    public func write(_ step: StudyStep) throws {
        try write { database in
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO study_steps
                        (study, participant, item, position, kitchen, partner, blind_name, episode, answers, finished)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    step.study, step.participant, step.item, step.position, step.kitchen, step.partner, step.blindName, step.episode?.row,
                    String(decoding: try JSONSerialization.data(withJSONObject: step.answers, options: .sortedKeys), as: UTF8.self),
                    Date().ISO8601Format(),
                ])
            try ContentSeal.study.seal(step.study, database)
        }
    }

    /// Every finished step of a study, participants in the order of enrolment, steps in the order in which they were
    /// finished.
    public func studySteps(_ study: String) throws -> [StudyStep] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT s.* FROM study_steps s JOIN study_participants p ON p.study = s.study AND p.participant = s.participant
                    WHERE s.study = ? ORDER BY p.number, s.rowid
                    """, arguments: [study]
            ).compactMap { row in readable { try EpisodeStore.step(StoredRow(row, "study_steps", key: ["participant", "item"])) } }
        }
    }

    private static func step(_ row: StoredRow) throws -> StudyStep {
        let json = try? JSONSerialization.jsonObject(with: Data(row.text("answers").utf8))
        guard let answers = json as? [String: String] else { throw row.wrong("answers", "answers by question") }
        return StudyStep(
            study: try row.text("study"), participant: try row.text("participant"), item: try row.text("item"),
            position: try row.int("position"), kitchen: try row.optional("kitchen", row.text),
            partner: try row.optional("partner", row.text), blindName: try row.optional("blind_name", row.text),
            episode: try row.optional("episode", row.int64).map { EpisodeID($0) }, answers: answers)
    }

    /// The lines of these episodes.
    public func summaries(of ids: [EpisodeID]) throws -> [EpisodeSummary] {
        var filter = EpisodeFilter()
        filter.ids = ids
        return try summaries(filter)
    }
}
