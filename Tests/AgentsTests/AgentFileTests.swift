import Agents
import Foundation
import KitchenMaps
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
        let error = #expect(throws: MapProblems.self) { try read(text) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
}
