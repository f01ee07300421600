import Agents
import Basics
import EpisodeStore
import Kitchen

/// A study with everything that it names, looked up before anyone sits down.
public struct StudyMaterials: Sendable {
    public let study: Study
    let kitchens: [String: Kitchen]
    let partners: [String: AgentFile]

    /// - Parameters:
    ///   - kitchen: finds a kitchen by the name in the file.
    ///   - partner: finds an agent.
    /// - Throws: what these throw for an unknown name.
    public init(_ study: Study, kitchen: (String) throws -> Kitchen, partner: (String) throws -> AgentFile) throws {
        self.study = study
        var kitchens: [String: Kitchen] = [:]
        for name in study.kitchens + study.tutorials.map(\.kitchen) where kitchens[name] == nil {
            kitchens[name] = try kitchen(name)
        }
        var partners: [String: AgentFile] = [:]
        for name in study.partners + study.tutorials.map(\.partner) where partners[name] == nil {
            partners[name] = try partner(name)
        }
        self.kitchens = kitchens
        self.partners = partners
    }

    /// What has to be said about partners that play in kitchens that they were not made for.
    public var misfits: [String] {
        var meetings = study.partners.map { ($0, study.kitchens) }
        for tutorial in study.tutorials where !study.partners.contains(tutorial.partner) || !study.kitchens.contains(tutorial.kitchen) {
            meetings.append((tutorial.partner, [tutorial.kitchen]))
        }
        return meetings.compactMap { partner, names in
            partners[partner]?.misfit(names.compactMap { kitchens[$0]?.layout.name })
        }
    }
}

/// A participant on their way through a study: which page comes next, and what is kept of the last.
final class StudyRun {
    let materials: StudyMaterials
    let context: WindowContext
    private let log: any StudyLog
    private(set) var participant = ""
    private var items: [StudyItem] = []
    private var finished: Set<String> = []

    var study: Study { materials.study }

    init(_ materials: StudyMaterials, log: any StudyLog, context: WindowContext) {
        self.materials = materials
        self.log = log
        self.context = context
    }

    /// Enrols the participant, or continues where they stopped.
    func begin(_ code: String) -> Step {
        do {
            let enrolment = try log.enrol(study: study.title, participant: code)
            participant = code
            items = StudyItem.all(study, participant: enrolment.number)
            finished = enrolment.finished
            return next()
        } catch {
            return .show(NoticeScreen(error, context: context))
        }
    }

    /// The page of the first item that is not finished.
    func next() -> Step {
        guard let item = items.first(where: { !finished.contains($0.name) }) else {
            return .show(PageScreen("That was all", study.closing, button: "Close") { .leave })
        }
        switch item.kind {
        case .consent:
            return .show(PageScreen(study.title, study.consent, button: "I agree", other: "I do not agree") { self.keep(item) })
        case .tutorial(let tutorial):
            let game = StudyOrder.Game(kitchen: tutorial.kitchen, partner: tutorial.partner, blindName: "Your partner")
            return announce(item, "Practice", tutorial.text, game, horizon: tutorial.horizon)
        case .game(let game):
            let count = items.count {
                if case .game = $0.kind { return true }
                return false
            }
            let text = "You cook with \(game.blindName). Deliver as many soups as you can."
            return announce(item, "Game \(item.position) of \(count)", text, game, horizon: study.horizon)
        case .questions(let questions):
            let heading = item.position == 0 ? "Before you go" : "About this game with \(partnerName(item.position))"
            return .show(QuestionScreen(heading, questions) { self.keep(item, answers: $0) })
        }
    }

    private func partnerName(_ position: Int) -> String {
        for item in items where item.position == position {
            if case .game(let game) = item.kind { return game.blindName }
        }
        return "your partner"
    }

    private func announce(_ item: StudyItem, _ heading: String, _ text: String, _ game: StudyOrder.Game, horizon: Int) -> Step {
        .show(PageScreen(heading, text, button: "Begin") { self.play(item, game, horizon: horizon) })
    }

    private func play(_ item: StudyItem, _ game: StudyOrder.Game, horizon: Int) -> Step {
        guard let kitchen = materials.kitchens[game.kitchen], let partner = materials.partners[game.partner] else { return .leave }
        var random = RandomStream(study.seed, 4, UInt64(bitPattern: Int64(items.firstIndex(of: item) ?? 0)))
        var plan = GamePlan(
            kitchen: kitchen, players: (0..<kitchen.players).map { $0 == 0 ? nil : partner }, horizon: horizon,
            tickMilliseconds: study.tickMilliseconds, seed: random.next() % 999_999 + 1)
        for seat in 1..<max(1, kitchen.players) { plan.aliases[seat] = game.blindName }
        plan.commands = study.showsExplanations ? [.explanation, .pause, .leave] : [.pause, .leave]
        plan.personName = participant
        plan.purpose = "study \(study.title), participant \(participant), \(item.name)"
        context.afterGameHook = { record in
            guard record != nil else { return .leave }
            return self.keep(item, game: game, episode: self.context.latestEpisode)
        }
        do { return .show(try GameScreen(plan, context: context)) } catch { return .show(NoticeScreen(error, context: context)) }
    }

    /// Writes down that `item` is finished, and continues.
    private func keep(
        _ item: StudyItem, game: StudyOrder.Game? = nil, episode: EpisodeID? = nil, answers: [String: String] = [:]
    ) -> Step {
        do {
            if let message = context.errorMessage { throw WindowError(message) }
            try log.save(
                StudyStep(
                    study: study.title, participant: participant, item: item.name, position: item.position,
                    kitchen: game?.kitchen, partner: game?.partner, blindName: game?.blindName, episode: episode, answers: answers))
            finished.insert(item.name)
            return next()
        } catch {
            return .show(NoticeScreen(error, context: context))
        }
    }
}
