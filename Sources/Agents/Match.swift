import Episodes
import Kitchen

/// One episode that agents play: the game, its log, and how beginnings, decisions and ends enter it.
///
///     var match = try Match(kitchen, horizon: 400, seed: 1)
///     let episode = try match.play(&agents)
///
/// `play` is the whole loop. What asks agents in another way, such as a window that never waits for them, takes its steps:
/// `begin`, then `act` or `note` for each seat and `step` once a tick, then `finish`.
///
/// In a kitchen that hides something from its players, agents decide by what they see (`Agent.decide`).
///
/// An agent that cannot play the kitchen makes the episode a refused one, with a note that says why; agents that fail in a
/// tick cost themselves that tick.
public struct Match: Sendable {
    /// The game and everything noted so far.
    public private(set) var recorder: EpisodeRecorder
    /// Whether agents are asked to explain every decision, for the log.
    public let explains: Bool
    /// Who cannot play the kitchen, and why.
    public private(set) var refusal: Refusal?
    /// Whether an agent has failed in a tick.
    public private(set) var hasFault = false
    /// The decisions that the next step plays, by seat.
    private var joint: [Action]
    /// What was said in this tick and, of the tick before, what is heard in this one.
    private var said: [HeardMessage] = []
    private var pending: [HeardMessage] = []

    /// An agent's reason not to play.
    public struct Refusal: Error, Sendable, Hashable, CustomStringConvertible {
        public let seat: Int
        public let description: String
    }

    /// - Parameters:
    ///   - start: where the episode begins; nil for the kitchen's own start.
    ///   - seed: the key of all random numbers of the episode.
    ///   - channel: what players can say to each other; nil for nothing.
    /// - Throws: `ParameterError` when `start` is no state of this kitchen.
    public init(
        _ kitchen: Kitchen, from start: KitchenState? = nil, horizon: Int, seed: UInt64, explains: Bool = false, channel: TalkChannel? = nil
    ) throws {
        recorder = try EpisodeRecorder(kitchen, horizon: horizon, seed: seed, start: start, channel: channel)
        self.explains = explains
        joint = Array(repeating: .stay, count: kitchen.players)
    }

    /// The game as it is now.
    public var game: KitchenGame { recorder.game }

    // MARK: Step by step

    /// Begins the episode with the agent of a seat.
    /// - Returns: whether it can play; `refusal` says why not.
    @discardableResult
    public mutating func begin(_ agent: inout any Agent, seat: Int) -> Bool {
        do {
            try agent.enter(
                EpisodeContext(
                    kitchen: recorder.game.kitchen, seat: seat, seed: recorder.seed, horizon: recorder.game.horizon,
                    channel: recorder.channel))
            return true
        } catch {
            refuse(seat: seat, "\(error)")
            return false
        }
    }

    /// Notes that the agent of a seat cannot play the kitchen.
    mutating func refuse(seat: Int, _ reason: String) {
        refusal = refusal ?? Refusal(seat: seat, description: reason)
        recorder.refuse(seat: seat, reason)
    }

    /// Asks the agent of a seat for its decision in the tick that the game is at, and notes it.
    @discardableResult
    public mutating func act(_ agent: inout any Agent, seat: Int) -> (decision: Decision, explanation: Explanation?) {
        let decision = ask(&agent, seat: seat)
        let explanation = explains ? agent.explain() : nil
        note(decision, explanation: explanation, seat: seat)
        return (decision, explanation)
    }

    /// Changes nothing here, but is called where all of this is being changed: a copy of it would cost as much as the answer.
    private mutating func ask(_ agent: inout any Agent, seat: Int) -> Decision {
        agent.decide(in: recorder.game, seat: seat, heard: pending.isEmpty ? [] : heard(by: seat))
    }

    /// Takes a decision for a seat, wherever it comes from: its action is played with the next step, the rest is logged.
    public mutating func note(_ decision: Decision, explanation: Explanation? = nil, seat: Int) {
        joint[seat] = decision.action
        if decision.isPlain && explanation == nil { return }
        if decision.fault != nil { hasFault = true }
        recorder.note(decision, explanation: explanation, seat: seat)
        if let text = decision.message, let channel = recorder.channel, channel.objection(to: text) == nil {
            said.append(HeardMessage(seat: seat, text: text))
        }
    }

