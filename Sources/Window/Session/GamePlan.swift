import Agents
import Episodes
import Kitchen

/// A game to be played: where, by whom, how fast. It can be played any number of times.
public struct GamePlan: Sendable {
    public var kitchen: Kitchen
    /// What plays each seat; nil is a person.
    public var players: [AgentFile?]
    public var horizon: Int
    /// Milliseconds a tick.
    public var tickMilliseconds: Int
    /// Seed of the agents' random numbers.
    public var seed: UInt64
    /// What the people see each seat called, where not its agent's name; for studies.
    public var aliases: [Int: String] = [:]
    /// The person's code or name, if any.
    public var personName: String?
    /// People's codes by seat, where each has their own.
    public var personNames: [Int: String] = [:]
    /// What the panel next to the kitchen leaves out; for studies.
    var hidden: Set<Study.PanelPart> = []
    /// What the game is for, as the log says it; empty for play.
    public var purpose = ""
    /// Whether a coach gives hints; only where one person plays.
    public var coaching = Coaching.chosenByPerson
    /// What players can say to each other; nil for nothing.
    public var channel: TalkChannel?
    /// Whose game this goes on with; nil for one from the start.
    var takeOver: TakeOver?
    /// What people may do besides cooking.
    var commands = Set(KeyBindings.Command.allCases)

    public init(kitchen: Kitchen, players: [AgentFile?], horizon: Int = 400, tickMilliseconds: Int = 150, seed: UInt64) {
        self.kitchen = kitchen
        self.players = players
        self.horizon = horizon
        self.tickMilliseconds = tickMilliseconds
        self.seed = seed
    }

    /// Seats of people, in order: the first person sits on the first of them.
    public var people: [Int] { players.indices.filter { players[$0] == nil } }

    /// What a seat is called on the screen.
    func name(_ seat: Int) -> String {
        if let alias = aliases[seat] { return alias }
        if let agent = players[seat] {
            let title = AgentNames.title(agent)
            let twins = players.count { $0.map(AgentNames.title) == title }
            return twins > 1 ? "\(title) \(seat + 1)" : title
        }
        let people = people
        return people.count == 1 ? "You" : "Person \((people.firstIndex(of: seat) ?? 0) + 1)"
    }

    /// What people call the kitchen.
    var kitchenTitle: String { KitchenNames.title(kitchen.layout.name) }

    /// How the game is played in real time.
    var setup: PlaySession.Setup {
        var setup = PlaySession.Setup(kitchen: kitchen)
        setup.horizon = horizon
        setup.seed = seed
        setup.tickLength = Double(tickMilliseconds) / 1000
        setup.people = Set(people)
        setup.channel = channel
        setup.takeOver = takeOver
        if people.isEmpty {
            setup.waitsForAgents = true
            setup.countdown = 0.6
        }
        return setup
    }

    /// Everyone who plays by themselves, each on a thread of their own.
    func partners() -> [Int: Partner] {
        var partners: [Int: Partner] = [:]
        for (seat, agent) in players.enumerated() {
            guard let agent else { continue }
            partners[seat] = Partner(
                agent.kind, EpisodeContext(kitchen: kitchen, seat: seat, seed: seed, horizon: horizon, channel: channel), after: takeOver)
        }
        return partners
    }
}

extension GamePlan {
    /// A line about an agent that sits on `seat`; none for one that plays under another name.
    func note(_ seat: Int) -> String { aliases[seat] == nil ? players[seat].map { AgentNames.name($0).about } ?? "" : "your partner" }

    var subtitle: String { "\(kitchen.dynamics) dynamics, \(tickMilliseconds) ms a tick" }
}

/// A game that was chosen for a person, and why.
public struct PracticeGame {
    public var plan: GamePlan
    /// A sentence for the person.
    public var why: String

    public init(plan: GamePlan, why: String) {
        self.plan = plan
        self.why = why
    }
}
