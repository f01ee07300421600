import Foundation
import TestSupport
import Testing

/// What a long tournament needs of memory.
@Suite struct MemoryTests {
    /// Twenty times the episodes take no more memory: nothing is kept of an episode that is stored. An episode of 60 ticks has more than 1 kB of
    /// log, so that one that is kept shows.
    @Test func aLongTournamentTakesNoMoreMemoryThanAShortOne() throws {
        let short = try peakMegabytes(episodes: 300)
        let long = try peakMegabytes(episodes: 6000)
        #expect(short > 10 && long < short + 5, "300 episodes took \(short) MB, 6000 took \(long) MB")
    }

    /// The most memory that a tournament had at once.
    private func peakMegabytes(episodes: Int) throws -> Double {
        let folder = NSTemporaryDirectory() + "brigade-memory-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let process = try Program.start([
            "tournament", "--agents", "random", "--maps", "cramped_room", "--horizon", "60", "--episodes", "\(episodes)",
            "--jobs", "1", "--db", folder + "/long.sqlite",
        ])
        var peak = 0.0
        while process.isRunning {
            peak = megabytes(process.processIdentifier) ?? peak
            usleep(5_000)
        }
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return peak
    }

    /// The most memory that a running process has had at once; nil when it has just ended.
    private func megabytes(_ process: Int32) -> Double? {
        guard let status = FileManager.default.contents(atPath: "/proc/\(process)/status") else { return nil }
        let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Double($0) }.map { $0 / 1024 }
    }
}
