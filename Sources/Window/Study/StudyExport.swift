import Basics
import EpisodeStore

/// A study's results as tables of comma-separated values (`CSV`).
public struct StudyExport {
    /// File names and contents.
    public let tables: [(name: String, text: String)]

    /// - Throws: `StoreProblem`.
    public init(_ study: Study, store: EpisodeStore) throws {
        let steps = try store.studySteps(study.title)
        let scores = try store.scores(steps.compactMap(\.episode))
        let games = steps.filter { $0.position > 0 && $0.episode != nil }
        let gameRows = games.map { game -> [String] in
            let answers = steps.first { $0.participant == game.participant && $0.position == game.position && $0.episode == nil }?.answers
            let score = game.episode.flatMap { scores[$0] }.map(KitchenScene.number) ?? ""
            return [
                game.participant, "\(game.position)", game.kitchen ?? "", game.partner ?? "", game.blindName ?? "",
                game.episode.map { "\($0)" } ?? "", score,
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
