import Basics
import SourceFiles

/// Takes the keys of an experiment file one by one.
struct ExperimentKeys {
    private var fields: FieldReader
    private let entries: [Node.Entry]
    private let root: Node
    private var known: [String] = []

    init(_ root: Node, file: String) {
        var fields = FieldReader(file: file)
        entries = fields.entries(root, "an experiment file")
        self.fields = fields
        self.root = root
    }

    private mutating func node(_ key: String) -> Node? {
        known.append(key)
        return entries.first { $0.key == key && $0.value.value != .null }?.value
    }

    mutating func text(_ key: String) -> String? { node(key).flatMap { fields.text($0, key) } }

    mutating func count(_ key: String, _ standard: Int, _ range: ClosedRange<Int>) -> Int {
        node(key).flatMap { fields.int($0, key, in: range) } ?? standard
    }

    mutating func number(_ key: String, _ standard: Double, _ range: ClosedRange<Double>) -> Double {
        node(key).flatMap { fields.double($0, key, in: range) } ?? standard
    }

    mutating func bool(_ key: String) -> Bool? { node(key).flatMap { fields.bool($0, key) } }

    mutating func numbers(_ key: String, _ range: ClosedRange<Double>) -> [Double] {
        guard let node = node(key) else { return [] }
        return fields.list(node, key).compactMap { fields.double($0, "a number of \(key)", in: range) }
    }

    /// One of `words`; another is reported with the near miss.
    mutating func word(_ key: String, among words: [String]) -> String? { node(key).flatMap { value($0, key, words) } }

    mutating func word<Word: RawRepresentable & CaseIterable>(_ key: String, _: Word.Type) -> Word? where Word.RawValue == String {
        word(key, among: Word.allCases.map(\.rawValue)).flatMap(Word.init)
    }

    mutating func words<Word: RawRepresentable & CaseIterable>(_ key: String, _: Word.Type) -> [Word]? where Word.RawValue == String {
        guard let node = node(key) else { return nil }
        return fields.list(node, key).compactMap { value($0, key, Word.allCases.map(\.rawValue)).flatMap(Word.init) }
    }

    private mutating func value(_ node: Node, _ key: String, _ words: [String]) -> String? {
        guard let text = fields.text(node, key) else { return nil }
        if words.contains(text) { return text }
        let hint = nearMiss(to: text, among: words).map { "did you mean '\($0)'?" } ?? "use one of \(words.joined(separator: ", "))"
        fields.report("\(key) cannot be '\(text)'; \(hint)", at: node.position)
        return nil
    }

    /// Reports a key that the file has and this game does not.
    mutating func refuse(_ key: String, _ message: String) {
        if entries.contains(where: { $0.key == key }) { report(key, message) }
    }

    mutating func report(_ key: String, _ message: String) {
        fields.report(message, at: entries.first { $0.key == key }?.position ?? root.position)
    }

    mutating func problems() -> [SourceDiagnostic] {
        fields.checkKeys(entries, known: known, in: "an experiment file")
        return fields.problems
    }
}
