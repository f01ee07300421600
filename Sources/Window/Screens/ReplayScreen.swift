import Kitchen

/// An episode shown again: played, stepped, scrubbed, with the minds of those who cooked.
final class ReplayScreen: Screen {
    private var reel: Reel
    private var clock: ReplayClock
    private let desk: Desk
    private let memory: MindMemory?
    private let back: () -> Step
    private var showsMinds = true
    private var isScrubbing = false
    private var track = Rect(0, 0, 1, 1)
    private var button = Rect(0, 0, 0, 0)

    /// - Parameters:
    ///   - memory: where minds come from that the reel does not have.
    ///   - back: what follows when the person leaves.
    init(_ reel: Reel, memory: MindMemory? = nil, desk: Desk, back: @escaping () -> Step = { .leave }) {
        self.reel = reel
        self.desk = desk
        self.memory = memory
        self.back = back
        clock = ReplayClock(count: reel.count, tickLength: Double(reel.tickMilliseconds) / 1000)
        clock.toggle()
    }

    var title: String {
        let state = clock.isPlaying ? "playing" : "at tick \(Int(clock.time))"
        return "Brigade: replay of \(reel.kitchen.layout.name), \(state)"
    }

    var isLively: Bool { clock.isPlaying || memory?.isBusy == true }

    func handle(_ event: InputEvent, now: Double) -> Step {
        clock.update(now: now)
        switch event {
        case .key(let key, isDown: true, let isRepeat): return self.key(key, isRepeat: isRepeat)
        case .pad(_, let button, isDown: true): return pad(button)
        case .pointerPressed(let x, let y):
            if button.contains(x, y) { clock.toggle() }
            isScrubbing = track.inset(-20, -24).contains(x, y)
            scrub(x)
        case .pointerMoved(let x, _): scrub(x)
        case .pointerReleased: isScrubbing = false
        case .wheel(let turns): clock.step(turns > 0 ? -1 : 1)
        default: break
        }
        return .stay
    }

    private func key(_ key: String, isRepeat: Bool) -> Step {
        switch key {
        case "Left", "A": clock.step(-1)
        case "Right", "D": clock.step(1)
        case "PageUp": clock.step(-20)
        case "PageDown": clock.step(20)
        case "Home": clock.seek(0)
        case "End": clock.seek(Double(reel.count))
        case "Up", "W": clock.changeSpeed(1)
        case "Down", "S": clock.changeSpeed(-1)
        case "Space" where !isRepeat, "Return" where !isRepeat: clock.toggle()
        default:
            guard !isRepeat else { return .stay }
            switch desk.keys.command(key) {
            case .mind: showsMinds.toggle()
            case .pause: clock.toggle()
            case .restart: clock.seek(0)
            case .leave: return back()
            case nil: break
            }
        }
        return .stay
    }

    private func pad(_ button: PadButton) -> Step {
        switch button {
        case .left: clock.step(-1)
        case .right: clock.step(1)
        case .up: clock.changeSpeed(1)
        case .down: clock.changeSpeed(-1)
        case .a, .start: clock.toggle()
        case .y: showsMinds.toggle()
        case .b, .back: return back()
        case .x: clock.seek(0)
        }
        return .stay
    }

    private func scrub(_ x: Double) {
        guard isScrubbing else { return }
        clock.seek((x - track.x) / max(1, track.width) * Double(reel.count))
    }

    func update(now: Double) -> Step {
        clock.update(now: now)
        if let remembered = memory?.takeNew() { reel.add(minds: remembered) }
        return .stay
    }

    func finish() { memory?.stop() }

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        var (stage, side) = GameScreen.areas(canvas)
        let bar = stage.takeBottom(Timeline.height(u))
        _ = stage.takeBottom(16 * u)
        KitchenPainter(reel.scene(at: clock.time, clock: now, withMinds: showsMinds), on: canvas, in: stage).paint()
        var panel = reel.panel(at: clock.time, withMinds: showsMinds)
        panel.keys = [
            ("Space", "play, pause"), (desk.keys.name(.mind), "minds"), ("Left", "step back"), ("Right", "step on"),
            ("Up", "faster"), ("Down", "slower"), ("Home", "to the start"), (desk.keys.name(.leave), "leave"),
        ]
        panel.paint(on: canvas, in: side)
        (button, track, _) = Timeline.parts(bar, u)
        Timeline(
            count: reel.count, time: clock.time, isPlaying: clock.isPlaying, speed: clock.speed, deliveries: reel.deliveries
        ).paint(on: canvas, in: bar)
    }
}
