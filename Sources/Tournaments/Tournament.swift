import Agents
import Basics
import EpisodeStore
import Episodes
import Foundation
import Kitchen
import KitchenMaps

/// Plays a plan into a store, on several threads, leaving out what is there already.
///
/// What is stored depends on the plan alone: an episode's row number follows from its place in the plan, its random
/// numbers from its seed. Stopped or killed, the same plan continues where it was. Of an adaptive plan that holds too, since
/// each round follows from the results of those before it.
public final class Tournament: Sendable {
    /// How far a tournament is.
    public struct Progress: Sendable, Hashable {
        /// Episodes of the plan that are in the store.
        public var stored: Int
        /// Episodes stored since this tournament began to play.
        public var played: Int
        /// Episodes of the plan; at the end fewer than at the beginning where an adaptive plan needs no more.
        public var planned: Int
    }

    public let plan: TournamentPlan
    /// The part that is played; nil for all of it.
    public let shard: Shard?
    public let run: RunRecord
    /// Episodes of the plan that were in the store before.
    public let alreadyStored: Int
    private let store: EpisodeStore
    private let maps: [MapID]
    private let agents: [AgentID]
    private let source: EpisodeSource
    private let origin: OriginID?

    /// Enters plan, maps and agents into `store` and finds out how much is there already.
    ///
    /// An episode of the plan that any other run has stored counts as stored. A run that an earlier version began in
    /// another order (pair after pair) is not gone on with: what it stored counts, the rest belongs to a new run.
    /// - Parameters:
    ///   - shard: the part to play; nil for all of it.
    ///   - origin: which program on which machine plays; nil where nobody asks.
    /// - Throws: `StoreError`.
    public init(_ plan: TournamentPlan, store: EpisodeStore, shard: Shard? = nil, origin: Origin? = nil) throws {
        self.plan = plan
        self.shard = shard
        self.store = store
        self.origin = try origin.map { try store.register($0) }
        maps = try plan.kitchens.map { try store.register($0.layout) }
        agents = try plan.players.map { try store.register($0.record) }
        run = try store.run(kind: "tournament", settings: plan.settings, planned: plan.count + plan.adaptive)
        let stored = try StoredEntries(plan, in: store, maps: maps, agents: agents)
        let part = PlanPart(plan, shard)
        let planned = stored.count(in: part)
        let pairing: @Sendable (TournamentPlan.Entry) -> EpisodeStore.Pairing = { [maps, agents] entry in
            Tournament.pairing(entry, plan, maps, agents)
        }
        source = EpisodeSource(
            part, isStored: stored.contains,
            outcomes: { [horizon = plan.horizon] in try store.outcomes(of: $0.map(pairing), horizon: horizon) })
        alreadyStored = planned + (planned == plan.count ? try source.skipStoredRounds() : 0)
    }

    /// Episodes of the plan, or of the shard.
    public var planned: Int { source.planned }

    private static func pairing(
        _ entry: TournamentPlan.Entry, _ plan: TournamentPlan, _ maps: [MapID], _ agents: [AgentID]
    ) -> EpisodeStore.Pairing {
        EpisodeStore.Pairing(
            map: maps[entry.map], occupants: entry.lineUp.map { .agent(agents[$0]) },
            dynamics: plan.kitchens[entry.map].dynamics, seed: entry.seed)
    }

    /// Plays what is missing on `jobs` threads and returns how far it came: all of it unless it was stopped.
    /// - Parameters:
    ///   - isStrict: whether the first episode in which an agent fails ends the tournament; that episode is not stored.
    ///   - report: called on this thread after each transaction.
    ///   - shouldStop: asked on any thread before each tick; once true, episodes that are not whole are given up, and the
    ///     call returns within about a second.
    /// - Throws: `StoreError` when the store cannot be written; `AgentError` for agents that cannot be made;
    ///   `FaultyEpisode` where `isStrict`. What is stored stays.
    @discardableResult
    public func play(
        jobs: Int, isStrict: Bool = false, report: (Progress) -> Void = { _ in },
        shouldStop: @escaping @Sendable () -> Bool = { false }
    ) throws -> Progress {
        var progress = Progress(stored: alreadyStored, played: 0, planned: source.planned)
        let workQueue = WorkQueue()
        let claimant = Claimant()
        let queue = EpisodeQueue(
            source: source.next,
            claim: { [self] indices in
                let pairings = indices.map { Tournament.pairing(source.entry($0), plan, maps, agents) }
                let claims = try store.claim(pairings, horizon: plan.horizon, for: claimant)
                source.noteFound(claims.count { $0 == .stored })
                return claims
            })
        // What fails here leaves claims of a program that has ended, which are free.
        defer { try? store.release(claimant) }
        for worker in 0..<max(0, min(jobs, source.planned - alreadyStored)) {
            let thread = Thread { [self] in
                work(queue, workQueue, jobs: max(jobs, 1), isStrict: isStrict, shouldStop)
                workQueue.leave()
            }
            thread.name = "tournament \(worker)"
            thread.stackSize = 8 << 20
            workQueue.join()
            thread.start()
        }
        do {
            while let results = workQueue.take(isStopping: shouldStop) {
                try store.write(results, claimedBy: claimant, origin: origin)
                progress.played += results.count
                source.noteWritten(results.count)
                progress.stored = alreadyStored + progress.played + source.found
                report(progress)
            }
        } catch {
            workQueue.abandon()
            while workQueue.take(isStopping: { true }) != nil {}
            throw error
        }
        if let failure = workQueue.failure { throw failure }
        progress.stored = alreadyStored + progress.played + source.found
        progress.planned = source.planned
        if progress.stored == progress.planned && shard == nil { try store.finish(run.id) }
        return progress
    }