    /// What a seat hears in the tick that the game is at: what others said in the one before.
    public func heard(by seat: Int) -> [HeardMessage] {
        guard !pending.isEmpty else { return [] }
        let others = pending.filter { $0.seat != seat }
        guard recorder.channel?.hearers == .view, !others.isEmpty else { return others }
        let seen = recorder.game.observation(of: seat).players
        return others.filter { seen[$0.seat] != nil }
    }

    /// Adds something noteworthy to the log.
    public mutating func note(_ note: Episode.Note) { recorder.notes.append(note) }

    /// Plays a tick with the latest decision of every seat.
    /// - Throws: `StepError` when the game is over.
    public mutating func step() throws { try step(joint) }

    /// Plays a tick with other actions than those that were decided on, as when an episode is played again.
    /// - Throws: `StepError` when the game is over or `actions` is not one action a player.
    public mutating func step(_ actions: [Action]) throws {
        try recorder.step(actions)
        passOnWords()
    }

    private mutating func passOnWords() {
        if !said.isEmpty || !pending.isEmpty { (pending, said) = (said, []) }
    }

    /// Plays a tick with the latest decision of every seat, and lets agents glance at what came of it before it is noted.
    private mutating func step(_ agents: inout [any Agent], glancing: [Int]) throws {
        try recorder.advance(joint)
        if !recorder.game.isOver { show(&agents, glancing) }
        recorder.record(joint)
        passOnWords()
    }

    /// Changes nothing here, as `ask`.
    private func show(_ agents: inout [any Agent], _ glancing: [Int]) {
        for seat in glancing { agents[seat].glance(at: recorder.game) }
    }

    /// Ends the episode for the agent of a seat, and logs what it has left to say.
    public mutating func finish(_ agent: inout any Agent, seat: Int) { recorder.note(agent.finish(), seat: seat) }

    // MARK: The whole of it

    /// Plays to the horizon with one agent a seat.
    /// - Parameter shouldStop: asked before every tick whether to stop, with whether an agent has failed so far;
    ///   what was played until then is an unfinished episode.
    /// - Throws: `AgentError` when there is not one agent a seat.
    public mutating func play(
        _ agents: inout [any Agent], shouldStop: (_ hasFault: Bool) -> Bool = { _ in false }
    ) throws -> Episode {
        var nobody = NoObserver()
        return try play(&agents, observer: &nobody, shouldStop: shouldStop)
    }

    /// Plays to the horizon with one agent a seat, while somebody looks on.
    /// - Throws: `AgentError` when there is not one agent a seat; what the observer throws.
    public mutating func play(
        _ agents: inout [any Agent], observer: inout some MatchObserver, shouldStop: (_ hasFault: Bool) -> Bool = { _ in false }
    ) throws -> Episode {
        guard agents.count == joint.count else {
            throw AgentError("\(agents.count) agents for \(joint.count) players; give one a player")
        }
        for seat in agents.indices {
            guard begin(&agents[seat], seat: seat) else { return recorder.episode(status: .refused) }
        }
        let glancing = agents.indices.filter { agents[$0].glances }
        while !recorder.game.isOver && !shouldStop(hasFault) {
            for seat in agents.indices {
                observer.willAct(seat: seat)
                let decision = explains ? act(&agents[seat], seat: seat).decision : ask(&agents[seat], seat: seat)
                if decision.isPlain { joint[seat] = decision.action } else if !explains { note(decision, seat: seat) }
                observer.didAct(decision, seat: seat)
            }
            try observer.didDecide(recorder.game, agents)
            try step(&agents, glancing: glancing)
            observer.didStep(recorder.game)
        }
        for seat in agents.indices { finish(&agents[seat], seat: seat) }
        return recorder.episode()
    }

    /// Plays to the horizon with agents that must be able to play.
    /// - Throws: `Refusal` with the words of an agent that cannot play the kitchen; as `play` does.
    public mutating func playWithoutRefusal(_ agents: inout [any Agent], observer: inout some MatchObserver) throws -> Episode {
        let episode = try play(&agents, observer: &observer)
        if let refusal { throw refusal }
        return episode
    }

    /// Plays to the horizon with agents that must be able to play.
    /// - Throws: `Refusal` with the words of an agent that cannot play the kitchen; as `play` does.
    public mutating func playWithoutRefusal(_ agents: inout [any Agent]) throws -> Episode {
        var nobody = NoObserver()
        return try playWithoutRefusal(&agents, observer: &nobody)
    }
}
