import Basics
import Foundation
import Kitchen
import KitchenMaps
import SourceFiles

/// An agent as its file describes it: who it is, of what kind, with which parameters.
///
///     name: hasty
///     kind: greedy
///     description: Goes straight for the nearest useful thing, but slips now and then.
///     parameters:
///       noise: 0.1
public struct AgentFile: Sendable {
    /// The name in matrices; the file's name without its extension unless the file says otherwise.
    public internal(set) var name: String
    public let kindName: String
    public internal(set) var kind: any AgentKind
    /// What it needs to be shown in a kitchen that hides something from its players.
    public let needs: AgentNeed
    public let description: String
    /// Where it comes from: who trained it, on what, under which licence.
    public let provenance: String
    /// Names of the maps it was made for; empty where it is for all. A menu offers it for no others.
    public let kitchens: [String]
    public let path: String
    /// The file as it was read.
    public let text: String
    /// A hash of the bytes of the file and of the files that its parameters name, so that a log tells which version played.
    public let contentHash: String

    /// Reads the agent at `path`.
    /// - Throws: `SourceDiagnostics` with everything that is wrong, and the near miss.
    public static func read(_ path: String, catalogue: AgentCatalogue) throws -> AgentFile {
        let text = try SourceDiagnostics.text(path, .agent, missing: "there is no such agent file")
        return try parse(text, path: path, catalogue: catalogue)
    }

    /// The agent that `KIND:VALUE` means, where the kind has such a short form; nil for any other text.
    /// - Parameter folder: from which paths in the value are meant.
    /// - Throws: `SourceDiagnostics` with everything that is wrong.
    public static func shorthand(_ words: String, folder: String, catalogue: AgentCatalogue) throws -> AgentFile? {
        let parts = words.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, let kind = catalogue.kind(parts[0]), let key = kind.shorthand else { return nil }
        let name = words.replacing("/", with: "-").replacing(",", with: "-")
        let text = """
            name: \(YAMLText.singleQuoted(name))
            kind: \(kind.name)
            parameters:
              \(key): \(YAMLText.singleQuoted(parts[1]))

            """
        let path = folder + "/" + words
        return try parse(text, path: path, catalogue: catalogue)
    }

    private static func parse(_ text: String, path: String, catalogue: AgentCatalogue) throws -> AgentFile {
        try SourceDiagnostics.gathering {
            let root = try YAMLReader.read(text, file: path, expecting: "an agent file, with a 'kind'")
            return try AgentFile(root, path: path, text: text, catalogue: catalogue)
        }
    }

    private static func failure(_ path: String, _ message: String) -> SourceDiagnostics {
        SourceDiagnostics(file: path, message)
    }

    /// A new agent that can play one seat; may be called from any thread.
    /// - Throws: `SourceDiagnostics` with the file and what the kind's `AgentError` says.
    public func makeAgent() throws -> any Agent {
        do {
            return try kind.makeAgent()
        } catch {
            throw AgentFile.failure(path, "\(error)")
        }
    }

    private static let keys = ["name", "kind", "description", "provenance", "kitchens", "needs", "parameters"]

