import Basics
import Foundation
import SourceFiles

/// A kind of agent, as `kind:` in an agent file names it, with its parameters.
public protocol AgentKind: Sendable {
    /// The word in the file.
    static var name: String { get }

    /// What the kind is and which parameters it takes, a line each, for `brigade agents kinds`.
    static var summary: String { get }

    /// The parameter that `KIND:VALUE` gives in place of a file, e.g. `best-response:greedy`; nil where there is no such
    /// short form.
    static var shorthand: String? { get }

    /// Whether agents of this kind can play kitchens.
    static var playsKitchens: Bool { get }

    /// Whether agents of this kind answer by the clock, so that no two of their episodes need be alike.
    static var goesByClock: Bool { get }

    /// What its agents may need in a kitchen that hides something from its players, as `needs:` in an agent file says it; the
    /// first where the file is silent.
    static var possibleNeeds: [AgentNeed] { get }

    /// How many episodes an agent of it plays in step (`LockstepAgent`) where it can; 1 for those that play one after the other.
    var games: Int { get }

    /// Takes the parameters out of `reader`, which reports those that are left.
    init(_ reader: inout ParameterReader)

    /// A new agent that can play one seat.
    /// - Throws: `AgentError`, for instance when weights cannot be read.
    func makeAgent() throws -> any Agent
}

extension AgentKind {
    public static var shorthand: String? { nil }
    public static var playsKitchens: Bool { true }
    public static var goesByClock: Bool { false }
    public static var possibleNeeds: [AgentNeed] { [.state] }
    public var games: Int { 1 }
}

/// Why an agent cannot be made or cannot play.
public struct AgentError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// The `parameters` of an agent file, taken out one by one by the kind that knows them.
public struct ParameterReader {
    /// Folder of the agent file, from which paths in it are meant.
    public let folder: String
    /// The kinds that the program knows, for kinds that read other agents' files.
    public let catalogue: AgentCatalogue
    /// What the agent needs to be shown, as its file says or its kind has it.
    public let needs: AgentNeed
    private var fields: FieldReader
    private let entries: [Node.Entry]
    private var known: [String] = []
    /// The parameters that name files.
    private var fileKeys: Set<String> = []

    init(fields: FieldReader, entries: [Node.Entry], folder: String, catalogue: AgentCatalogue, needs: AgentNeed) {
        self.catalogue = catalogue
        self.needs = needs
        self.fields = fields
        self.entries = entries
        self.folder = folder
    }

    private mutating func node(_ key: String) -> Node? {
        known.append(key)
        return entries.first { $0.key == key }?.value
    }

    /// A number, `standard` when the file is silent; outside `range` it is reported, and `standard` is used.
    public mutating func number(_ key: String, _ standard: Double, in range: ClosedRange<Double>) -> Double {
        node(key).flatMap { fields.double($0, key, in: range) } ?? standard
    }

    /// A whole number, `standard` when the file is silent; outside `range` it is reported, and `standard` is used.
    public mutating func count(_ key: String, _ standard: Int, in range: ClosedRange<Int>) -> Int {
        count(key, in: range) ?? standard
    }

    /// A whole number in a range, nil when the file is silent.
    public mutating func count(_ key: String, in range: ClosedRange<Int>) -> Int? {
        node(key).flatMap { fields.int($0, key, in: range) }
    }

    /// True or false.
    public mutating func flag(_ key: String, _ standard: Bool) -> Bool {
        node(key).flatMap { fields.bool($0, key) } ?? standard
    }

    /// A text, `standard` when the file is silent; without a standard it must be given.
    public mutating func text(_ key: String, _ standard: String? = nil) -> String {
        guard let node = node(key) else {
            if standard == nil { report("'\(key)' is missing among the parameters; this kind needs it") }
            return standard ?? ""
        }
        return fields.text(node, key) ?? standard ?? ""
    }

    /// One of `words`, the first when the file is silent; another is reported with the near miss.
    public mutating func word(_ key: String, among words: [String]) -> String {
        guard let node = node(key), let value = fields.text(node, key) else { return words[0] }
        if !words.contains(value) {
            let hint = nearMiss(to: value, among: words).map { "did you mean '\($0)'?" } ?? "use one of \(words.joined(separator: ", "))"
            fields.report("\(key) cannot be '\(value)'; \(hint)", at: node.position)
        }
        return value
    }

    /// A list of texts; empty when the file is silent.
    public mutating func texts(_ key: String) -> [String] {
        guard let node = node(key) else { return [] }
        var texts: [String] = []
        for item in fields.list(node, key) {
            if let text = fields.text(item, key) { texts.append(text) }
        }
        return texts
    }

    /// The path of a file named in the agent file, which may be relative to it; `standard` when the file is silent, without
    /// a standard it must be given. An empty standard stays empty.
    public mutating func path(_ key: String, _ standard: String? = nil) -> String {
        markFiles(key)
        let path = text(key, standard)
        let isWhole = path.hasPrefix("/") || folder.isEmpty || (path.isEmpty && standard == "")
        return isWhole ? path : folder + "/" + path
    }

    /// Says that the parameter `key` names a file, or is a list in which some items may: where it is there, relative to the agent
    /// file, its bytes belong to the agent's content hash. What `path` reads is marked already.
    public mutating func markFiles(_ key: String) { fileKeys.insert(key) }

    /// The bytes of the files that parameters name, such as weights or a program, in the order of the agent file.
    var attachments: [Data] { entries.filter { fileKeys.contains($0.key) }.flatMap { bytes(of: $0.value) } }

    private func bytes(of node: Node) -> [Data] {
        switch node.value {
        case .text(let text, _):
            return InputFile.dataIfPresent(text.hasPrefix("/") ? text : folder + "/" + text, .attachment).map { [$0] } ?? []
        case .list(let items):
            return items.flatMap(bytes)
        default:
            return []
        }
    }

    /// The keys and values of a mapping; empty when the file is silent.
    package mutating func mapping(_ key: String) -> [Node.Entry] {
        node(key).map { fields.entries($0, key) } ?? []
    }

    /// Reports something wrong with the parameter `key`, or with the parameters as a whole.
    public mutating func report(_ message: String, at key: String? = nil) {
        let entry = entries.first { $0.key == key }
        fields.report(message, at: entry?.value.position ?? entries.first?.position ?? .init(line: 1, column: 1))
    }

    /// Everything reported, with the entries that nobody asked for.
    mutating func problems() -> [SourceDiagnostic] {
        fields.checkKeys(entries, known: known, in: "the parameters")
        return fields.problems
    }
}
