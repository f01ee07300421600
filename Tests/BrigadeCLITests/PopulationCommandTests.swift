import Foundation
import Testing

@Suite final class PopulationCommandTests {
    private let folder = NSTemporaryDirectory() + "brigade-population-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func arguments(_ run: String, jobs: Int = 2) -> [String] {
        [
            "train", "pbt", "cramped_room", "--members", "3", "--games", "8", "--horizon", "60", "--steps", "9600", "--interval", "2",
            "--run", "\(folder)/\(run)", "--jobs", "\(jobs)",
        ]
    }

    /// Killed again and again, and gone on with: the same agents, and the run is told the same.
    @Test func aKilledRunEqualsAnUndisturbedOne() throws {
        let undisturbed = try Program.run(arguments("undisturbed", jobs: 1))
        #expect(undisturbed.status == 0, "\(undisturbed.talk)")
        for milliseconds in [80, 130, 190, 260] {
            let process = try Program.start(arguments("killed"))
            Thread.sleep(forTimeInterval: Double(milliseconds) / 1000)
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
        let end = try Program.run(arguments("killed"))
        #expect(end.status == 0, "\(end.talk)")
        for file in ["pbt-cramped_room-0.safetensors", "pbt-cramped_room-0.yaml", "metrics.csv", "run.json"] {
            let expected = FileManager.default.contents(atPath: "\(folder)/undisturbed/\(file)")
            #expect(expected != nil && expected == FileManager.default.contents(atPath: "\(folder)/killed/\(file)"), "\(file)")
        }
        let page = "\(folder)/page.html"
        let show = try Program.run(["train", "show", "\(folder)/killed", "--html", page])
        #expect(show.status == 0 && show.output.contains("member-3") && show.output.contains("schedule of the best member's weights"))
        #expect(FileManager.default.fileExists(atPath: page))
        let csv = try Program.run(["train", "show", "\(folder)/killed", "--csv"])
        #expect(csv.output.split(separator: "\n").count == 1 + 3 * 20)
        let other = try Program.run(arguments("killed") + ["--truncation", "0.4"])
        #expect(other.status != 0 && other.talk.contains("holds another run"))
    }

    @Test func aFolderWithoutARunIsNoRun() throws {
        let show = try Program.run(["train", "show", folder])
        #expect(show.status != 0 && show.talk.contains("there is no run here"))
    }
}
