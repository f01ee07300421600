import Basics
import EpisodeStore
import Episodes

/// A study's results as tables of comma-separated values (`CSV`).
public struct StudyExport {
    /// File names and contents.
    public let tables: [(name: String, text: String)]

    /// - Throws: `StoreError`.
    public init(_ study: Study, store: EpisodeStore) throws {
        let steps = try store.studySteps(study.title)
        let lines = Dictionary(try store.summaries(of: steps.compactMap(\.episode)).map { ($0.id, $0) }) { first, _ in first }
        let games = steps.filter { $0.position > 0 && $0.episode != nil }
        let gameRows = games.map { game -> [String] in
            let answers = steps.first { $0.participant == game.participant && $0.position == game.position && $0.episode == nil }?.answers
            let line = game.episode.flatMap { lines[$0] }
            let pace = line?.pace
            return [
                game.participant, "\(game.position)", game.kitchen ?? "", game.partner ?? "", game.blindName ?? "",
                game.episode.map { "\($0)" } ?? "", line?.score.map(KitchenScene.number) ?? "",
                pace.map { Pace.text($0.seconds) } ?? "", pace.map { Pace.text($0.planned) } ?? "", pace.map { "\($0.slipped)" } ?? "",
                pace.map { $0.isSlow ? "1" : "0" } ?? "",
            ] + study.questions.map { answers?[$0.id] ?? "" }
        }
        let closing = steps.filter { $0.item == "closing questions" }
        let closingRows = closing.map { step in [step.participant] + study.closingQuestions.map { step.answers[$0.id] ?? "" } }
        tables = [
            ("games.csv", Self.table(Self.columns.map(\.name) + study.questions.map(\.id), gameRows)),
            ("closing.csv", Self.table(["participant"] + study.closingQuestions.map(\.id), closingRows)),
            ("codebook.csv", Self.table(["table", "column", "meaning", "values"], Self.codebook(study))),
        ]
    }

    private static let columns: [(name: String, meaning: String)] = [
        ("participant", "the participant's code"), ("position", "number of the game for this participant, from 1"),
        ("kitchen", "name of the map"), ("partner", "name of the agent"), ("blind_name", "what the participant saw it called"),
        ("episode", "row of the episode in the store"), ("score", "the team's sparse reward"),
        ("seconds", "how long the ticks took, without pauses"), ("planned_seconds", "how long they should have taken"),
        ("late_ticks", "ticks that came so late that all that follow were put off"),
        ("ran_slow", "1 where the game took more than 5 % longer than planned, else 0; judge such a game with care"),
    ]

    private static func codebook(_ study: Study) -> [[String]] {
        func row(_ table: String, _ question: Study.Question) -> [String] {
            switch question.kind {
            case .scale(let points, let low, let high): [table, question.id, question.text, "1 (\(low)) to \(points) (\(high))"]
            case .text: [table, question.id, question.text, "words"]
            }
        }
        return columns.map { ["games.csv", $0.name, $0.meaning, ""] } + study.questions.map { row("games.csv", $0) }
            + [["closing.csv", "participant", columns[0].meaning, ""]] + study.closingQuestions.map { row("closing.csv", $0) }
    }

    private static func table(_ heading: [String], _ rows: [[String]]) -> String { CSV.text([heading] + rows, lineEnd: "\r\n") }
}
