import Basics
import Foundation
import Kitchen
import Neural
import TestSupport
import Testing

@testable import Learning

/// Damage to what a run goes on from is found, wherever it is.
@Suite struct CheckpointTests {
    /// Calls `body` with the data as it is when one byte is another, for every byte.
    private func damaging(_ data: Data, every step: Int = 1, _ body: (Int, Data) throws -> Void) rethrows {
        for place in stride(from: 0, to: data.count, by: step) {
            var damaged = data
            // Any bit, in turn.
            damaged[place] ^= 1 << UInt8(place % 8)
            try body(place, damaged)
        }
    }

    /// Every byte of a file, and every length that it can be cut to.
    @Test func everyChangedByteOfACheckpointIsFound() throws {
        try inScratchFolder { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = folder + "/checkpoint.safetensors"
            let file = Safetensors(
                ["0/mean": Tensor(shape: [3], numbers: [1, -0.5, 0]), "0/parameters": Tensor(shape: [2], numbers: [0.25, 7])],
                metadata: ["iteration": "3", "0/steps": "12"])
            try Checkpoint.write(file, to: path)
            #expect(try Checkpoint.read(path) == file)
            let data = try #require(FileManager.default.contents(atPath: path))
            try damaging(data) { place, damaged in
                try damaged.write(to: URL(fileURLWithPath: path))
                let error = #expect(throws: CheckpointError.self, "byte \(place)") { try Checkpoint.read(path) }
                #expect(error?.description.hasPrefix("\(path) is damaged: ") == true)
                #expect(error?.description.hasSuffix("or remove it, and what it holds is learned again") == true)
            }
            for length in 0..<data.count {
                try data.prefix(length).write(to: URL(fileURLWithPath: path))
                #expect(throws: CheckpointError.self, "cut to \(length) bytes") { try Checkpoint.read(path) }
            }
        }
    }

    @Test func checkpointsOfEarlierVersionsAreRead() throws {
        try inScratchFolder { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let file = Safetensors(["a": Tensor(shape: [1], numbers: [2])], metadata: ["iteration": "3"])
            try file.write(to: folder + "/old.safetensors")
            #expect(try Checkpoint.read(folder + "/old.safetensors") == file)
        }
        #expect(try Checkpoint.opened(json: "{\n  \"a\" : 1\n}", path: "old.json") == "{\n  \"a\" : 1\n}")
    }

    @Test func everyChangedByteOfASealedTextIsFound() throws {
        let text = "{\n  \"accuracy\" : 0.25,\n  \"arm\" : \"iterated\"\n}"
        let sealed = Checkpoint.sealed(json: text)
        #expect(try JSONSerialization.jsonObject(with: Data(sealed.utf8)) is [String: Any])
        #expect(try Checkpoint.opened(json: sealed, path: "result.json") == text)
        damaging(Data(sealed.utf8)) { place, damaged in
            #expect(throws: CheckpointError.self, "byte \(place)") {
                try Checkpoint.opened(json: String(decoding: damaged, as: UTF8.self), path: "result.json")
            }
        }
    }

    /// Every file of a stopped run's folder: a changed byte is refused, or the run ends as if nothing had been.
    @Test func aRunNeverGoesOnFromDamage() throws {
        var settings = TestRuns.settings
        (settings.hidden, settings.steps) = ([4], 8 * 40 * 2)
        func open(_ folder: String) throws -> PPORun {
            try PPORun(folder: folder, name: "it", kitchen: TestRuns.kitchen(), settings: settings, workers: Workers(1))
        }
        try inScratchFolder { folder in
            #expect(try open(folder).run(report: { _ in }, shouldStop: { true }).isDone == false)
            var refused: [String: Int] = [:]
            for (file, step) in [("run.json", 1), ("metrics.csv", 1), ("checkpoint.safetensors", 41)] {
                let path = "\(folder)/\(file)"
                let data = try #require(FileManager.default.contents(atPath: path))
                try damaging(data, every: step) { place, damaged in
                    try damaged.write(to: URL(fileURLWithPath: path))
                    do {
                        _ = try open(folder)
                        #expect(FileManager.default.contents(atPath: path) == data, "byte \(place) of \(file) went unnoticed")
                    } catch let error where error is LearningError || error is CheckpointError || error is RunFolderError {
                        refused[file, default: 0] += 1
                        #expect(FileManager.default.contents(atPath: path) == damaged, "nothing is lost")
                    }
                    try data.write(to: URL(fileURLWithPath: path))
                }
            }
            #expect(refused.count == 3)
            #expect(try open(folder).run(report: { _ in }, shouldStop: { false }).isDone)
        }
    }
}
