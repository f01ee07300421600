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

    /// Of long runs few snapshots keep their weights: the same agents and metrics from a fraction of the files, also where a run is
    /// stopped again and again.
    @Test func foldedSnapshotsChangeNothing() throws {
        for method in [try long(FictitiousCoPlay.self), try long(HiddenUtility.self), try long(PopulationBasedTraining.self)] {
            try changesNothing(method)
        }
    }

    private func long(_: FictitiousCoPlay.Type) throws -> any PopulationMethod {
        var settings = ResponseSettings(partner: Tiny.learner, response: Tiny.learner, partners: 2, priority: 1)
        (settings.iterations, settings.partner.steps) = (1, 8 * 30 * 16)
        return try FictitiousCoPlay(Tiny.kitchen(), settings)
    }

    private func long(_: HiddenUtility.Type) throws -> any PopulationMethod {
        var settings = HiddenUtility.Settings(ResponseSettings(partner: Tiny.learner, response: Tiny.learner, partners: 1))
        (settings.biased, settings.chosen, settings.shared.iterations, settings.shared.partner.steps) = (2, 1, 1, 8 * 30 * 12)
        return try HiddenUtility(Tiny.kitchen(), settings)
    }

    private func long(_: PopulationBasedTraining.Type) throws -> any PopulationMethod {
        var settings = PopulationBasedTraining.Settings(member: Tiny.learner)
        (settings.members, settings.interval, settings.member.steps) = (2, 1, 8 * 30 * 14)
        return try PopulationBasedTraining(Tiny.kitchen(), settings)
    }

    private func changesNothing<Method: PopulationMethod>(_ method: Method) throws {
        let (all, few) = ("\(folder)/\(Method.name)-all", "\(folder)/\(Method.name)-few")
        _ = try PopulationRun(folder: all, method: method).run(jobs: 2, report: { _ in }, shouldStop: { false })
        var stops = 0
        while true {
            let calls = Counter()
            let limit = 3 + stops % 3
            let run = try PopulationRun(folder: few, method: method, keepEvery: 5)
            if try run.run(jobs: 2, report: { _ in }, shouldStop: { calls.next() > limit }) != nil { break }
            stops += 1
            try #require(stops < 500)
        }
        let (expected, files) = (try Tiny.files(all), try Tiny.files(few))
        func isSnapshot(_ path: String) -> Bool { path.hasPrefix("snapshots/") }
        #expect(files.filter { !isSnapshot($0.key) } == expected.filter { !isSnapshot($0.key) })
        let counts = (all: expected.keys.count(where: isSnapshot), few: files.keys.count(where: isSnapshot))
        #expect(counts.few < counts.all * 3 / 4, "\(Method.name): \(counts)")
        let stories = (try RunStory(folder: all), try RunStory(folder: few))
        #expect(
            stories.0.lines.map(\.values) == stories.1.lines.map(\.values) && stories.0.curves.map(\.notes) == stories.1.curves.map(\.notes)
        )
    }

    /// Of a partner the best response reads the last snapshot, which says which other one it plays with, and that.
    @Test func aBestResponseReadsTwoSnapshotsOfAPartner() throws {
        let method = try #require(try long(FictitiousCoPlay.self) as? FictitiousCoPlay)
        func file(_ run: String, _ member: String, _ segment: Int) -> String {
            String(format: "%@/%@/snapshots/%@/%04d.safetensors", folder, run, member, segment)
        }
        func learn(_ name: String, _ only: String) throws {
            _ = try PopulationRun(folder: "\(folder)/\(name)", method: method, only: only).run(
                jobs: 1, report: { _ in }, shouldStop: { false })
        }
        for name in ["sound", "damaged"] { for partner in ["partner-1", "partner-2"] { try learn(name, partner) } }
        let snapshots = SnapshotStore(run: folder + "/damaged")
        let read = Set(try method.reads(SegmentKey("response", 0), snapshots))
        #expect(read.count <= 4 && read.isSuperset(of: [SegmentKey("partner-1", 15), SegmentKey("partner-2", 15)]))
        for member in ["partner-1", "partner-2"] {
            for segment in 0..<16 where !read.contains(SegmentKey(member, segment)) {
                try Data("damaged".utf8).write(
                    to: URL(fileURLWithPath: folder + String(format: "/damaged/snapshots/%@/%04d.safetensors", member, segment)))
            }
        }
        try learn("sound", "response")
        // At its end all metrics are gathered, and damage is found.
        #expect(throws: (any Error).self) { try learn("damaged", "response") }
        let paths = try (0..<4).map { segment in
            try ["sound", "damaged"].map {
                try Snapshot.read(file($0, "response", segment))
            }
        }
        #expect(paths.allSatisfy { $0[0] == $0[1] })
    }
}
