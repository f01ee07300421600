import Basics
import Foundation
import Kitchen
import Neural
import TestSupport
import Testing

@testable import Learning

@Suite struct PPORunTests {
    /// Stopped after the second iteration and gone on with in a new process's place: the same weights, metrics, files.
    @Test func aResumedRunEqualsAnUndisturbedOne() throws {
        func run(_ folder: String, stopping: [Int]) throws -> PPORun.Outcome {
            let run = try PPORun(
                folder: folder, name: "it", kitchen: TestRuns.kitchen(), settings: TestRuns.settings, workers: Workers(2))
            var done = run.progress.done
            return try run.run(report: { done = $0.iteration }, shouldStop: { stopping.contains(done) })
        }
        try inScratchFolder { undisturbed in
            try inScratchFolder { disturbed in
                let whole = try run(undisturbed, stopping: [])
                #expect(try run(disturbed, stopping: [1]).isDone == false)
                // A kill after the checkpoint leaves lines of iterations that will be done again.
                let metrics = disturbed + "/metrics.csv"
                let text = try String(contentsOfFile: metrics, encoding: .utf8)
                try (text + "2,640,0,0,0,0,0,0,0,0,0,0,0,0,0,0\n3,9").write(toFile: metrics, atomically: true, encoding: .utf8)
                #expect(try run(disturbed, stopping: [3]).isDone == false)
                let resumed = try run(disturbed, stopping: [])
                #expect(resumed.isDone && resumed.score == whole.score)
                for file in ["it.safetensors", "it.json", "it.yaml", "metrics.csv", "checkpoint.safetensors", "run.json"] {
                    let a = FileManager.default.contents(atPath: "\(undisturbed)/\(file)")
                    #expect(a != nil && a == FileManager.default.contents(atPath: "\(disturbed)/\(file)"), "\(file)")
                }
            }
        }
    }

    @Test func anotherRunsFolderIsNotTouched() throws {
        try inScratchFolder { folder in
            _ = try PPORun(folder: folder, name: "it", kitchen: TestRuns.kitchen(), settings: TestRuns.settings, workers: Workers(1))
            var other = TestRuns.settings
            other.clipCoefficient = 0.1
            let error = #expect(throws: RunFolderError.self) {
                _ = try PPORun(folder: folder, name: "it", kitchen: TestRuns.kitchen(), settings: other, workers: Workers(1))
            }
            #expect(error?.description.contains("(\"clip\" : 0.2 there, \"clip\" : 0.1 now)") == true, "\(error?.description ?? "")")
        }
    }

    /// A run of a version with other columns goes on, and its lines get the columns of today.
    @Test func aRunWithFormerColumnsGoesOn() throws {
        func open(_ folder: String) throws -> PPORun {
            try PPORun(folder: folder, name: "it", kitchen: TestRuns.kitchen(), settings: TestRuns.settings, workers: Workers(1))
        }
        try inScratchFolder { folder in
            #expect(try open(folder).run(report: { _ in }, shouldStop: { true }).isDone == false)
            let (path, checkpoint) = (folder + "/metrics.csv", folder + "/checkpoint.safetensors")
            let today = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            #expect(
                today[0] == "iteration,steps,score,shaped,policy_loss,value_loss,entropy,approx_kl,clip_fraction,gradient_norm,"
                    + "learning_rate,explained_variance,divergence,clipped,gradient,rate")
            let former =
                "iteration,steps,score,shaped,policy_loss,value_loss,entropy,divergence,clipped,gradient,rate\n"
                + today[1].split(separator: ",").prefix(11).joined(separator: ",") + "\n"
            try former.write(toFile: path, atomically: true, encoding: .utf8)
            var file = try Checkpoint.read(checkpoint)
            file.metadata["metrics"] = Checkpoint.sum(former)
            try Checkpoint.write(file, to: checkpoint)
            // Opened twice: the file is of today after the first time, the checkpoint still of then.
            _ = try open(folder)
            #expect(try open(folder).run(report: { _ in }, shouldStop: { false }).isDone)
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            let first = lines[1].split(separator: ",", omittingEmptySubsequences: false)
            #expect(lines[0] == today[0] && lines.count == 1 + 4 && first.count == 16 && first[11].isEmpty)
            #expect(first[12] == first[7] && first[15] == first[10])
        }
    }
}
