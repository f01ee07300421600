import Agents
import Kitchen

/// An episode that was played, ready to be shown from any tick: states, scores and deliveries are there at once.
public struct Reel {
    package let kitchen: Kitchen
    /// What each seat is called.
    package let names: [String]
    package let horizon: Int
    /// Milliseconds a tick at the speed at which it was played.
    package let tickMilliseconds: Int
    /// What every seat did, tick by tick.
    package let decisions: [[Decision]]
    /// One state more than there are ticks.
    package private(set) var states: [KitchenState]
    package private(set) var deliveries: [Delivery] = []
    /// Minds by tick and seat, as far as they are known.
    package var minds: [Int: [Int: Explanation]] = [:]
    /// Something to say about the episode, such as its number.
    package var caption = ""

    /// Replays `decisions` from `start`.
    /// - Throws: `ParameterError` or `StepError` where they are no episode of this kitchen.
    package init(
        _ kitchen: Kitchen, from start: KitchenState? = nil, names: [String], horizon: Int, tickMilliseconds: Int = 150,
        decisions: [[Decision]]
    ) throws {
        self.kitchen = kitchen
        self.names = names
        self.horizon = horizon
        self.tickMilliseconds = tickMilliseconds
        self.decisions = decisions
        var game = try KitchenGame(kitchen, from: start, horizon: horizon)
        states = [game.state]
        for joint in decisions {
            try game.advance(joint.map(\.action))
            states.append(game.state)
            deliveries += Delivery.inLastTick(of: game)
        }
    }

    init(_ record: GameRecord) throws {
        try self.init(
            record.plan.kitchen, names: record.plan.players.indices.map(record.plan.name), horizon: record.plan.horizon,
            tickMilliseconds: record.plan.tickMilliseconds, decisions: record.decisions)
    }

    /// Adds minds that were found again; those in the log stand.
    package mutating func add(minds found: [Int: [Int: Explanation]]) {
        minds.merge(found) { known, new in known.merging(new) { old, _ in old } }
    }

    /// Number of ticks.
    package var count: Int { decisions.count }

    /// Deliveries made before tick `tick`.
    func deliveries(before tick: Int) -> [Delivery] { deliveries.filter { $0.tick < tick } }

    package func score(at tick: Int) -> Double { deliveries(before: tick).reduce(0) { $0 + $1.points } }

    /// What is shown at `time`, in ticks: at 3.25 the fourth tick has a quarter of its motion behind it.
    func scene(at time: Double, clock: Double, withMinds: Bool) -> KitchenScene {
        let time = max(0, min(Double(count), time))
        let tick = min(Int(time), max(0, count - 1))
        var scene = KitchenScene(kitchen, at: states[min(tick + 1, count)])
        scene.before = states[tick]
        scene.actions = decisions.indices.contains(tick) ? decisions[tick].map(\.action) : []
        scene.progress = count == 0 ? 1 : time - Double(tick)
        scene.clock = clock
        scene.popups = KitchenScene.popups(deliveries(before: tick + 1), time: time, length: 8)
        if withMinds { scene.minds = minds[tick] ?? [:] }
        scene.words = words(at: tick)
        return scene
    }

    /// What was said in the last ticks.
    private func words(at tick: Int) -> [Int: String] {
        var words: [Int: String] = [:]
        for earlier in max(0, tick - 19)..<max(0, min(count, tick + 1)) {
            for (seat, decision) in decisions[earlier].enumerated() {
                if let message = decision.message { words[seat] = message }
            }
        }
        return words
    }

    /// The side panel at `time`.
    func panel(at time: Double, withMinds: Bool) -> SidePanel {
        let tick = max(0, min(count, Int(time)))
        let latest = tick > 0 ? decisions[tick - 1] : []
        let cooks = names.enumerated().map { seat, name in
            SidePanel.Cook(
                name: name, note: latest.indices.contains(seat) ? Self.note(latest[seat]) : "",
                isLate: latest.indices.contains(seat) && latest[seat].fault == .late)
        }
        var panel = SidePanel(
            kitchenName: kitchen.layout.name, subtitle: caption.isEmpty ? "\(kitchen.dynamics) dynamics" : caption,
            book: kitchen.book, score: score(at: tick), tick: tick, horizon: horizon,
            secondsLeft: Double(horizon - tick) * Double(tickMilliseconds) / 1000, cooks: cooks,
            deliveries: deliveries(before: tick))
        if withMinds { panel.minds = minds[min(tick, max(0, count - 1))] ?? [:] }
        return panel
    }

    private static func note(_ decision: Decision) -> String {
        if decision.fault == .unanswered { return "decides alone: its model gave no answer" }
        if let fault = decision.fault { return "stands still: \(fault.rawValue)" }
        switch decision.action {
        case .north: return "goes up"
        case .south: return "goes down"
        case .east: return "goes right"
        case .west: return "goes left"
        case .stay: return "stands"
        case .interact: return "interacts"
        }
    }
}
