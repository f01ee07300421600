import Agents
import EpisodeStore
import Episodes
import Foundation
import Kitchen

/// Keeps games in the store of episodes, like those of any tournament.
public final class StoreLog: GameLog {
    private let run: LazyRun
    /// Games that go on with others: kept apart, since they are no whole games.
    private let continuedRun: LazyRun

    /// - Parameters:
    ///   - kind: what the games are for, `play`, `watch` or `study`; the kind of their run.
    ///   - settings: a JSON object that distinguishes this session from others.
    public init(_ store: EpisodeStore, kind: String, settings: String) {
        run = LazyRun(store, kind: kind, settings: settings)
        continuedRun = LazyRun(store, kind: "continue", settings: settings)
    }

    public func save(_ record: GameRecord) throws -> EpisodeID {
        let plan = record.plan
        let store = run.store
        let occupants = try plan.players.enumerated().map { seat, agent -> Occupant in
            guard let agent else { return .person(plan.personNames[seat] ?? plan.personName) }
            return .agent(try store.register(agent.record))
        }
        let new = NewEpisode(
            run: try (plan.takeOver == nil ? run : continuedRun).id(), map: try store.register(plan.kitchen.layout), occupants: occupants,
            episode: record.episode,
            source: plan.purpose.isEmpty ? nil : plan.purpose)
        return try store.write([new]).first ?? 0
    }

    public func bestScores() throws -> [String: Double] {
        var filter = EpisodeFilter()
        filter.status = .finished
        filter.runKind = run.kind
        let games = try run.store.summaries(filter, limit: 10_000).map { ($0.map, $0.score ?? 0) }
        return Dictionary(games, uniquingKeysWith: max)
    }

    public func pastGames(like plan: GamePlan) throws -> [PastGame] {
        var filter = filter(plan)
        filter.runKind = run.kind
        return try run.store.summaries(filter, limit: 1000).reversed().map { PastGame(players: $0.players, score: $0.score ?? 0) }
    }

    public func bestGame(like plan: GamePlan) throws -> PastGame? {
        try run.store.bestEpisode(filter(plan)).map { PastGame(players: $0.players, score: $0.score ?? 0) }
    }

    /// Finished games on the same kitchen, dynamics and horizon.
    private func filter(_ plan: GamePlan) -> EpisodeFilter {
        var filter = EpisodeFilter()
        filter.maps = [plan.kitchen.layout.name]
        filter.dynamics = plan.kitchen.dynamics.rawValue
        filter.horizon = plan.horizon
        filter.status = .finished
        return filter
    }
}
