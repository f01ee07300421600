import Agents
import Episodes
import Kitchen

/// What a lesson is played with: its chapters, and the kitchens and agents that they name.
public struct LessonMaterials: Sendable {
    let chapters: [(chapter: LessonChapter, kitchen: Kitchen, partner: AgentFile)]

    /// The lesson for new players.
    /// - Parameters:
    ///   - kitchen: the kitchen of a map's name.
    ///   - partner: the agent of a name.
    /// - Throws: what `kitchen` and `partner` throw.
    public init(kitchen: (String) throws -> Kitchen, partner: (String) throws -> AgentFile) throws {
        chapters = try LessonChapter.standard.map { ($0, try kitchen($0.kitchen), try partner($0.partner)) }
    }

    /// A lesson in one kitchen, to the first soup.
    public init(in kitchen: Kitchen, seat: Int, partner: AgentFile) {
        chapters = [(LessonChapter.alone(in: kitchen, seat: seat, partner: partner.name), kitchen, partner)]
    }
}

/// A lesson that waits: an arrow over the next thing to do, and no clock.
final class LessonScreen: Screen {
    private let materials: LessonMaterials
    private let context: WindowContext
    private let index: Int
    private let plan: GamePlan
    private var session: PlaySession
    private let partners: [Int: Partner]
    private(set) var run: LessonRun
    private var choices: Choices?
    private var isStopped = false

    /// A lesson has no end but its goals; a game must have one.
    private static let horizon = 1_000_000

    /// - Parameter index: the chapter to begin with.
    init(_ materials: LessonMaterials, chapter index: Int = 0, context: WindowContext) throws {
        self.materials = materials
        self.context = context
        self.index = index
        let (chapter, kitchen, partner) = materials.chapters[index]
        let players = (0..<kitchen.players).map { $0 == chapter.seat ? nil : partner }
        plan = GamePlan(kitchen: kitchen, players: players, horizon: Self.horizon, seed: 1)
        partners = plan.partners()
        var setup = plan.setup
        setup.countdown = 0
        session = try PlaySession(setup, partners: partners)
        run = LessonRun(chapter, kitchen, now: DisplayWindow.now)
    }

    private var chapter: LessonChapter { materials.chapters[index].chapter }
    private var isLast: Bool { index + 1 == materials.chapters.count }

    var title: String {
        let place = "Brigade: lesson \(index + 1) of \(materials.chapters.count)"
        if choices != nil { return "\(place), done" }
        return "\(place), \(run.step.text)"
    }

    // MARK: Events

    func handle(_ event: InputEvent, now: Double) -> Step {
        if choices != nil { return answer(event) }
        switch event {
        case .key(let key, let isDown, isRepeat: false):
            if let (_, action) = context.keys.action(key, people: 1) {
                act(action, isDown: isDown)
            } else if isDown, context.keys.command(key) == .leave {
                return context.home()
            } else if isDown, key == "M" {
                context.sounds?.toggle()
            } else if isDown, key == "N" {
                return next()
            }
        case .pad(_, let button, let isDown):
            if let action = button.action { act(action, isDown: isDown) } else if isDown, button == .back { return context.home() }
        case .focusLost: session.releaseAll()
        default: break
        }
        return .stay
    }

    private func act(_ action: Action, isDown: Bool) {
        if isDown { session.press(action, seat: chapter.seat) } else { session.release(action, seat: chapter.seat) }
    }

    private func answer(_ event: InputEvent) -> Step {
        switch choices?.handle(event) {
        case 0: return isLast ? context.home() : next()
        case 1: return context.home()
        default: return .stay
        }
    }

    private func next() -> Step {
        guard !isLast else { return context.home() }
        do { return .show(try LessonScreen(materials, chapter: index + 1, context: context)) } catch {
            return .show(NoticeScreen(error, context: context))
        }
    }

    func update(now: Double) -> Step {
        if case .failed(let seat, let reason) = session.phase {
            return .show(NoticeScreen(WindowError("\(plan.name(seat)) cannot play here: \(reason)"), context: context))
        }
        guard choices == nil else { return .stay }
        if session.update(now: now) { context.sounds?.play(session.sounds) }
        let moment = LessonMoment(
            game: session.game, seat: chapter.seat, figures: session.figures[chapter.seat], soups: session.deliveries.count)
        run.update(moment, now: now)
        if run.isDone || session.phase == .over {
            session.releaseAll()
            choices = Choices(isLast ? [.init("To the kitchens")] : [.init("Go on"), .init("Leave", key: "Escape")])
        }
        return .stay
    }

