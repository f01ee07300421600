import Basics
import EpisodeStore
import Episodes
import Foundation

/// A study's results as tables of comma-separated values (`CSV`), one a level, with a codebook that describes every column.
public struct StudyExport {
    /// File names and contents.
    public let tables: [(name: String, text: String)]

    /// - Throws: `StoreError`.
    public init(_ study: Study, store: EpisodeStore) throws {
        let results = try StudyResults(study, store: store, withEvents: true)
        let tables = [
            Self.participants(results), Self.sessions(results), Self.games(results), Self.answers(results), Self.events(results),
            Self.closing(results),
        ]
        let codebook = tables.flatMap { table in table.columns.map { [table.name, $0.name, $0.meaning, $0.values] } }
        self.tables =
            tables.map { ($0.name, $0.text) }
            + [("codebook.csv", CSV.text([["table", "column", "meaning", "values"]] + codebook, lineEnd: "\r\n"))]
            + results.versions.map { ("study-\($0.version).yaml", $0.text) }
    }

    private static let participant = StudyTable.Column("participant", "the participant's code")

    /// Columns of answers to questions of a level, of all versions of the study, each once.
    private static func questions(_ level: StudyLevel, _ results: StudyResults) -> [StudyTable.Column] {
        var columns: [StudyTable.Column] = []
        for study in results.allStudies {
            for (own, question) in study.allQuestions where own == level {
                for column in question.columns where !columns.contains(where: { $0.name == column.id }) {
                    columns.append(.init(column.id, column.text, question.values))
                }
            }
        }
        return columns
    }

    // MARK: Participants

    static let participantColumns: [StudyTable.Column] = [
        participant, .init("number", "counted from 0 in the order of enrolment"), .init("row", "row of the design, from 0"),
        .init("version", "version of the study's file; study-N.yaml is its text"), .init("enrolled", "when, UTC, ISO 8601"),
        .init("state", "what became of them", "finished, refused, left, playing; empty: kept by an older program"),
        .init("companion", "who sat at the keyboard with them"), .init("sessions", "times that they sat at the window"),
        .init("next_item", "the first step that they have not finished"), .init("games", "games that they finished"),
        .init("attention_checks", "answers to questions with a known answer, comprehension left out"),
        .init("attention_passed", "those of them that are right"),
        .init("comprehension_tries", "times that they answered questions of comprehension, for all of them together"),
    ]

    private static func participants(_ results: StudyResults) -> StudyTable {
        let closing = questions(.closing, results)
        let columns = participantColumns + closing
        let rows = results.participants.map { who -> [String] in
            let steps = results.steps(of: who)
            let checks = attention(who, results)
            let tries = steps.filter { $0.item == "comprehension" }.flatMap(\.answers).filter { $0.key.hasSuffix("_tries") }
            let answers = steps.first { $0.item == "closing questions" }?.answers
            return [
                who.participant, "\(who.number)", "\(who.row)", who.version.map(String.init) ?? "", who.enrolled, results.state(of: who),
                who.companion ?? "", "\(results.sessions.count { $0.participant == who.participant })", results.nextItem(of: who) ?? "",
                "\(steps.count { $0.position > 0 && $0.episode != nil && $0.level != StudyStep.attempt })",
                "\(checks.count)", "\(checks.count { $0 })", "\(tries.compactMap { Int($0.value) }.reduce(0, +))",
            ] + closing.map { answers?[$0.name] ?? "" }
        }
        return StudyTable(name: "participants.csv", columns: columns, rows: rows)
    }

    /// Whether each answer of a participant to a question with a known answer is right.
    private static func attention(_ who: StudyParticipant, _ results: StudyResults) -> [Bool] {
        let study = results.study(of: who)
        return results.steps(of: who).flatMap { step in
            study.allQuestions.filter { $0.level != .comprehension && $0.level.rawValue == level(step) }.compactMap { _, question in
                guard let answer = StudyAnswer(step.answers, to: question), answer != .none else { return nil }
                return answer.isRight(question)
            }
        }
    }

    /// What the questions of a step are about; older programs did not keep it.
    private static func level(_ step: StudyStep) -> String {
        if let level = step.level { return level }
        return step.item.hasPrefix("questions ") ? StudyLevel.game.rawValue : step.item == "closing questions" ? "closing" : ""
    }

    // MARK: Sessions

