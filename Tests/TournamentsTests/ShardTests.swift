import Agents
import Basics
import EpisodeStore
import Foundation
import Kitchen
import KitchenMaps
import Synchronization
import TestSupport
import Testing

@testable import Tournaments

/// Shards of a tournament, merged, are the undivided tournament.
@Suite final class ShardTests: Sendable {
    private let folder = NSTemporaryDirectory() + "brigade-shards-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private static let origin = Origin(program: "0", build: "b1", host: "n1", processor: "p", library: "l")

    private func library() -> AgentLibrary {
        AgentLibrary(folder: Checkout.path("Agents"), catalogue: AgentCatalogue([StayKind.self, RandomKind.self, GreedyKind.self]))
    }

    private func kitchens() throws -> [Kitchen] {
        let maps = MapLibrary(folder: Checkout.path("Maps"))
        return try ["cramped_room", "coordination_ring"].map { try Kitchen(maps.layout($0), dynamics: .old) }
    }

    private func plan(_ names: [String] = ["random", "greedy-noisy", "stay"], episodes: Int = 3, seed: UInt64 = 7) throws -> TournamentPlan
    {
        try TournamentPlan(
            agents: library().agents(names), kitchens: kitchens(), episodes: episodes, horizon: 50, seed: seed, explains: true)
    }

    private func begin(
        _ plan: TournamentPlan, _ shard: String, work: String = "work", file: String? = nil, origin: Origin = ShardTests.origin,
        allowsMixed: Bool = false
    ) throws -> ShardRun {
        try ShardRun(
            plan, #require(Shard(shard)), file: file ?? "\(folder)/\(shard.replacing("/", with: "-of-")).sqlite", work: "\(folder)/\(work)",
            origin: origin, pause: .seconds(300), allowsMixed: allowsMixed, clockKinds: ["process"])
    }

    @discardableResult
    private func play(_ run: ShardRun, stopAfter ticks: Int = .max) throws -> Tournament.Progress {
        let count = Atomic(0)
        return try run.play(
            jobs: 2, isStrict: false, report: { _ in }, shouldStop: { count.add(1, ordering: .relaxed).newValue > ticks }, willKeep: {})
    }

    private func undivided(_ plan: TournamentPlan, _ name: String = "whole") throws -> EpisodeStore {
        let store = try EpisodeStore(creating: "\(folder)/\(name)")
        try Tournament(plan, store: store, origin: ShardTests.origin).play(jobs: 2)
        return store
    }

