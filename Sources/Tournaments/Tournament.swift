import Agents
import EpisodeStore
import Episodes
import Foundation
import Kitchen
import KitchenMaps

/// Plays a plan into a store, on several threads, leaving out what is there already.
///
/// What is stored depends on the plan alone: an episode's row number follows from its place in the plan, its random
/// numbers from its seed. Stopped or killed, the same plan goes on where it was.
public final class Tournament: Sendable {
    /// How far a tournament is.
    public struct Progress: Sendable, Hashable {
        /// Episodes of the plan that are in the store.
        public var stored: Int
        /// Episodes stored since this tournament began to play.
        public var played: Int
        /// Episodes of the plan.
        public var planned: Int
    }

    public let plan: TournamentPlan
    public let run: RunRecord
    /// Episodes of the plan that were in the store before.
    public let alreadyStored: Int
    private let store: EpisodeStore
    private let missing: [Int]
    private let maps: [MapID]
    private let agents: [AgentID]

    /// Enters plan, maps and agents into `store` and finds out what is missing.
    /// - Throws: `StoreProblem`.
    public init(_ plan: TournamentPlan, store: EpisodeStore) throws {
        self.plan = plan
        self.store = store
        let maps = try plan.kitchens.map { try store.register($0.layout) }
        let agents = try plan.agents.map { try store.register(AgentRecord($0)) }
        run = try store.run(kind: "tournament", settings: plan.settings, planned: plan.count)
        let stored = try store.pairings(horizon: plan.horizon)
        var missing: [Int] = []
        for index in 0..<plan.count {
            let entry = plan.entry(index)
            let pairing = EpisodeStore.Pairing(
                map: maps[entry.map], occupants: entry.lineUp.map { .agent(agents[$0]) },
                dynamics: plan.kitchens[entry.map].dynamics, seed: entry.seed)
            if !stored.contains(pairing) { missing.append(index) }
        }
        self.maps = maps
        self.agents = agents
        self.missing = missing
        alreadyStored = plan.count - missing.count
    }

    /// Plays what is missing on `jobs` threads and returns how far it came: all of it unless it was stopped.
    /// - Parameters:
    ///   - report: called on this thread after each transaction.
    ///   - shouldStop: asked on any thread before each episode; once true, what is being played finishes and no more
    ///     is begun.
    /// - Throws: `StoreProblem` when the store cannot be written; `AgentProblem` for agents that cannot be made. What
    ///   is stored stays.
    @discardableResult
    public func play(
        jobs: Int, report: (Progress) -> Void = { _ in }, shouldStop: @escaping @Sendable () -> Bool = { false }
    ) throws -> Progress {
        var progress = Progress(stored: alreadyStored, played: 0, planned: plan.count)
        let board = Board(count: missing.count)
        let group = DispatchGroup()
        for worker in 0..<max(1, min(jobs, missing.count)) where !missing.isEmpty {
            group.enter()
            let thread = Thread { [self] in
                work(board, shouldStop)
                board.leave()
                group.leave()
            }
            thread.name = "tournament \(worker)"
            thread.stackSize = 8 << 20
            board.join()
            thread.start()
        }
        defer { group.wait() }
        do {
            while let results = board.take() {
                try store.write(results)
                progress.stored += results.count
                progress.played += results.count
                report(progress)
            }
        } catch {
            board.abandon()
            throw error
        }
        if let failure = board.failure { throw failure }
        if progress.stored == progress.planned { try store.finish(run.id) }
        return progress
    }

    /// A worker: takes entries until there are none, with its own agents.
    private func work(_ board: Board, _ shouldStop: () -> Bool) {
        var cast = Cast(plan.agents)
        defer { cast.close() }
        while !shouldStop(), let next = board.next() {
            let index = missing[next]
            let entry = plan.entry(index)
            do {
                let match = Match(plan.kitchens[entry.map], horizon: plan.horizon, seed: entry.seed, explains: plan.explains)
                let episode = try cast.play(match, entry.lineUp)
                board.put(
                    NewEpisode(
                        id: run.firstEpisode + Int64(index), run: run.id, map: maps[entry.map],
                        occupants: entry.lineUp.map { .agent(agents[$0]) }, episode: episode))
            } catch {
                board.fail(error)
            }
        }
    }
}

extension AgentRecord {
    /// The agent that a file describes.
    public init(_ file: AgentFile) {
        self.init(
            name: file.name, kind: file.kindName, hash: file.contentHash, description: file.description,
            provenance: file.provenance, file: file.text)
    }
}

extension TournamentPlan {
    /// The plan as the store keeps it, and by which it is known again: a JSON object.
    var settings: String {
        let settings = Settings(
            agents: agents.map { "\($0.name) \($0.contentHash)" },
            maps: kitchens.map { "\($0.layout.name) \(ContentHash.of([Data(MapFile.yaml($0.layout).utf8)])) \($0.dynamics)" },
            episodes: episodes, horizon: horizon, seed: seed, explains: explains)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(settings)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    private struct Settings: Encodable {
        let agents: [String]
        let maps: [String]
        let episodes: Int
        let horizon: Int
        let seed: UInt64
        let explains: Bool
    }
}
