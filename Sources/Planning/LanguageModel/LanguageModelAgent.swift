import Agents
import Basics
import Episodes
import Foundation
import Kitchen
import LanguageModels

/// A planner that asks a language model which skill comes next, and goes on by itself until it gets an answer.
struct LanguageModelAgent: Agent {
    private let planner: PlannerKind
    private let client: ChatClient
    private let manner: LanguageModelKind.Manner
    private let prompts: CookPrompts
    /// By the tick of the question, the tick at which its answer was there; nil for a live endpoint.
    private let answered: [Int: Int]?
    private var loop: PlannerLoop?
    private var episode: EpisodeContext?
    private var system = ""
    private var random = RandomStream()
    /// The question that is open, and the skills that it offers.
    private var question: (conversation: Conversation, offers: [SkillChoice.Offer])?
    /// When it was last asked, when the future was last looked at, and when the skill under way was taken up.
    private var asked = Int.min / 2
    private var looked = Int.min / 2
    private var taken = 0
    /// The skill under way, the one to be taken up after it, and the one chosen last.
    private var current: SkillChoice?
    private var next: SkillChoice?
    private var last: SkillChoice?
    /// Questions in a row that got no usable answer, and why the last did not.
    private var failures = 0
    private var failure: String?
    private var memory: [String] = []
    /// What the model said last that the others would do, and what they have done since.
    private var expectation = ""
    private var seen = SeenWork(seat: 0)
    private var waits = AnswerWaits()
    private var returned: ContinuousClock.Instant?
    /// Who made the last decision; nil where the planner goes its own way.
    private var source: DecisionSource?

    /// Past choices that the model is reminded of.
    private static let remembered = 2
    /// Examples of experience that the model is shown at most.
    private static let examples = 5
    /// Skills that are offered at most.
    private static let offered = 8
    /// Ticks that are looked ahead at most, to the end of the skill under way.
    private static let farthest = 30
    /// Beliefs about the other cooks that the model is shown at most, and how probable each must be.
    private static let beliefs = 2
    private static let minBelief = 0.1

    init(planner: PlannerKind, client: ChatClient, manner: LanguageModelKind.Manner, prompts: CookPrompts, recorded: [ChatExchange]?) {
        self.planner = planner
        self.client = client
        self.manner = manner
        self.prompts = prompts
        answered = recorded.map { exchanges in
            // What the episode's end cut off was never answered.
            Dictionary(exchanges.map { ($0.asked, $0.answered ?? .max) }, uniquingKeysWith: { _, last in last })
        }
    }

    mutating func begin(_ episode: EpisodeContext) throws {
        close()
        loop = try planner.loop(episode)
        self.episode = episode
        random = RandomStream(episode.seed, UInt64(episode.seat), StreamKey.menu)
        system = prompts.system.filled([
            "kitchen": try KitchenText(episode.kitchen).text, "player": "\(episode.seat + 1)", "answer": MenuQuestion.answerMark,
        ])
        (expectation, seen) = ("", SeenWork(seat: episode.seat))
        client.restartBudget()
        (asked, looked, taken, failures, failure) = (Int.min / 2, Int.min / 2, 0, 0, nil)
        (current, next, last, memory, returned, waits) = (nil, nil, nil, [], nil, AnswerWaits())
    }

    mutating func act(_ game: KitchenGame) -> Decision {
        seen.see(game.state.players)
        let exchanges = hear(game)
        takeUp(game)
        var decision = Decision(loop?.act(game) ?? .stay)
        if loop?.hasOrder != true { current = nil }
        source = decider
        decision.source = source
        if source == .stay {
            decision.action = .stay
            loop?.stayed()
        }
        if question != nil, current == nil { waits.need(game.timestep) }
        if isTimeToAsk(game.timestep) { ask(game) }
        if source?.isOwn == false, let failure {
            decision.fault = .unanswered
            decision.faultDetail = failure
        }
        decision.exchanges = exchanges
        returned = .now
        return decision
    }

    /// Who made the decision of this tick.
    private var decider: DecisionSource? {
        if manner.chooser == .planner { return nil }
        if loop?.isCarryingOut == true, let current { return current.source }
        return manner.withoutAnswer == .planner ? .planner : .stay
    }

