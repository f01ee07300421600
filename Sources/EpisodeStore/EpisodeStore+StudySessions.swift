import Episodes
import Foundation
import GRDB
import Kitchen

extension EpisodeStore {
    /// Begins a session and returns its row. It is the claimant's as long as they live.
    /// - Throws: `StoreError`, also where another window has the participant now.
    public func begin(_ session: StudySession, by claimant: Claimant) throws -> Int64 {
        try write { database in
            try checkIsAway(session.participant, session.study, database)
            try database.execute(
                sql: """
                    INSERT INTO study_sessions (study, participant, version, began, program, tick_ms, display, owner)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    session.study, session.participant, session.version, session.began, session.program, session.tickMilliseconds,
                    session.display, claimant.owner,
                ])
            return database.lastInsertedRowID
        }
    }

    /// Adds events to sessions, each under the session's next number.
    public func append(_ events: [StudyEvent], to sessions: [Int64]) throws {
        guard !events.isEmpty else { return }
        try write { database in
            let insert = try database.cachedStatement(
                sql: """
                    INSERT INTO study_events (session, number, ms, kind, item, tick, what)
                    SELECT ?, (SELECT COALESCE(MAX(number) + 1, 0) FROM study_events WHERE session = ?), ?, ?, ?, ?, ?
                    """)
            for event in events {
                for session in sessions {
                    try insert.execute(arguments: [
                        session, session, event.milliseconds, event.kind.rawValue, event.item, event.tick, event.what,
                    ])
                }
            }
        }
    }

    /// Ends a session, after which it does not change.
    public func end(_ session: Int64, _ end: StudySession.End) throws {
        try write { try EpisodeStore.end(session, end, $0) }
    }

    private static func end(_ session: Int64, _ end: StudySession.End, _ database: Database) throws {
        try database.execute(
            sql: "UPDATE study_sessions SET ended = ?, owner = NULL WHERE id = ?", arguments: [end.rawValue, session])
        try ContentSeal.session.seal(session, database)
    }

    /// All sessions of a study, in the order in which they began.
    public func studySessions(_ study: String) throws -> [StudySession] {
        try read { database in
            guard try Schema.has("study_sessions", database) else { return [] }
            return try Row.fetchAll(database, sql: "SELECT * FROM study_sessions WHERE study = ? ORDER BY id", arguments: [study]).map {
                try EpisodeStore.session($0)
            }
        }
    }

    private static func session(_ row: Row) throws -> StudySession {
        let row = StoredRow(row, "study_sessions")
        var session = StudySession(
            study: try row.text("study"), participant: try row.text("participant"), version: try row.int("version"),
            began: try row.text("began"), program: try row.text("program"), tickMilliseconds: try row.int("tick_ms"),
            display: try row.text("display"))
        session.id = try row.int64("id")
        session.ended = try row.optional("ended", row.text).flatMap(StudySession.End.init)
        return session
    }

    /// The events of a session in their order.
    public func studyEvents(_ session: Int64) throws -> [StudyEvent] {
        try read { try EpisodeStore.events(session, $0) }
    }

    private static func events(_ session: Int64, _ database: Database) throws -> [StudyEvent] {
        try Row.fetchAll(database, sql: "SELECT * FROM study_events WHERE session = ? ORDER BY number", arguments: [session]).map { row in
            let row = StoredRow(row, "study_events", key: ["session", "number"])
            guard let kind = StudyEvent.Kind(rawValue: try row.text("kind")) else { throw row.wrong("kind", "a kind of event") }
            return StudyEvent(
                milliseconds: try row.int("ms"), kind: kind, item: try row.text("item"), tick: try row.optional("tick", row.int),
                what: try row.optional("what", row.text))
        }
    }

    /// How many participants of a study withdrew.
    public func studyWithdrawals(_ study: String) throws -> Int {
        try read { database in
            guard try Schema.has("study_withdrawals", database) else { return 0 }
            return try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM study_withdrawals WHERE study = ?", arguments: [study]) ?? 0
        }
    }

    // MARK: Living and dead

    /// - Throws: `StoreError` where a participant is at a window now.
    func checkIsAway(_ participant: String, _ study: String, _ database: Database) throws {
        let open = try Row.fetchAll(
            database, sql: "SELECT * FROM study_sessions WHERE study = ? AND participant = ? AND ended IS NULL",
            arguments: [study, participant])
        guard try open.contains(where: { try !EpisodeStore.isDead($0) }) else { return }
        throw StoreError(
            file: path, reason: .other,
            message: "'\(participant)' is at a window of the study '\(study)' now; close it first, then try again")
    }

    /// Whether the program of a session that has not ended is gone.
    private static func isDead(_ row: Row) throws -> Bool {
        let session = try session(row)
        let began = try? Date(session.began, strategy: .iso8601WithMilliseconds)
        let until = (began ?? .distantPast).timeIntervalSince1970 + patienceWithSessions
        let stored = StoredRow(row, "study_sessions")
        let owner = try stored.optional("owner", stored.text)
        return Claimant.isDead(owner ?? "", until: until, now: Date().timeIntervalSince1970)
    }

    /// A session on another host is taken to be dead after so many seconds.
    private static let patienceWithSessions = 86_400.0

    /// The sessions whose program died.
    public func deadStudySessions() throws -> [StudySession] {
        try read { database in
            guard try Schema.has("study_sessions", database) else { return [] }
            return try Row.fetchAll(database, sql: "SELECT * FROM study_sessions WHERE ended IS NULL ORDER BY id")
                .filter(EpisodeStore.isDead).map { try EpisodeStore.session($0) }
        }
    }

    /// Ends the sessions whose program died, and keeps the game that was running then as an unfinished episode, up to the last
    /// tick that was written.
    /// - Returns: the sessions, and how many games were kept.
    @discardableResult
    public func endDeadStudySessions() throws -> (sessions: Int, games: Int) {
        let dead = try deadStudySessions()
        var games = 0
        for session in dead {
            if let (game, item, episode) = try runningGame(session) {
                let run = try run(kind: "study", settings: "{\"session\":\(session.id)}", planned: 0).id
                let occupants = game.agents.enumerated().map { seat, agent -> Occupant in
                    agent.map { .agent(AgentID(row: $0)) } ?? .person(game.people.indices.contains(seat) ? game.people[seat] : nil)
                }
                let new = NewEpisode(
                    run: run, map: MapID(row: game.map), occupants: occupants, episode: episode, source: game.purpose)
                try write { database in
                    let id = try insert(new, database)
                    for (seat, code) in game.people.enumerated() {
                        guard let code else { continue }
                        try EpisodeStore.write(
                            StudyStep(
                                study: session.study, participant: code, item: item, position: game.position, kitchen: game.kitchen,
                                partner: game.partner.isEmpty ? game.people.compactMap { $0 }.first { $0 != code } : game.partner,
                                blindName: game.blindName, episode: id, seat: seat, level: StudyStep.attempt), database)
                    }
                }
                games += 1
            }
            try end(session.id, .died)
        }
        return (dead.count, games)
    }

    /// The game that was running when a session's program died, played again from its ticks; nil where none was.
    private func runningGame(_ session: StudySession) throws -> (StudyGame, String, Episode)? {
        let events = try studyEvents(session.id)
        guard let begin = events.lastIndex(where: { $0.kind == .begin }), !events[begin...].contains(where: { $0.kind == .end }),
            let text = events[begin].what, let game = try? JSONDecoder().decode(StudyGame.self, from: Data(text.utf8)),
            let dynamics = Dynamics(rawValue: game.dynamics)
        else { return nil }
        let ticks = events[begin...].filter { $0.kind == .tick }
        guard !ticks.isEmpty else { return nil }
        let yaml = try read { database in
            try Row.fetchOne(database, sql: "SELECT name, yaml FROM maps WHERE id = ?", arguments: [game.map]).map { row in
                let row = StoredRow(row, "maps")
                return (try row.text("name"), try row.text("yaml"))
            }
        }
        guard let (name, yaml) = yaml else { return nil }
        let kitchen = try Kitchen(EpisodeStore.layout(yaml, name: name, file: path), dynamics: dynamics)
        var recorder = try EpisodeRecorder(kitchen, horizon: game.horizon, seed: game.seed)
        for tick in ticks {
            let joint = (tick.what ?? "").compactMap(ActionLetter.action)
            guard joint.count == kitchen.players, !recorder.game.isOver else { break }
            try recorder.step(joint)
        }
        let note = "the program died here; these are the ticks that it had written"
        recorder.notes.append(Episode.Note(tick: max(0, recorder.game.timestep - 1), seat: 0, kind: .remark, text: note))
        return (game, events[begin].item, recorder.episode(status: .unfinished))
    }
}

/// The letters of actions in texts: `N`, `S`, `E`, `W`, `.` for stay, `I` for interact.
public enum ActionLetter {
    private static let letters: [Character] = ["N", "S", "E", "W", ".", "I"]

    public static func letter(_ action: Action) -> Character { letters[Int(action.rawValue)] }

    public static func action(_ letter: Character) -> Action? { letters.firstIndex(of: letter).flatMap { Action(rawValue: UInt8($0)) } }
}

extension ParseStrategy where Self == Date.ISO8601FormatStyle {
    /// `2026-01-31T12:00:00.000Z`.
    static var iso8601WithMilliseconds: Date.ISO8601FormatStyle { Date.ISO8601FormatStyle(includingFractionalSeconds: true) }
}
