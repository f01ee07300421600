/// A step that a participant of a study has finished: a page, a game, or questions.
public struct StudyStep: Sendable, Hashable {
    public var study: String
    public var participant: String
    /// The step's name, e.g. `game 2`; once for each participant.
    public var item: String
    /// The number of the game that it belongs to, counted from one; 0 for none.
    public var position: Int
    public var kitchen: String?
    public var partner: String?
    /// What the participant saw the partner called.
    public var blindName: String?
    /// The game's episode.
    public var episode: EpisodeID?
    /// Answers by question.
    public var answers: [String: String]
    /// The participant's seat in the game, from zero.
    public var seat: Int?
    /// What questions are about; `attempt` for a game that was left, or has to be played again.
    public var level: String?

    /// The level of games that do not count: each is kept under a number of its own, e.g. `game 2 attempt 1`.
    public static let attempt = "attempt"

    public init(
        study: String, participant: String, item: String, position: Int, kitchen: String? = nil, partner: String? = nil,
        blindName: String? = nil, episode: EpisodeID? = nil, answers: [String: String] = [:], seat: Int? = nil, level: String? = nil
    ) {
        self.study = study
        self.participant = participant
        self.item = item
        self.position = position
        self.kitchen = kitchen
        self.partner = partner
        self.blindName = blindName
        self.episode = episode
        self.answers = answers
        self.seat = seat
        self.level = level
    }
}

/// A participant of a study.
public struct StudyParticipant: Sendable, Hashable {
    /// How a participant's way ended.
    public enum Outcome: String, Sendable, Hashable {
        /// They did not agree to take part.
        case refused
        case finished
    }

    public let participant: String
    /// Counted from zero in the order of enrolment.
    public let number: Int
    /// The row of the design.
    public let row: Int
    /// The version of the study's file; nil where an older program kept none.
    public let version: Int?
    /// Nil for who is on their way, or left.
    public let outcome: Outcome?
    /// Who sat at the keyboard with them.
    public let companion: String?
    /// When, UTC, ISO 8601.
    public let enrolled: String
}

/// A text of a study's file under which participants were led.
public struct StudyVersion: Sendable, Hashable {
    /// Counted from one.
    public let version: Int
    public let hash: String
    public let text: String
    /// When it was used first, UTC, ISO 8601.
    public let entered: String
}

/// One time that a participant sat at the window.
public struct StudySession: Sendable, Hashable {
    /// How a session ended.
    public enum End: String, Sendable, Hashable {
        case finished, refused
        /// The participant left, or the window was closed.
        case left
        /// The program died.
        case died
    }

    public var id: Int64 = 0
    public var study: String
    public var participant: String
    public var version: Int
    /// When, UTC, ISO 8601 with milliseconds; events count from here.
    public var began: String
    /// The program's version.
    public var program: String
    public var tickMilliseconds: Int
    /// The display as a JSON object: size, refresh rate, driver, renderer.
    public var display: String
    /// Nil while it goes on.
    public var ended: End?

    public init(study: String, participant: String, version: Int, began: String, program: String, tickMilliseconds: Int, display: String) {
        self.study = study
        self.participant = participant
        self.version = version
        self.began = began
        self.program = program
        self.tickMilliseconds = tickMilliseconds
        self.display = display
    }
}

/// Something that happened in a session, and when.
public struct StudyEvent: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// A page was shown.
        case page
        /// A question was answered: `what` is a JSON object with the question, the answer and when the question was shown.
        case answer
        /// A game began: `what` is a JSON object by which it can be played again (`StudyGame`).
        case begin
        /// A key or a button was pressed in a game.
        case press
        /// A tick was played: `what` has a letter a seat for what everyone did.
        case tick
        case pause
        case resume
        /// A game was over, or left.
        case end
    }

    /// Milliseconds since the session began, by a clock that does not jump.
    public var milliseconds: Int
    public var kind: Kind
    /// The step that it belongs to.
    public var item: String
    /// The game's tick.
    public var tick: Int?
    public var what: String?

    public init(milliseconds: Int, kind: Kind, item: String, tick: Int? = nil, what: String? = nil) {
        self.milliseconds = milliseconds
        self.kind = kind
        self.item = item
        self.tick = tick
        self.what = what
    }
}

/// What a game needs to be played again from the ticks of its session.
public struct StudyGame: Sendable, Hashable, Codable {
    public var map: Int64
    /// The agents by seat; nil for people.
    public var agents: [Int64?]
    /// The people's codes by seat; nil for agents.
    public var people: [String?]
    public var dynamics: String
    public var horizon: Int
    public var seed: UInt64
    public var purpose: String
    public var kitchen: String
    public var partner: String
    public var blindName: String
    public var position: Int
    public var seat: Int

    public init(
        map: MapID, agents: [AgentID?], people: [String?], dynamics: String, horizon: Int, seed: UInt64, purpose: String, kitchen: String,
        partner: String, blindName: String, position: Int, seat: Int
    ) {
        self.map = map.row
        self.agents = agents.map { $0?.row }
        self.people = people
        self.dynamics = dynamics
        self.horizon = horizon
        self.seed = seed
        self.purpose = purpose
        self.kitchen = kitchen
        self.partner = partner
        self.blindName = blindName
        self.position = position
        self.seat = seat
    }
}