    /// A worker: takes entries until there are none, with its own agents. What another tournament plays into the same store is
    /// left to it.
    private func work(_ queue: EpisodeQueue, _ workQueue: WorkQueue, jobs: Int, isStrict: Bool, _ shouldStop: () -> Bool) {
        var pool = AgentPool(plan.players)
        defer { pool.close() }
        func isEnding() -> Bool { shouldStop() || workQueue.isOver }
        let gamesInStep = plan.players.map { $0.kind.games }.max() ?? 1
        // Those of one line-up are a round apart; nobody takes more than their share.
        let share = max(1, (source.planned - alreadyStored) / jobs)
        let count =
            gamesInStep == 1 ? 1 : min(gamesInStep.multipliedReportingOverflow(by: plan.round).partialValue, share, Tournament.maxTaken)
        while true {
            do {
                let numbers = try queue.next(max(count, 1), isEnding: isEnding)
                if numbers.isEmpty { return }
                for group in groups(numbers, pool) where !isEnding() {
                    for played in try play(group, &pool, isStrict: isStrict, isEnding) { workQueue.put(played) }
                }
            } catch {
                workQueue.fail(error)
            }
        }
    }

    /// Most episodes that a worker takes at once, to find some of one line-up among them.
    private static let maxTaken = 1 << 14

    /// Numbers of episodes in groups that are played in step.
    private func groups(_ numbers: [Int], _ pool: AgentPool) -> [[Int]] {
        guard numbers.count > 1 else { return [numbers] }
        struct Room: Hashable {
            let map: Int
            let lineUp: [Int]
        }
        let rooms = numbers.map { number in
            let entry = source.entry(number)
            return Room(map: entry.map, lineUp: entry.lineUp)
        }
        let alike = Dictionary(grouping: numbers.indices, by: { rooms[$0] })
        return rooms.unique.flatMap { room -> [[Int]] in
            let places = alike[room] ?? []
            let size = pool.gamesInStep(room.lineUp)
            return stride(from: 0, to: places.count, by: size).map { first in
                places[first..<min(first + size, places.count)].map { numbers[$0] }
            }
        }
    }

    /// Plays the episodes of a group, and returns those that are whole.
    private func play(_ group: [Int], _ pool: inout AgentPool, isStrict: Bool, _ isEnding: () -> Bool) throws -> [PreparedEpisode] {
        let entries = group.map(source.entry)
        let (map, lineUp) = (entries[0].map, entries[0].lineUp)
        var matches = try entries.map { entry in
            try Match(plan.kitchens[map], horizon: plan.horizon, seed: entry.seed, explains: plan.explains, channel: plan.channel)
        }
        let episodes: [Episode]
        if group.count == 1 {
            episodes = [try pool.play(&matches[0], lineUp) { hasFault in hasFault && isStrict || isEnding() }]
        } else {
            episodes = try pool.playInStep(&matches, lineUp, shouldStop: isEnding)
        }
        return try zip(group, episodes).compactMap { number, episode in
            if isStrict, let problem = FaultyEpisode(episode, lineUp.map { plan.players[$0].name }) { throw problem }
            guard episode.status != .unfinished else { return nil }
            let new = NewEpisode(run: run.id, map: maps[map], occupants: lineUp.map { .agent(agents[$0]) }, episode: episode)
            return PreparedEpisode(new, id: run.firstEpisode + number)
        }
    }
}

/// An episode in which an agent failed, where none may: what ends a strict tournament.
public struct FaultyEpisode: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// - Parameter players: names in seat order.
    /// - Returns: nil for an episode without faults.
    init?(_ episode: Episode, _ players: [String]) {
        let conducts = players.indices.map { AgentConduct(episode, seat: $0) }
        guard let seat = conducts.firstIndex(where: \.isFaulty) else { return nil }
        description =
            "\(players[seat]) failed as player \(seat + 1) of \(players.joined(separator: " + ")) on "
            + "\(episode.layout.name), seed \(episode.seed): \(conducts[seat].words); with --strict nothing more is played"
    }
}

extension TournamentPlan {
    /// The plan as the store keeps it, and by which it is known again: a JSON object.
    var settings: String {
        let settings = Settings(
            agents: agents.map { "\($0.name) \($0.contentHash)" },
            maps: kitchens.map { "\($0.layout.name) \($0.layout.contentHash) \($0.dynamics)" },
            fill: fill.map { "\($0.name) \($0.contentHash)" }, order: "rounds", episodes: episodes,
            adaptive: adaptive > 0 ? adaptive : nil, horizon: horizon, seed: seed, explains: explains,
            pairs: pairs?.units)
        return (try? JSONText.stored(settings)) ?? "{}"
    }

    private struct Settings: Encodable {
        let agents: [String]
        let maps: [String]
        /// Absent where nobody fills seats.
        let fill: String?
        /// In which order episodes have their rows; absent in runs of an earlier version, which went pair after pair.
        let order: String
        let episodes: Int
        /// Absent where results ask for no more.
        let adaptive: Int?
        let horizon: Int
        let seed: UInt64
        let explains: Bool
        /// Absent where all pairs are played.
        let pairs: [PairUnits.Unit]?
    }

    /// The hash by which stores know the plan.
    public var hash: String { ContentHash.of([Data(settings.utf8)]) }
}