    private static func sessions(_ results: StudyResults) -> StudyTable {
        let display: [(key: String, meaning: String)] = [
            ("width", "of the display in pixels"), ("height", "of the display in pixels"), ("refresh_hz", "of the display; 0: not known"),
            ("driver", "what shows the window"), ("renderer", "what draws it"), ("window_width", "at the beginning, in pixels"),
            ("window_height", "at the beginning, in pixels"),
        ]
        let columns: [StudyTable.Column] =
            [
                .init("session", "its number in the store"), participant, .init("version", "version of the study's file"),
                .init("began", "when, UTC, ISO 8601; times in milliseconds count from here"),
                .init("ended", "how it ended", "finished, refused, left, died (the program); empty: it goes on"),
                .init("program", "version of brigade"), .init("tick_ms", "milliseconds a tick"), .init("events", "rows in events.csv"),
            ] + display.map { .init($0.key, $0.meaning) }
        let rows = results.sessions.map { session -> [String] in
            let facts = (try? JSONSerialization.jsonObject(with: Data(session.display.utf8))) as? [String: Any] ?? [:]
            return [
                "\(session.id)", session.participant, "\(session.version)", session.began, session.ended?.rawValue ?? "", session.program,
                "\(session.tickMilliseconds)", "\(results.events[session.id]?.count ?? 0)",
            ] + display.map { facts[$0.key].map { "\($0)" } ?? "" }
        }
        return StudyTable(name: "sessions.csv", columns: columns, rows: rows)
    }

    // MARK: Games

    static let gameColumns: [StudyTable.Column] = [
        participant, .init("position", "number of the game for this participant, from 1; 0 for practice"),
        .init("kitchen", "name of the map"), .init("partner", "name of the agent, or the other person's code"),
        .init("blind_name", "what the participant saw it called"), .init("episode", "row of the episode in the store"),
        .init("score", "the team's sparse reward"), .init("seconds", "how long the ticks took, without pauses"),
        .init("planned_seconds", "how long they should have taken"),
        .init("late_ticks", "ticks that came so late that all that follow were put off"),
        .init("ran_slow", "1 where the game took more than 5 % longer than planned, else 0; judge such a game with care"),
        .init("item", "the step; games that were left or failed practice have an attempt's number"),
        .init("status", "whether it was played to its horizon", "finished, unfinished"), .init("ticks", "ticks that were played"),
        .init("seat", "the participant's seat, from 0"), .init("seed", "seed of the agents' random numbers"),
        .init("partner_hash", "hash of the agent's file"),
        .init("coach", "how much the coach's hints gave away; empty in studies without a coach", "none, nudge, reason, show"),
    ]

    private static func games(_ results: StudyResults) -> StudyTable {
        let questions = questions(.game, results)
        let rows = results.steps.filter { $0.kitchen != nil && ($0.episode != nil || $0.level == nil) && level($0) != "probe" }.map {
            game in
            let answers = results.steps.first { $0.participant == game.participant && $0.item == "questions \(game.position)" }?.answers
            let counts = game.position > 0 && game.level != StudyStep.attempt
            return self.game(game, results) + questions.map { counts ? answers?[$0.name] ?? "" : "" }
        }
        return StudyTable(name: "games.csv", columns: gameColumns + questions, rows: rows)
    }

    private static func game(_ game: StudyStep, _ results: StudyResults) -> [String] {
        let line = game.episode.flatMap { results.episodes[$0] }
        let pace = line?.pace
        let hashes = game.episode.flatMap { results.hashes[$0] } ?? []
        return [
            game.participant, "\(game.position)", game.kitchen ?? "", game.partner ?? "", game.blindName ?? "",
            game.episode.map { "\($0)" } ?? "", line?.score.map(KitchenScene.number) ?? "",
            pace.map { Pace.text($0.seconds) } ?? "", pace.map { Pace.text($0.planned) } ?? "", pace.map { "\($0.slipped)" } ?? "",
            pace.map { $0.isSlow ? "1" : "0" } ?? "", game.item, line?.status ?? "", line.map { "\($0.ticks)" } ?? "",
            game.seat.map { "\($0)" } ?? "", line.map { "\($0.seed)" } ?? "", hashes.compactMap { $0 }.first ?? "",
            coach(game, results),
        ]
    }

    private static func coach(_ step: StudyStep, _ results: StudyResults) -> String {
        guard let participant = results.participant(step.participant) else { return "" }
        let study = results.study(of: participant)
        guard study.coach != nil, step.position > 0 else { return "" }
        let games = StudyOrder.games(study, participant: participant.row)
        return games.indices.contains(step.position - 1) ? games[step.position - 1].coach?.rawValue ?? "none" : ""
    }

    // MARK: Answers