    func finish() {
        guard !isStopped else { return }
        isStopped = true
        for partner in partners.values { partner.beginStopping() }
    }

    // MARK: Drawing

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        let (stage, side) = GameScreen.areas(canvas)
        let painter = KitchenPainter(scene(now: now), on: canvas, in: stage.inset(0, 26 * u))
        painter.paint()
        if choices == nil, let target = run.step.target { LessonArrow(target: target).paint(on: canvas, painter, now: now) }
        paintCard(canvas, side, now: now)
        guard var choices else { return }
        canvas.dim()
        var inside = canvas.dialogue(width: 480 * u, height: (150 + 52 * Double(choices.choices.count)) * u)
        canvas.text("Well done", in: inside.takeTop(34 * u), TextStyle(26 * u, bold: true, Palette.yellow), .centre)
        let text = isLast ? "That is all there is to it. The rest is practice." : "Next: \(materials.chapters[index + 1].chapter.title)."
        canvas.paragraph(text, in: inside.takeTop(64 * u).moved(0, 6 * u), TextStyle(16 * u, Palette.inkSoft), .centre)
        _ = choices.draw(on: canvas, in: inside)
        self.choices = choices
    }

    private func scene(now: Double) -> KitchenScene {
        var scene = KitchenScene(session, now: now)
        if choices == nil, run.needsHelp(now: now), let way = run.way(session.game) {
            scene.explanations = [chapter.seat: Explanation(intention: run.step.text, path: way.cells.map { [$0.x, $0.y] })]
        }
        return scene
    }

    private func paintCard(_ canvas: Canvas, _ area: Rect, now: Double) {
        let u = canvas.unit
        var rest = area
        let keys = canvas.card(rest.takeBottom(84 * u))
        var line = keys
        canvas.keyLine(
            [(context.keys.summary(person: 1), "or"), (context.keys.summary(person: 0), "")], in: line.takeTop(30 * u), size: 13 * u)
        canvas.keyLine(
            [("N", isLast ? "to the kitchens" : "next part"), (context.keys.label(.leave), "leave")], in: line.takeTop(30 * u), size: 13 * u
        )
        _ = rest.takeBottom(10 * u)
        var inside = canvas.card(rest, heading: "Lesson, part \(index + 1) of \(materials.chapters.count)")
        canvas.text(chapter.title, in: inside.takeTop(34 * u), TextStyle(24 * u, bold: true))
        _ = inside.takeTop(canvas.paragraph(chapter.text, in: inside, TextStyle(15 * u, Palette.inkSoft)) + 22 * u)
        canvas.text("NOW", in: inside.takeTop(22 * u), TextStyle(13 * u, bold: true, Palette.yellow))
        _ = inside.takeTop(canvas.paragraph(run.step.text, in: inside, TextStyle(22 * u, bold: true)) + 14 * u)
        guard run.needsHelp(now: now) else { return }
        canvas.paragraph(help, in: inside, TextStyle(16 * u, Palette.yellow))
    }

    /// What to press next, for someone who hesitates.
    var help: String {
        guard let action = run.nextAction(session.game) else { return "There is nothing to press: wait a moment." }
        let names = context.keys.players.reversed().compactMap { $0[action]?.first }
        let way = action == .interact ? "you face it: use it with" : "the line shows the way; next press"
        return "The arrow shows where; \(way) \(names.joined(separator: " or "))."
    }
}

/// An arrow over a cell, and a frame around it.
struct LessonArrow {
    let target: Cell

    func paint(on canvas: Canvas, _ painter: KitchenPainter, now: Double) {
        let cell = painter.cell
        let area = painter.area(target)
        canvas.frame(area, width: max(2, (cell * 0.05).rounded()), Palette.vermilion)
        // It bounces, once in a second and a half.
        let phase = (now / 1.5).truncatingRemainder(dividingBy: 1)
        let bounce = 4 * phase * (1 - phase) * cell * 0.16
        let middle = Rect(around: area.midX, area.y - bounce, size: cell * 0.5)
        canvas.draw(.disc(Palette.outline), in: middle)
        canvas.draw(.arrow(.south, Palette.yellow), in: middle.inset(cell * 0.07))
    }
}
