import Foundation
import Kitchen
import KitchenMaps
import SourceFiles

/// A study's file: its text as it is kept with every participant, and the study that it describes (docs/studies.md).
public struct StudyFile: Sendable {
    public let path: String
    public let text: String
    public let study: Study
    let places: StudyPlaces

    /// - Throws: `SourceDiagnostics` with everything that is wrong.
    public init(_ path: String) throws { try self.init(path, text: StudyFile.text(path)) }

    /// - Parameters:
    ///   - path: what the text is called where something is wrong with it.
    ///   - text: the file's text, as a store keeps it.
    ///   - wasBegun: whether the study may be one that an earlier version led people through: what is refused of others since
    ///     is then read as it was.
    /// - Throws: `SourceDiagnostics` with everything that is wrong.
    public init(_ path: String, text: String, wasBegun: Bool = false) throws {
        self.path = path
        self.text = text
        (study, places) = try SourceDiagnostics.gathering {
            var reader = StudyReader(file: path, wasBegun: wasBegun)
            let study = try reader.study(YAMLReader.read(text, file: path, expecting: "a study, with a 'title'"))
            return (study, reader.places)
        }
    }

    /// Reads the study alone.
    /// - Parameter wasBegun: as above.
    /// - Throws: `SourceDiagnostics` with everything that is wrong.
    public static func read(_ path: String, wasBegun: Bool = false) throws -> Study {
        try StudyFile(path, text: text(path), wasBegun: wasBegun).study
    }

    private static func text(_ path: String) throws -> String {
        try SourceDiagnostics.text(path, .study, missing: "there is no such study file")
    }
}

/// Reads a study's YAML.
struct StudyReader {
    /// A text of a list, and where it is.
    typealias PlacedText = (text: String, place: SourcePosition)

    var fields: FieldReader
    /// Whether to read what is refused of new studies.
    let wasBegun: Bool
    var places = StudyPlaces()
    /// The columns of all questions, in the order of the file.
    var columns: [(id: String, place: SourcePosition)] = []

    init(file: String, wasBegun: Bool) {
        fields = FieldReader(file: file)
        self.wasBegun = wasBegun
    }

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
        let title = words(entries, "title", "the title")
        let consent = words(entries, "consent", "the text of consent")
        let needed = [("a title, under which its results are kept", title), ("a consent text, to which participants agree", consent)]
        for (what, text) in needed where text == nil { fields.report("a study needs \(what)", at: root.position) }
        let kitchens = kitchens(entries)
        let partners = partners(entries)
        let names = distinct(entries, "names", "name", remedy: "give each partner a name of its own").map(\.text)
        var study = Study(
            title: title ?? "", consent: consent ?? "", closing: text(entries, "closing") ?? "Thank you. That was all.",
            seed: UInt64(max(0, int(entries, "seed", 0...Int.max) ?? 0)), tickMilliseconds: int(entries, "tick_ms", 50...500) ?? 150,
            horizon: int(entries, "horizon", 1...100_000) ?? 400, dynamics: dynamics(entries), tutorials: tutorials(entries),
            kitchens: kitchens, partners: partners,
            blindNames: names.isEmpty ? partners.indices.map { "Partner \(Self.letter($0))" } : names,
            showsExplanations: bool(entries, node(entries, "explanations") == nil ? Self.formerKey : "explanations"),
            questions: questions(entries, "questions"), closingQuestions: questions(entries, "closing_questions"))
        readDesign(entries, into: &study)
        readPages(entries, into: &study)
        check(study, entries, at: root.position)
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
            guard let tick = fields.int(node, "a tick of a probe", in: 1...max(1, study.horizon - 1)) else { continue }
            if ticks.contains(tick) { refuse("the tick \(tick) stands twice in a probe; take it out here", at: node.position) }
            ticks.append(tick)
        }
        let questions = questions(parts, "questions")
        if ticks.isEmpty { fields.report("a probe needs ticks, after which its questions are asked", at: item.position) }
        if questions.isEmpty { fields.report("a probe needs questions", at: item.position) }
        study.probes.append(Study.Probe(ticks: ticks, questions: questions))
    }

    // MARK: Parts

    private mutating func kitchens(_ entries: [Node.Entry]) -> [String] {
        let kitchens = distinct(
            entries, "kitchens", "kitchen", remedy: "take it out here; 'games: 2' in 'design' plays every kitchen twice")
        for kitchen in kitchens { places.add(kitchen: kitchen.text, at: kitchen.place) }
        return kitchens.map(\.text)
    }

    private mutating func partners(_ entries: [Node.Entry]) -> [String] {
        let partners = distinct(
            entries, "partners", "partner", remedy: "take it out here; 'games: 2' in 'design' plays with every partner twice")
        for partner in partners { places.add(partner: partner.text, at: partner.place) }
        places.partnerList = node(entries, "partners")?.position
        return partners.map(\.text)
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
            fields.checkKeys(parts, known: ["kitchen", "partner", "horizon", "text", "soups", "attempts"], in: "a tutorial")
            guard let kitchen = words(parts, "kitchen", "the kitchen of a tutorial") else {
                fields.report("a tutorial needs a kitchen", at: item.position)
                continue
            }
            let partner = words(parts, "partner", "the partner of a tutorial") ?? "stay"
            places.add(kitchen: kitchen, at: self.node(parts, "kitchen")?.position ?? item.position)
            places.add(partner: partner, at: self.node(parts, "partner")?.position ?? item.position)
            var tutorial = Study.Tutorial(
                kitchen: kitchen, partner: partner, horizon: int(parts, "horizon", 1...100_000) ?? 200,
                text: text(parts, "text") ?? "")
            tutorial.soups = int(parts, "soups", 1...100) ?? 0
            tutorial.attempts = int(parts, "attempts", 1...20) ?? (tutorial.soups > 0 ? 3 : 1)
            tutorials.append(tutorial)
        }
        return tutorials
    }

    // MARK: Fields

    /// A to Z, then AA, AB and so on.
    private static func letter(_ index: Int) -> String {
        (index < 26 ? "" : letter(index / 26 - 1)) + String(UnicodeScalar(UInt8(65 + index % 26)))
    }

    func node(_ entries: [Node.Entry], _ key: String) -> Node? { entries.first { $0.key == key }?.value }

    mutating func text(_ entries: [Node.Entry], _ key: String) -> String? {
        node(entries, key).flatMap { fields.text($0, key) }?.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    mutating func texts(_ entries: [Node.Entry], _ key: String) -> [String] { placedTexts(entries, key).map(\.text) }

    mutating func placedTexts(_ entries: [Node.Entry], _ key: String) -> [PlacedText] {
        guard let node = node(entries, key) else { return [] }
        var texts: [PlacedText] = []
        for item in fields.list(node, key) { texts.append((fields.text(item, key) ?? "", item.position)) }
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
