import Episodes
import Kitchen

/// Episodes in which agents are watched for faults, refusals and pace: for those who write an agent.
///
///     var trial = AgentTrial(kitchen, agents, horizon: 400, stopsAtFault: false)
///     try trial.play(seed: 1)
///     print(trial.seats[0].faults)
public struct AgentTrial {
    public let kitchen: Kitchen
    public let horizon: Int
    private let stopsAtFault: Bool
    private var agents: [any Agent]
    /// What was found of each seat.
    public private(set) var seats: [Seat]
    /// Of whole episodes.
    public private(set) var scores: [Double] = []

    /// What was found of one seat.
    public struct Seat {
        /// Why the agent cannot play the kitchen.
        public fileprivate(set) var refusal: String?
        public fileprivate(set) var faults: [AgentFault: FaultCount] = [:]
        public fileprivate(set) var choices = Choices()
        /// What cost nothing.
        public fileprivate(set) var remarks: [String] = []
        /// How long each decision took.
        public fileprivate(set) var times: [Duration] = []
    }

    /// How often something went wrong, and the first time that it did.
    public struct FaultCount: Sendable, Hashable {
        public fileprivate(set) var count = 0
        public let firstTick: Int
        public let firstDetail: String
    }

    /// Takes every decision with its tick, its seat, and what the agent says about it or what went wrong.
    public typealias Watch = (_ tick: Int, _ seat: Int, _ decision: Decision, _ why: String) -> Void

    /// - Parameters:
    ///   - agents: one a seat; the trial closes them.
    ///   - stopsAtFault: whether an episode ends with the first tick in which an agent fails.
    public init(_ kitchen: Kitchen, _ agents: [any Agent], horizon: Int, stopsAtFault: Bool) {
        self.kitchen = kitchen
        self.agents = agents
        self.horizon = horizon
        self.stopsAtFault = stopsAtFault
        seats = agents.map { _ in Seat() }
    }

    /// Whether a seat failed in a tick, cannot play the kitchen, or made none of its decisions itself.
    public var isFaulty: Bool { seats.contains { !$0.faults.isEmpty || $0.refusal != nil || $0.choices.isNeverOwn } }

    /// Plays an episode.
    /// - Parameter watch: takes every decision; nil leaves the agents unasked for explanations.
    /// - Throws: `AgentError` when there is not one agent a seat.
    public mutating func play(seed: UInt64, watch: Watch? = nil) throws {
        var match = try Match(kitchen, horizon: horizon, seed: seed)
        var observer = TrialObserver(seats: seats, watch: watch)
        let stopsAtFault = stopsAtFault
        let episode = try match.play(&agents, observer: &observer) { hasFault in hasFault && stopsAtFault }
        seats = observer.seats
        if let refusal = match.refusal {
            seats[refusal.seat].refusal = seats[refusal.seat].refusal ?? refusal.description
            return
        }
        if stopsAtFault && match.hasFault { return }
        for note in episode.notes where note.kind == .remark && !seats[note.seat].remarks.contains(note.text) {
            seats[note.seat].remarks.append(note.text)
        }
        scores.append(episode.score)
    }

    /// Lets the agents go.
    public mutating func close() {
        for seat in agents.indices { agents[seat].close() }
    }
}

/// Counts and times decisions.
private struct TrialObserver: MatchObserver {
    var seats: [AgentTrial.Seat]
    let watch: AgentTrial.Watch?
    private var start = ContinuousClock.now
    private var decisions: [Decision] = []

    init(seats: [AgentTrial.Seat], watch: AgentTrial.Watch?) {
        self.seats = seats
        self.watch = watch
    }

    mutating func willAct(seat: Int) { start = .now }

    mutating func didAct(_ decision: Decision, seat: Int) {
        seats[seat].times.append(start.duration(to: .now))
        if let source = decision.source { seats[seat].choices.count(source.rawValue, isOwn: source.isOwn) }
        decisions.append(decision)
    }

    mutating func didDecide(_ game: KitchenGame, _ agents: [any Agent]) {
        for (seat, decision) in decisions.enumerated() {
            if let fault = decision.fault {
                let first = AgentTrial.FaultCount(firstTick: game.timestep, firstDetail: decision.faultDetail ?? "")
                seats[seat].faults[fault, default: first].count += 1
            }
            watch?(game.timestep, seat, decision, agents[seat].explain()?.sentence ?? decision.faultDetail ?? "")
        }
        decisions.removeAll(keepingCapacity: true)
    }
}
