import Basics
import EpisodeStore
import Kitchen

/// Participants on their way through a study: which page comes next, and what is kept of the last.
final class StudyRun {
    let materials: StudyMaterials
    let context: WindowContext
    private let log: any StudyLog
    private let clock: () -> Double
    private let display: DisplayFacts
    private(set) var codes: [String] = []
    private(set) var row = 0
    private(set) var items: [StudyItem] = []
    private var finished: [Set<String>] = []
    private var began = 0.0
    private var attempts = 1
    private var tries: [String: Int] = [:]
    private var failure: (any Error)?
    private var end = StudySession.End.left
    private var refuser: Int?
    private var isConcluded = true

    var study: Study { materials.study }

    /// - Parameter clock: seconds of the clock by which screens are told the time.
    init(
        _ materials: StudyMaterials, log: any StudyLog, context: WindowContext, display: DisplayFacts = .none,
        clock: @escaping () -> Double = { DisplayWindow.now }
    ) {
        self.materials = materials
        self.log = log
        self.context = context
        self.display = display
        self.clock = clock
    }

    // MARK: Beginning and end

    /// The page that asks for the code of the person who is not known yet; the first of the study when all are.
    func ask(_ known: [String]) -> any Screen {
        guard known.count < study.people else { return begin(known) }
        let ordinal = ["The first", "The second"][min(known.count, 1)]
        let prompt = study.people == 1 ? "Your code, as you were given it:" : "\(ordinal) person's code, as they were given it:"
        return CodeScreen(study.title, prompt: prompt) { known.contains($0) ? .stay : .show(self.ask(known + [$0])) }
    }

    /// Enrols the participants, or continues where they stopped.
    private func begin(_ codes: [String]) -> any Screen {
        do {
            let enrolments = try log.enrol(codes, display: display)
            self.codes = codes
            row = enrolments.first?.row ?? 0
            items = StudyItem.all(study, participant: row)
            finished = enrolments.map(\.finished)
            began = clock()
            isConcluded = false
            return next()
        } catch {
            return NoticeScreen(error, context: context)
        }
    }

    /// Ends the session in the log; once.
    func conclude() throws {
        guard !isConcluded else { return }
        isConcluded = true
        try log.conclude(end, refuser: refuser)
        if let failure { throw failure }
    }

    // MARK: The way

    /// The page of the first item that is not finished.
    private func next() -> any Screen {
        guard let item = items.first(where: { !isFinished($0) }) else {
            end = .finished
            note(.page, "closing")
            return PageScreen("That was all", study.closing, buttons: ["Close"]) { _ in .leave }
        }
        note(.page, item.name, person: item.person)
        switch item.kind {
        case .consent: return consent(item)
        case .page(let heading, let text, let seconds):
            return PageScreen(heading, text, buttons: ["Go on"], seconds: seconds) { _ in self.keep(item) }
        case .tutorial(let tutorial): return practise(item, tutorial, tutorial.text)
        case .game(let game):
            let count = items.count { $0.name.hasPrefix("game ") }
            let partner = game.partner.isEmpty ? "each other" : game.blindName
            return announce(item, "Game \(item.position) of \(count)", "You cook with \(partner). Deliver as many soups as you can.", game)
        case .questions(let level, let questions): return ask(item, level, questions)
        }
    }

    private func isFinished(_ item: StudyItem) -> Bool {
        let person = item.person ?? 0
        return finished.indices.contains(person) && finished[person].contains(item.name)
    }

    /// `heading`, with the name of the person it is for where there are two.
    func heading(_ heading: String, person: Int?) -> String {
        guard study.people > 1, let person, codes.indices.contains(person) else { return heading }
        return "\(codes[person]): \(heading)"
    }

    private func consent(_ item: StudyItem) -> PageScreen {
        let heading = heading(study.title, person: item.person)
        return PageScreen(heading, study.consent, buttons: ["I agree", "I do not agree"], preselects: false) { button in
            if button == 0 { return self.keep(item) }
            self.end = .refused
            self.refuser = item.person
            return .leave
        }
    }