    @Test func unitsAreDealtOnceEach() throws {
        for count in Array(1...70) + [810_000] {
            let order = UnitOrder(count: count, plan: "1234abcd")
            let step = max(1, count / 1000)
            #expect(stride(from: 0, to: count, by: step).allSatisfy { order.place(order.rank($0)) == $0 })
            if count <= 70 { #expect((0..<count).map(order.rank).sorted() == Array(0..<count)) }
        }
        let plan = try plan()
        for count in 1...20 {
            let parts = try (1...count).map { PlanPart(plan, try Shard($0, of: count)) }
            let owners = (0..<plan.count).map { index in parts.count { $0.contains(index) } }
            #expect(owners.allSatisfy { $0 == 1 })
            #expect(parts.map(\.count) == parts.map { part in (0..<plan.count).count(where: part.contains) })
        }
        #expect(Shard("0/4") == nil && Shard("5/4") == nil && Shard("3/4/5") == nil && Shard("3") == nil && Shard("4/4") != nil)
    }

    @Test(arguments: [1, 2, 3, 5, 18]) func mergedShardsAreTheUndividedRun(count: Int) throws {
        let plan = try plan()
        for number in 1...count { try play(begin(plan, "\(number)/\(count)")) }
        let merged = try EpisodeStore(creating: folder + "/merged")
        for number in (1...count).reversed() + [1] {
            let before = try merged.shardedRuns().first?.run.stored ?? 0
            let result = try merged.merge("\(folder)/\(number)-of-\(count).sqlite")
            #expect(try merged.shardedRuns()[0].run.stored == before + result.added)
        }
        let whole = try undivided(plan)
        #expect(try content(merged) == content(whole))
        #expect(try merged.runs()[0].finished != nil && merged.shardedRuns()[0].isComplete && merged.verify { _ in }.isSound)
        #expect(try Tournament(plan, store: merged).alreadyStored == plan.count)
    }

    @Test func aStoppedShardGoesOnOnAnotherMachine() throws {
        let plan = try plan(episodes: 8)
        let half = try play(begin(plan, "1/1", work: "node1"), stopAfter: 2_500)
        #expect(half.stored > 0 && half.stored < half.planned)
        let file = folder + "/1-of-1.sqlite"
        #expect(!FileManager.default.fileExists(atPath: file) && FileManager.default.fileExists(atPath: file + ".part"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/node1").isEmpty)
        let rest = try begin(plan, "1/1", work: "node2")
        #expect(rest.alreadyStored == half.stored)
        try play(rest)
        #expect(!FileManager.default.fileExists(atPath: file + ".part") && !FileManager.default.fileExists(atPath: file + "-wal"))
        #expect(try ShardRun.isDone(plan, #require(Shard("1/1")), file: file))
        let merged = try EpisodeStore(creating: folder + "/merged")
        try merged.merge(file)
        #expect(try content(merged) == content(undivided(plan)))
    }

    @Test func whatADeadProcessLeftIsTakenUp() throws {
        let folder = folder + "/work"
        do {
            let dead = try WorkFolder(in: folder, for: "key")
            try "x".write(toFile: dead.path + "/kept", atomically: true, encoding: .utf8)
        }
        let heir = try WorkFolder(in: folder, for: "key")
        #expect(FileManager.default.fileExists(atPath: heir.path + "/kept"))
        let other = try WorkFolder(in: folder, for: "key")
        #expect(other.path != heir.path)
        heir.remove()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).count == 1)
    }

    @Test func oneShardTwiceAtOnceIsTheSameFile() throws {
        let plan = try plan()
        let runs = try [begin(plan, "1/2"), begin(plan, "1/2")]
        for run in runs { try play(run) }
        try play(begin(plan, "2/2"))
        let merged = try EpisodeStore(creating: folder + "/merged")
        for number in 1...2 { try merged.merge("\(folder)/\(number)-of-2.sqlite") }
        #expect(try content(merged) == content(undivided(plan)))
    }

    @Test func shardsMoveIntoAStoreWithOtherRuns() throws {
        let (first, second) = (try plan(["stay", "random"], episodes: 2), try plan(episodes: 2, seed: 8))
        for number in 1...2 { try play(begin(second, "\(number)/2")) }
        let merged = try undivided(first, "merged")
        for number in 1...2 { try merged.merge("\(folder)/\(number)-of-2.sqlite") }
        let both = try undivided(first)
        try Tournament(second, store: both).play(jobs: 1)
        #expect(try content(merged) == content(both) && merged.verify { _ in }.isSound)
    }

    @Test func otherPlansShardsAndBuildsAreRefused() throws {
        let plan = try plan()
        let file = folder + "/1-of-2.sqlite"
        try play(begin(plan, "1/2"))
        let shard = try #require(Shard("1/2"))
        #expect(throws: TournamentError.self) { try ShardRun.isDone(self.plan(seed: 8), shard, file: file) }
        #expect(throws: TournamentError.self) { try ShardRun.isDone(plan, #require(Shard("2/2")), file: file) }
        let other = Origin(program: "0", build: "b2", host: "n2", processor: "p", library: "l")
        try play(begin(plan, "2/2", origin: other))
        let merged = try EpisodeStore(creating: folder + "/merged")
        try merged.merge(file)
        let before = try content(merged)
        let problem = #expect(throws: StoreError.self) { try merged.merge(self.folder + "/2-of-2.sqlite") }
        #expect(problem?.message.contains("build b2") == true && problem?.message.contains("--allow-mixed") == true)
        #expect(try content(merged) == before && merged.mixedRuns().isEmpty)
        try merged.merge(folder + "/2-of-2.sqlite", allowsMixed: true)
        #expect(try merged.mixedRuns().map(\.builds) == [["b1", "b2"]] && merged.shardedRuns()[0].isComplete)
        // A part that another build began.
        let half = try begin(plan, "1/1", work: "a")
        try play(half, stopAfter: 500)
        #expect(throws: TournamentError.self) { try self.begin(plan, "1/1", work: "b", origin: other) }
        #expect(try begin(plan, "1/1", work: "c", origin: other, allowsMixed: true).alreadyStored > 0)
    }

    @Test func anEpisodeThatWentOtherwiseIsRefused() throws {
        let plan = try plan(episodes: 1)
        let whole = try undivided(plan)
        try whole.close()
        try play(begin(plan, "1/1"))
        let shard = folder + "/1-of-1.sqlite"
        try SQLite.run(shard, "UPDATE episodes SET state_hash = '0123456789abcdef' WHERE id = 5")
        let merged = try EpisodeStore(creating: folder + "/whole")
        let problem = #expect(throws: StoreError.self) { try merged.merge(shard) }
        #expect(problem?.message.contains("its episode 5 is episode 5 of") == true)
        #expect(try merged.summaries().count == plan.count)
    }

    @Test func aShardThatIsCutOffIsRefused() throws {
        let plan = try plan(episodes: 2)
        for number in 1...2 { try play(begin(plan, "\(number)/2")) }
        let file = folder + "/2-of-2.sqlite"
        let bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        let merged = try EpisodeStore(creating: folder + "/merged")
        try merged.merge(folder + "/1-of-2.sqlite")
        let before = try content(merged)
        for size in [0, 50, 4096, bytes.count / 2, bytes.count - 1] {
            try bytes.prefix(size).write(to: URL(fileURLWithPath: file))
            let problem = #expect(throws: StoreError.self) { try merged.merge(file) }
            #expect(problem?.file == file, "\(size): \(problem.map { "\($0)" } ?? "")")
        }
        #expect(try content(merged) == before)
    }

    @Test func furtherEpisodesOfPairsContinueTheirRows() throws {
        let plan = try plan(episodes: 4)
        let store = try undivided(plan)
        let next = NextPairs(width: 10, least: 2, most: 7)
        let requests = try next.requests(store.pairSamples(), seed: plan.seed)
        #expect(!requests.isEmpty && requests.allSatisfy { $0.after == 4 && $0.episodes <= 7 })
        #expect(next.needed([10, 10, 10]) == 0 && next.needed([0, 20]) == 31 && next.needed([5]) == 2)
        let file = PairRequest.csv(requests)
        let pairs = try TournamentPlan(
            pairs: PairRequest.read(file, file: "pairs.csv"), agents: plan.agents, kitchens: plan.kitchens, horizon: plan.horizon,
            seed: plan.seed, explains: true)
        #expect(pairs.count == requests.reduce(0) { $0 + $1.episodes })
        let entries = (0..<pairs.count).map(pairs.entry)
        #expect(Set(entries).count == entries.count && entries.allSatisfy { $0.seed != plan.entry(0).seed })
        let longer = try self.plan(episodes: 11)
        let all = Set((0..<longer.count).map(longer.entry))
        #expect(entries.allSatisfy(all.contains), "the k-th episode of a pair has the seed that it has in every plan")
        for number in 1...3 { try play(begin(pairs, "\(number)/3")) }
        try Tournament(pairs, store: store).play(jobs: 2)
        let merged = try undivided(plan, "merged")
        for number in 1...3 { try merged.merge("\(folder)/\(number)-of-3.sqlite") }
        #expect(try content(merged) == content(store))
        #expect(try next.requests(merged.pairSamples(), seed: plan.seed).allSatisfy { $0.after > 4 || !requests.contains($0) })
    }

    @Test func pairsThatCannotBeReadAreNamed() throws {
        let cases = [
            ("", "the first line must be"), ("map,first,second,after,episodes\n", "there is no pair in it"),
            ("map,first,second,after,episodes\na,b,c,1\n", "pairs.csv:2: there are 4 values"),
            ("map,first,second,after,episodes\na,b,c,-1,2\n", "'-1' is no number of episodes that come before"),
            ("map,first,second,after,episodes\na,b,c,1,0\n", "'0' is no number of episodes to play"),
            ("map,first,second,after,episodes\na,b,c,1,1\n\na,b,c,2,1\n", "pairs.csv:4: b with c on a is there twice"),
        ]
        for (text, message) in cases {
            let problem = #expect(throws: TournamentError.self) { try PairRequest.read(text, file: "pairs.csv") }
            #expect(problem?.description.contains(message) == true, "\(problem?.description ?? "")")
        }
        let pair = PairRequest(map: "cramped_rom", first: "stay", second: "stay", after: 0, episodes: 1)
        let plan = try plan()
        let problem = #expect(throws: TournamentError.self) {
            try TournamentPlan(pairs: [pair], agents: plan.agents, kitchens: plan.kitchens)
        }
        #expect(problem?.description.contains("did you mean 'cramped_room'?") == true)
    }
}
