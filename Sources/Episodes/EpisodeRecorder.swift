import Kitchen

/// Plays an episode tick by tick and keeps everything that a log wants of it.
///
///     var recorder = try EpisodeRecorder(kitchen, horizon: 400, seed: 1)
///     while !recorder.game.isOver { try recorder.step(jointAction(recorder.game)) }
///     let episode = recorder.episode()
///
/// A tick costs a fraction of a microsecond on top of the engine's own.
public struct EpisodeRecorder: Sendable {
    /// The game as it is now.
    public private(set) var game: KitchenGame
    /// The key of all random numbers of the episode.
    public let seed: UInt64
    /// What players can say to each other; nil where they cannot.
    public let channel: TalkChannel?
    /// The team's sparse reward so far, less what messages cost.
    public private(set) var score = 0.0
    /// Soups delivered so far.
    public private(set) var deliveries: [Delivery] = []
    /// What agents say and what goes wrong, added by those who play.
    public var notes: [Episode.Note] = []
    private let start: KitchenState?
    private var actions: [Action]
    private var stateHash: StateHasher
    private var seats: [SeatFigures]
    private var pots = PotFigures()
    private var events: [Episode.LoggedEvent] = []
    /// Who decides for each seat, where agents say so.
    private var choices: [Choices]
    /// Things that went from one player to another so far.
    public private(set) var handOvers: [HandOver] = []
    /// What went wrong so far, and which note says so.
    private var faults: [(note: Int, seat: Int, fault: Episode.Fault)] = []
    /// Who put the thing on each counter, and when.
    private var placed: [Placement]
    /// Where the players are now.
    private var poses: [Pose]
    /// Of players who interact, how they stood before; of others, how they stood before some earlier tick.
    private var snapshots: [KitchenGame.PlayerSnapshot]
    /// Whether an interact with empty hands starts a pot.
    private let startsPots: Bool

    private struct Placement {
        /// Negative for nobody: the thing lay there from the beginning.
        var seat = -1
        var tick = 0
    }

    /// - Parameters:
    ///   - start: where the episode begins; nil for the kitchen's own start.
    ///   - channel: what players can say to each other; nil for nothing.
    /// - Throws: `ParameterError` when `start` is no state of this kitchen.
    public init(_ kitchen: Kitchen, horizon: Int, seed: UInt64, start: KitchenState? = nil, channel: TalkChannel? = nil) throws {
        game = try KitchenGame(kitchen, from: start, horizon: horizon, seed: seed)
        self.seed = seed
        self.channel = channel
        notes = channel.map { [$0.note] } ?? []
        self.start = start
        actions = []
        actions.reserveCapacity(min(horizon, 1 << 16) * kitchen.players)
        seats = Array(repeating: SeatFigures(), count: kitchen.players)
        choices = Array(repeating: Choices(), count: kitchen.players)
        placed = Array(repeating: Placement(), count: kitchen.slotCells.count)
        startsPots = kitchen.dynamics == .new
        stateHash = StateHasher(game)
        poses = seats.indices.map(game.pose)
        snapshots = seats.indices.map(game.snapshot)
    }

    /// Plays one tick.
    /// - Throws: `StepError` when the game is over or `joint` is not one action a player.
    public mutating func step(_ joint: [Action]) throws {
        try advance(joint)
        record(joint)
    }

    /// The first half of `step`: the game is a tick further, of which nothing is noted yet.
    /// - Throws: as `step` does.
    package mutating func advance(_ joint: [Action]) throws {
        if joint.count == seats.count {
            for player in joint.indices where joint[player] == .interact { snapshots[player] = game.snapshot(of: player) }
        }
        try game.advance(joint)
    }

    /// The other half: notes what came of the actions with which the game was advanced.
    package mutating func record(_ joint: [Action]) {
        let tick = game.timestep - 1
        for player in joint.indices {
            actions.append(joint[player])
            count(player, joint[player], tick)
        }
        countPots()
        stateHash.add(game)
    }

    /// What has been counted of each player so far.
    public var figures: [SeatFigures] { seats }

    /// Counts a fault of a seat in the present tick and notes it; what goes wrong in the same way tick after tick is one note
    /// that says in how many.
    public mutating func fault(seat: Int, kind: String, detail: String?) {
        seats[seat].faults += 1
        if let latest = faults.last(where: { $0.seat == seat })?.fault, latest.kind == kind, latest.detail == detail,
            let index = faults.lastIndex(where: { $0.seat == seat })
        {
            faults[index].fault.ticks = (latest.ticks ?? 0) + 1
            return
        }
        note(Episode.Fault(kind: kind, detail: detail, ticks: 1), seat: seat)
    }

