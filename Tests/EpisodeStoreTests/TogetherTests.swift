import Episodes
import Foundation
import GRDB
import Kitchen
import KitchenMaps
import Synchronization
import Testing

@testable import EpisodeStore

/// Several that use one store at the same time.
@Suite final class TogetherTests: Sendable {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "brigade-together-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func inThreads(_ count: Int, _ body: @escaping @Sendable (Int) throws -> Void) -> [String] {
        let problems = Mutex<[String]>([])
        let group = DispatchGroup()
        for index in 0..<count {
            group.enter()
            Thread {
                do { try body(index) } catch { problems.withLock { $0.append("\(error)") } }
                group.leave()
            }.start()
        }
        group.wait()
        return problems.withLock { $0 }
    }

    @Test func manyMakeOneStoreAtOnce() throws {
        for round in 0..<15 {
            let path = "\(folder)/made-\(round).sqlite"
            let problems = inThreads(4) { index in
                let store = try EpisodeStore(creating: path)
                _ = try store.run(kind: "play", settings: "{\"by\":\(index)}", planned: 0)
                try store.close()
            }
            #expect(problems.isEmpty, "\(problems)")
            #expect(try EpisodeStore(reading: path).runs().count == 4)
        }
    }

    /// Who has to wait for another's lock is told so at once, and once.
    @Test func whoWaitsForALockSaysSo() throws {
        let path = folder + "/locked.sqlite"
        try EpisodeStore(creating: path).close()
        let isLocked = DispatchSemaphore(value: 0)
        let told = Mutex<[Bool]>([])
        let isFree = Mutex(false)
        Thread {
            guard let other = try? DatabaseQueue(path: path) else { return }
            try? other.writeWithoutTransaction { database in
                try database.execute(sql: "BEGIN IMMEDIATE")
                isLocked.signal()
                Thread.sleep(forTimeInterval: 1.2)
                isFree.withLock { $0 = true }
                try database.execute(sql: "COMMIT")
            }
        }.start()
        isLocked.wait()
        let store = try EpisodeStore(creating: path) {
            let isOver = isFree.withLock { $0 }
            told.withLock { $0.append(isOver) }
        }
        _ = try store.run(kind: "play", settings: "{}", planned: 0)
        #expect(isFree.withLock { $0 }, "it waited")
        #expect(told.withLock { $0 } == [false], "told once, while the other had the lock")
        let quiet = try EpisodeStore(creating: path) { told.withLock { $0.append(true) } }
        _ = try quiet.run(kind: "play", settings: "[]", planned: 0)
        #expect(told.withLock { $0.count } == 1)
    }

    @Test func aLongReaderDisturbsNoWriter() throws {
        let path = folder + "/read.sqlite"
        let store = try EpisodeStore(creating: path)
        _ = try store.run(kind: "play", settings: "{}", planned: 0)
        let reader = try EpisodeStore(reading: path)
        try reader.read { database in
            #expect(try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM runs") == 1)
            _ = try store.run(kind: "play", settings: "[]", planned: 0)
            try store.close()
        }
        #expect(try EpisodeStore(reading: path).runs().count == 2)
    }

    @Test func anEpisodeIsClaimedAndStoredOnce() throws {
        let store = try EpisodeStore(creating: folder + "/claims.sqlite")
        let layout = try MapFile.parseYAML("name: tiny\ngrid: |\n  XPX\n  O1X\n  X2S\n  XDX\n", file: "tiny", name: "tiny")
        let (kitchen, map) = (try Kitchen(layout, dynamics: .new), try store.register(layout))
        let ann = try store.register(AgentRecord(name: "ann", kind: "random", hash: "1"))
        let runs = try (0..<2).map { try store.run(kind: "tournament", settings: "{\"number\":\($0)}", planned: 3) }
        func pairing(_ seed: UInt64) -> EpisodeStore.Pairing {
            EpisodeStore.Pairing(map: map, occupants: [.agent(ann), .agent(ann)], dynamics: .new, seed: seed)
        }
        func episode(_ seed: UInt64, of run: RunRecord) throws -> PreparedEpisode {
            var recorder = try EpisodeRecorder(kitchen, horizon: 5, seed: seed)
            while !recorder.game.isOver { try recorder.step([.stay, .stay]) }
            let new = NewEpisode(run: run.id, map: map, occupants: [.agent(ann), .agent(ann)], episode: recorder.episode())
            return PreparedEpisode(new, id: run.firstEpisode + Int(seed))
        }
        let (first, second) = (Claimant(), Claimant())
        #expect(try store.claim([pairing(0), pairing(1)], horizon: 5, for: first) == [.granted, .granted])
        #expect(try store.claim([pairing(1), pairing(2)], horizon: 5, for: second) == [.taken, .granted])
        #expect(try store.claim([pairing(1)], horizon: 6, for: second) == [.granted], "another horizon is another episode")
        try store.write([episode(0, of: runs[0])], claimedBy: first)
        #expect(try store.claim([pairing(0), pairing(1)], horizon: 5, for: second) == [.stored, .taken])
        try store.release(first)
        #expect(try store.claim([pairing(1)], horizon: 5, for: second) == [.granted])
        // Whoever stores it without a claim finds it there.
        try store.write([episode(1, of: runs[1])], claimedBy: second)
        try store.write([episode(1, of: runs[0])], claimedBy: first)
        #expect(try store.summaries().map(\.id) == [1, 5])
        try store.release(second)
        #expect(try store.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM claims") } == 0)
    }

    /// What a killed program had claimed is free at once.
    @Test func claimsOfTheDeadAreFree() throws {
        let now = Date().timeIntervalSince1970
        let host = ProcessInfo.processInfo.hostName.replacing(" ", with: "-")
        let alive = Claimant().owner
        #expect(!Claimant.isDead(alive, until: 0, now: now))
        #expect(Claimant.isDead("\(host) 4194999 17 x", until: now + 100, now: now))
        // The same number, given to a process that began at another time.
        let reused = alive.split(separator: " ").map(String.init)
        #expect(Claimant.isDead("\(reused[0]) \(reused[1]) 1 x", until: now + 100, now: now))
        #expect(
            !Claimant.isDead("elsewhere 1 1 x", until: now + 1, now: now) && Claimant.isDead("elsewhere 1 1 x", until: now - 1, now: now))
    }
}