    private func ask(_ item: StudyItem, _ level: StudyLevel, _ questions: [StudyQuestion]) -> QuestionScreen {
        let headings: [StudyLevel: String] = [
            .comprehension: "Before it begins", .game: "About this game with \(partnerName(item.position))",
            .pair: "About the last two games", .block: "About the last games", .closing: "Before you go",
        ]
        return QuestionScreen(heading(headings[level] ?? "", person: item.person), questions) { answered in
            self.noteAnswers(answered, item.name, level, person: item.person)
            return level == .comprehension ? self.check(item, answered) : self.keep(item, answers: Self.columns(answered), level: level)
        }
    }

    /// Asks those questions of comprehension again whose answers are wrong.
    private func check(_ item: StudyItem, _ answered: [QuestionScreen.Answered]) -> Step {
        for answer in answered { tries[answer.question.id, default: 0] += 1 }
        let wrong = answered.filter { $0.answer.isRight($0.question) == false }
        guard wrong.isEmpty else {
            let hints = wrong.map(\.question.hint).filter { !$0.isEmpty }
            let text = hints.isEmpty ? "That was not right. Please read the question again." : hints.joined(separator: "\n\n")
            return .show(
                PageScreen("Not quite", text, buttons: ["Try again"]) { _ in
                    .show(self.ask(item, .comprehension, wrong.map(\.question)))
                })
        }
        let right = study.comprehension.compactMap { question in question.answer.map { (question.id, $0) } }
        let counts = tries.map { ("\($0)_tries", "\($1)") }
        tries = [:]
        return keep(item, answers: Dictionary(right + counts) { first, _ in first }, level: .comprehension)
    }

    private func partnerName(_ position: Int) -> String {
        for item in items where item.position == position {
            if case .game(let game) = item.kind { return game.blindName }
        }
        return "your partner"
    }

    // MARK: Games

    private func practise(_ item: StudyItem, _ tutorial: Study.Tutorial, _ text: String) -> PageScreen {
        let game = StudyOrder.Game(kitchen: tutorial.kitchen, partner: tutorial.partner, blindName: "Your partner")
        return announce(item, "Practice", text, game, horizon: tutorial.horizon, soups: tutorial.soups)
    }

    private func announce(
        _ item: StudyItem, _ heading: String, _ text: String, _ game: StudyOrder.Game, horizon: Int? = nil, soups: Int = 0
    ) -> PageScreen {
        PageScreen(heading, text, buttons: ["Begin"]) { _ in
            self.play(item, game, horizon: horizon ?? self.study.horizon, soups: soups)
        }
    }

    private func play(_ item: StudyItem, _ game: StudyOrder.Game, horizon: Int, soups: Int) -> Step {
        let place = items.firstIndex { $0.name == item.name && $0.person == item.person } ?? 0
        var random = RandomStream(study.seed, 4, UInt64(bitPattern: Int64(place)))
        let seed = random.next() % 999_999 + 1
        guard var plan = materials.plan(game, horizon: horizon, seed: seed, codes: codes) else { return .leave }
        plan.purpose = "study \(study.title), participant \(codes.joined(separator: " and ")), \(item.name)"
        do {
            let position = item.position
            try log.begin(plan, game, item: item.name, position: position, milliseconds: milliseconds(clock()))
            var terms = StudyGameScreen.Terms(item: item, game: game, probes: position > 0 ? study.probes : [])
            terms.soups = soups
            return .show(try StudyGameScreen(plan, terms, run: self))
        } catch {
            return .show(NoticeScreen(error, context: context))
        }
    }

    /// What follows a game that was played to its end.
    func finished(_ terms: StudyGameScreen.Terms, soups: Int) -> Step {
        guard case .tutorial(let tutorial) = terms.item.kind else { return keep(terms.item, game: terms.game) }
        guard soups < tutorial.soups, attempts < tutorial.attempts else {
            attempts = 1
            return keep(terms.item, game: terms.game)
        }
        if let problem = save(terms.item, game: terms.game, level: StudyStep.attempt) { return .show(problem) }
        attempts += 1
        return .show(practise(terms.item, tutorial, "No soup was delivered in time. Try again.\n\n" + tutorial.text))
    }

