import Foundation
import KitchenMaps

/// A folder of agent files, by name.
///
///     let library = AgentLibrary(folder: "Agents", catalogue: catalogue)
///     let players = try library.agents(["greedy", "mine/bold.yaml", "folder/of/agents"])
public struct AgentLibrary: Sendable {
    public let folder: String
    public let catalogue: AgentCatalogue

    /// - Parameter folder: nil is the folder `Agents` here, or beside the checkout that the running program was built in.
    public init(folder: String? = nil, catalogue: AgentCatalogue) {
        self.folder = folder ?? CheckoutFolder.path("Agents")
        self.catalogue = catalogue
    }

    /// Paths of all agent files of the folder, sorted.
    /// - Throws: `MapProblems` where there is no such folder.
    public func paths() throws -> [String] {
        try AgentLibrary.files(in: folder, hint: "there is no folder of agents here; say where it is with --agents-folder")
    }

    /// Every agent of the folder, sorted by the file's name.
    /// - Throws: `MapProblems` with everything that is wrong in any of them.
    public func agents() throws -> [AgentFile] { try AgentLibrary.read(paths(), catalogue) }

    /// The agent called `name` (by its file or by the `name:` in it), or the one of that path.
    /// - Throws: `MapProblems`; for an unknown name with the near miss.
    public func agent(_ name: String) throws -> AgentFile {
        if let agent = try AgentFile.shorthand(name, folder: folder, catalogue: catalogue) { return agent }
        if name.contains("/") || name.hasSuffix(".yaml") { return try AgentFile.read(name, catalogue: catalogue) }
        let paths = try paths()
        if let path = paths.first(where: { AgentLibrary.stem($0) == name }) {
            return try AgentFile.read(path, catalogue: catalogue)
        }
        let others = paths.compactMap { try? AgentFile.read($0, catalogue: catalogue) }
        if let match = others.first(where: { $0.name == name }) { return match }
        let names = paths.map(AgentLibrary.stem) + others.map(\.name)
        let hint = nearMiss(to: name, among: names).map { "did you mean '\($0)'?" }
        throw AgentLibrary.problem(
            folder, "there is no agent '\(name)'; " + (hint ?? "'brigade agents list' shows them all"))
    }

    /// The agents that `words` mean, in order: each a name, the path of a file, or a folder of agent files.
    /// - Throws: `MapProblems` with everything that is wrong; also where two different agents share a name.
    public func agents(_ words: [String]) throws -> [AgentFile] {
        var agents: [AgentFile] = []
        var problems: [MapProblem] = []
        for word in words {
            do {
                agents += try isFolder(word) ? AgentLibrary.read(AgentLibrary.files(in: word), catalogue) : [agent(word)]
            } catch let error as MapProblems {
                problems += error.problems
            }
        }
        for (index, agent) in agents.enumerated() {
            guard let twin = agents[..<index].first(where: { $0.name == agent.name }) else { continue }
            problems += AgentLibrary.problem(agent.path, "the name '\(agent.name)' is taken by \(twin.path); give it another").problems
        }
        guard problems.isEmpty else { throw MapProblems(problems: problems) }
        return agents
    }

    private func isFolder(_ word: String) -> Bool {
        var isFolder: ObjCBool = false
        guard word.contains("/") || word == "." else { return false }
        return FileManager.default.fileExists(atPath: word, isDirectory: &isFolder) && isFolder.boolValue
    }

    private static func files(in folder: String, hint: String = "the folder cannot be read") throws -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { throw problem(folder, hint) }
        let path = folder.hasSuffix("/") ? folder : folder + "/"
        return names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted().map { path + $0 }
    }

    private static func read(_ paths: [String], _ catalogue: AgentCatalogue) throws -> [AgentFile] {
        var agents: [AgentFile] = []
        var problems: [MapProblem] = []
        for path in paths {
            do {
                agents.append(try AgentFile.read(path, catalogue: catalogue))
            } catch let error as MapProblems {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw MapProblems(problems: problems) }
        return agents
    }

    private static func stem(_ path: String) -> String {
        URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    }

    private static func problem(_ file: String, _ message: String) -> MapProblems {
        MapProblems(problems: [MapProblem(file: file, position: .init(line: 1, column: 1), message: message)])
    }
}
