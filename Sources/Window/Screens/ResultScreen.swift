import Agents
import Basics
import Kitchen

/// How a game went, next to the games that were played there before.
final class ResultScreen: Screen {
    private let record: GameRecord
    private let context: WindowContext
    private let past: [PastGame]
    private var choices: Choices

    /// - Parameter past: the finished games before this one, the latest first.
    init(_ record: GameRecord, past: [PastGame], context: WindowContext) {
        self.record = record
        self.past = past
        self.context = context
        var choices: [Choices.Choice] = [.init("Play again", key: "R"), .init("Watch it", key: "W"), .init("Leave", key: "Escape")]
        if context.coach != nil, !record.plan.people.isEmpty { choices.append(.init("What cost most", key: "C")) }
        self.choices = Choices(choices)
    }

    var title: String { "Brigade: \(record.plan.kitchen.layout.name), result \(KitchenScene.number(record.episode.score))" }
    let isLively = false

    /// Seconds in which keys that people cook with are not heard, so that the last of the game starts no other.
    private static let calm = 0.8
    private var begin: Double?

    func update(now: Double) -> Step {
        begin = begin ?? now
        return .stay
    }

    func handle(_ event: InputEvent, now: Double) -> Step {
        if now - (begin ?? now) < Self.calm {
            switch event {
            case .key("Return", _, _), .key("Space", _, _), .pad: return .stay
            default: break
            }
        }
        switch choices.handle(event) {
        case 0:
            do { return .show(try GameScreen(record.plan.again, context: context)) } catch {
                return .show(NoticeScreen(error, context: context))
            }
        case 1: return replay()
        case 2: return context.home()
        case 3: return review()
        default: return .stay
        }
    }

    private func review() -> Step {
        guard let coach = context.coach, let seat = record.plan.people.first else { return .stay }
        let (record, past, context) = (record, past, context)
        return .show(
            ReviewScreen(record, seat: seat, coach: coach, context: context) {
                .show(ResultScreen(record, past: past, context: context))
            })
    }

    private func replay() -> Step {
        do {
            let agents = record.plan.players.enumerated().compactMap { seat, agent in agent.map { (seat, $0.kind) } }
            let memory = try ExplanationMemory(record.episode, agents: Dictionary(uniqueKeysWithValues: agents))
            let (record, past, context) = (record, past, context)
            return .show(
                ReplayScreen(try ReplayView(record), memory: memory, context: context) {
                    .show(ResultScreen(record, past: past, context: context))
                })
        } catch {
            return .show(NoticeScreen(error, context: context))
        }
    }

    // MARK: Drawing

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        var inside = canvas.dialogue(width: 860 * u, height: (360 + 52 * Double(choices.choices.count)) * u)
        canvas.text(record.plan.kitchen.layout.name, in: inside.takeTop(30 * u), TextStyle(24 * u, bold: true))
        let names = record.plan.players.indices.map(record.plan.name).joined(separator: " and ")
        canvas.text(names + ", " + record.plan.subtitle, in: inside.takeTop(24 * u), TextStyle(15 * u, Palette.inkSoft))
        _ = inside.takeTop(14 * u)
        var upper = inside.takeTop(250 * u)
        let score = upper.takeLeft(upper.width * 0.36)
        paintScore(canvas, score)
        paintPast(canvas, upper)
        if let warning {
            canvas.paragraph(warning, in: inside.takeTop(40 * u), TextStyle(13 * u, Palette.orange))
        } else {
            _ = inside.takeTop(16 * u)
        }
        _ = choices.draw(on: canvas, in: inside)
    }

    private func paintScore(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        var rest = area
        _ = rest.takeTop(20 * u)
        canvas.text(KitchenScene.number(record.episode.score), in: rest.takeTop(104 * u), TextStyle(84 * u, bold: true, Palette.yellow))
        let soups = "\(record.deliveries) soup\(record.deliveries == 1 ? "" : "s") in \(record.episode.ticks) ticks"
        canvas.text(soups, in: rest.takeTop(26 * u), TextStyle(16 * u))
        canvas.paragraph(comparison, in: rest.takeTop(70 * u).moved(0, 4 * u), TextStyle(15 * u, Palette.inkSoft))
    }

    /// What the player should know of: that the game was not kept, or that it was slower than it should have been.
    var warning: String? {
        let slow = record.episode.pace.flatMap { pace in pace.isSlow || pace.slipped > 0 ? "This game \(pace.words)." : nil }
        let parts = [context.errorMessage, slow].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// How the score compares with the past ones, in words.
    var comparison: String {
        guard !past.isEmpty else { return "The first game here: everything is a record." }
        let better = past.count { $0.score > record.episode.score }
        let best = past.map(\.score).max() ?? 0
        if record.episode.score > best { return "A new record; \(KitchenScene.number(best)) was the best of \(past.count) before." }
        let mean = past.map(\.score).reduce(0, +) / Double(past.count)
        return "Place \(better + 1) of \(past.count + 1). The best is \(KitchenScene.number(best)), "
            + "the mean \(KitchenScene.number((mean * 10).rounded() / 10))."
    }

    /// The latest games as columns, this one last.
    private func paintPast(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        let heading = past.isEmpty ? "This game" : "The latest games here"
        var inside = area
        canvas.text(heading.uppercased(), in: inside.takeTop(22 * u), TextStyle(13 * u, bold: true, Palette.inkFaint))
        let labels = inside.takeBottom(22 * u)
        let shown =
            past.prefix(11).reversed() + [PastGame(players: record.plan.players.indices.map(record.plan.name), score: record.episode.score)]
        let highest = max(1, shown.map(\.score).max() ?? 1)
        let step = min(64 * u, inside.width / Double(shown.count))
        canvas.fill(Rect(inside.x, inside.maxY, inside.width, max(1, u)), Palette.line)
        for (index, game) in shown.enumerated() {
            let isThis = index == shown.count - 1
            let height = max(3 * u, (inside.height - 26 * u) * game.score / highest)
            let column = Rect(inside.x + step * Double(index) + step * 0.14, inside.maxY - height, step * 0.72, height)
            canvas.panel(column, radius: 4 * u, isThis ? Palette.yellow : Palette.steel)
            let style = TextStyle(13 * u, bold: isThis, isThis ? Palette.yellow : Palette.inkSoft)
            canvas.text(KitchenScene.number(game.score), column.midX, column.y - 20 * u, style, .centre)
            if isThis { canvas.text("now", column.midX, labels.y + 3 * u, TextStyle(12 * u, Palette.inkSoft), .centre) }
        }
    }
}

extension GamePlan {
    /// The same game with other whims of the agents.
    var again: GamePlan {
        var plan = self
        var random = RandomStream(seed, StreamKey.nextGame)
        plan.seed = random.next() % 999_999 + 1
        return plan
    }
}