    /// Keeps a game that was left in the middle; what goes wrong is thrown when the session ends.
    func left(_ terms: StudyGameScreen.Terms) {
        do { try write(terms.item, game: terms.game, level: StudyStep.attempt) } catch { failure = error }
    }

    // MARK: Keeping

    func note(_ kind: StudyEvent.Kind, _ item: String, tick: Int? = nil, what: String? = nil, now: Double? = nil, person: Int? = nil) {
        let event = StudyEvent(milliseconds: milliseconds(now ?? clock()), kind: kind, item: item, tick: tick, what: what)
        log.note(event, person: person)
    }

    private func milliseconds(_ time: Double) -> Int { Int(((time - began) * 1000).rounded()) }

    private func noteAnswers(_ answered: [QuestionScreen.Answered], _ item: String, _ level: StudyLevel, tick: Int? = nil, person: Int?) {
        for (place, answer) in answered.enumerated() {
            let record = StudyAnswerEvent(
                question: answer.question.id, level: level.rawValue, place: place + 1, shown: milliseconds(answer.shown),
                answers: answer.answer.columns(answer.question))
            note(.answer, item, tick: tick, what: try? JSONText.stored(record), now: answer.answered, person: person)
        }
    }

    private static func columns(_ answered: [QuestionScreen.Answered]) -> [String: String] {
        answered.reduce(into: [:]) { columns, answer in columns.merge(answer.answer.columns(answer.question)) { $1 } }
    }

    func keepProbe(
        _ name: String, _ position: Int, _ game: StudyOrder.Game, _ answered: [QuestionScreen.Answered], tick: Int, person: Int
    ) -> Step {
        noteAnswers(answered, name, .probe, tick: tick, person: person)
        do {
            try log.save(
                StudyStep(
                    study: study.title, participant: codes[person], item: name, position: position, kitchen: game.kitchen,
                    partner: game.partner, blindName: game.blindName, answers: Self.columns(answered), level: StudyLevel.probe.rawValue))
            return .stay
        } catch {
            return .show(NoticeScreen(error, context: context))
        }
    }

    /// Writes down that `item` is finished, and continues.
    private func keep(_ item: StudyItem, game: StudyOrder.Game? = nil, answers: [String: String] = [:], level: StudyLevel? = nil) -> Step {
        if let problem = save(item, game: game, answers: answers, level: level?.rawValue) { return .show(problem) }
        for person in item.person.map({ [$0] }) ?? Array(codes.indices) { finished[person].insert(item.name) }
        return .show(next())
    }

    /// Keeps a step of everyone whom it is for.
    /// - Returns: a page that says what went wrong.
    private func save(
        _ item: StudyItem, game: StudyOrder.Game?, answers: [String: String] = [:], level: String?
    ) -> NoticeScreen? {
        do {
            if let message = context.errorMessage { throw WindowError(message) }
            try write(item, game: game, answers: answers, level: level)
            return nil
        } catch {
            return NoticeScreen(error, context: context)
        }
    }

    private func write(_ item: StudyItem, game: StudyOrder.Game?, answers: [String: String] = [:], level: String?) throws {
        for person in item.person.map({ [$0] }) ?? Array(codes.indices) {
            let other = codes.first { $0 != codes[person] } ?? ""
            try log.save(
                StudyStep(
                    study: study.title, participant: codes[person], item: item.name, position: item.position, kitchen: game?.kitchen,
                    partner: game.map { $0.partner.isEmpty ? other : $0.partner }, blindName: game?.blindName,
                    episode: game == nil ? nil : context.latestEpisode, answers: answers,
                    seat: game.map { study.people == 2 ? person : $0.seat }, level: level))
        }
    }
}

/// An answer as an event keeps it.
struct StudyAnswerEvent: Codable, Sendable, Hashable {
    var question: String
    var level: String
    /// Where the question stood on its page, from one.
    var place: Int
    /// When it was shown first, in milliseconds since the session began.
    var shown: Int
    /// By column.
    var answers: [String: String]
}