    private init(_ root: Node, path: String, text: String, catalogue: AgentCatalogue) throws {
        var fields = FieldReader(file: path)
        let entries = fields.entries(root, "an agent file")
        fields.checkKeys(entries, known: AgentFile.keys, in: "an agent file")
        func node(_ key: String) -> Node? { entries.first { $0.key == key && $0.value.value != .null }?.value }
        let url = URL(fileURLWithPath: path)
        let folder = url.deletingLastPathComponent().relativePath
        let name = node("name").flatMap { fields.text($0, "name") } ?? url.deletingPathExtension().lastPathComponent
        if name.isEmpty || name.contains(where: { $0.isNewline || $0 == "," || $0 == "/" }) {
            fields.report("a name is a word without commas and slashes", at: node("name")?.position ?? root.position)
        }
        if OmniscientName.isMarked(name) {
            fields.report(
                "a name cannot end in '\(OmniscientName.suffix)', the mark of agents that are given the whole state",
                at: node("name")?.position ?? root.position)
        }
        if TalkingName.plain(name) != nil {
            fields.report("a name cannot end in the mark of agents that could talk", at: node("name")?.position ?? root.position)
        }
        let kindName = node("kind").flatMap { fields.text($0, "kind") }
        let description = node("description").flatMap { fields.text($0, "description") } ?? ""
        let provenance = node("provenance").flatMap { fields.text($0, "provenance") } ?? ""
        let kitchens = (node("kitchens").map { fields.list($0, "kitchens") } ?? []).compactMap { fields.text($0, "a kitchen") }
        let parameters = node("parameters").map { fields.entries($0, "parameters") } ?? []
        guard let kindName else {
            fields.report("an agent file needs a kind, one of \(catalogue.names.joined(separator: ", "))", at: root.position)
            throw SourceDiagnostics(problems: fields.problems)
        }
        guard let type = catalogue.kind(kindName) else {
            let hint = nearMiss(to: kindName, among: catalogue.names).map { "did you mean '\($0)'?" }
            fields.report(
                "unknown kind '\(kindName)'; " + (hint ?? "kinds are \(catalogue.names.joined(separator: ", "))"),
                at: node("kind")?.position ?? root.position)
            throw SourceDiagnostics(problems: fields.problems)
        }
        let needs = AgentFile.needs(node("needs"), of: type, &fields)
        var reader = ParameterReader(fields: fields, entries: parameters, folder: folder, catalogue: catalogue, needs: needs)
        let kind = type.init(&reader)
        let problems = reader.problems()
        guard problems.isEmpty else { throw SourceDiagnostics(problems: problems) }
        self.name = name
        self.kindName = kindName
        self.kind = kind
        self.needs = needs
        self.description = description
        self.provenance = provenance
        self.kitchens = kitchens
        self.path = path
        self.text = text
        contentHash = ContentHash.of([Data(text.utf8)] + reader.attachments)
    }

    /// What `needs:` says, checked against what the kind can do; what the kind has where the file is silent.
    private static func needs(_ node: Node?, of kind: any AgentKind.Type, _ fields: inout FieldReader) -> AgentNeed {
        let standard = kind.possibleNeeds.first ?? .state
        guard let node, let word = fields.text(node, "needs") else { return standard }
        guard let need = AgentNeed(rawValue: word) else {
            fields.report("needs is '\(word)'; it can be view (what the seat sees) or state (the whole state)", at: node.position)
            return standard
        }
        guard kind.possibleNeeds.contains(need) else {
            fields.report(
                "agents of kind \(kind.name) cannot say 'needs: \(word)'; they need the \(standard.rawValue)", at: node.position)
            return standard
        }
        return need
    }
}

/// The kinds of agents that a program knows.
public struct AgentCatalogue: Sendable {
    private let kinds: [any AgentKind.Type]
    /// Where agents keep what they worked out about kitchens, for the next program; nil for nowhere.
    public let cacheFolder: String?

    /// - Parameter cacheFolder: made when something is kept; nil for nowhere.
    public init(_ kinds: [any AgentKind.Type], cacheFolder: String? = nil) {
        self.kinds = kinds
        self.cacheFolder = cacheFolder
    }

    /// The same kinds, whose agents keep nothing.
    public var keepingNothing: AgentCatalogue { AgentCatalogue(kinds) }

    /// Every word that may stand after `kind:`.
    public var names: [String] { kinds.map { $0.name } }

    /// Every kind with what it is.
    public var summaries: [(name: String, summary: String)] { kinds.map { ($0.name, $0.summary) } }

    /// The kinds whose agents answer by the clock.
    public var clockKinds: Set<String> { Set(kinds.filter { $0.goesByClock }.map { $0.name }) }

    func kind(_ name: String) -> (any AgentKind.Type)? { kinds.first { $0.name == name } }
}
