import Agents
import Episodes
import Kitchen

/// One episode to be played by agents.
public struct Match: Sendable {
    public let kitchen: Kitchen
    public let horizon: Int
    /// The key of all random numbers of the episode.
    public let seed: UInt64
    /// Whether agents are asked to explain every decision, for the log.
    public let explains: Bool

    public init(_ kitchen: Kitchen, horizon: Int, seed: UInt64, explains: Bool = false) {
        self.kitchen = kitchen
        self.horizon = horizon
        self.seed = seed
        self.explains = explains
    }

    /// Plays the match with one agent a seat.
    ///
    /// An agent that cannot play this kitchen makes the episode a refused one, with a note that says why; agents that
    /// fail in a tick cost themselves that tick.
    /// - Parameter shouldStop: asked before every tick whether to play no more, and told whether an agent has failed so
    ///   far; what was played until then is an unfinished episode.
    /// - Throws: `TournamentError` when there is not one agent a seat.
    public func play(_ agents: inout [any Agent], shouldStop: (_ hasFault: Bool) -> Bool = { _ in false }) throws -> Episode {
        var recorder = try EpisodeRecorder(kitchen, horizon: horizon, seed: seed)
        guard agents.count == kitchen.players else {
            throw TournamentError(description: "\(agents.count) agents for \(kitchen.players) players; give one a player")
        }
        for seat in agents.indices {
            do {
                try agents[seat].begin(EpisodeContext(kitchen: kitchen, seat: seat, seed: seed, horizon: horizon))
            } catch {
                recorder.refuse(seat: seat, "\(error)")
                return recorder.episode(status: .refused)
            }
        }
        var joint = Array(repeating: Action.stay, count: agents.count)
        var hasFault = false
        while !recorder.game.isOver && !shouldStop(hasFault) {
            for seat in agents.indices {
                let decision = agents[seat].act(recorder.game)
                if decision.fault != nil { hasFault = true }
                joint[seat] = decision.action
                recorder.note(decision, explanation: explains ? agents[seat].explain() : nil, seat: seat)
            }
            try recorder.step(joint)
        }
        for seat in agents.indices { recorder.note(agents[seat].finish(), seat: seat) }
        return recorder.episode()
    }
}
