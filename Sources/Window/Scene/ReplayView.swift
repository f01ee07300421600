import Agents
import EpisodeStore
import Episodes
import Kitchen

/// A replay as it is drawn: the kitchen and the side panel at any time, for the window and for films.
public struct ReplayView {
    package private(set) var replay: Replay
    /// What each seat is called.
    let names: [String]
    /// Milliseconds a tick at the speed at which it was played.
    let tickMilliseconds: Int
    /// What it is a replay of, such as the episode's number.
    let caption: String
    /// What a seat has in mind before each tick and at the end, of the seats that somebody looks through.
    private var memories: [Int: [SeatMemory]] = [:]

    /// Ticks for which words are shown.
    private static let wordTicks = 20

    /// - Throws: `ParameterError` or `StepError` for an episode that cannot be played again.
    package init(_ episode: Episode, names: [String], tickMilliseconds: Int = 150, caption: String? = nil) throws {
        replay = try Replay(episode)
        self.names = names
        self.tickMilliseconds = tickMilliseconds
        self.caption = caption ?? "\(episode.dynamics) dynamics"
    }

    /// A game that was just played.
    /// - Throws: `ParameterError` or `StepError`, which cannot be for what was played.
    init(_ record: GameRecord) throws {
        try self.init(
            record.episode, names: record.plan.players.indices.map(record.plan.name), tickMilliseconds: record.plan.tickMilliseconds)
    }

    /// An episode out of the store.
    /// - Throws: `ParameterError` or `StepError` for one that cannot be played again.
    public init(_ stored: StoredEpisode) throws {
        let episode = stored.episode
        let status = episode.status == .finished ? "" : ", \(episode.status.rawValue)"
        try self.init(episode, names: stored.players, caption: "episode \(stored.id), \(episode.dynamics) dynamics" + status)
    }

    /// Adds explanations that were found again; those in the log stay.
    mutating func add(explanations found: [Int: [Int: Explanation]]) { replay.add(explanations: found) }

    /// The seats through whose eyes it can be shown: none where everything is seen.
    package var viewers: Range<Int> { replay.kitchen.isPartiallyObserved ? names.indices : 0..<0 }

    /// Makes ready to show what a seat sees.
    package mutating func look(from seat: Int) {
        guard viewers.contains(seat), memories[seat] == nil else { return }
        var memory = SeatMemory(seats: [seat], in: replay.kitchen)
        memories[seat] = replay.states.map { state in
            memory.look(at: state)
            return memory
        }
    }

    /// Number of ticks.
    package var count: Int { replay.count }

    /// What is shown at `time`, in ticks: at 3.25 the fourth tick has a quarter of its motion behind it.
    /// - Parameter seat: through whose eyes, once `look(from:)` was called for it; nil for the whole of it.
    func scene(at time: Double, clock: Double, withExplanations: Bool, from seat: Int? = nil) -> KitchenScene {
        let time = max(0, min(Double(count), time))
        let tick = min(Int(time), max(0, count - 1))
        var scene = KitchenScene(replay.kitchen, at: replay.states[min(tick + 1, count)])
        scene.before = replay.states[tick]
        scene.actions = replay.actions(in: tick)
        scene.progress = count == 0 ? 1 : time - Double(tick)
        scene.clock = clock
        scene.popups = KitchenScene.popups(replay.deliveries(before: tick + 1), time: time, length: 8)
        if withExplanations { scene.explanations = replay.explanations[tick] ?? [:] }
        scene.words = replay.messages(in: tick - Self.wordTicks + 1..<tick + 1)
        if let seat, let memory = memories[seat]?[min(tick + 1, count)] { scene.limit(to: memory) }
        return scene
    }

    /// The side panel at `time`.
    /// - Parameter viewer: the seat through whose eyes; nil for the whole of it.
    func panel(at time: Double, withExplanations: Bool, from viewer: Int? = nil) -> SidePanel {
        let tick = max(0, min(count, Int(time)))
        let horizon = replay.episode.horizon
        let memory = viewer.flatMap { memories[$0]?[tick] }
        let state = memory?.inMind(replay.states[tick]) ?? replay.states[tick]
        let cooks = names.enumerated().map { seat, name in
            let fault = replay.fault(in: tick - 1, seat: seat).flatMap { AgentFault(rawValue: $0.kind) }
            let actions = replay.actions(in: tick - 1)
            let isSeen = memory?.visible.contains(seat) ?? true
            let note = actions.indices.contains(seat) ? Self.note(actions[seat], fault) : ""
            return SidePanel.Cook(
                name: name, note: isSeen ? note : "out of sight", held: state.players[seat].held, isLate: isSeen && fault == .late)
        }
        var panel = SidePanel(
            kitchenName: KitchenNames.title(replay.kitchen.layout.name),
            subtitle: viewer.map { "what seat \($0 + 1) sees" } ?? caption, book: replay.kitchen.book,
            wanted: memory?.wanted ?? state.recipe.map { WantedRecipe.seen($0.recipe) },
            plain: PlainWords(replay.kitchen.layout), score: replay.score(at: tick),
            tick: tick, horizon: horizon, secondsLeft: Double(horizon - tick) * Double(tickMilliseconds) / 1000, cooks: cooks,
            deliveries: replay.deliveries(before: tick).filter { memory == nil || $0.seat == viewer })
        if withExplanations {
            panel.thoughts = replay.explanations[min(tick, max(0, count - 1))]?.mapValues(Thought.told)
            panel.showsDetails = true
        }
        return panel
    }

    private static func note(_ action: Action, _ fault: AgentFault?) -> String {
        if fault == .unanswered { return "decides alone: its model gave no answer" }
        if let fault { return "stands still: \(fault.rawValue)" }
        switch action {
        case .north: return "goes up"
        case .south: return "goes down"
        case .east: return "goes right"
        case .west: return "goes left"
        case .stay: return "stands"
        case .interact: return "interacts"
        }
    }
}
