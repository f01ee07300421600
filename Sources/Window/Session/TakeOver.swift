import Agents
import EpisodeStore
import Episodes
import Kitchen

/// A game of the past that a person plays on: what was played before, and whose it is.
public struct TakeOver: Sendable {
    /// Where the other episode began; nil for the kitchen's own start.
    let start: KitchenState?
    /// The joint actions before the taking over.
    let earlier: [[Action]]
    let continuation: Continuation
    /// The seat that the person plays from here on.
    let seat: Int
    /// What the other episode scored in the end.
    let otherScore: Double

    /// - Parameter number: the episode's in the store; nil where it is in none.
    /// - Throws: `WindowError` for a tick or seat that the episode does not have.
    init(_ episode: Episode, number: EpisodeID?, at tick: Int, seat: Int) throws {
        let what = number.map { "episode \($0)" } ?? "this game"
        guard episode.players > 0, (0..<episode.players).contains(seat) else {
            throw WindowError("\(what) has \(episode.players) seat\(episode.players == 1 ? "" : "s"); seat \(seat + 1) is none of them")
        }
        let latest = min(episode.ticks, episode.horizon - 1)
        guard (0...latest).contains(tick) else {
            throw WindowError("\(what) can be taken over from tick 0 to \(latest); there is nothing to play from tick \(tick)")
        }
        start = episode.start
        earlier = (0..<tick).map(episode.jointAction)
        continuation = Continuation(of: episode, number: number?.row, tick: tick)
        self.seat = seat
        otherScore = episode.score
    }

    /// Plays what was played before.
    /// - Throws: `StepError` for a log that cannot be played.
    func play(on match: inout Match) throws {
        for joint in earlier { try match.step(joint) }
    }

    /// Lets an agent decide in every tick of what was played before, so that it knows what it would know had it played it all:
    /// an agent depends on nothing but its calls and its seed.
    /// - Parameter shouldStop: asked before every tick.
    /// - Returns: a remark where the agent decides otherwise than the log says of its seat; nil where it does not.
    func tell(_ agent: inout any Agent, _ episode: EpisodeContext, shouldStop: () -> Bool) throws -> String? {
        var game = try KitchenGame(episode.kitchen, from: start, horizon: episode.horizon)
        var others = 0
        for joint in earlier where !shouldStop() {
            if agent.decide(in: game, seat: episode.seat).action != joint[episode.seat] { others += 1 }
            try game.advance(joint)
        }
        guard others > 0 else { return nil }
        return "decides otherwise than was played in \(others) of the \(earlier.count) ticks before the taking over"
    }
}

extension GamePlan {
    /// A game that goes on from a tick of an episode, with a person in one seat and agents in the others.
    /// - Parameters:
    ///   - agents: among which those of the episode are looked up by name.
    ///   - other: who plays seats of people, and of agents that are not among `agents`.
    /// - Throws: `WindowError` for a tick or seat that the episode does not have; `ParameterError` for one without a kitchen.
    public init(
        continuing stored: StoredEpisode, at tick: Int, seat: Int, agents: [AgentFile], other: AgentFile, tickMilliseconds: Int = 150
    ) throws {
        let episode = stored.episode
        let takeOver = try TakeOver(episode, number: stored.id, at: tick, seat: seat)
        let players = stored.players.enumerated().map { index, name in
            index == seat ? nil : AgentFile.named(name, among: agents) ?? other
        }
        self.init(
            kitchen: try episode.kitchen(), players: players, horizon: episode.horizon, tickMilliseconds: tickMilliseconds,
            seed: episode.seed)
        self.takeOver = takeOver
    }

    /// The game of `record`, which this is the plan of, from a tick on.
    /// - Parameter number: the game's in the store.
    /// - Throws: `WindowError` for a tick or seat that the game does not have, or where a seat has nobody to play it.
    func continuing(_ record: GameRecord, number: EpisodeID?, at tick: Int, seat: Int) throws -> GamePlan {
        var plan = self
        plan.takeOver = try TakeOver(record.episode, number: number, at: tick, seat: seat)
        let standIn = players.compactMap(\.self).first
        for index in players.indices {
            plan.players[index] = index == seat ? nil : players[index] ?? standIn
            if index != seat, plan.players[index] == nil {
                throw WindowError("nobody can play seat \(index + 1): two people played this; 'brigade play --continue' takes an agent")
            }
        }
        return plan
    }
}
