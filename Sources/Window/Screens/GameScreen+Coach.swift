import Agents
import Kitchen

/// The coach on the game's page: a strip below the kitchen, and a choice in the pause menu.
extension GameScreen {
    /// The coach of a game, where there can be one: with one person, who is coached by choice or by the game's own setting, and in
    /// a kitchen that hides nothing, since a coach sees all of it and would tell.
    static func coach(_ plan: GamePlan, _ context: WindowContext) -> GameCoach? {
        guard let kind = context.coach, plan.people.count == 1, let seat = plan.people.first,
            !plan.kitchen.isPartiallyObserved
        else { return nil }
        let episode = EpisodeContext(kitchen: plan.kitchen, seat: seat, seed: plan.seed, horizon: plan.horizon)
        switch plan.coaching {
        case .chosenByPerson: return GameCoach(kind, episode, level: context.coachLevel)
        case .fixed(let level): return level.map { GameCoach(kind, episode, level: $0) }
        }
    }

    /// Height of the strip and the gap above it.
    static func hintStripHeight(_ unit: Double) -> Double { 62 * unit }

    /// What the coach says; an empty strip while it says nothing, so that the kitchen does not jump.
    static func paintHint(_ hint: Hint?, _ coach: GameCoach, on canvas: Canvas, in strip: Rect) {
        let u = canvas.unit
        var area = strip
        _ = area.takeTop(10 * u)
        canvas.panel(area, radius: 10 * u, hint == nil ? Palette.card.faded(0.5) : Palette.card)
        var inside = area.inset(16 * u, 6 * u)
        canvas.text("COACH", in: inside.takeLeft(72 * u), TextStyle(13 * u, bold: true, Palette.inkFaint))
        if let hint, let level = coach.level {
            canvas.text(hint.text(level), in: inside, TextStyle(17 * u, bold: true, Palette.yellow))
        } else if let failure = coach.failure {
            canvas.text("It cannot watch this kitchen: \(failure)", in: inside, TextStyle(13 * u, Palette.inkSoft))
        }
    }
}
