import Episodes
import Kitchen

/// Two episodes shown again side by side, on one clock.
final class CompareScreen: Screen {
    private let views: [ReplayView]
    private var cursor: Replay.Cursor
    private let context: WindowContext
    private var scrubber = Scrubber()

    init(_ left: ReplayView, _ right: ReplayView, context: WindowContext) {
        views = [left, right]
        self.context = context
        let deliveries = views.flatMap { $0.replay.deliveries.map(\.tick) }
        cursor = Replay.Cursor(
            range: 0...max(left.count, right.count), events: deliveries, speed: 1, speeds: Replay.Cursor.gameSpeeds,
            ticksPerSecond: 1000 / Double(left.tickMilliseconds), isPlaying: true)
    }

    var title: String {
        let scores = views.map { KitchenScene.number($0.replay.score(at: cursor.tick)) }.joined(separator: " to ")
        return "Brigade: two replays, \(scores), \(cursor.isPlaying ? "playing" : "at tick \(cursor.tick)")"
    }

    var isLively: Bool { cursor.isPlaying }

    func handle(_ event: InputEvent, now: Double) -> Step {
        cursor.update(now: now)
        switch event {
        case .key(let key, isDown: true, let isRepeat):
            if !isRepeat, context.keys.command(key) == .leave { return .leave }
            if !isRepeat, context.keys.command(key) == .pause { cursor.apply(.playOrPause) }
            ReplayKeys.apply(key, isRepeat: isRepeat, to: &cursor)
        case .pad(_, .left, isDown: true): cursor.step(-1)
        case .pad(_, .right, isDown: true): cursor.step(1)
        case .pad(_, .a, isDown: true): cursor.apply(.playOrPause)
        case .pad(_, .back, isDown: true): return .leave
        default: scrubber.handle(event, &cursor)
        }
        return .stay
    }

    func update(now: Double) -> Step {
        cursor.update(now: now)
        return .stay
    }

    /// How much the first episode is ahead of the second, in words.
    static func difference(_ left: Double, _ right: Double) -> String {
        left == right ? "even" : "\(left > right ? "left" : "right") leads by \(KitchenScene.number(abs(left - right)))"
    }

    // MARK: Drawing

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        var rest = canvas.bounds.inset(20 * u)
        let keys = rest.takeBottom(30 * u)
        let bar = rest.takeBottom(Timeline.height(u))
        _ = rest.takeBottom(14 * u)
        let scores = views.map { $0.replay.score(at: cursor.tick) }
        let middle = rest.takeTop(26 * u)
        canvas.text(Self.difference(scores[0], scores[1]), in: middle, TextStyle(18 * u, bold: true, Palette.yellow), .centre)
        let width = (rest.width - 20 * u) / 2
        for (index, view) in views.enumerated() {
            let half = Rect(rest.x + (width + 20 * u) * Double(index), rest.y, width, rest.height)
            paint(view, score: scores[index], on: canvas, in: half, now: now)
        }
        scrubber.paint(cursor, views.flatMap(\.replay.deliveries), on: canvas, in: bar)
        canvas.keyLine(
            [
                ("Space", "play, pause"), ("Left", "step back"), ("Right", "step on"), ("Up", "faster"), ("Down", "slower"),
                (context.keys.label(.leave), "leave"),
            ], in: keys, size: 13 * u)
    }

    private func paint(_ view: ReplayView, score: Double, on canvas: Canvas, in area: Rect, now: Double) {
        let u = canvas.unit
        var rest = area
        let head = rest.takeTop(58 * u)
        canvas.text(KitchenScene.number(score), head.maxX, head.y, TextStyle(40 * u, bold: true, Palette.yellow), .right)
        let words = Rect(head.x, head.y, head.width - 120 * u, 28 * u)
        canvas.text(view.names.joined(separator: " and "), in: words, TextStyle(18 * u, bold: true))
        let over = cursor.tick >= view.count && view.count < cursor.range.upperBound ? ", over at tick \(view.count)" : ""
        let text = "\(KitchenNames.title(view.replay.kitchen.layout.name)), \(view.caption)\(over)"
        canvas.text(text, in: words.moved(0, 26 * u), TextStyle(13 * u, Palette.inkSoft))
        _ = rest.takeTop(8 * u)
        KitchenPainter(view.scene(at: cursor.time, clock: now, withExplanations: false), on: canvas, in: rest).paint()
    }
}

/// The keys that steer any replay.
enum ReplayKeys {
    /// - Returns: whether the key is one of them.
    @discardableResult
    static func apply(_ key: String, isRepeat: Bool, to cursor: inout Replay.Cursor) -> Bool {
        switch key {
        case "Left", "A": cursor.step(-1)
        case "Right", "D": cursor.step(1)
        case "PageUp": cursor.step(-20)
        case "PageDown": cursor.step(20)
        case "Home": cursor.seek(0)
        case "End": cursor.seek(Double(cursor.range.upperBound))
        case "Up", "W": cursor.apply(.faster)
        case "Down", "S": cursor.apply(.slower)
        case "Space" where !isRepeat, "Return" where !isRepeat: cursor.apply(.playOrPause)
        default: return false
        }
        return true
    }
}
