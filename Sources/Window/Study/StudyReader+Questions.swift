import Basics
import SourceFiles

extension StudyReader {
    private static let questionKeys = [
        "id", "text", "scale", "low", "high", "items", "slider", "step", "choice", "several", "ranking", "answer", "hint", "optional",
        "shuffle",
    ]
    /// Numbers that a slider can have.
    private static let sliders = -1_000_000...1_000_000

    /// Each makes a question another kind, so that there can be one of them.
    private static let kindKeys = ["scale", "slider", "choice", "several", "ranking"]

    mutating func questions(_ entries: [Node.Entry], _ key: String) -> [StudyQuestion] {
        guard let node = node(entries, key) else { return [] }
        var questions: [StudyQuestion] = []
        for item in fields.list(node, key) {
            let parts = fields.entries(item, "a question")
            if self.node(parts, "set") != nil {
                questions += set(parts)
            } else if let question = question(parts, at: item.position) {
                questions.append(question)
            }
        }
        return questions
    }

    /// A ready-made set: `{set: nasa-tlx}`, with an id of its own where it is asked twice.
    private mutating func set(_ parts: [Node.Entry]) -> [StudyQuestion] {
        fields.checkKeys(parts, known: ["set", "id", "shuffle", "optional"], in: "a set of questions")
        guard let node = node(parts, "set"), let set = word(node, "a set of questions", QuestionSet.self) else { return [] }
        let id = words(parts, "id", "the id of a set of questions") ?? set.rawValue.replacing("-", with: "_")
        var questions = set.questions(id)
        columns += questions.flatMap(\.columns).map { ($0.id, node.position) }
        let (isShuffled, isOptional) = (bool(parts, "shuffle"), bool(parts, "optional"))
        for index in questions.indices {
            questions[index].isShuffled = isShuffled
            questions[index].isOptional = isOptional
        }
        return questions
    }

    private mutating func question(_ parts: [Node.Entry], at position: SourcePosition) -> StudyQuestion? {
        fields.checkKeys(parts, known: Self.questionKeys, in: "a question")
        guard let id = words(parts, "id", "the id of a question"), let text = words(parts, "text", "the text of a question") else {
            fields.report("a question needs an id, its column in the export, and a text", at: position)
            return nil
        }
        let kinds = Self.kindKeys.filter { node(parts, $0) != nil }
        if kinds.count > 1 { fields.report("the question '\(id)' has \(kinds.joined(separator: " and ")); keep one", at: position) }
        var question = StudyQuestion(id: id, text: text, kind: kind(parts, id: id, at: position))
        if case .matrix = question.kind {} else { columns.append((id, node(parts, "id")?.position ?? position)) }
        question.hint = self.text(parts, "hint") ?? ""
        question.isOptional = bool(parts, "optional") || question.kind == .text && node(parts, "optional") == nil
        question.isShuffled = bool(parts, "shuffle")
        if let node = node(parts, "answer") { question.answer = answer(node, to: question) }
        return question
    }

    private mutating func kind(_ parts: [Node.Entry], id: String, at position: SourcePosition) -> StudyQuestion.Kind {
        let low = text(parts, "low") ?? "not at all"
        let high = text(parts, "high") ?? "very much"
        let points = int(parts, "scale", 2...21)
        if let node = node(parts, "items") {
            if points == nil { fields.report("items need a scale, its number of points", at: node.position) }
            return .matrix(items(node, of: id), StudyQuestion.Scale(points: points ?? 7, low: low, high: high))
        }
        if let points { return .scale(StudyQuestion.Scale(points: points, low: low, high: high)) }
        if let node = node(parts, "slider"), let (from, to) = fields.pair(node, "slider") {
            guard from < to, Self.sliders.contains(from), Self.sliders.contains(to) else {
                fields.report(
                    "a slider goes from a number to a higher one, of -1000000 to 1000000, not from \(from) to \(to)", at: node.position)
                return .text
            }
            return .slider(from...to, step: int(parts, "step", 1...max(1, to - from)) ?? 1, low: low, high: high)
        }
        if node(parts, "choice") != nil { return .choice(options(parts, "choice")) }
        if node(parts, "several") != nil { return .several(options(parts, "several")) }
        if node(parts, "ranking") != nil { return .ranking(options(parts, "ranking")) }
        return .text
    }

    /// - Parameter question: its id, with which the columns of items begin.
    private mutating func items(_ node: Node, of question: String) -> [StudyQuestion.Item] {
        var items: [StudyQuestion.Item] = []
        for item in fields.list(node, "items") {
            let parts = fields.entries(item, "an item")
            fields.checkKeys(parts, known: ["id", "text"], in: "an item")
            guard let id = words(parts, "id", "the id of an item"), let text = words(parts, "text", "the text of an item") else {
                fields.report("an item needs an id, the end of its column, and a text", at: item.position)
                continue
            }
            items.append(StudyQuestion.Item(id: id, text: text))
            columns.append(("\(question)_\(id)", self.node(parts, "id")?.position ?? item.position))
        }
        if items.isEmpty { refuse("'items' needs one or more, such as [{id: fast, text: My partner was fast.}]", at: node.position) }
        return items
    }

    private mutating func options(_ parts: [Node.Entry], _ key: String) -> [String] {
        let options = texts(parts, key)
        guard let position = node(parts, key)?.position else { return options }
        if options.count < 2 { fields.report("\(key) needs two options or more", at: position) }
        if Set(options).count < options.count { fields.report("two options of \(key) are the same; change one", at: position) }
        if options.contains(where: { $0.contains("|") || $0.isEmpty }) {
            fields.report("an option is a text without the sign |, which parts options in the export", at: position)
        }
        return options
    }

    /// The right answer, as the export has it.
    private mutating func answer(_ node: Node, to question: StudyQuestion) -> String? {
        var answer: String
        switch node.value {
        case .int(let number): answer = "\(number)"
        case .list(let items):
            var words: [String] = []
            for item in items { words.append(fields.text(item, "an answer") ?? "") }
            answer = words.joined(separator: StudyAnswer.separator)
        default: answer = fields.text(node, "answer") ?? ""
        }
        if case .matrix = question.kind {
            fields.report("a matrix has no one right answer; ask a scale of its own for that", at: node.position)
        } else if StudyAnswer([question.id: answer], to: question) == nil {
            fields.report("'\(answer)' is no answer to '\(question.id)', which takes \(question.values)", at: node.position)
        }
        return answer
    }
}
