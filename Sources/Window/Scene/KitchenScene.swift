import Agents
import Episodes
import Kitchen

/// All that is shown of a kitchen at an instant: two states, how far it is from one to the other, and what floats
/// above. Live games, replays and pictures make one each and are drawn by the same `KitchenPainter`.
struct KitchenScene {
    var kitchen: Kitchen
    var before: KitchenState
    var after: KitchenState
    /// What each seat did to come from `before` to `after`.
    var actions: [Action] = []
    /// From 0, `before`, to 1, `after`.
    var progress = 1.0
    /// Seconds of a steady clock, for what moves by itself; the same number gives the same picture.
    var clock = 0.0
    /// Numbers that rise from where soups were delivered.
    var popups: [Popup] = []
    /// Explanations to draw on the floor, by seat.
    var explanations: [Int: Explanation] = [:]
    /// The station that a coach points at.
    var target: Cell?
    /// Words to show next to cooks, by seat.
    var words: [Int: String] = [:]
    /// What is seen of it and what is only remembered; nil where everything is seen.
    var sight: SeatMemory?

    struct Popup: Sendable, Hashable {
        var text: String
        var cell: Cell
        /// From 0, just delivered, to 1, gone.
        var age: Double
    }

    init(_ kitchen: Kitchen, at state: KitchenState) {
        self.kitchen = kitchen
        before = state
        after = state
    }

    /// A game in real time, as it is at `now`.
    init(_ session: PlaySession, now: Double) {
        self.init(session.setup.kitchen, at: session.after)
        before = session.before
        actions = session.latest.map(\.action)
        // Motion has begun in the first frame of a tick: whoever pressed sees it at once.
        progress = 0.1 + 0.9 * session.progress(now: now)
        clock = now
        let time = Double(session.game.timestep) - 1 + progress
        popups = KitchenScene.popups(session.deliveries, time: time, length: 1.2 / session.setup.tickLength)
        if let sight = session.sight { limit(to: sight) }
    }

    /// The numbers of `deliveries` that are still rising at `time`, in ticks; each rises for `length` ticks.
    static func popups(_ deliveries: [Delivery], time: Double, length: Double) -> [Popup] {
        deliveries.suffix(4).compactMap { delivery in
            let age = (time - Double(delivery.tick)) / length
            guard (0..<1).contains(age) else { return nil }
            return Popup(text: signed(delivery.points), cell: delivery.cell, age: age)
        }
    }

    /// Seconds as minutes and seconds, "1:05".
    static func clock(_ seconds: Int) -> String { "\(seconds / 60):\(seconds % 60 < 10 ? "0" : "")\(seconds % 60)" }

    /// Points with their sign.
    static func signed(_ points: Double) -> String { (points < 0 ? "" : "+") + number(points) }

    /// A number without a needless fraction.
    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    }
}

/// Where a cook is between two states, and what they hold.
struct CookPose {
    let seat: Int
    /// In cells; the middle of the cell (0, 0) is (0.5, 0.5).
    let middle: Point
    let facing: Direction
    let held: Item
    /// Where what is held is, in cells, while it goes from a station to the hands; nil in the hands.
    let heldMiddle: Point?

    /// Where hands hold things, from the middle of a cook. A cook that looks away carries at its side, where it is seen.
    static func hands(_ facing: Direction) -> Point {
        switch facing {
        case .north: Point(0.27, -0.02)
        case .south: Point(0, 0.27)
        case .east: Point(0.27, 0.17)
        case .west: Point(-0.27, 0.17)
        }
    }

    init(seat: Int, _ scene: KitchenScene) {
        self.seat = seat
        let from = scene.before.players[seat]
        let to = scene.after.players[seat]
        let action = scene.actions.indices.contains(seat) ? scene.actions[seat] : .stay
        let way = Point(Double(to.orientation.dx), Double(to.orientation.dy))
        let eased = CookPose.eased(scene.progress)
        var middle = CookPose.middle(from.cell) + (CookPose.middle(to.cell) - CookPose.middle(from.cell)) * eased
        // What was tried and did not move shows as a nudge, so that every key is seen to arrive.
        let there = 4 * scene.progress * (1 - scene.progress)
        if from.cell == to.cell {
            if action == .interact { middle = middle + way * (0.1 * there) }
            // Another cook in the way is bumped into; a wall is only touched.
            let isHeld = Collision.holds(seat, before: scene.before, after: to, action, scene.kitchen.layout)
            if action.rawValue < 4 && (isHeld || from.orientation == to.orientation) {
                middle = middle + way * ((isHeld ? 0.16 : 0.05) * there)
            }
        }
        self.middle = middle
        facing = to.orientation
        held = to.held
        if from.held.isNone && !to.held.isNone && eased < 1 {
            let station = CookPose.middle(to.cell.neighbour(to.orientation))
            heldMiddle = station + (middle + CookPose.hands(facing) - station) * eased
        } else {
            heldMiddle = nil
        }
    }

    static func middle(_ cell: Cell) -> Point { Point(Double(cell.x) + 0.5, Double(cell.y) + 0.5) }

    /// Quick at first, then settling; there by nine tenths of the tick.
    static func eased(_ progress: Double) -> Double {
        let t = min(1, progress / 0.9)
        return 1 - (1 - t) * (1 - t)
    }
}
