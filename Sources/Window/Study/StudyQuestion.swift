import Foundation

/// Something that participants of a study are asked.
public struct StudyQuestion: Sendable, Hashable {
    /// A statement of a matrix, with its own column.
    public struct Item: Sendable, Hashable {
        public var id: String
        public var text: String

        public init(id: String, text: String) {
            self.id = id
            self.text = text
        }
    }

    /// The points of a scale, from 1, with words for its ends (Likert 1932).
    public struct Scale: Sendable, Hashable {
        public var points: Int
        public var low: String
        public var high: String

        public init(points: Int, low: String, high: String) {
            self.points = points
            self.low = low
            self.high = high
        }
    }

    public enum Kind: Sendable, Hashable {
        case scale(Scale)
        /// Several statements on one scale.
        case matrix([Item], Scale)
        /// A whole number on a line.
        case slider(ClosedRange<Int>, step: Int, low: String, high: String)
        /// One of several.
        case choice([String])
        /// Any number of several.
        case several([String])
        /// All of several, in order.
        case ranking([String])
        /// Words of their own.
        case text
    }

    /// The column of the export; of a matrix the beginning of its items' columns.
    public var id: String
    public var text: String
    public var kind: Kind
    /// The right answer as the export has it: of an attention check, or of a question of comprehension.
    public var answer: String?
    /// What is said where the answer is wrong.
    public var hint = ""
    /// Whether it may be left without an answer.
    public var isOptional = false
    /// Whether its options, or the items of a matrix, stand in an order of each participant's own.
    public var isShuffled = false

    public init(id: String, text: String, kind: Kind) {
        self.id = id
        self.text = text
        self.kind = kind
    }

    /// The columns of its answers, each with what it asks.
    package var columns: [(id: String, text: String)] {
        guard case .matrix(let items, _) = kind else { return [(id, text)] }
        return items.map { ("\(id)_\($0.id)", $0.text) }
    }

    /// What its columns can hold, in words.
    package var values: String {
        switch kind {
        case .scale(let scale), .matrix(_, let scale): "1 (\(scale.low)) to \(scale.points) (\(scale.high))"
        case .slider(let range, _, let low, let high): "\(range.lowerBound) (\(low)) to \(range.upperBound) (\(high))"
        case .choice(let options): options.joined(separator: StudyAnswer.separator)
        case .several(let options): "any of: " + options.joined(separator: StudyAnswer.separator)
        case .ranking(let options): "in order: " + options.joined(separator: StudyAnswer.separator)
        case .text: "words"
        }
    }

    /// The question with the names of a game in the places that are marked for them, such as `{partner}`.
    func filled(_ names: [String: String]) -> StudyQuestion {
        guard !names.isEmpty else { return self }
        func fill(_ text: String) -> String {
            names.reduce(text) { $0.replacing("{\($1.key)}", with: $1.value) }
        }
        var question = self
        question.text = fill(text)
        switch kind {
        case .choice(let options): question.kind = .choice(options.map(fill))
        case .several(let options): question.kind = .several(options.map(fill))
        case .ranking(let options): question.kind = .ranking(options.map(fill))
        case .matrix(let items, let scale): question.kind = .matrix(items.map { Item(id: $0.id, text: fill($0.text)) }, scale)
        case .scale, .slider, .text: break
        }
        question.answer = answer.map(fill)
        return question
    }

    /// The question with its options, or items, in the order that `random` gives.
    func shuffled(_ random: inout some RandomNumberGenerator) -> StudyQuestion {
        guard isShuffled else { return self }
        var question = self
        switch kind {
        case .choice(let options): question.kind = .choice(options.shuffled(using: &random))
        case .several(let options): question.kind = .several(options.shuffled(using: &random))
        case .ranking(let options): question.kind = .ranking(options.shuffled(using: &random))
        case .matrix(let items, let scale): question.kind = .matrix(items.shuffled(using: &random), scale)
        case .scale, .slider, .text: break
        }
        return question
    }
}

/// An answer, and how the store and the export write it: numbers as they are, options by their words.
package enum StudyAnswer: Sendable, Hashable {
    case none
    case number(Int)
    /// A number a column, by the column's name.
    case numbers([String: Int])
    case option(String)
    /// Options in the order of the question, or of a ranking.
    case options([String])
    case words(String)

    /// What stands between options; no option may have it.
    package static let separator = " | "

    /// The answer as text, by column.
    package func columns(_ question: StudyQuestion) -> [String: String] {
        switch self {
        case .none: [:]
        case .number(let number): [question.id: "\(number)"]
        case .numbers(let numbers): numbers.mapValues { "\($0)" }
        case .option(let option): [question.id: option]
        case .options(let options): [question.id: options.joined(separator: Self.separator)]
        case .words(let words): [question.id: words]
        }
    }

    /// The answer to `question` that `columns` write, or nil where they are none.
    package init?(_ columns: [String: String], to question: StudyQuestion) {
        let written = question.columns.compactMap { column in columns[column.id].map { (column.id, $0) } }
        guard let text = written.first?.1 else {
            self = .none
            return
        }
        switch question.kind {
        case .scale(let scale):
            guard let number = Int(text), (1...scale.points).contains(number) else { return nil }
            self = .number(number)
        case .slider(let range, let step, _, _):
            guard let number = Int(text), range.contains(number) else { return nil }
            guard number == range.upperBound || (number - range.lowerBound) % step == 0 else { return nil }
            self = .number(number)
        case .matrix(_, let scale):
            let numbers = written.compactMap { id, text in Int(text).map { (id, $0) } }.filter { (1...scale.points).contains($0.1) }
            guard numbers.count == written.count else { return nil }
            self = .numbers(Dictionary(numbers) { first, _ in first })
        case .choice(let options):
            guard options.contains(text) else { return nil }
            self = .option(text)
        case .several(let options):
            let chosen = text.isEmpty ? [] : text.components(separatedBy: Self.separator)
            guard chosen.allSatisfy(options.contains) else { return nil }
            self = .options(chosen)
        case .ranking(let options):
            let ranked = text.components(separatedBy: Self.separator)
            guard ranked.sorted() == options.sorted() else { return nil }
            self = .options(ranked)
        case .text: self = .words(text)
        }
    }

    /// Whether it is the right answer to a question that has one; the order of several options does not count.
    package func isRight(_ question: StudyQuestion) -> Bool? {
        guard let right = question.answer else { return nil }
        if case .options(let options) = self, case .several = question.kind {
            return options.sorted() == right.components(separatedBy: Self.separator).sorted()
        }
        if case .words(let words) = self { return words.lowercased() == right.lowercased() }
        return columns(question)[question.id] == right
    }
}
