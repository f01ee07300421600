import Agents
import Foundation
import KitchenMaps
import SourceFiles
import Testing

/// A folder of agents: by name, by path, whole, and what is said about what is not there.
@Suite struct AgentLibraryTests {
    private let folder = Folder()
    private var library: AgentLibrary {
        AgentLibrary(folder: folder.path, catalogue: AgentCatalogue([StayKind.self, RandomKind.self]))
    }

    /// A folder that is gone after the test.
    private final class Folder {
        let path = NSTemporaryDirectory() + "brigade-agents-\(UUID().uuidString)"

        init() {
            try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            write("statue", "kind: stay\n")
            write("dice", "name: gambler\nkind: random\n")
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func write(_ name: String, _ text: String) {
            try? text.write(toFile: "\(path)/\(name).yaml", atomically: true, encoding: .utf8)
        }
    }

    @Test func agentsAreFoundByNameFileAndFolder() throws {
        #expect(try library.agents().map(\.name) == ["gambler", "statue"])
        #expect(try library.agent("statue").kindName == "stay")
        #expect(try library.agent("dice").name == "gambler" && library.agent("gambler").path.hasSuffix("/dice.yaml"))
        #expect(try library.agent(folder.path + "/statue.yaml").text == "kind: stay\n")
        #expect(try library.agents([folder.path + "/"]).map(\.name) == ["gambler", "statue"])
    }

    @Test func unknownNamesAreExplained() {
        let error = #expect(throws: SourceDiagnostics.self) { try library.agent("statu") }
        #expect(error?.description.hasSuffix("there is no agent 'statu'; did you mean 'statue'?") == true)
        let nowhere = AgentLibrary(folder: "/no/such", catalogue: library.catalogue)
        #expect(throws: SourceDiagnostics.self) { try nowhere.agents() }
    }

    @Test func everyWrongFileOfAFolderIsTold() {
        folder.write("a", "kind: sty\n")
        folder.write("b", "name: x\n")
        let error = #expect(throws: SourceDiagnostics.self) { try library.agents() }
        #expect(error?.problems.map(\.file) == ["a", "b"].map { "\(folder.path)/\($0).yaml" })
    }

    @Test func twoAgentsCannotShareAName() {
        folder.write("twin", "name: statue\nkind: random\n")
        let error = #expect(throws: SourceDiagnostics.self) { try library.agents(["statue", "twin"]) }
        #expect(error?.description.contains("the name 'statue' is taken by \(folder.path)/statue.yaml") == true)
    }

    @Test func theHashCoversTheFilesThatParametersName() throws {
        let catalogue = AgentCatalogue([WeightsKind.self])
        folder.write("w", "kind: weights\nparameters:\n  file: w.bin\n  command: [run, w.py]\n")
        func hash() throws -> String { try AgentFile.read(folder.path + "/w.yaml", catalogue: catalogue).contentHash }
        let before = try hash()
        try "1".write(toFile: folder.path + "/w.bin", atomically: true, encoding: .utf8)
        let withWeights = try hash()
        try "2".write(toFile: folder.path + "/w.py", atomically: true, encoding: .utf8)
        #expect(try Set([before, withWeights, hash()]).count == 3)
    }

    private struct WeightsKind: AgentKind {
        static let name = "weights"
        static let summary = ""
        init(_ reader: inout ParameterReader) {
            _ = reader.path("file")
            _ = reader.texts("command")
            reader.markFiles("command")
        }
        func makeAgent() throws -> any Agent { throw AgentError("no agent") }
    }
}
