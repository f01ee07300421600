import Foundation
import Kitchen
import KitchenMaps
import SourceFiles

/// A study's file: its text as it is kept with every participant, and the study that it describes (docs/studies.md).
public struct StudyFile: Sendable {
    public let path: String
    public let text: String
    public let study: Study

    /// - Throws: `SourceDiagnostics` with everything that is wrong.
    public init(_ path: String) throws {
        try self.init(path, text: SourceDiagnostics.text(path, .study, missing: "there is no such study file"))
    }

    /// - Parameters:
    ///   - path: what the text is called where something is wrong with it.
    ///   - text: the file's text, as a store keeps it.
    /// - Throws: `SourceDiagnostics` with everything that is wrong.
    public init(_ path: String, text: String) throws {
        self.path = path
        self.text = text
        study = try SourceDiagnostics.gathering {
            var reader = StudyReader(file: path)
            return try reader.study(YAMLReader.read(text, file: path, expecting: "a study, with a 'title'"))
        }
    }

    /// Reads the study alone.
    /// - Throws: `SourceDiagnostics` with everything that is wrong.
    public static func read(_ path: String) throws -> Study { try StudyFile(path).study }
}

/// Reads a study's YAML.
struct StudyReader {
    var fields: FieldReader

    init(file: String) { fields = FieldReader(file: file) }

    private static let keys = [
        "title", "consent", "closing", "debriefing", "seed", "tick_ms", "horizon", "dynamics", "tutorial", "comprehension", "kitchens",
        "partners", "design", "people", "seat", "names", "explanations", "hide", "coach", "probes", "questions", "pair_questions",
        "block_questions", "closing_questions", "shuffle_questions", "break",
    ]

    /// What the release before called `explanations`; files may still have it.
    private static let formerKey = "minds"

    mutating func study(_ root: Node) throws -> Study {
        let entries = fields.entries(root, "a study")
        fields.checkKeys(entries.filter { $0.key != Self.formerKey }, known: Self.keys, in: "a study")
        let title = text(entries, "title")
        let consent = text(entries, "consent")
        let needed = [("a title, under which its results are kept", title), ("a consent text, to which participants agree", consent)]
        for (what, text) in needed where text == nil { fields.report("a study needs \(what)", at: root.position) }
        let partners = texts(entries, "partners")
        let names = texts(entries, "names")
        var study = Study(
            title: title ?? "", consent: consent ?? "", closing: text(entries, "closing") ?? "Thank you. That was all.",
            seed: UInt64(max(0, int(entries, "seed", 0...Int.max) ?? 0)), tickMilliseconds: int(entries, "tick_ms", 50...500) ?? 150,
            horizon: int(entries, "horizon", 1...100_000) ?? 400, dynamics: dynamics(entries), tutorials: tutorials(entries),
            kitchens: texts(entries, "kitchens"), partners: partners,
            blindNames: names.isEmpty ? partners.indices.map { "Partner \(Self.letter($0))" } : names,
            showsExplanations: bool(entries, node(entries, "explanations") == nil ? Self.formerKey : "explanations"),
            questions: questions(entries, "questions"), closingQuestions: questions(entries, "closing_questions"))
        readDesign(entries, into: &study)
        readPages(entries, into: &study)
        check(study, at: root.position)
        guard fields.problems.isEmpty else { throw SourceDiagnostics(problems: fields.problems) }
        return study
    }

    private mutating func readPages(_ entries: [Node.Entry], into study: inout Study) {
        study.debriefing = text(entries, "debriefing") ?? ""
        study.comprehension = questions(entries, "comprehension")
        study.pairQuestions = questions(entries, "pair_questions")
        study.blockQuestions = questions(entries, "block_questions")
        study.shufflesQuestions = bool(entries, "shuffle_questions")
        if let node = node(entries, "probes") {
            for item in fields.list(node, "probes") { readProbe(item, into: &study) }
        }
        if let list = node(entries, "comprehension"), study.comprehension.contains(where: { $0.answer == nil }) {
            fields.report("every question of comprehension needs an 'answer', the right one", at: list.position)
        }
        let met = min(study.design.subset ?? study.partners.count, study.partners.count)
        let inBlock = study.design.games * (study.design.block == .kitchen ? max(1, met) : study.kitchens.count)
        if let list = node(entries, "pair_questions"), inBlock < 2 {
            fields.report("pair_questions are asked after every second game of a block, but a block has one", at: list.position)
        }
    }

