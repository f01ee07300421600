import EpisodeStore
import Kitchen

/// A game of a study: the game's page, of which everything that happens is noted with its time, and over which questions come up at
/// given ticks while the game is paused.
final class StudyGameScreen: Screen {
    /// What a study asks of a game besides playing it.
    struct Terms {
        let item: StudyItem
        let game: StudyOrder.Game
        let probes: [Study.Probe]
        /// The game ends with so many soups; 0 for at the horizon alone.
        var soups = 0
    }

    private let screen: GameScreen
    let terms: Terms
    private let plan: GamePlan
    private unowned let run: StudyRun
    private(set) var probe: QuestionScreen?
    private(set) var ticks = 0
    private var wasPaused = false
    /// Whether what follows the game was told already.
    private var isOver = false
    private var latest = 0.0

    init(_ plan: GamePlan, _ terms: Terms, run: StudyRun) throws {
        screen = try GameScreen(plan, context: run.context)
        self.terms = terms
        self.plan = plan
        self.run = run
        run.context.afterGameHook = { [weak self] record in self?.gameIsOver(record) ?? .leave }
    }

    var title: String {
        if let probe { return probe.title }
        guard run.study.hidden.contains(.kitchen) else { return screen.title }
        return screen.title.replacing(plan.kitchen.layout.name, with: terms.item.name)
    }

    var isLively: Bool { probe == nil && screen.isLively }
    var wantsText: Bool { probe?.wantsText ?? screen.wantsText }

    // MARK: Events and time

    func handle(_ event: InputEvent, now: Double) -> Step {
        latest = now
        if let probe {
            if event != .focusLost { return probe.handle(event, now: now) }
            return .stay
        }
        switch event {
        case .key(let key, isDown: true, isRepeat: false): note(.press, what: key)
        case .pad(let pad, let button, isDown: true): note(.press, what: "pad \(pad + 1) \(button.rawValue)")
        default: break
        }
        let step = screen.handle(event, now: now)
        observe()
        return step
    }

    func update(now: Double) -> Step {
        latest = now
        if let probe { return probe.update(now: now) }
        let before = screen.session.ticks
        let step = screen.update(now: now)
        observe()
        guard case .stay = step, screen.session.ticks > before else { return step }
        if terms.soups > 0, screen.session.deliveries.count >= terms.soups {
            screen.finish()
            return gameIsOver(screen.record)
        }
        askProbe(now: now)
        return .stay
    }

    /// Notes ticks and pauses since the last look.
    private func observe() {
        let session = screen.session
        if session.ticks > ticks {
            ticks = session.ticks
            note(.tick, what: String(session.latest.map { ActionLetter.letter($0.action) }))
        }
        let isPaused = session.phase == .paused
        if isPaused != wasPaused { note(isPaused ? .pause : .resume) }
        wasPaused = isPaused
    }

    private func note(_ kind: StudyEvent.Kind, what: String? = nil) {
        run.note(kind, terms.item.name, tick: screen.session.ticks, what: what, now: latest)
    }

    // MARK: Probes

    private func askProbe(now: Double) {
        let tick = screen.session.ticks
        let questions = terms.probes.filter { $0.ticks.contains(tick) }.flatMap(\.questions)
        guard !questions.isEmpty, tick < plan.horizon else { return }
        screen.session.pause(now: now)
        observe()
        ask(questions, tick: tick, person: 0)
    }

    /// Asks one person after the other, then plays on.
    private func ask(_ questions: [StudyQuestion], tick: Int, person: Int) {
        let name = "\(terms.item.name) probe \(tick)"
        let arranged = StudyItem.arranged(questions, run.study, row: run.row, item: name, person: person)
        let heading = run.heading("In the middle of the game", person: person)
        run.note(.page, name, tick: tick, now: latest, person: person)
        probe = QuestionScreen(heading, arranged.map { $0.filled(StudyItem.names(terms.game)) }) { [unowned self] answered in
            let step = run.keepProbe(name, terms.item.position, terms.game, answered, tick: tick, person: person)
            guard case .stay = step else { return step }
            if person + 1 < run.study.people {
                ask(questions, tick: tick, person: person + 1)
            } else {
                probe = nil
                screen.session.resume(now: latest)
                observe()
            }
            return .stay
        }
    }

    // MARK: The end

    /// - Parameter record: nil for a game that was left.
    private func gameIsOver(_ record: GameRecord?) -> Step {
        observe()
        guard let record else { return .leave }
        isOver = true
        note(.end, what: "finished")
        return run.finished(terms, soups: record.deliveries)
    }

    func finish() {
        let before = run.context.latestEpisode
        screen.finish()
        guard !isOver else { return }
        isOver = true
        observe()
        let kept = run.context.latestEpisode
        note(.end, what: "left")
        if let kept, kept != before { run.left(terms) }
    }

    func draw(on canvas: Canvas, now: Double) {
        if let probe { probe.draw(on: canvas, now: now) } else { screen.draw(on: canvas, now: now) }
    }
}
