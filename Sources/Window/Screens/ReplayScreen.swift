import Episodes
import Kitchen

/// An episode shown again: played, stepped, scrubbed, with the explanations of those who cooked.
final class ReplayScreen: Screen {
    private var view: ReplayView
    private var cursor: Replay.Cursor
    private let context: WindowContext
    private let memory: ExplanationMemory?
    private let back: () -> Step
    private var showsExplanations = true
    private var isScrubbing = false
    private var track = Rect(0, 0, 1, 1)
    private var button = Rect(0, 0, 0, 0)

    /// - Parameters:
    ///   - memory: where explanations come from that the log does not have.
    ///   - tick: where it begins.
    ///   - back: what follows when the person leaves.
    init(
        _ view: ReplayView, memory: ExplanationMemory? = nil, from tick: Int = 0, context: WindowContext,
        back: @escaping () -> Step = { .leave }
    ) {
        self.view = view
        self.context = context
        self.memory = memory
        self.back = back
        cursor = Replay.Cursor(
            range: 0...view.count, events: view.replay.deliveries.map(\.tick), speed: 1, speeds: Replay.Cursor.gameSpeeds,
            ticksPerSecond: 1000 / Double(view.tickMilliseconds), isPlaying: true)
        cursor.seek(Double(tick))
    }

    var title: String {
        let state = cursor.isPlaying ? "playing" : "at tick \(cursor.tick)"
        return "Brigade: replay of \(view.replay.kitchen.layout.name), \(state)"
    }

    var isLively: Bool { cursor.isPlaying || memory?.isBusy == true }

    func handle(_ event: InputEvent, now: Double) -> Step {
        cursor.update(now: now)
        switch event {
        case .key(let key, isDown: true, let isRepeat): return self.key(key, isRepeat: isRepeat)
        case .pad(_, let button, isDown: true): return pad(button)
        case .pointerPressed(let x, let y):
            if button.contains(x, y) { cursor.apply(.playOrPause) }
            isScrubbing = track.inset(-20, -24).contains(x, y)
            scrub(x)
        case .pointerMoved(let x, _): scrub(x)
        case .pointerReleased: isScrubbing = false
        case .wheel(let turns): cursor.step(turns > 0 ? -1 : 1)
        default: break
        }
        return .stay
    }

    private func key(_ key: String, isRepeat: Bool) -> Step {
        switch key {
        case "Left", "A": cursor.step(-1)
        case "Right", "D": cursor.step(1)
        case "PageUp": cursor.step(-20)
        case "PageDown": cursor.step(20)
        case "Home": cursor.seek(0)
        case "End": cursor.seek(Double(view.count))
        case "Up", "W": cursor.apply(.faster)
        case "Down", "S": cursor.apply(.slower)
        case "Space" where !isRepeat, "Return" where !isRepeat: cursor.apply(.playOrPause)
        default:
            guard !isRepeat else { return .stay }
            switch context.keys.command(key) {
            case .explanation: showsExplanations.toggle()
            case .pause: cursor.apply(.playOrPause)
            case .restart: cursor.seek(0)
            case .leave: return back()
            case nil: break
            }
        }
        return .stay
    }

    private func pad(_ button: PadButton) -> Step {
        switch button {
        case .left: cursor.step(-1)
        case .right: cursor.step(1)
        case .up: cursor.apply(.faster)
        case .down: cursor.apply(.slower)
        case .a, .start: cursor.apply(.playOrPause)
        case .y: showsExplanations.toggle()
        case .b, .back: return back()
        case .x: cursor.seek(0)
        }
        return .stay
    }

    private func scrub(_ x: Double) {
        guard isScrubbing else { return }
        cursor.seek((x - track.x) / max(1, track.width) * Double(view.count))
    }

    func update(now: Double) -> Step {
        cursor.update(now: now)
        if let remembered = memory?.takeNew() { view.add(explanations: remembered) }
        return .stay
    }

    func finish() { memory?.stop() }

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        var (stage, side) = GameScreen.areas(canvas)
        let bar = stage.takeBottom(Timeline.height(u))
        _ = stage.takeBottom(16 * u)
        KitchenPainter(view.scene(at: cursor.time, clock: now, withExplanations: showsExplanations), on: canvas, in: stage).paint()
        var panel = view.panel(at: cursor.time, withExplanations: showsExplanations)
        panel.keys = [
            ("Space", "play, pause"), (context.keys.label(.explanation), "explanations"), ("Left", "step back"), ("Right", "step on"),
            ("Up", "faster"), ("Down", "slower"), ("Home", "to the start"), (context.keys.label(.leave), "leave"),
        ]
        panel.paint(on: canvas, in: side)
        (button, track, _) = Timeline.parts(bar, u)
        Timeline(
            count: view.count, time: cursor.time, isPlaying: cursor.isPlaying, speed: cursor.speed, deliveries: view.replay.deliveries
        ).paint(on: canvas, in: bar)
    }
}
