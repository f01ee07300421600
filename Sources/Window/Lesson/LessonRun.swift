import Kitchen

/// Where a person is in a chapter: which step is awaited, since when, and whether help is due. It knows neither window nor clock.
struct LessonRun {
    let chapter: LessonChapter
    let guide: LessonGuide
    private let opening: [LessonStep]
    private var opened = 0
    /// What is awaited now.
    private(set) var step: LessonStep
    private(set) var isDone = false
    /// Steps that are done.
    private(set) var done = 0
    private var since = 0.0
    /// When another cook last did something, in ticks.
    private var partnerActed = 0

    /// Since when there is nothing to do but wait, in ticks.
    private var waitsSince = 0

    /// Seconds without success after which the next key and the way are shown.
    static let patience = 6.0
    /// Ticks after which a partner who does nothing, or for whom one waits in vain, is not counted on.
    private static let partnerPatience = 20

    init(_ chapter: LessonChapter, _ kitchen: Kitchen, now: Double) {
        self.chapter = chapter
        guide = LessonGuide(kitchen, seat: chapter.seat)
        opening = chapter.openingSteps(kitchen, guide)
        step = opening.first ?? LessonStep(text: "", target: nil, until: .advised)
        since = now
    }

    /// Takes what is now the case: goes on to the next step, or to another that makes sense now.
    /// - Parameter moment: of the chapter's person.
    mutating func update(_ moment: LessonMoment, now: Double) {
        var moment = moment
        let tick = moment.game.timestep
        let others = (0..<moment.game.kitchen.players).filter { $0 != moment.seat }
        if others.contains(where: { moment.game.lastAction(of: $0) != .stay }) { partnerActed = tick }
        let waited = step.waits ? tick - waitsSince : 0
        moment.hasActivePartner = !others.isEmpty && tick - partnerActed < Self.partnerPatience && waited < Self.partnerPatience
        if chapter.goal.isMet(moment) {
            isDone = true
            return
        }
        while opened < opening.count, opening[opened].until.isMet(moment) {
            opened += 1
            done += 1
        }
        let next = opened < opening.count ? opening[opened] : guide.step(moment)
        // A countdown in the words is no new step.
        if next.target != step.target || next.until != step.until || Self.withoutNumbers(next.text) != Self.withoutNumbers(step.text) {
            if opened == opening.count, step.until == .advised, !step.text.isEmpty { done += 1 }
            since = now
        }
        if !next.waits { waitsSince = tick }
        step = next
    }

    private static func withoutNumbers(_ text: String) -> String { text.filter { !$0.isNumber } }

    /// Whether the person has been at the step for so long that help is due.
    func needsHelp(now: Double) -> Bool { now - since >= Self.patience }

    /// What to press next on the way to the target; nil where there is nothing to do but wait.
    func nextAction(_ game: KitchenGame) -> Action? {
        guard let way = way(game) else { return nil }
        if case .faces = step.until, way.action == .interact { return nil }
        return way.action
    }

    /// The way to the target; nil where there is none to go.
    func way(_ game: KitchenGame) -> LessonWay? {
        guard let target = step.target, !step.waits else { return nil }
        return LessonWay(game, seat: chapter.seat, to: target)
    }
}
