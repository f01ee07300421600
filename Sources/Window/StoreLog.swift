import Agents
import EpisodeStore
import Episodes
import Foundation
import Kitchen

/// Keeps games in the store of episodes, like those of any tournament.
public final class StoreLog: GameLog {
    private let store: EpisodeStore
    private let kind: String
    private let settings: String
    private var run: RunID?

    /// - Parameters:
    ///   - kind: what the games are for, `play`, `watch` or `study`; the kind of their run.
    ///   - settings: a JSON object that tells this sitting from others.
    public init(_ store: EpisodeStore, kind: String, settings: String) {
        self.store = store
        self.kind = kind
        self.settings = settings
    }

    public func save(_ record: GameRecord) throws -> Int64 {
        let plan = record.plan
        let run = try run ?? store.run(kind: kind, settings: settings, planned: 0).id
        self.run = run
        let occupants = try plan.players.map { agent -> Occupant in
            guard let agent else { return .person(plan.personName) }
            return .agent(try store.register(agent.record))
        }
        let new = NewEpisode(
            run: run, map: try store.register(plan.kitchen.layout), occupants: occupants, episode: record.episode,
            source: plan.purpose.isEmpty ? nil : plan.purpose)
        return try store.write([new]).first ?? 0
    }

    public func pastGames(like plan: GamePlan) throws -> [PastGame] {
        var filter = EpisodeFilter()
        filter.maps = [plan.kitchen.layout.name]
        filter.dynamics = plan.kitchen.dynamics.rawValue
        filter.horizon = plan.horizon
        filter.status = .finished
        let runs = Set(try store.runs().filter { $0.kind == kind }.map(\.id.description))
        return try store.summaries(filter, limit: 1000).reversed().filter { runs.contains("\($0.run)") }
            .map { PastGame(players: $0.players, score: $0.score ?? 0) }
    }
}
