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
            run: run, map: try store.register(plan.kitchen.layout), occupants: occupants, episode: try record.episode(),
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

extension GameRecord {
    /// The episode as the store keeps it.
    /// - Throws: `ParameterError` or `StepError`, which cannot be for what was played.
    func episode() throws -> Episode {
        var recorder = try EpisodeRecorder(plan.kitchen, horizon: plan.horizon, seed: plan.seed)
        for (tick, joint) in decisions.enumerated() {
            for (seat, decision) in joint.enumerated() {
                recorder.note(decision, explanation: minds[tick]?[seat], seat: seat)
            }
            try recorder.step(joint.map(\.action))
        }
        for (seat, end) in ends.sorted(by: { $0.key < $1.key }) { recorder.note(end, seat: seat) }
        if let pace { recorder.notes.append(pace.note(ticks: decisions.count)) }
        return recorder.episode()
    }
}

extension Reel {
    /// An episode out of the store.
    /// - Throws: `ParameterError` or `StepError` for one that cannot be played again.
    public init(_ stored: StoredEpisode) throws {
        let episode = stored.episode
        var decisions = (0..<episode.ticks).map { episode.jointAction($0).map { Decision($0) } }
        var minds: [Int: [Int: Explanation]] = [:]
        for note in episode.notes where decisions.indices.contains(note.tick) && decisions[note.tick].indices.contains(note.seat) {
            switch note.kind {
            case .message: decisions[note.tick][note.seat].message = note.text
            case .fault:
                decisions[note.tick][note.seat].fault = note.fault.flatMap { AgentFault(rawValue: $0.kind) }
            case .exchange, .choices, .remark, .pace: break
            case .explanation:
                let data = Data((note.data ?? "").utf8)
                minds[note.tick, default: [:]][note.seat] =
                    (try? JSONDecoder().decode(Explanation.self, from: data)) ?? Explanation(intention: note.text)
            }
        }
        try self.init(
            episode.kitchen(), from: episode.start, names: stored.players, horizon: episode.horizon, decisions: decisions)
        self.minds = minds
        caption = "episode \(stored.id), \(episode.dynamics) dynamics" + (episode.status == .finished ? "" : ", \(episode.status.rawValue)")
    }
}
