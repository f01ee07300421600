import Episodes
import Kitchen

/// An agent that plays its seat in several episodes of a kitchen at once, tick by tick: for networks, which answer many questions at
/// little more than the price of one.
///
/// The order of calls is `begin`, then for every tick `show` for each game, with perhaps `hear` before it, `ask`, and `answers`, then `finish`. As an agent like others
/// it plays one.
public protocol LockstepAgent: Agent {
    /// Prepares for episodes of one kitchen, seat and horizon.
    /// - Throws: what keeps the agent from playing them, in words for a person.
    mutating func begin(_ episodes: [EpisodeContext]) throws

    /// Takes in what others said in the tick before in a game; called ahead of `show`, where something is heard.
    mutating func hear(_ messages: [HeardMessage], at place: Int)

    /// Takes in the tick that a game is at.
    /// - Parameter place: which of the episodes it is.
    mutating func show(_ game: KitchenGame, at place: Int)

    /// Begins to think about what was shown.
    mutating func ask()

    /// A decision for each of the games, waiting for it.
    mutating func answers() -> [Decision]
}

extension LockstepAgent {
    public mutating func begin(_ episode: EpisodeContext) throws { try begin([episode]) }

    public mutating func hear(_ messages: [HeardMessage], at place: Int) {}

    public mutating func hear(_ messages: [HeardMessage]) { hear(messages, at: 0) }

    public mutating func act(_ game: KitchenGame) -> Decision {
        show(game, at: 0)
        ask()
        return answers()[0]
    }
}

/// Who sits in a seat of episodes that are played in step: one agent for all of them, or one for each.
public enum SeatOfMany {
    case together(any LockstepAgent)
    case each([any Agent])

    /// Begins the episodes of `matches`.
    mutating func begin(_ matches: inout [Match], seat: Int) {
        switch self {
        case .together(var agent):
            let contexts = matches.map {
                EpisodeContext(
                    kitchen: $0.game.kitchen, seat: seat, seed: $0.recorder.seed, horizon: $0.game.horizon, channel: $0.recorder.channel)
            }
            do {
                if let first = contexts.first { try agent.requireKitchen(first.kitchen) }
                try agent.begin(contexts)
            } catch {
                for place in matches.indices { matches[place].refuse(seat: seat, "\(error)") }
            }
            self = .together(agent)
        case .each(var agents):
            // So that the agents are held once, and changed in place.
            self = .each([])
            for place in matches.indices { matches[place].begin(&agents[place], seat: seat) }
            self = .each(agents)
        }
    }

    /// Shows the tick that the games are at to an agent that plays them all, which thinks from then on.
    fileprivate mutating func ask(_ matches: [Match], seat: Int) {
        guard case .together(var agent) = self else { return }
        for place in matches.indices {
            let heard = matches[place].heard(by: seat)
            if !heard.isEmpty { agent.hear(heard, at: place) }
            agent.show(matches[place].game, at: place)
        }
        agent.ask()
        self = .together(agent)
    }

    /// Notes the decisions of a tick.
    fileprivate mutating func decide(_ matches: inout [Match], seat: Int) {
        switch self {
        case .together(var agent):
            for (place, decision) in agent.answers().enumerated() { matches[place].note(decision, seat: seat) }
            self = .together(agent)
        case .each(var agents):
            // So that the agents are held once, and changed in place.
            self = .each([])
            for place in matches.indices { matches[place].act(&agents[place], seat: seat) }
            self = .each(agents)
        }
    }

    fileprivate mutating func finish(_ matches: inout [Match], seat: Int) {
        switch self {
        case .together(let agent):
            // Each episode's log gets what there is to say of all.
            var speaker: any Agent = agent
            for place in matches.indices { matches[place].finish(&speaker, seat: seat) }
        case .each(var agents):
            self = .each([])
            for place in matches.indices { matches[place].finish(&agents[place], seat: seat) }
            self = .each(agents)
        }
    }
}

extension Match {
    /// Plays matches of one kitchen, horizon and line-up in step.
    /// - Parameter shouldStop: asked before every tick whether to stop; what was played until then are unfinished episodes.
    /// - Throws: `StepError`, which cannot be for matches that begin here.
    public static func playInStep(
        _ matches: inout [Match], _ seats: inout [SeatOfMany], shouldStop: () -> Bool
    ) throws -> [Episode] {
        for seat in seats.indices {
            seats[seat].begin(&matches, seat: seat)
            guard matches.allSatisfy({ $0.refusal == nil }) else { return matches.map { $0.recorder.episode(status: .refused) } }
        }
        while matches.first?.game.isOver == false && !shouldStop() {
            for seat in seats.indices { seats[seat].ask(matches, seat: seat) }
            // Those who are asked one by one decide while the others think.
            for seat in seats.indices { seats[seat].decide(&matches, seat: seat) }
            for place in matches.indices { try matches[place].step() }
        }
        for seat in seats.indices { seats[seat].finish(&matches, seat: seat) }
        return matches.map { $0.recorder.episode() }
    }
}
