import Agents
import Basics
import EpisodeStore
import Episodes
import Kitchen

/// How a game went, next to the games that were played there before.
final class ResultScreen: Screen {
    private let record: GameRecord
    private let context: WindowContext
    private let standing: Standing
    /// The game's number in the store.
    private let number: EpisodeID?
    /// What happened; nil for a log that cannot be played, which cannot be.
    private let story: GameStory?
    let tip: GameTip?
    private var choices: Choices

    /// - Parameter standing: as it was before this game.
    init(_ record: GameRecord, _ standing: Standing, context: WindowContext) {
        self.record = record
        self.standing = standing
        self.context = context
        var choices: [Choices.Choice] = [.init("Play again", key: "R"), .init("Watch it", key: "W"), .init("Leave", key: "Escape")]
        if context.coach != nil, !record.plan.people.isEmpty { choices.append(.init("What cost most", key: "C")) }
        self.choices = Choices(choices)
        number = context.latestEpisode
        story = try? GameStory(record.episode)
        let people = record.plan.people
        tip = story?.tip(names: record.plan.players.indices.map(record.plan.name), reader: people.count == 1 ? people[0] : nil)
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
        return .show(ReviewScreen(record, seat: seat, coach: coach, context: context) { .show(self) })
    }

    /// Ticks before that of the tip, from which it is watched.
    private static let approach = 6

    private func replay() -> Step {
        do {
            let agents = record.plan.players.enumerated().compactMap { seat, agent in agent.map { (seat, $0.kind) } }
            let memory = try ExplanationMemory(record.episode, agents: Dictionary(uniqueKeysWithValues: agents))
            let screen = ReplayScreen(try ReplayView(record), memory: memory, context: context) { .show(self) }
            screen.takeOver = { [record, number] in try record.plan.continuing(record, number: number, at: $0, seat: $1) }
            if let tip { screen.begin(at: max(0, tip.tick - Self.approach), tip.reason, until: tip.tick + Self.approach) }
            return .show(screen)
        } catch {
            return .show(NoticeScreen(error, context: context))
        }
    }

    // MARK: Drawing

    func draw(on canvas: Canvas, now: Double) {
        canvas.begin(Palette.night)
        let u = canvas.unit
        var inside = canvas.dialogue(width: 1160 * u, height: 660 * u)
        canvas.text(record.plan.kitchenTitle, in: inside.takeTop(30 * u), TextStyle(24 * u, bold: true))
        let names = record.plan.players.indices.map(record.plan.name).joined(separator: " and ")
        canvas.text(names + ", " + record.plan.subtitle, in: inside.takeTop(24 * u), TextStyle(15 * u, Palette.inkSoft))
        _ = inside.takeTop(12 * u)
        let buttons = inside.takeBottom(46 * u)
        if let warning { canvas.paragraph(warning, in: inside.takeBottom(40 * u), TextStyle(13 * u, Palette.orange)) }
        var upper = inside.takeTop(262 * u)
        paintScore(canvas, upper.takeLeft(upper.width * 0.36))
        _ = upper.takeLeft(28 * u)
        if let story { ResultTable(story: story, plan: record.plan).paint(on: canvas, in: upper) }
        _ = inside.takeTop(16 * u)
        var lower = inside.takeTop(200 * u)
        paintTip(canvas, lower.takeRight(lower.width * 0.34))
        _ = lower.takeRight(24 * u)
        if record.plan.takeOver == nil {
            paintPartners(canvas, lower.takeRight(lower.width * 0.38))
            _ = lower.takeRight(24 * u)
            paintPast(canvas, lower)
        } else {
            let text = "A game that goes on with another is no whole game: it is kept by itself and compared with none."
            canvas.paragraph(text, in: lower, TextStyle(14 * u, Palette.inkFaint))
        }
        choices.drawRow(on: canvas, in: buttons)
    }

    private func paintScore(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        var rest = area
        let number = TextStyle(64 * u, bold: true, Palette.yellow)
        let top = rest.takeTop(78 * u)
        let width = canvas.text(KitchenScene.number(record.episode.score), top.x, top.y, number)
        let soups = "\(record.deliveries) soup\(record.deliveries == 1 ? "" : "s") in \(record.episode.ticks) ticks"
        canvas.text(soups, in: Rect(top.x + width + 14 * u, top.y + 30 * u, top.width - width - 14 * u, 30 * u), TextStyle(16 * u))
        let used = canvas.paragraph(comparison, in: rest, TextStyle(14 * u, Palette.inkSoft))
        _ = rest.takeTop(used + 10 * u)
        guard record.episode.continuation == nil else { return }
        let lines = standing.ladder(record.episode.score)
        let highest = max(1, lines.map(\.score).max() ?? 1)
        for line in lines {
            guard rest.height >= 34 * u else { return }
            var row = rest.takeTop(34 * u)
            let text = row.takeTop(18 * u)
            let style = TextStyle(13 * u, bold: line.isThis, line.isThis ? Palette.yellow : Palette.inkSoft)
            canvas.text(line.label, in: Rect(text.x, text.y, text.width - 60 * u, text.height), style)
            canvas.text(KitchenScene.number(line.score), in: text, style, .right)
            canvas.bar(row.takeTop(7 * u), share: line.score / highest, line.isThis ? Palette.yellow : Palette.steel)
        }
    }

