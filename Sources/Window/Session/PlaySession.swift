import Agents
import Episodes
import Kitchen

/// A game that is played in real time: when ticks fall, which actions they have, what came of them. It knows
/// neither window nor clock; time comes in with every call, in seconds of any steady clock.
package struct PlaySession {
    package struct Setup: Sendable {
        package var kitchen: Kitchen
        package var horizon = 400
        /// Seconds a tick.
        package var tickLength = 0.15
        /// Seats that people play; agents play the others.
        package var people: Set<Int> = [0]
        /// Seconds between everyone being ready and the first tick's beginning.
        package var countdown = 1.5
        /// Whether a tick waits for late agents, as when nobody plays and one watches.
        package var waitsForAgents = false

        package init(kitchen: Kitchen) { self.kitchen = kitchen }
    }

    package enum Phase: Sendable, Hashable {
        /// An agent is not ready yet.
        case preparing
        /// An agent cannot play here.
        case failed(seat: Int, reason: String)
        /// Counting down to the first tick.
        case countdown
        case running
        case paused
        case over
    }

    package let setup: Setup
    package private(set) var game: KitchenGame
    /// The state before the last tick, from which motion comes.
    package private(set) var before: KitchenState
    package private(set) var after: KitchenState
    package private(set) var phase = Phase.preparing
    package private(set) var score = 0.0
    package private(set) var deliveries: [Delivery] = []
    /// What every seat did, tick by tick.
    package private(set) var decisions: [[Decision]] = []
    /// The latest mind of every agent that has told it.
    package private(set) var minds: [Int: Explanation] = [:]
    /// Every mind that was told, by tick and seat.
    package private(set) var mindLog: [Int: [Int: Explanation]] = [:]
    /// The latest words of every agent, and their tick.
    package private(set) var words: [Int: (text: String, tick: Int)] = [:]
    /// Ticks that came so late that all that follow were put off.
    package private(set) var slipped = 0
    /// When the first tick began, put off by every pause; and when the last one ended.
    private var begin = 0.0
    private var end = 0.0
    /// Whether agents are asked for their minds.
    package var wantsMinds = false
    private var queues: [Int: InputQueue]
    private var partners: [Int: any PartnerSource]
    /// When the running tick ends, or the countdown.
    private var deadline = 0.0
    /// Seconds to the deadline when the game was paused.
    private var rest = 0.0
    private var pausedPhase = Phase.running

    /// - Throws: `ParameterError`, which cannot be for a kitchen that was made.
    package init(_ setup: Setup, partners: [Int: any PartnerSource]) throws {
        self.setup = setup
        game = try KitchenGame(setup.kitchen, horizon: setup.horizon)
        before = game.state
        after = before
        queues = Dictionary(uniqueKeysWithValues: setup.people.map { ($0, InputQueue()) })
        self.partners = partners
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
        guard !decisions.isEmpty, phase != .over else { return 1 }
        let left = phase == .paused ? rest : deadline - now
        return max(0, min(1, 1 - left / setup.tickLength))
    }

    /// How long the ticks have taken so far; nil before the first.
    package var pace: Pace? {
        guard !decisions.isEmpty else { return nil }
        return Pace(planned: Double(decisions.count) * setup.tickLength, seconds: max(0, end - begin), slipped: slipped)
    }

    /// Seconds to the first tick's beginning.
    package func countdownLeft(now: Double) -> Double { max(0, phase == .paused ? rest : deadline - now) }

    /// Ticks that are left.
    package var ticksLeft: Int { setup.horizon - game.timestep }

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
        phase = .countdown
        deadline = now + setup.countdown
        askAgents()
    }

    private var agentsHaveAnswered: Bool {
        partners.values.allSatisfy { $0.answer(tick: game.timestep) != nil }
    }

    private func askAgents() {
        for partner in partners.values { partner.ask(game, withMind: wantsMinds) }
    }

    /// Plays one tick with what is there by now: an agent that has not answered stands still.
    private mutating func tick() {
        var joint: [Decision] = []
        for seat in 0..<setup.kitchen.players {
            if let partner = partners[seat] {
                joint.append(decision(of: partner, seat: seat))
            } else {
                joint.append(Decision(queues[seat]?.next() ?? .stay))
            }
        }
        before = after
        do {
            try game.advance(joint.map(\.action))
        } catch {
            // Cannot be: the joint action has a decision a seat and the phase ends with the game.
            phase = .over
            return
        }
        decisions.append(joint)
        after = game.state
        let delivered = Delivery.inLastTick(of: game)
        deliveries += delivered
        score += delivered.reduce(0) { $0 + $1.points }
        if game.isOver { phase = .over } else { askAgents() }
    }

    private mutating func decision(of partner: any PartnerSource, seat: Int) -> Decision {
        guard let answer = partner.answer(tick: game.timestep) else { return Decision(.stay, fault: .late) }
        if let mind = answer.explanation {
            minds[seat] = mind
            mindLog[game.timestep, default: [:]][seat] = mind
        }
        if let message = answer.decision.message { words[seat] = (message, game.timestep) }
        return answer.decision
    }
}
