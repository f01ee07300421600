import Basics
import Episodes
import Kitchen

/// What an agent gets to know when an episode begins.
public struct EpisodeContext: Sendable {
    public let kitchen: Kitchen
    /// The agent's player, counted from zero.
    public let seat: Int
    /// Key of the agent's own random numbers; the same seed must lead to the same episode.
    public let seed: UInt64
    /// Ticks of the episode.
    public let horizon: Int
    /// What players can say to each other; nil where they cannot.
    public let channel: TalkChannel?

    public init(kitchen: Kitchen, seat: Int, seed: UInt64, horizon: Int, channel: TalkChannel? = nil) {
        self.kitchen = kitchen
        self.seat = seat
        self.seed = seed
        self.horizon = horizon
        self.channel = channel
    }

    /// The agent's own random numbers.
    public var random: RandomStream { RandomStream(seed, UInt64(seat), StreamKey.agentEpisode) }
}

/// What an agent does in a tick.
public struct Decision: Sendable, Hashable {
    public var action: Action
    /// What there is besides the action; nil for nothing. Apart from it, since most decisions are an action alone, and are copied often.
    private var remarks: Remarks?

    /// Something to say to the partner, when the agent speaks.
    public var message: String? {
        get { remarks?.parts.message }
        set { set(\.message, newValue) }
    }

    /// What went wrong, when the action is a STAY that the agent did not choose.
    public var fault: AgentFault? {
        get { remarks?.parts.fault }
        set { set(\.fault, newValue) }
    }

    /// What exactly went wrong, in words for a person and the log.
    public var faultDetail: String? {
        get { remarks?.parts.faultDetail }
        set { set(\.faultDetail, newValue) }
    }

    /// Who made the decision, from agents that do not make all of theirs themselves; nil from all others. The log counts
    /// them over an episode.
    public var source: DecisionSource? {
        get { remarks?.parts.source }
        set { set(\.source, newValue) }
    }

    /// What the agent and another program, such as a language model, said to each other since the last decision, for the log.
    public var exchanges: [Exchange] {
        get { remarks?.parts.exchanges ?? [] }
        set { set(\.exchanges, newValue) }
    }

    /// Whether there is nothing but an action, so that there is nothing to log.
    public var isPlain: Bool { remarks == nil }

    private mutating func set<Part>(_ part: WritableKeyPath<Remarks.Parts, Part>, _ value: Part) {
        var parts = remarks?.parts ?? Remarks.Parts()
        parts[keyPath: part] = value
        remarks = parts == Remarks.Parts() ? nil : .some(.these(parts))
    }

    /// What may come with an action, in memory of its own.
    private indirect enum Remarks: Sendable, Hashable {
        case these(Parts)

        struct Parts: Sendable, Hashable {
            var message: String?
            var fault: AgentFault?
            var faultDetail: String?
            var source: DecisionSource?
            var exchanges: [Exchange] = []
        }

        var parts: Parts {
            switch self {
            case .these(let parts): parts
            }
        }
    }

    /// A question and what came of it.
    public struct Exchange: Sendable, Hashable {
        /// In words for a person.
        public var text: String
        /// All of it, as JSON.
        public var data: String

        public init(text: String, data: String) {
            self.text = text
            self.data = data
        }
    }

    public init(_ action: Action, message: String? = nil, fault: AgentFault? = nil, faultDetail: String? = nil) {
        self.action = action
        guard message != nil || fault != nil || faultDetail != nil else { return }
        remarks = .these(Remarks.Parts(message: message, fault: fault, faultDetail: faultDetail))
    }

    /// A STAY that the agent did not choose.
    public static func failed(_ fault: AgentFault, _ detail: String) -> Decision {
        Decision(.stay, fault: fault, faultDetail: detail)
    }
}

/// Who made a decision of an agent that somebody else advises, such as a language model.
///
/// An agent that names a source names one in every tick, so that the counts of an episode add up to its ticks.
public enum DecisionSource: String, Sendable, Hashable, CaseIterable {
    /// The language model: the tick belongs to a skill that it chose.
    case model
    /// The language model, asked again after a reply that could not be used.
    case again = "repeat"
    /// The language model, whose words were not those of a skill but could mean only one.
    case nearest
    /// A rule that chooses among the skills on offer in place of a language model.
    case menu
    /// Nobody: the agent goes on with the skill that the language model chose last, because it gave no answer.
    case last
    /// The planner, because the model was not asked yet, is still thinking or gave no answer.
    case planner
    /// Nobody: the agent stays because the model gave no answer.
    case stay

