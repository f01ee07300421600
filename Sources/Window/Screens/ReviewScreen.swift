import Agents
import Kitchen

/// The moments of a game that cost most, each to be watched again.
final class ReviewScreen: Screen {
    private let record: GameRecord
    private let context: WindowContext
    private let back: () -> Step
    private let search: ReviewThread
    private var moments: [CostlyMoment]?
    private var choices = Choices([ReviewScreen.leave])

    private static let leave = Choices.Choice("Back", key: "Escape")
    private static let ordinals = ["first", "second", "third"]

    /// - Parameters:
    ///   - seat: whose choices are looked at.
    ///   - back: what follows when the person leaves.
    init(_ record: GameRecord, seat: Int, coach: any CoachKind, context: WindowContext, back: @escaping () -> Step) {
        self.record = record
        self.context = context
        self.back = back
        search = ReviewThread(coach, record.episode, seat: seat)
    }

    var title: String {
        let state = search.result == nil ? "looking back" : "\(moments?.count ?? 0) moments"
        return "Brigade: review of \(record.plan.kitchen.layout.name), \(state)"
    }

    var isLively: Bool { moments == nil }

    func update(now: Double) -> Step {
        guard moments == nil, let result = search.result else { return .stay }
        switch result {
        case .success(let found):
            moments = found
            choices = Choices(
                found.indices.map { .init("Watch the \(Self.ordinals[min($0, Self.ordinals.count - 1)])", key: "\($0 + 1)") } + [Self.leave]
            )
            return .stay
        case .failure(let error): return .show(NoticeScreen(error, context: context))
        }
    }

    func finish() { search.stop() }

    func handle(_ event: InputEvent, now: Double) -> Step {
        guard let chosen = choices.handle(event) else { return .stay }
        guard let moments, moments.indices.contains(chosen) else { return back() }
        do {
            return .show(
                ReplayScreen(try ReplayView(record), from: moments[chosen].from, context: context) { .show(self) })
        } catch {
            return .show(NoticeScreen(error, context: context))
        }
    }

    // MARK: Drawing

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        var inside = canvas.dialogue(width: 860 * u, height: 640 * u)
        canvas.text("What cost most", in: inside.takeTop(40 * u), TextStyle(26 * u, bold: true))
        let foot = inside.takeBottom(52 * Double(choices.choices.count) * u)
        guard let moments else {
            canvas.text("Looking back at the game", in: inside.takeTop(40 * u), TextStyle(16 * u, Palette.inkSoft))
            _ = choices.draw(on: canvas, in: foot)
            return
        }
        if moments.isEmpty {
            canvas.text("Nothing that you did cost much. Well cooked!", in: inside.takeTop(40 * u), TextStyle(17 * u))
        }
        for moment in moments { paint(moment, on: canvas, in: inside.takeTop(112 * u)) }
        _ = choices.draw(on: canvas, in: foot)
    }

    private func paint(_ moment: CostlyMoment, on canvas: Canvas, in area: Rect) {
        let u = canvas.unit
        var rest = area
        _ = rest.takeBottom(10 * u)
        var inside = canvas.card(rest)
        let points = Int(moment.points.rounded())
        var top = inside.takeTop(24 * u)
        canvas.text(
            "about \(points) point\(points == 1 ? "" : "s")", in: top.takeRight(160 * u), TextStyle(15 * u, bold: true, Palette.yellow),
            .right)
        canvas.text("\(clock(moment.from)) to \(clock(moment.to)): you \(moment.did)", in: top, TextStyle(15 * u, bold: true))
        canvas.paragraph("Better: " + moment.better, in: inside, TextStyle(15 * u, Palette.inkSoft))
    }

    /// A tick as minutes and seconds of the game.
    private func clock(_ tick: Int) -> String {
        KitchenScene.clock(tick * record.plan.tickMilliseconds / 1000)
    }
}
