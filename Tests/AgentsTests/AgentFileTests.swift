import Agents
import Foundation
import KitchenMaps
import SourceFiles
import Testing

/// Agent files: what they say, and what is said about wrong ones.
@Suite struct AgentFileTests {
    private let catalogue = AgentCatalogue([StayKind.self, RandomKind.self])

    private func read(_ text: String) throws -> AgentFile {
        let path = NSTemporaryDirectory() + "brigade-agent-\(UUID().uuidString).yaml"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try AgentFile.read(path, catalogue: catalogue)
    }

    @Test func aFileIsRead() throws {
        let agent = try read("name: still\nkind: stay\ndescription: Does nothing.\nprovenance: ours\n")
        #expect(agent.name == "still" && agent.kindName == "stay" && agent.description == "Does nothing.")
        #expect(agent.contentHash.count == 16)
    }

    @Test(arguments: [
        ("kind: sty\n", "1:7: error: unknown kind 'sty'; did you mean 'stay'?"),
        ("knd: stay\n", "1:1: error: unknown key 'knd' in an agent file; did you mean 'kind'?"),
        ("name: x\n", "1:1: error: an agent file needs a kind, one of stay, random"),
        ("kind: stay\nparameters:\n  speed: 3\n", "3:3: error: unknown key 'speed' in the parameters; known are "),
    ])
    func wrongFilesAreExplained(text: String, message: String) throws {
        let error = #expect(throws: SourceDiagnostics.self) { try read(text) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test func namesAreLookedUpInFoldersOfTheFolderAndAFolderMeansItsOwn() throws {
        let folder = NSTemporaryDirectory() + "brigade-library-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for place in ["", "/deep/er", "/empty"] {
            try FileManager.default.createDirectory(atPath: folder + place, withIntermediateDirectories: true)
        }
        for (path, kind) in ["a": "stay", "b": "random", "deep/er/c": "random"] {
            try Data("kind: \(kind)\n".utf8).write(to: URL(fileURLWithPath: "\(folder)/\(path).yaml"))
        }
        let library = AgentLibrary(folder: folder, catalogue: catalogue)
        #expect(try library.agents().map(\.name) == ["a", "b"])
        #expect(try library.allAgents().map(\.name) == ["a", "b", "c"])
        #expect(try library.agents(["c", folder]).map(\.name) == ["c", "a", "b"])
        let empty = #expect(throws: SourceDiagnostics.self) { try library.agents([folder + "/empty"]) }
        #expect(empty?.description == "\(folder)/empty: error: there is no agent file (*.yaml) in this folder")
        let unknown = #expect(throws: SourceDiagnostics.self) { try library.agent("d") }
        #expect(unknown?.description.hasPrefix("\(folder): error: there is no agent 'd'") == true)
    }
}
