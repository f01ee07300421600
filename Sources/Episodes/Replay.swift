import Kitchen

/// An episode played again, once, to be looked at from any tick: its states, what happened, and what agents said.
///
///     let replay = try Replay(episode)
///     print(replay.states[10], replay.score(at: 10))
public struct Replay: Sendable {
    public let episode: Episode
    public let kitchen: Kitchen
    /// Every state, from the one before the first tick to the one after the last: `count` + 1 of them.
    public let states: [KitchenState]
    /// Everything that happened, in order: what players did, hand-overs and deliveries with their reward, and the notes.
    public let timeline: [TimelineEntry]
    /// Every hand-over, in the order of taking.
    public let handOvers: [HandOver]
    /// Every delivery, in order.
    public let deliveries: [Delivery]
    /// The score before each tick, and at the end.
    private let scores: [Double]
    /// What agents said about their decisions, by tick and seat, as far as it is known.
    public private(set) var explanations: [Int: [Int: Explanation]] = [:]
    /// The other notes by tick, those of no tick left out.
    private var notes: [Int: [Episode.Note]] = [:]

    /// - Throws: `ParameterError`, `StepError` for a log that cannot be played.
    /// - Complexity: O(ticks), with all states in memory.
    public init(_ episode: Episode) throws {
        self.episode = episode
        kitchen = try episode.kitchen()
        var recorder = try EpisodeRecorder(kitchen, horizon: episode.horizon, seed: episode.seed, start: episode.start)
        var states = [recorder.game.state]
        var scores = [recorder.score]
        var timeline = TimelineBuilder(episode)
        for tick in 0..<episode.ticks {
            timeline.addNotes(before: tick + 1)
            let handedOver = recorder.handOvers.count
            try recorder.step(episode.jointAction(tick))
            timeline.addActions(of: tick, recorder.game, recorder.handOvers[handedOver...])
            states.append(recorder.game.state)
            scores.append(recorder.score)
        }
        timeline.addNotes(before: .max)
        self.states = states
        self.scores = scores
        self.timeline = timeline.entries
        handOvers = recorder.handOvers
        deliveries = recorder.deliveries
        for note in episode.notes where (0..<episode.ticks).contains(note.tick) && (0..<episode.players).contains(note.seat) {
            if let explanation = note.explanation {
                explanations[note.tick, default: [:]][note.seat] = explanation
            } else {
                notes[note.tick, default: []].append(note)
            }
        }
    }

    /// Number of ticks.
    public var count: Int { episode.ticks }

    /// The actions of a tick, one a seat; none where there is no such tick.
    public func actions(in tick: Int) -> [Action] { (0..<count).contains(tick) ? episode.jointAction(tick) : [] }

    /// What went wrong in a seat, noted in `tick`. What goes wrong in the same way again is noted with the first tick only.
    public func fault(in tick: Int, seat: Int) -> Episode.Fault? { notes[tick]?.lazy.filter { $0.seat == seat }.compactMap(\.fault).first }

    /// The latest thing that each seat said in the ticks of `range`.
    public func messages(in range: Range<Int>) -> [Int: String] {
        var messages: [Int: String] = [:]
        for tick in range.clamped(to: 0..<count) {
            for note in notes[tick] ?? [] where note.kind == .message { messages[note.seat] = note.text }
        }
        return messages
    }

    /// Deliveries made before `tick`.
    public func deliveries(before tick: Int) -> [Delivery] { deliveries.filter { $0.tick < tick } }

    /// The team's reward before `tick`: what deliveries brought, and what buttons and wrong dishes cost.
    public func score(at tick: Int) -> Double { scores[max(0, min(count, tick))] }

    /// Adds explanations that were found again; those in the log stay.
    public mutating func add(explanations found: [Int: [Int: Explanation]]) {
        explanations.merge(found) { known, new in known.merging(new) { old, _ in old } }
    }
}
