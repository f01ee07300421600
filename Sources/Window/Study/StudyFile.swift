import Foundation
import Kitchen
import KitchenMaps
import SourceFiles

/// Reads a study's YAML; docs/window.md describes it.
public enum StudyFile {
    /// - Throws: `SourceDiagnostics` with everything that is wrong.
    public static func read(_ path: String) throws -> Study {
        let text = try SourceDiagnostics.text(path, .study, missing: "there is no such study file")
        return try SourceDiagnostics.gathering {
            var reader = StudyReader(file: path)
            return try reader.study(YAMLReader.read(text, file: path, expecting: "a study, with a 'title'"))
        }
    }
}

private struct StudyReader {
    private var fields: FieldReader

    init(file: String) { fields = FieldReader(file: file) }

    private static let keys = [
        "title", "consent", "closing", "seed", "tick_ms", "horizon", "dynamics", "tutorial", "kitchens", "partners",
        "names", "explanations", "questions", "closing_questions",
    ]

    /// What the release before called `explanations`; files may still have it.
    private static let formerKey = "minds"

    mutating func study(_ root: Node) throws -> Study {
        let entries = fields.entries(root, "a study")
        fields.checkKeys(entries.filter { $0.key != Self.formerKey }, known: Self.keys, in: "a study")
        let title = text(entries, "title")
        let consent = text(entries, "consent")
        if title == nil { fields.report("a study needs a title, under which its results are kept", at: root.position) }
        if consent == nil { fields.report("a study needs a consent text, to which participants agree", at: root.position) }
        let partners = texts(entries, "partners")
        let names = texts(entries, "names")
        let study = Study(
            title: title ?? "", consent: consent ?? "", closing: text(entries, "closing") ?? "Thank you. That was all.",
            seed: UInt64(max(0, int(entries, "seed", 0...Int.max) ?? 0)), tickMilliseconds: int(entries, "tick_ms", 50...500) ?? 150,
            horizon: int(entries, "horizon", 1...100_000) ?? 400, dynamics: dynamics(entries), tutorials: tutorials(entries),
            kitchens: texts(entries, "kitchens"), partners: partners,
            blindNames: names.isEmpty ? partners.indices.map { "Partner \(Self.letter($0))" } : names,
            showsExplanations: (node(entries, "explanations") ?? node(entries, Self.formerKey)).flatMap { fields.bool($0, "explanations") }
                ?? false,
            questions: questions(entries, "questions"), closingQuestions: questions(entries, "closing_questions"))
        check(study, at: root.position)
        guard fields.problems.isEmpty else { throw SourceDiagnostics(problems: fields.problems) }
        return study
    }

    private mutating func check(_ study: Study, at position: SourcePosition) {
        if study.kitchens.isEmpty { fields.report("a study needs kitchens, a list of maps", at: position) }
        if study.partners.isEmpty { fields.report("a study needs partners, a list of agents", at: position) }
        if study.blindNames.count < study.partners.count {
            fields.report("\(study.partners.count) partners need as many names, here are \(study.blindNames.count)", at: position)
        }
        let ids = (study.questions + study.closingQuestions).map(\.id)
        for id in Set(ids) where ids.count(where: { $0 == id }) > 1 {
            fields.report("the question '\(id)' stands twice; give each an id of its own", at: position)
        }
    }

    private static func letter(_ index: Int) -> String { String(UnicodeScalar(UInt8(65 + index % 26))) }

    private func node(_ entries: [Node.Entry], _ key: String) -> Node? { entries.first { $0.key == key }?.value }

    private mutating func text(_ entries: [Node.Entry], _ key: String) -> String? {
        node(entries, key).flatMap { fields.text($0, key) }?.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private mutating func texts(_ entries: [Node.Entry], _ key: String) -> [String] {
        guard let node = node(entries, key) else { return [] }
        var texts: [String] = []
        for item in fields.list(node, key) { texts.append(fields.text(item, key) ?? "") }
        return texts
    }

    private mutating func int(_ entries: [Node.Entry], _ key: String, _ range: ClosedRange<Int>) -> Int? {
        node(entries, key).flatMap { fields.int($0, key, in: range) }
    }

    private mutating func dynamics(_ entries: [Node.Entry]) -> Dynamics? {
        guard let node = node(entries, "dynamics"), let word = fields.text(node, "dynamics") else { return nil }
        if Dynamics(rawValue: word) == nil { fields.report("dynamics are old or new, not '\(word)'", at: node.position) }
        return Dynamics(rawValue: word)
    }

    private mutating func tutorials(_ entries: [Node.Entry]) -> [Study.Tutorial] {
        guard let node = node(entries, "tutorial") else { return [] }
        var tutorials: [Study.Tutorial] = []
        for item in fields.list(node, "tutorial") {
            let parts = fields.entries(item, "a tutorial")
            fields.checkKeys(parts, known: ["kitchen", "partner", "horizon", "text"], in: "a tutorial")
            guard let kitchen = text(parts, "kitchen") else {
                fields.report("a tutorial needs a kitchen", at: item.position)
                continue
            }
            tutorials.append(
                Study.Tutorial(
                    kitchen: kitchen, partner: text(parts, "partner") ?? "stay", horizon: int(parts, "horizon", 1...100_000) ?? 200,
                    text: text(parts, "text") ?? ""))
        }
        return tutorials
    }

    private mutating func questions(_ entries: [Node.Entry], _ key: String) -> [Study.Question] {
        guard let node = node(entries, key) else { return [] }
        var questions: [Study.Question] = []
        for item in fields.list(node, key) {
            let parts = fields.entries(item, "a question")
            fields.checkKeys(parts, known: ["id", "text", "scale", "low", "high"], in: "a question")
            guard let id = text(parts, "id"), let words = text(parts, "text") else {
                fields.report("a question needs an id, its column in the export, and a text", at: item.position)
                continue
            }
            let points = int(parts, "scale", 2...11)
            let kind = points.map {
                Study.Question.Kind.scale(points: $0, low: text(parts, "low") ?? "not at all", high: text(parts, "high") ?? "very much")
            }
            questions.append(Study.Question(id: id, text: words, kind: kind ?? .text))
        }
        return questions
    }
}
