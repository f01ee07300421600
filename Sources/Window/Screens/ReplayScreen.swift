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
    /// The seat through whose eyes it is shown; nil for the whole of it.
    private var viewer: Int?
    private var scrubber = Scrubber()
    /// What to look for, where the replay was opened to show something.
    private var subject: (text: String, last: Int)?
    /// The game that goes on from a tick with a person in a seat; nil where nobody can take over.
    var takeOver: ((_ tick: Int, _ seat: Int) throws -> GamePlan)?
    /// The question which seat to take over.
    private var question: Choices?

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

    /// Goes to a tick, from which something can be seen.
    /// - Parameters:
    ///   - subject: what can be seen, in words, which are shown until the tick `last`.
    func begin(at tick: Int, _ subject: String, until last: Int) {
        cursor.seek(Double(tick))
        self.subject = (subject, last)
    }

    var title: String {
        if question != nil { return "Brigade: take over \(view.replay.kitchen.layout.name) at tick \(cursor.tick)" }
        let state = cursor.isPlaying ? "playing" : "at tick \(cursor.tick)"
        return "Brigade: replay of \(view.replay.kitchen.layout.name), \(state)"
    }

    var isLively: Bool { cursor.isPlaying || memory?.isBusy == true }

    func handle(_ event: InputEvent, now: Double) -> Step {
        cursor.update(now: now)
        if question != nil { return answer(event) }
        switch event {
        case .key(let key, isDown: true, let isRepeat): return self.key(key, isRepeat: isRepeat)
        case .pad(_, let button, isDown: true): return pad(button)
        default: scrubber.handle(event, &cursor)
        }
        return .stay
    }

    private func key(_ key: String, isRepeat: Bool) -> Step {
        guard !ReplayKeys.apply(key, isRepeat: isRepeat, to: &cursor), !isRepeat else { return .stay }
        if key == "T" { askForSeat() }
        switch context.keys.command(key) {
        case .explanation: showsExplanations.toggle()
        case .view: lookFromNextSeat()
        case .pause: cursor.apply(.playOrPause)
        case .restart: cursor.seek(0)
        case .leave: return back()
        case nil: break
        }
        return .stay
    }

    /// Goes on from the whole view to that of the first seat, from that to the next, and back to the whole.
    func lookFromNextSeat() {
        let next = viewer.map { $0 + 1 } ?? 0
        viewer = view.viewers.contains(next) ? next : nil
        if let viewer { view.look(from: viewer) }
    }

    /// Asks which seat to play from here.
    private func askForSeat() {
        guard takeOver != nil else { return }
        if cursor.isPlaying { cursor.apply(.playOrPause) }
        let seats = view.names.enumerated().map { Choices.Choice("Seat \($0 + 1), in place of \($1)", key: "\($0 + 1)") }
        question = Choices(seats + [.init("Watch on", key: "Escape")])
    }

    private func answer(_ event: InputEvent) -> Step {
        guard let chosen = question?.handle(event) else { return .stay }
        question = nil
        guard let takeOver, view.names.indices.contains(chosen) else { return .stay }
        do { return .show(try GameScreen(try takeOver(cursor.tick, chosen), context: context)) } catch {
            return .show(NoticeScreen(error, context: context))
        }
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
        let scene = view.scene(at: cursor.time, clock: now, withExplanations: showsExplanations, from: viewer)
        KitchenPainter(scene, on: canvas, in: stage).paint()
        var panel = view.panel(at: cursor.time, withExplanations: showsExplanations, from: viewer)
        panel.keys = [
            ("Space", "play, pause"), (context.keys.label(.explanation), "explanations"), ("Left", "step back"), ("Right", "step on"),
            ("Up", "faster"), ("Down", "slower"), ("Home", "to the start"), (context.keys.label(.leave), "leave"),
        ]
        if !view.viewers.isEmpty { panel.keys.append((context.keys.label(.view), "whose eyes")) }
        if takeOver != nil { panel.keys.append(("T", "take over")) }
        panel.paint(on: canvas, in: side)
        if let subject, cursor.tick <= subject.last { paintSubject(canvas, stage, subject.text) }
        scrubber.paint(cursor, view.replay.deliveries, on: canvas, in: bar)
        paintQuestion(canvas)
    }

    /// What to look for, above the kitchen.
    private func paintSubject(_ canvas: Canvas, _ stage: Rect, _ text: String) {
        let u = canvas.unit
        let style = TextStyle(15 * u, bold: true, Palette.outline)
        let width = min(stage.width, canvas.size(text, style).width + 32 * u)
        let chip = Rect(stage.midX - width / 2, stage.y, width, 32 * u)
        canvas.panel(chip, radius: 16 * u, Palette.yellow)
        canvas.text(text, in: chip.inset(16 * u, 0), style, .centre)
    }

    private func paintQuestion(_ canvas: Canvas) {
        guard var choices = question else { return }
        let u = canvas.unit
        canvas.dim()
        let area = canvas.dialogue(width: 480 * u, height: (170 + 52 * Double(choices.choices.count)) * u)
        var inside = area
        canvas.text("Play on from here", in: inside.takeTop(34 * u), TextStyle(26 * u, bold: true), .centre)
        let text =
            "From tick \(cursor.tick) you play a seat and agents the others. It is kept as a game of its own, which says whose it continues."
        canvas.paragraph(text, in: inside.takeTop(84 * u).moved(0, 6 * u), TextStyle(15 * u, Palette.inkSoft), .centre)
        _ = choices.draw(on: canvas, in: inside)
        question = choices
    }
}