    /// What the player should know of: that the game was not kept, or that it was slower than it should have been.
    var warning: String? {
        let slow = record.episode.pace.flatMap { pace in pace.isSlow || pace.slipped > 0 ? "This game \(pace.words)." : nil }
        let parts = [context.errorMessage, slow].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// How the score compares with the past ones, in words.
    var comparison: String {
        guard let takeOver = record.plan.takeOver, let story else { return standing.words(record.episode.score) }
        let own = story.deliveries.reduce(0) { $0 + $1.points }
        return "It \(takeOver.continuation.words), with \(KitchenScene.number(record.episode.score - own)) points; "
            + "from there \(KitchenScene.number(own)) more. The other game ended with \(KitchenScene.number(takeOver.otherScore))."
    }

    /// One thing to do better, and its reason.
    private func paintTip(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        canvas.panel(area, radius: 10 * u, Palette.cardRaised)
        var inside = area.inset(16 * u, 12 * u)
        canvas.text("ONE THING TO TRY", in: inside.takeTop(22 * u), TextStyle(13 * u, bold: true, Palette.yellow))
        let style = TextStyle(15 * u, bold: true)
        guard let tip else {
            canvas.paragraph("Nothing stood still for long and nobody was in the way: go on like this.", in: inside, style)
            return
        }
        _ = inside.takeTop(canvas.paragraph(tip.reason, in: inside, style) + 4 * u)
        _ = inside.takeTop(canvas.paragraph(tip.advice, in: inside, TextStyle(14 * u, Palette.inkSoft)) + 6 * u)
        canvas.text(
            "W shows it, from tick \(max(0, tip.tick - Self.approach))", in: inside.takeTop(20 * u), TextStyle(13 * u, Palette.inkFaint))
    }

    /// The best score with each partner.
    private func paintPartners(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        var inside = area
        canvas.text("YOUR BEST BY PARTNER", in: inside.takeTop(22 * u), TextStyle(13 * u, bold: true, Palette.inkFaint))
        for best in standing.byPartner(record.plan, score: record.episode.score) {
            guard inside.height >= 24 * u else { return }
            let line = inside.takeTop(24 * u)
            let style = TextStyle(14 * u, bold: best.isThis, best.isThis ? Palette.yellow : Palette.ink)
            canvas.text(AgentNames.titles(best.partner), in: Rect(line.x, line.y, line.width - 110 * u, line.height), style)
            canvas.text(
                "\(best.games) game\(best.games == 1 ? "" : "s")", line.maxX - 48 * u, line.y + 4 * u, TextStyle(12 * u, Palette.inkFaint),
                .right)
            canvas.text(KitchenScene.number(best.score), in: line, style, .right)
        }
    }

    /// The latest games as columns, this one last.
    private func paintPast(_ canvas: Canvas, _ area: Rect) {
        let u = canvas.unit
        let past = standing.past
        let heading = past.isEmpty ? "This game" : "The latest games here"
        var inside = area
        canvas.text(heading.uppercased(), in: inside.takeTop(22 * u), TextStyle(13 * u, bold: true, Palette.inkFaint))
        let labels = inside.takeBottom(20 * u)
        let scores = past.prefix(9).reversed().map(\.score) + [record.episode.score]
        let highest = max(1, scores.max() ?? 1)
        let step = min(56 * u, inside.width / Double(scores.count))
        canvas.fill(Rect(inside.x, inside.maxY, inside.width, max(1, u)), Palette.line)
        for (index, score) in scores.enumerated() {
            let isThis = index == scores.count - 1
            let height = max(3 * u, (inside.height - 26 * u) * score / highest)
            let column = Rect(inside.x + step * Double(index) + step * 0.14, inside.maxY - height, step * 0.72, height)
            canvas.panel(column, radius: 4 * u, isThis ? Palette.yellow : Palette.steel)
            let style = TextStyle(13 * u, bold: isThis, isThis ? Palette.yellow : Palette.inkSoft)
            canvas.text(KitchenScene.number(score), column.midX, column.y - 20 * u, style, .centre)
            if isThis { canvas.text("now", column.midX, labels.y + 2 * u, TextStyle(12 * u, Palette.inkSoft), .centre) }
        }
    }
}

extension GamePlan {
    /// The same game with other whims of the agents; one that goes on with another keeps the other's.
    var again: GamePlan {
        guard takeOver == nil else { return self }
        var plan = self
        var random = RandomStream(seed, StreamKey.nextGame)
        plan.seed = random.next() % 999_999 + 1
        return plan
    }
}
