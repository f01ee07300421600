import Basics
import Foundation
import KitchenMaps
import SourceFiles

/// A folder of agent files, by name.
///
///     let library = AgentLibrary(folder: "Agents", catalogue: catalogue)
///     let players = try library.agents(["greedy", "mine/bold.yaml", "folder/of/agents"])
public struct AgentLibrary: Sendable {
    public let folder: String
    public let catalogue: AgentCatalogue

    /// - Parameter folder: nil is the folder `Agents` here, or next to the checkout that the running program was built in.
    public init(folder: String? = nil, catalogue: AgentCatalogue) {
        self.folder = folder ?? CheckoutFolder.path("Agents")
        self.catalogue = catalogue
    }

    /// Paths of all agent files of the folder and the folders in it, sorted; the folder's own come first.
    /// - Throws: `SourceDiagnostics` where there is no such folder.
    public func paths() throws -> [String] {
        let own = try ownPaths()
        let folders = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
        let deeper = folders.filter { $0.contains("/") && $0.hasSuffix(".yaml") && !$0.contains("/.") && !$0.hasPrefix(".") }
        return own + deeper.sorted().map { AgentLibrary.join(folder, $0) }
    }

    private func ownPaths() throws -> [String] {
        try AgentLibrary.files(in: folder, hint: "there is no folder of agents here; say where it is with --agents-folder")
    }

    /// Every agent of the folder itself, sorted by the file's name: those that play any kitchen.
    /// - Throws: `SourceDiagnostics` with everything that is wrong in any of them.
    public func agents() throws -> [AgentFile] { try AgentLibrary.read(ownPaths(), catalogue) }

    /// Every agent of the folder and the folders in it.
    /// - Throws: `SourceDiagnostics` with everything that is wrong in any of them.
    public func allAgents() throws -> [AgentFile] { try AgentLibrary.read(paths(), catalogue) }

    /// Those of `agents` that can play kitchens.
    /// - Throws: `SourceDiagnostics` with everything that is wrong in any of them.
    public func cooks() throws -> [AgentFile] { try agents().filter { type(of: $0.kind).playsKitchens } }

    /// Those of `allAgents` that can play kitchens.
    /// - Throws: `SourceDiagnostics` with everything that is wrong in any of them.
    public func allCooks() throws -> [AgentFile] { try allAgents().filter { type(of: $0.kind).playsKitchens } }

    /// The agent called `name` (by its file or by the `name:` in it) in the folder or the folders in it, or the one of that path.
    /// With `+all` after it, the agent as it plays with the whole state in sight.
    /// - Throws: `SourceDiagnostics`; for an unknown name with the near miss.
    public func agent(_ name: String) throws -> AgentFile {
        if OmniscientName.isMarked(name) {
            let agent = try agent(OmniscientName.plain(name))
            guard agent.needs == .state else {
                throw AgentLibrary.problem(
                    agent.path, "'\(agent.name)' plays from its view and is not given more; leave out '\(OmniscientName.suffix)'")
            }
            return agent.seeingAll
        }
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

    /// The agent that `agent` finds, where it can play kitchens.
    /// - Throws: `SourceDiagnostics`, also for one that cannot.
    public func cook(_ name: String) throws -> AgentFile {
        let agent = try agent(name)
        guard type(of: agent.kind).playsKitchens else {
            throw AgentLibrary.problem(
                agent.path, "'\(agent.name)' is of kind '\(agent.kindName)', which plays no kitchens; name a cook, such as greedy")
        }
        return agent
    }

    /// The agents that `words` mean, in order: each a name, the path of a file, or a folder of agent files.
    /// - Throws: `SourceDiagnostics` with everything that is wrong; also where two different agents share a name.
    public func agents(_ words: [String]) throws -> [AgentFile] {
        var agents: [AgentFile] = []
        var problems: [SourceDiagnostic] = []
        for word in words {
            do {
                agents += try FileManager.default.isFolder(word) ? self.agents(inFolder: word) : [agent(word)]
            } catch let error as SourceDiagnostics {
                problems += error.problems
            }
        }
        for (index, agent) in agents.enumerated() {
            guard let twin = agents[..<index].first(where: { $0.name == agent.name }) else { continue }
            problems += AgentLibrary.problem(agent.path, "the name '\(agent.name)' is taken by \(twin.path); give it another").problems
        }
        guard problems.isEmpty else { throw SourceDiagnostics(problems: problems) }
        return agents
    }

    private func agents(inFolder word: String) throws -> [AgentFile] {
        let paths = try AgentLibrary.files(in: word)
        guard !paths.isEmpty else { throw AgentLibrary.problem(word, "there is no agent file (*.yaml) in this folder") }
        return try AgentLibrary.read(paths, catalogue)
    }

    private static func files(in folder: String, hint: String = "the folder cannot be read") throws -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { throw problem(folder, hint) }
        return names.filter { $0.hasSuffix(".yaml") && !$0.hasPrefix(".") }.sorted().map { join(folder, $0) }
    }

    private static func join(_ folder: String, _ name: String) -> String { folder.hasSuffix("/") ? folder + name : folder + "/" + name }

    private static func read(_ paths: [String], _ catalogue: AgentCatalogue) throws -> [AgentFile] {
        var agents: [AgentFile] = []
        var problems: [SourceDiagnostic] = []
        for path in paths {
            do {
                agents.append(try AgentFile.read(path, catalogue: catalogue))
            } catch let error as SourceDiagnostics {
                problems += error.problems
            }
        }
        guard problems.isEmpty else { throw SourceDiagnostics(problems: problems) }
        return agents
    }

    private static func stem(_ path: String) -> String {
        URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    }

    private static func problem(_ file: String, _ message: String) -> SourceDiagnostics {
        SourceDiagnostics(file: file, message)
    }
}
