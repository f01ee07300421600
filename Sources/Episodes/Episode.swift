import Kitchen

/// A played episode: enough to play it again to the bit, and what was counted while it was played.
public struct Episode: Sendable, Hashable {
    /// How the episode ended.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// Played to its horizon.
        case finished
        /// Stopped before its horizon, for instance because a person left.
        case unfinished
        /// Never played, because an agent cannot play this kitchen; a note says why.
        case refused
    }

    /// Something noteworthy in a tick: an explanation, a message, a fault, an exchange with a language model, a hint that a coach
    /// gave the person in the seat; in the first tick what players can say to each other (`TalkChannel`); and, in the last tick, who made
    /// an agent's decisions (`Choices`), remarks about what cost nothing, how long a game in real time took (`Pace`), and whose
    /// episode it continues (`Continuation`).
    public struct Note: Sendable, Hashable {
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            case explanation, message, fault, exchange, choices, remark, pace, hint, continues, channel
        }

        /// The tick that the note's action belongs to, counted from zero.
        public var tick: Int
        public var seat: Int
        public var kind: Kind
        /// In words for a person.
        public var text: String
        /// The same as JSON where it has parts, such as an `Explanation`.
        public var data: String?

        public init(tick: Int, seat: Int, kind: Kind, text: String, data: String? = nil) {
            self.tick = tick
            self.seat = seat
            self.kind = kind
            self.text = text
            self.data = data
        }
    }

    /// An event of the rules (rules §4.4) with when and whose it was.
    public struct LoggedEvent: Sendable, Hashable {
        /// The tick before which the state was, 0 to horizon - 1.
        public var tick: Int32
        public var seat: UInt8
        public var event: Event

        public init(tick: Int, seat: Int, event: Event) {
            self.tick = Int32(tick)
            self.seat = UInt8(seat)
            self.event = event
        }
    }

    public var layout: Layout
    public var dynamics: Dynamics
    public var horizon: Int
    /// The key of all random numbers of the episode, those of its agents included.
    public var seed: UInt64
    /// Where the episode began, when that is not the layout's own start.
    public var start: KitchenState?
    public var status: Status
    /// One action a player and tick: `[tick * players + player]`.
    public var actions: [Action]
    /// The team's sparse reward, less what messages cost.
    public var score: Double
    /// Depends on every state from the first to the last and on nothing else; see `EpisodeRecorder`.
    public var stateHash: UInt64
    /// One for each player.
    public var seats: [SeatFigures]
    public var pots: PotFigures
    /// In the order in which they happened.
    public var events: [LoggedEvent]
    public var notes: [Note]

    public init(
        layout: Layout, dynamics: Dynamics, horizon: Int, seed: UInt64, start: KitchenState? = nil, status: Status,
        actions: [Action], score: Double, stateHash: UInt64, seats: [SeatFigures], pots: PotFigures, events: [LoggedEvent],
        notes: [Note] = []
    ) {
        self.layout = layout
        self.dynamics = dynamics
        self.horizon = horizon
        self.seed = seed
        self.start = start
        self.status = status
        self.actions = actions
        self.score = score
        self.stateHash = stateHash
        self.seats = seats
        self.pots = pots
        self.events = events
        self.notes = notes
    }

    /// Number of players.
    public var players: Int { seats.count }

    /// Ticks that were played.
    public var ticks: Int { players == 0 ? 0 : actions.count / players }

    /// The joint action of a tick.
    public func jointAction(_ tick: Int) -> [Action] { Array(actions[(tick * players)..<((tick + 1) * players)]) }

    /// The kitchen in which it was played.
    /// - Throws: `ParameterError` for a layout that makes no kitchen.
    public func kitchen() throws -> Kitchen { try Kitchen(layout, dynamics: dynamics) }
}

extension Episode {
    /// Adds notes that became known late, each after those of its tick.
    /// - Parameter late: in the order of their ticks.
    public mutating func add(_ late: [Note]) {
        for note in late { notes.insert(note, at: notes.firstIndex { $0.tick > note.tick } ?? notes.endIndex) }
    }

    /// Plays the episode again from its actions alone and returns what is found; equal to the episode itself but for
    /// notes and faults, which a replay cannot know and takes over.
    /// - Throws: `ParameterError`, `StepError` for a log that cannot be played.
    public func replayed() throws -> Episode {
        var recorder = try EpisodeRecorder(kitchen(), horizon: horizon, seed: seed, start: start, channel: channel)
        for tick in 0..<ticks { try recorder.step(jointAction(tick)) }
        for note in notes where note.kind == .message { recorder.charge(seat: note.seat) }
        recorder.notes = notes
        var episode = recorder.episode(status: status)
        for seat in seats.indices { episode.seats[seat].faults = seats[seat].faults }
        return episode
    }

    /// The first thing in which a replay differs, in words, or nil.
    /// - Throws: as `replayed` does.
    public func difference() throws -> String? {
        let replay = try replayed()
        if replay.score != score { return "the score is \(score), a replay scores \(replay.score)" }
        if replay.stateHash != stateHash { return "the states' hash is not the replay's" }
        if replay.events != events { return "the events are not the replay's" }
        if replay.seats != seats || replay.pots != pots { return "the figures are not the replay's" }
        return nil
    }
}