    private mutating func readProbe(_ item: Node, into study: inout Study) {
        let parts = fields.entries(item, "a probe")
        fields.checkKeys(parts, known: ["ticks", "questions"], in: "a probe")
        var ticks: [Int] = []
        for node in node(parts, "ticks").map({ fields.list($0, "ticks") }) ?? [] {
            if let tick = fields.int(node, "a tick of a probe", in: 1...max(1, study.horizon - 1)) { ticks.append(tick) }
        }
        let questions = questions(parts, "questions")
        if ticks.isEmpty { fields.report("a probe needs ticks, after which its questions are asked", at: item.position) }
        if questions.isEmpty { fields.report("a probe needs questions", at: item.position) }
        study.probes.append(Study.Probe(ticks: ticks, questions: questions))
    }

    private mutating func check(_ study: Study, at position: SourcePosition) {
        if study.kitchens.isEmpty { fields.report("a study needs kitchens, a list of maps", at: position) }
        if study.partners.isEmpty && study.people == 1 { fields.report("a study needs partners, a list of agents", at: position) }
        if study.blindNames.count < study.partners.count {
            fields.report("\(study.partners.count) partners need as many names, here are \(study.blindNames.count)", at: position)
        }
        let questions = study.allQuestions
        let ids = questions.flatMap { $0.question.columns.map(\.id) }
        for id in Set(ids).sorted() where ids.count(where: { $0 == id }) > 1 {
            fields.report("the question '\(id)' stands twice; give each an id of its own", at: position)
        }
        let taken = Set(StudyExport.gameColumns.map(\.name))
        for (_, question) in questions.filter({ $0.level == .game }) where taken.contains(question.id) {
            fields.report("the id '\(question.id)' is that of a column of games.csv; choose another", at: position)
        }
    }

    // MARK: Parts

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
            fields.checkKeys(parts, known: ["kitchen", "partner", "horizon", "text", "soups", "attempts"], in: "a tutorial")
            guard let kitchen = text(parts, "kitchen") else {
                fields.report("a tutorial needs a kitchen", at: item.position)
                continue
            }
            var tutorial = Study.Tutorial(
                kitchen: kitchen, partner: text(parts, "partner") ?? "stay", horizon: int(parts, "horizon", 1...100_000) ?? 200,
                text: text(parts, "text") ?? "")
            tutorial.soups = int(parts, "soups", 1...100) ?? 0
            tutorial.attempts = int(parts, "attempts", 1...20) ?? (tutorial.soups > 0 ? 3 : 1)
            tutorials.append(tutorial)
        }
        return tutorials
    }

    // MARK: Fields

    private static func letter(_ index: Int) -> String { String(UnicodeScalar(UInt8(65 + index % 26))) }

    func node(_ entries: [Node.Entry], _ key: String) -> Node? { entries.first { $0.key == key }?.value }

    mutating func text(_ entries: [Node.Entry], _ key: String) -> String? {
        node(entries, key).flatMap { fields.text($0, key) }?.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    mutating func texts(_ entries: [Node.Entry], _ key: String) -> [String] {
        guard let node = node(entries, key) else { return [] }
        var texts: [String] = []
        for item in fields.list(node, key) { texts.append(fields.text(item, key) ?? "") }
        return texts
    }

    mutating func int(_ entries: [Node.Entry], _ key: String, _ range: ClosedRange<Int>) -> Int? {
        node(entries, key).flatMap { fields.int($0, key, in: range) }
    }

    mutating func bool(_ entries: [Node.Entry], _ key: String) -> Bool { node(entries, key).flatMap { fields.bool($0, key) } ?? false }

    /// One of the words of `Choice`, or nil where there is none or another.
    mutating func word<Choice: RawRepresentable & CaseIterable>(_ node: Node, _ what: String, _: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        guard let word = fields.text(node, what) else { return nil }
        if let choice = Choice(rawValue: word) { return choice }
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        fields.report("\(what) is '\(word)'; it can be \(known)", at: node.position)
        return nil
    }
}
