import Foundation
import Testing

/// Every command ends soon after it is asked to.
@Suite(.serialized) struct EndTests {
    /// Long commands, each with a signal; together they use all three.
    static let commands: [(arguments: [String], signal: Int32)] = [
        (["train", "ppo", "cramped_room"], SIGTERM), (["train", "fcp", "cramped_room"], SIGINT),
        (["train", "mep", "cramped_room"], SIGHUP),
        (["train", "pbt", "cramped_room"], SIGTERM), (["train", "hsp", "cramped_room"], SIGINT),
        (["train", "meta", "cramped_room"], SIGHUP),
        (["train", "evolution", "cramped_room"], SIGTERM), (["talk", "train", "Studies/talk-scenes.yaml"], SIGINT),
        (["tournament", "--agents", "planner", "greedy", "--episodes", "1000"], SIGHUP),
        (["solve", "counter_circuit_o_1order", "--dynamics", "old"], SIGTERM), (["bench", "kitchen"], SIGINT),
        (["bench", "learning"], SIGHUP), (["bench", "window", "--latency"], SIGTERM),
        (["agents", "try", "planner", "--episodes", "100000"], SIGTERM),
    ]

    @Test(arguments: commands.indices)
    func longCommandsEndInTime(index: Int) throws {
        let (arguments, number) = Self.commands[index]
        let folder = NSTemporaryDirectory() + "brigade-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let places =
            arguments[0] == "train" || arguments[1] == "train"
            ? ["--run", folder + "/run"]
            : arguments[0] == "tournament" ? ["--db", folder + "/db.sqlite"] : arguments[0] == "solve" ? ["--cache", folder] : []
        let process = try Program.start(arguments + places)
        usleep(1_500_000)
        #expect(process.isRunning, "\(arguments) ended by itself")
        let begin = ContinuousClock.now
        kill(process.processIdentifier, number)
        process.waitUntilExit()
        // Two seconds are promised; a machine that does much else gets one more.
        #expect(ContinuousClock.now - begin < .seconds(3), "\(arguments)")
        let leftovers = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".part") }
        #expect(leftovers.isEmpty)
    }

    @Test func aSecondSignalEndsAtOnce() throws {
        let folder = NSTemporaryDirectory() + "brigade-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let process = try Program.start(["train", "pbt", "cramped_room", "--games", "1024", "--run", folder])
        usleep(1_500_000)
        kill(process.processIdentifier, SIGTERM)
        usleep(100_000)
        let begin = ContinuousClock.now
        kill(process.processIdentifier, SIGTERM)
        process.waitUntilExit()
        #expect(ContinuousClock.now - begin < .seconds(1) && process.terminationStatus == 130)
    }
}