    mutating func finish() -> EpisodeEnd {
        var end = EpisodeEnd()
        if let conversation = question?.conversation {
            conversation.cancel()
            conversation.wait()
            question = nil
            end.exchanges = conversation.takeExchanges().map(\.logged)
        }
        if manner.chooser == .model, let words = waits.words { end.remarks.append(words) }
        waits = AnswerWaits()
        return end
    }

    mutating func close() { _ = finish() }

    // MARK: Asking

    private var hasGivenUp: Bool { failures >= manner.giveUp }

    private func isTimeToAsk(_ now: Int) -> Bool {
        guard manner.chooser != .planner, question == nil, next == nil, !hasGivenUp, let loop else { return false }
        guard loop.hasOrder else { return now - asked >= manner.every }
        // Once for each skill, as soon as its end can be foreseen.
        return manner.asksAhead && asked < taken && (looked < taken || now - looked >= manner.every)
    }

    private mutating func ask(_ game: KitchenGame) {
        guard let loop else { return }
        let isAhead = loop.hasOrder
        looked = game.timestep
        guard let (then, planner) = isAhead ? loop.outcome(of: game, within: Self.farthest) : (game, loop) else { return }
        let offers = offers(planner, then)
        // Where there is nothing to choose, the planner goes on; where it does not play, somebody must say so.
        guard offers.count > (manner.withoutAnswer == .planner ? 1 : 0) else { return }
        asked = game.timestep
        switch manner.chooser {
        case .model:
            let text = text(then, loop, offers, isAhead: isAhead)
            var menu = MenuQuestion(system: system, question: text, options: offers.map(\.skill))
            if manner.belief == .predicted { menu.further[SkillChoice.expectationKey] = "what the other cook will do next, in a few words" }
            question = (Conversation(client, menu, tick: asked), offers)
            if !isAhead { waits.need(asked) }
        case .random: next = SkillChoice(offers[random.below(offers.count)], source: .menu)
        case .first: next = SkillChoice(offers[0], source: .menu)
        case .planner: break
        }
    }

    private var brief: BriefWords? { episode.map { BriefWords($0.kitchen) } }

    /// What the model may choose from in a game.
    private func offers(_ planner: PlannerLoop, _ game: KitchenGame) -> [SkillChoice.Offer] {
        guard let brief else { return [] }
        return planner.offers(game).prefix(Self.offered).map { SkillChoice.Offer(goal: $0.goal, skill: brief.skill($0.skill.words)) }
    }

    /// The question about a game, which may be that at the end of the skill under way.
    private mutating func text(_ game: KitchenGame, _ loop: PlannerLoop, _ offers: [SkillChoice.Offer], isAhead: Bool) -> String {
        guard let episode, let brief else { return "" }
        let state = brief.state(StateFacts(game.state, horizon: episode.horizon).text(episode.kitchen))
        return prompts.choose.filled([
            "state": (isAhead ? "When that is done:\n" : "") + state, "player": "\(episode.seat + 1)", "partner": partner(loop, brief),
            "skills": MenuQuestion.list(offers.map(\.skill)), "experience": loop.memories(game, most: Self.examples) ?? "",
            "memory": memory.joined(separator: ", then "),
        ])
    }

    private mutating func partner(_ loop: PlannerLoop, _ brief: BriefWords) -> String {
        if manner.belief == .none { return "" }
        if manner.belief == .predicted {
            let expected = expectation.isEmpty ? "" : "you expected: \(expectation). Since then "
            return expected + seen.take()
        }
        let beliefs = (loop.explanation?.beliefs ?? []).prefix(Self.beliefs).filter { $0.probability >= Self.minBelief }
        guard !beliefs.isEmpty else { return "nothing is known yet." }
        return beliefs.map { "player \($0.seat + 1) \(brief.skill($0.what)) (\($0.probability.percent))." }.joined(separator: " ")
    }

    // MARK: Hearing

