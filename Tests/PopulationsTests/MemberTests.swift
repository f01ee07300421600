import Foundation
import Testing

@testable import Populations

/// Members that are learned by jobs of their own, in one run folder, make the run of one process.
@Suite final class MemberTests: Sendable {
    private let folder = NSTemporaryDirectory() + "brigade-members-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func run(_ name: String, only: String? = nil) throws -> [String]? {
        try PopulationRun(folder: "\(folder)/\(name)", method: Tiny.fcp(), only: only).run(jobs: 2, report: { _ in }, shouldStop: { false })
    }

    private func files(_ name: String) throws -> [String: Data] {
        let place = "\(folder)/\(name)"
        let paths = try FileManager.default.subpathsOfDirectory(atPath: place)
        return try paths.reduce(into: [:]) { files, path in
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: "\(place)/\(path)", isDirectory: &isFolder), !isFolder.boolValue else { return }
            files[path] = try Data(contentsOf: URL(fileURLWithPath: "\(place)/\(path)"))
        }
    }

    @Test func membersOneByOneAreTheWholeRun() throws {
        #expect(throws: MissingMembers(member: "response", needs: ["partner-1", "partner-2"])) { try self.run("parts", only: "response") }
        #expect(try run("parts", only: "partner-2") == [])
        let place = folder + "/parts/snapshots/partner-2/.being-written"
        try Data().write(to: URL(fileURLWithPath: place))
        #expect(try run("parts", only: "partner-1") == [])
        #expect(FileManager.default.fileExists(atPath: place), "another member's file is left alone")
        try FileManager.default.removeItem(atPath: place)
        let agents = try run("parts", only: "response")
        #expect(agents?.count == 3)
        _ = try run("whole")
        #expect(try files("parts") == files("whole"))
        let problem = #expect(throws: (any Error).self) { try self.run("parts", only: "partner-9") }
        #expect(problem.map { "\($0)" }?.contains("did you mean 'partner-1'?") == true, "\(problem.map { "\($0)" } ?? "")")
    }
}
