import Kitchen

/// How a game went, beside the games that were played there before.
final class ResultScreen: Screen {
    private let record: GameRecord
    private let desk: Desk
    private let past: [PastGame]
    private var choices = Choices([.init("Play again", key: "R"), .init("Leave", key: "Escape")])

    init(_ record: GameRecord, desk: Desk) {
        self.record = record
        self.desk = desk
        past = (try? desk.log?.pastGames(like: record.plan)) ?? []
    }

    var title: String { "Brigade: \(record.plan.kitchen.layout.name), result \(KitchenScene.number(record.score))" }
    let isLively = false

    func handle(_ event: InputEvent, now: Double) -> Step {
        switch choices.handle(event) {
        case 0: do { return .show(try GameScreen(record.plan, desk: desk)) } catch { return .show(NoticeScreen(error, desk: desk)) }
        case 1: return .leave
        default: return .stay
        }
    }

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        var inside = canvas.dialogue(width: 640 * u, height: 420 * u)
        canvas.text(record.plan.kitchen.layout.name, in: inside.takeTop(26 * u), TextStyle(18 * u, Palette.inkSoft), .centre)
        canvas.text(
            KitchenScene.number(record.score), in: inside.takeTop(96 * u), TextStyle(80 * u, bold: true, Palette.yellow), .centre)
        _ = choices.draw(on: canvas, in: inside)
    }
}