    private static func answers(_ results: StudyResults) -> StudyTable {
        let columns: [StudyTable.Column] = [
            participant, .init("item", "the step"), .init("position", "number of the game that it is about, from 1; 0 for none"),
            .init("level", "what it is about", StudyLevel.allCases.map(\.rawValue).joined(separator: ", ")),
            .init("kitchen", "of the game"), .init("partner", "of the game"), .init("blind_name", "of the game"),
            .init("question", "its id; of a matrix with the item's"), .init("text", "what was asked"),
            .init("kind", "scale, matrix, slider, choice, several, ranking, text"), .init("answer", "as the question's values say"),
            .init("expected", "the right answer, where there is one"), .init("correct", "1 or 0, where there is a right answer"),
            .init("place", "where the question stood on its page, from 1"), .init("session", "in which it was answered"),
            .init("shown_ms", "when it was shown first, since the session began"), .init("answered_ms", "when it was left last"),
            .init("response_ms", "the time between"),
        ]
        return StudyTable(name: "answers.csv", columns: columns, rows: results.steps.flatMap { answers($0, results) })
    }

    private static func answers(_ step: StudyStep, _ results: StudyResults) -> [[String]] {
        guard let who = results.participant(step.participant), !step.answers.isEmpty else { return [] }
        let level = level(step)
        let game = results.steps.first { $0.participant == step.participant && $0.item == "game \(step.position)" }
        let times = times(step, results)
        return results.study(of: who).allQuestions.filter { $0.level.rawValue == level }.flatMap { _, question -> [[String]] in
            let time = times[question.id]
            let isRight = StudyAnswer(step.answers, to: question).flatMap { $0 == .none ? nil : $0.isRight(question) }
            return question.columns.filter { step.answers[$0.id] != nil }.map { column in
                [
                    step.participant, step.item, "\(step.position)", level, game?.kitchen ?? "", game?.partner ?? "", game?.blindName ?? "",
                    column.id, column.text, question.kindName, step.answers[column.id] ?? "", question.answer ?? "",
                    isRight.map { $0 ? "1" : "0" } ?? "", time.map { "\($0.record.place)" } ?? "", time.map { "\($0.session)" } ?? "",
                    time.map { "\($0.record.shown)" } ?? "", time.map { "\($0.answered)" } ?? "",
                    time.map { "\($0.answered - $0.record.shown)" } ?? "",
                ]
            }
        }
    }

    /// The last answer event of each question of a step.
    private static func times(
        _ step: StudyStep, _ results: StudyResults
    ) -> [String: (session: Int64, answered: Int, record: StudyAnswerEvent)] {
        var found: [String: (Int64, Int, StudyAnswerEvent)] = [:]
        for session in results.sessions where session.participant == step.participant {
            for event in results.events[session.id] ?? [] where event.kind == .answer && event.item == step.item {
                guard let what = event.what, let record = try? JSONDecoder().decode(StudyAnswerEvent.self, from: Data(what.utf8)) else {
                    continue
                }
                found[record.question] = (session.id, event.milliseconds, record)
            }
        }
        return found
    }

    // MARK: Events

    private static func events(_ results: StudyResults) -> StudyTable {
        let columns: [StudyTable.Column] = [
            .init("session", "its number in sessions.csv"), participant, .init("number", "counted from 0 in the session"),
            .init("ms", "milliseconds since the session began"),
            .init("kind", "what happened", StudyEvent.Kind.allCases.map(\.rawValue).joined(separator: ", ")), .init("item", "the step"),
            .init("tick", "the game's tick"),
            .init(
                "what",
                "of a press the key; of a tick a letter a seat: N, S, E, W go or turn, . stays, I interacts; of an answer and of a game's "
                    + "begin a JSON object; of a game's end finished or left"),
        ]
        let rows = results.sessions.flatMap { session in
            (results.events[session.id] ?? []).enumerated().map { number, event in
                [
                    "\(session.id)", session.participant, "\(number)", "\(event.milliseconds)", event.kind.rawValue, event.item,
                    event.tick.map { "\($0)" } ?? "", event.what ?? "",
                ]
            }
        }
        return StudyTable(name: "events.csv", columns: columns, rows: rows)
    }

    /// The answers at the end once more, as they were exported before participants had a table.
    private static func closing(_ results: StudyResults) -> StudyTable {
        let questions = questions(.closing, results)
        let steps = results.steps.filter { $0.item == "closing questions" }
        let rows = steps.map { step in [step.participant] + questions.map { step.answers[$0.name] ?? "" } }
        return StudyTable(name: "closing.csv", columns: [participant] + questions, rows: rows)
    }
}

extension StudyQuestion {
    /// The word for its kind.
    var kindName: String {
        switch kind {
        case .scale: "scale"
        case .matrix: "matrix"
        case .slider: "slider"
        case .choice: "choice"
        case .several: "several"
        case .ranking: "ranking"
        case .text: "text"
        }
    }
}