    /// Whether it is the source that the agent is named for, and not one that fills in for it.
    public var isOwn: Bool {
        switch self {
        case .model, .again, .nearest, .menu: true
        case .last, .planner, .stay: false
        }
    }
}

/// How an agent can fail in a tick: it costs that tick's action, never the episode.
public enum AgentFault: String, Sendable, Hashable, CaseIterable {
    /// No answer within the deadline.
    case late
    /// The program ended or its pipe broke.
    case died
    /// The answer could not be understood or was no action.
    case nonsense
    /// Far more output than a tick can need.
    case flood
    /// After repeated faults the seat is no longer asked.
    case unseated
    /// The agent's adviser, such as a language model, was asked and gave no usable answer; the agent decides without it
    /// until it gives one, so that the action need not be a STAY.
    case unanswered
    /// What it said is no message of the channel, so nobody hears it; its action counts.
    case unsaid
}

/// What an agent has left to say when an episode is over, for the log.
public struct EpisodeEnd: Sendable, Hashable {
    /// Exchanges that were still open, and end here.
    public var exchanges: [Decision.Exchange]
    /// What cost nothing, but the author of the agent should know, such as lines of a program that were passed over.
    public var remarks: [String]

    public init(exchanges: [Decision.Exchange] = [], remarks: [String] = []) {
        self.exchanges = exchanges
        self.remarks = remarks
    }
}

/// Something that plays: one instance plays one seat, episode after episode.
///
/// The order of calls is `begin`, then an `act` once a tick, with perhaps `glance` and `hear` before and `explain` after it, then
/// `finish` where the episode is logged, then `begin` again or `close`. Which `act` depends on the kitchen. Where everybody sees
/// everything it is `act(_:)`: the agent sees the whole state through the game it is lent. In a kitchen that hides something
/// (`isPartiallyObserved`) an agent that does not need the whole state is asked by `act(seeing:)` alone and is never lent the game;
/// what it saw before is its own to remember. One that does need it cannot play there, unless somebody gave it the whole state
/// (`isOmniscient`).
///
/// An agent must not depend on anything but the calls and its seed, so that an episode can be played again. An agent that throws
/// in `begin` cannot play that kitchen.
public protocol Agent {
    /// Whether the agent can play only with the whole state before it; true unless it says otherwise.
    var needsWholeState: Bool { get }

    /// Whether the agent is given the whole state in every kitchen, whatever its seat sees; false unless it says otherwise.
    var isOmniscient: Bool { get }

    /// Whose rules it can play by. Unless it says otherwise: both families' if it plays by what it sees, else Overcooked-AI's alone,
    /// since what it makes of a whole state was made for those.
    var families: Set<RuleFamily> { get }

    /// Prepares for an episode.
    /// - Throws: what keeps the agent from playing it, in words for a person.
    mutating func begin(_ episode: EpisodeContext) throws

    /// Takes in what others said in the tick before. Called ahead of `act`, in ticks in which something is heard.
    mutating func hear(_ messages: [HeardMessage])

    /// The action for the tick that `game` is at.
    mutating func act(_ game: KitchenGame) -> Decision

    /// The action for the tick of which the agent's seat sees `observation`; asked in kitchens that hide something.
    mutating func act(seeing observation: Observation) -> Decision

    /// Whether the agent makes use of `glance(at:)`; false unless it says otherwise. Asked once an episode, after `begin`.
    var glances: Bool { get }

    /// Shows the agent the state that its next `act` will be about, while others are still busy with the tick before: it may send for
    /// what it will need. Nothing that it does depends on whether it was shown the state.
    mutating func glance(at game: KitchenGame)

    /// Why the agent did what it did in its last `act`; asked only when someone looks, so `act` need not prepare it.
    func explain() -> Explanation?

    /// Ends the episode: what is still under way for it is given up.
    /// - Returns: what is left for the log.
    mutating func finish() -> EpisodeEnd

    /// Releases what outlives the value, such as a program. Called once, at the end.
    mutating func close()
}

extension Agent {
    public var needsWholeState: Bool { true }
    public var isOmniscient: Bool { false }
    public var families: Set<RuleFamily> { needsWholeState ? [.overcooked] : Set(RuleFamily.allCases) }

    public mutating func act(seeing observation: Observation) -> Decision {
        .failed(.nonsense, "this agent cannot play from a view")
    }

    public mutating func hear(_ messages: [HeardMessage]) {}
    public var glances: Bool { false }
    public mutating func glance(at game: KitchenGame) {}
    public func explain() -> Explanation? { nil }
    public mutating func finish() -> EpisodeEnd { EpisodeEnd() }
    public mutating func close() {}
}