    /// Takes the answer if there is one by now; returns the exchanges that are over.
    private mutating func hear(_ game: KitchenGame) -> [Decision.Exchange] {
        guard let (conversation, offers) = question else { return [] }
        wait(for: conversation, now: game.timestep)
        guard isDue(conversation, game.timestep), let result = conversation.result else { return [] }
        question = nil
        let wait = waits.end(game.timestep)
        switch result {
        case .success(let choice):
            failures = 0
            failure = nil
            let chosen = SkillChoice(choice, among: offers)
            (next, expectation) = (chosen, chosen.expectation)
        case .failure(let problem):
            failures += 1
            failure = problem.description
        }
        var exchanges = conversation.takeExchanges()
        if let end = exchanges.indices.last {
            exchanges[end].waitedTicks = wait.ticks
            exchanges[end].waitedMilliseconds = wait.milliseconds
        }
        return exchanges.map { exchange in
            var exchange = exchange
            exchange.answered = game.timestep
            return exchange.logged
        }
    }

    private func wait(for conversation: Conversation, now: Int) {
        guard answered == nil else {
            if isDue(conversation, now) { conversation.wait() }
            return
        }
        if let returned { conversation.wait(until: returned + .seconds(manner.tick)) }
    }

    /// Whether an answer may be taken at tick `now`: live as soon as it is there, from a log when it was.
    private func isDue(_ conversation: Conversation, _ now: Int) -> Bool {
        guard let answered else { return true }
        return now >= answered[conversation.tick] ?? .max
    }

    /// Takes up the chosen skill once the one under way is over, if it is still possible.
    private mutating func takeUp(_ game: KitchenGame) {
        guard let loop, loop.isOrderOver(in: game) else { return }
        if let choice = next {
            next = nil
            if pursue(choice, game) {
                last = choice
                return
            }
            add("too late for \"\(choice.skill)\"")
        }
        guard manner.withoutAnswer == .last, !loop.hasOrder, var choice = last else { return }
        let isOffered = offers(loop, game).contains { $0.goal == choice.goal && $0.skill == choice.skill }
        choice.source = .last
        if isOffered { _ = pursue(choice, game) }
    }

    private mutating func pursue(_ choice: SkillChoice, _ game: KitchenGame) -> Bool {
        guard loop?.pursue(choice.goal, in: game) == true else { return false }
        current = choice
        taken = game.timestep
        if choice.source != .last { remember(choice) }
        return true
    }

    private mutating func remember(_ choice: SkillChoice) {
        let analysis = manner.memory == .analyses && !choice.analysis.isEmpty ? " because \"\(choice.analysis)\"" : ""
        add(choice.skill + analysis)
    }

    /// Adds to what the model is reminded of.
    private mutating func add(_ line: String) {
        guard manner.memory != .none else { return }
        if memory.count >= Self.remembered { memory.removeFirst() }
        memory.append(line)
    }

    // MARK: Explaining

    func explain() -> Explanation? {
        guard var explanation = loop?.explanation else { return nil }
        if source == .stay {
            explanation.intention = "stays"
            explanation.path = []
            explanation.reason = failure.map { "the language model gave no usable answer (\($0))" } ?? "it waits for the language model"
        } else if let current {
            if !current.intention.isEmpty { explanation.intention += " (\(current.intention))" }
            let reason = current.source == .last ? "the language model chose it before" : manner.chooser.reason
            explanation.reason = reason + (current.analysis.isEmpty ? "" : ": \(current.analysis)")
        } else if let failure {
            let gaveUp = hasGivenUp ? "and is not asked any more" : "so far"
            explanation.reason = "the language model gave no usable answer (\(failure)) \(gaveUp); by itself: \(explanation.reason ?? "")"
        }
        return explanation
    }
}

extension ChatExchange {
    /// As a decision hands it to the log.
    fileprivate var logged: Decision.Exchange {
        // Texts and numbers always encode; a time that is no number cannot be measured.
        let data = (try? JSONText.stored(self)) ?? "{}"
        let text = problem.map { "no answer: \($0)" } ?? "answered: \((reply ?? "").prefix(200))"
        return Decision.Exchange(text: text.replacing("\0", with: ""), data: data)
    }
}