    /// Notes that the agent in a seat cannot play the kitchen; the episode is then a refused one.
    public mutating func refuse(seat: Int, _ why: String) {
        note(Episode.Fault(kind: Episode.Fault.refused, detail: why, ticks: 0), seat: seat)
    }

    private mutating func note(_ fault: Episode.Fault, seat: Int) {
        faults.append((notes.count, seat, fault))
        notes.append(Episode.Note(tick: game.timestep, seat: seat, kind: .fault, text: fault.description, data: fault.json))
    }

    /// Notes what a seat says in the present tick, and what it costs.
    public mutating func say(_ text: String, seat: Int) {
        notes.append(.init(tick: game.timestep, seat: seat, kind: .message, text: text))
        charge(seat: seat)
    }

    /// Charges a seat for a message.
    mutating func charge(seat: Int) {
        guard let channel, seats.indices.contains(seat) else { return }
        seats[seat].sparse -= channel.cost
        score -= channel.cost
    }

    /// Counts a decision of a seat by who made it.
    /// - Parameter isOwn: whether that is the source that the agent is named for.
    public mutating func countDecision(of source: String, isOwn: Bool, seat: Int) { choices[seat].count(source, isOwn: isOwn) }

    /// What has been played so far.
    /// - Parameter status: nil takes `finished` at the horizon and `unfinished` before it.
    public func episode(status: Episode.Status? = nil) -> Episode {
        var notes = self.notes
        for entry in faults where notes.indices.contains(entry.note) && notes[entry.note].kind == .fault {
            notes[entry.note].data = entry.fault.json
        }
        return Episode(
            layout: game.kitchen.layout, dynamics: game.kitchen.dynamics, horizon: game.horizon, seed: seed, start: start,
            status: status ?? (game.isOver ? .finished : .unfinished), actions: actions, score: score, stateHash: stateHash.value,
            seats: seats, pots: pots, events: events, notes: notes + choiceNotes)
    }

    private var choiceNotes: [Episode.Note] {
        choices.enumerated().filter { $1.decisions > 0 }.map { seat, choices in
            .init(tick: max(0, game.timestep - 1), seat: seat, kind: .choices, text: choices.words, data: choices.json)
        }
    }

    private mutating func count(_ player: Int, _ action: Action, _ tick: Int) {
        let (was, now) = (poses[player], game.pose(of: player))
        poses[player] = now
        switch action {
        case .stay: seats[player].stays += 1
        case .interact:
            seats[player].interacts += 1
            return countInteract(player, tick, was: snapshots[player], held: game.held(by: player))
        default:
            seats[player].moves += 1
            if now.cell == was.cell && game.intendedPose(was, action).cell != was.cell { seats[player].collisions += 1 }
        }
        if now == was { seats[player].idle += 1 }
    }

    private mutating func countInteract(_ player: Int, _ tick: Int, was: KitchenGame.PlayerSnapshot, held: Item) {
        log(game.outcome(of: player).events, player, tick)
        let rewards = game.rewards(of: player)
        seats[player].sparse += rewards.sparse
        score += rewards.sparse
        seats[player].shaped += rewards.shaped
        if held == was.held {
            let canStart = startsPots ? held.isNone && was.facesFillingPot : was.facesFullPot
            let started = canStart && !game.isFilling(slot: was.slot)
            let pressed = held.isNone && was.terrain == .recipeButton
            if !started && !pressed { seats[player].idle += 1 }
            return
        }
        switch was.terrain {
        case .pot where held.isSoup: seats[player].soupsPlated += 1
        case .pot where was.held == .onion: seats[player].onionsPotted += 1
        case .pot where was.held == .tomato: seats[player].tomatoesPotted += 1
        case .serving:
            seats[player].deliveries += 1
            if let delivery = Delivery(game, seat: player, of: was.held) { deliveries.append(delivery) }
        case .counter where held.isNone:
            seats[player].drops += 1
            placed[was.slot] = Placement(seat: player, tick: tick)
        case .counter:
            let giver = placed[was.slot]
            if giver.seat >= 0 && giver.seat != player {
                seats[giver.seat].handOvers += 1
                handOvers.append(
                    HandOver(
                        giver: giver.seat, placed: giver.tick, taker: player, taken: tick,
                        cell: game.kitchen.slotCells[was.slot], item: held))
            }
            placed[was.slot] = Placement()
        default: break
        }
        if was.held.isNone && held == .dish { seats[player].dishesTaken += 1 }
    }

    private mutating func log(_ set: EventSet, _ player: Int, _ tick: Int) {
        set.forEach { place in
            if let event = Event(rawValue: UInt8(place)) { events.append(.init(tick: tick, seat: player, event: event)) }
        }
    }

    private mutating func countPots() {
        let counts = game.potCounts
        pots.empty += counts.empty
        pots.filling += counts.filling
        pots.cooking += counts.cooking
        pots.ready += counts.ready
    }
}
