import Agents
import Episodes
import Kitchen

/// A game that is played in real time: when ticks fall, which actions they have, what came of them. It knows
/// neither window nor clock; time comes in with every call, in seconds of any steady clock.
package struct PlaySession {
    package struct Setup: Sendable {
        package var kitchen: Kitchen
        package var horizon = 400
        /// Seed of the agents' random numbers, for the log.
        package var seed: UInt64 = 0
        /// Seconds a tick.
        package var tickLength = 0.15
        /// Seats that people play; agents play the others.
        package var people: Set<Int> = [0]
        /// Seconds between everyone being ready and the first tick's beginning.
        package var countdown = 1.5
        /// Whether the countdown waits until `begin` is called, as for somebody who plays for the first time.
        package var waitsForPeople = false
        /// Whether a tick waits for late agents, as when nobody plays and one watches.
        package var waitsForAgents = false
        /// What players can say to each other; nil for nothing.
        package var channel: TalkChannel?
        /// What was played before, where the game goes on with another.
        var takeOver: TakeOver?

        package init(kitchen: Kitchen) { self.kitchen = kitchen }
    }

    package enum Phase: Sendable, Hashable {
        /// An agent is not ready yet.
        case preparing
        /// An agent cannot play here.
        case failed(seat: Int, reason: String)
        /// Everyone is ready but a person who has not said so yet.
        case waiting
        /// Counting down to the first tick.
        case countdown
        case running
        case paused
        case over
    }

    package let setup: Setup
    /// The tick that the game begins with: 0, or the one in which it is taken over.
    private let firstTick: Int
    /// The game and all that the log keeps of it.
    private var match: Match
    /// The state before the last tick, from which motion comes.
    package private(set) var before: KitchenState
    package private(set) var after: KitchenState
    /// What the people see and remember; nil where everything is seen, or nobody plays.
    package private(set) var sight: SeatMemory?
    package private(set) var phase = Phase.preparing
    /// What every seat did in the last tick; nothing before the first.
    package private(set) var latest: [Decision] = []
    /// The latest explanation of every agent that has given one.
    package private(set) var explanations: [Int: Explanation] = [:]
    /// Agents that were asked for an explanation last and gave none.
    package private(set) var silent: Set<Int> = []
    /// Whether the question that is open asks for explanations.
    private var asksForExplanations = false
    /// The latest words of every agent, and their tick.
    package private(set) var words: [Int: (text: String, tick: Int)] = [:]
    /// Ticks that came so late that all that follow were put off.
    package private(set) var slipped = 0
    /// When the first tick began, put off by every pause; and when the last one ended.
    private var begin = 0.0
    private var end = 0.0
    /// Whether agents are asked to explain their decisions.
    package var wantsExplanations = false
    private var queues: [Int: InputQueue]
    /// What people say with their next action.
    private var saying: [Int: String] = [:]
    private var partners: [Int: any PartnerSource]
    /// When the running tick ends, or the countdown.
    private var deadline = 0.0
    /// Seconds to the deadline when the game was paused.
    private var rest = 0.0
    private var pausedPhase = Phase.running

    /// - Throws: `ParameterError`, which cannot be for a kitchen that was made.
    package init(_ setup: Setup, partners: [Int: any PartnerSource]) throws {
        self.setup = setup
        match = try Match(
            setup.kitchen, from: setup.takeOver?.start, horizon: setup.horizon, seed: setup.seed,
            channel: setup.channel)
        try setup.takeOver?.play(on: &match)
        firstTick = match.game.timestep
        if let takeOver = setup.takeOver { match.note(takeOver.continuation.note(seat: takeOver.seat)) }
        before = match.game.state
        after = before
        queues = Dictionary(uniqueKeysWithValues: setup.people.map { ($0, InputQueue()) })
        self.partners = partners
        guard setup.kitchen.isPartiallyObserved, !setup.people.isEmpty else { return }
        sight = SeatMemory(seats: setup.people.sorted(), in: setup.kitchen)
        sight?.look(at: after)
    }

    package var game: KitchenGame { match.game }
    package var score: Double { match.recorder.score }
    /// What is heard of the last tick.
    var sounds: [Sound] { Sound.sounds(of: game, before: before, tickLength: setup.tickLength) }
    /// What has been counted of each player.
    var figures: [SeatFigures] { match.recorder.figures }
    package var deliveries: [Delivery] { match.recorder.deliveries }
    /// Ticks that have been played.
    package var ticks: Int { match.game.timestep }
    /// Those of them that were played here, and not in a game that this one continues.
    package var ownTicks: Int { ticks - firstTick }

    /// What has been played so far, and how long it took.
    /// - Parameter ends: what agents had left to say when they were let go, by seat.
    package func episode(ends: [Int: EpisodeEnd] = [:]) -> Episode {
        var recorder = match.recorder
        for (seat, end) in ends.sorted(by: { $0.key < $1.key }) { recorder.note(end, seat: seat) }
        if let pace { recorder.notes.append(pace.note(ticks: ticks)) }
        return recorder.episode()
    }

    // MARK: People

    package mutating func press(_ action: Action, seat: Int) {
        guard phase != .paused, phase != .over else { return }
        queues[seat]?.press(action)
    }

    package mutating func release(_ action: Action, seat: Int) { queues[seat]?.release(action) }

    package mutating func releaseAll() {
        for seat in queues.keys { queues[seat]?.releaseAll() }
    }

    /// Says something with the seat's next action, in place of what was to be said with it.
    /// - Returns: why it cannot be said; nil where it can.
    package mutating func say(_ text: String, seat: Int) -> String? {
        guard let channel = setup.channel, phase == .running || phase == .countdown else { return "nobody can talk now" }
        if let objection = channel.objection(to: text) { return objection }
        saying[seat] = text
        return nil
    }

    /// Presses of a seat that wait for their tick.
    package func waiting(seat: Int) -> [Action] { queues[seat]?.waiting ?? [] }

    package mutating func pause(now: Double) {
        guard phase == .running || phase == .countdown else { return }
        pausedPhase = phase
        rest = deadline - now
        phase = .paused
        releaseAll()
    }

    package mutating func resume(now: Double) {
        guard phase == .paused else { return }
        phase = pausedPhase
        // A pause is no part of the time that the game took.
        begin += now + max(0, rest) - deadline
        deadline = now + max(0, rest)
    }

    // MARK: Time

    /// How far the motion of the last tick has gone, from 0 to 1.
    package func progress(now: Double) -> Double {
        guard ticks > 0, phase != .over else { return 1 }
        let left = phase == .paused ? rest : deadline - now
        return max(0, min(1, 1 - left / setup.tickLength))
    }

    /// How long the ticks have taken so far; nil before the first.
    package var pace: Pace? {
        guard ownTicks > 0 else { return nil }
        return Pace(planned: Double(ownTicks) * setup.tickLength, seconds: max(0, end - begin), slipped: slipped)
    }

    /// When the next tick falls, or the first tick's time begins; nil while time stands still.
    package var due: Double? { phase == .running || phase == .countdown ? deadline : nil }

    /// Seconds to the first tick's beginning.
    package func countdownLeft(now: Double) -> Double { max(0, phase == .paused ? rest : deadline - now) }

    /// Ticks that are left.
    package var ticksLeft: Int { setup.horizon - ticks }

    /// Lets time pass up to `now`, and plays the tick that is due; at most one, so that nobody returns from a
    /// stalled machine to a game that ran without them.
    /// - Returns: whether a tick was played.
    package mutating func update(now: Double) -> Bool {
        switch phase {
        case .preparing:
            prepare(now: now)
        case .countdown where now >= deadline:
            phase = .running
            begin = deadline
            end = deadline
            deadline += setup.tickLength
        case .running where now >= deadline:
            guard !setup.waitsForAgents || agentsHaveAnswered else { return false }
            tick()
            end = now
            deadline += setup.tickLength
            if deadline < now {
                deadline = now + setup.tickLength
                slipped += 1
            }
            return true
        default: break
        }
        return false
    }

    private mutating func prepare(now: Double) {
        for (seat, partner) in partners {
            if case .failed(let reason) = partner.readiness {
                phase = .failed(seat: seat, reason: reason)
                return
            }
        }
        guard partners.values.allSatisfy({ $0.readiness == .ready }) else { return }
        askAgents()
        phase = .waiting
        if !setup.waitsForPeople { begin(now: now) }
    }

    /// Starts the countdown, where it waits for people.
    package mutating func begin(now: Double) {
        guard phase == .waiting else { return }
        phase = .countdown
        deadline = now + setup.countdown
    }

    private var agentsHaveAnswered: Bool {
        partners.values.allSatisfy { $0.answer(tick: ticks) != nil }
    }

    private mutating func askAgents() {
        asksForExplanations = wantsExplanations
        for (seat, partner) in partners { partner.ask(game, heard: match.heard(by: seat), withExplanation: wantsExplanations) }
    }

    /// Plays one tick with what is there by now: an agent that has not answered stands still.
    private mutating func tick() {
        latest = []
        for seat in 0..<setup.kitchen.players {
            let answer = answer(seat)
            latest.append(answer.decision)
            note(answer, seat: seat)
            if let message = answer.decision.message { words[seat] = (message, ticks) }
            match.note(answer.decision, explanation: answer.explanation, seat: seat)
        }
        before = after
        do {
            try match.step()
        } catch {
            // Cannot be: every seat has a decision, and the phase ends with the game.
            phase = .over
            return
        }
        after = game.state
        sight?.look(at: after)
        if game.isOver { phase = .over } else { askAgents() }
    }

    /// Keeps what an agent explained, or that it was asked and did not.
    private mutating func note(_ answer: PartnerAnswer, seat: Int) {
        if let explanation = answer.explanation {
            explanations[seat] = explanation
            silent.remove(seat)
        } else if asksForExplanations, partners[seat] != nil, answer.decision.fault != .late {
            silent.insert(seat)
        }
    }

    /// What a seat does now: what its agent has answered, else late, or what its person has pressed.
    private mutating func answer(_ seat: Int) -> PartnerAnswer {
        guard let partner = partners[seat] else {
            let decision = Decision(queues[seat]?.next() ?? .stay, message: saying.removeValue(forKey: seat))
            return PartnerAnswer(tick: ticks, decision: decision, explanation: nil)
        }
        return partner.answer(tick: ticks) ?? PartnerAnswer(tick: ticks, decision: Decision(.stay, fault: .late), explanation: nil)
    }
}
