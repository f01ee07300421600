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
    /// Whether it was asked what follows the skill under way.
    private var isAskedAhead = false
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
    /// What it hears and says; nil where nobody can talk.
    private var talk: ModelTalk?
    private var heard: [HeardMessage] = []
    /// Whether the open question asks what to say, too.
    private var asksToSay = false
    private var returned: ContinuousClock.Instant?
    /// Who made the last decision; nil where the planner goes its own way.
    private var source: DecisionSource?

    /// Past choices that the model is reminded of, and those with what it said of the state.
    private static let remembered = (choices: 1, analyses: 2)
    /// Examples of experience that the model is shown at most.
    private static let examples = 5
    /// Skills that are offered at most.
    private static let offered = 8
    /// Ticks that are looked ahead at most, to the end of the skill under way.
    private static let farthest = 30
    /// Beliefs about the other cooks that the model is shown at most, and how probable each must be.
    private static let beliefs = 2
    private static let minBelief = 0.2

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
            "kitchen": try KitchenText(episode.kitchen).text, "horizon": "\(episode.horizon)", "player": "\(episode.seat + 1)",
            "answer": MenuQuestion.answerMark,
        ])
        (expectation, seen) = ("", SeenWork(seat: episode.seat))
        talk = manner.chooser == .model ? ModelTalk(episode.channel, turns: manner.turns) : nil
        (heard, asksToSay) = ([], false)
        client.restartBudget()
        (asked, looked, taken, failures, failure) = (Int.min / 2, Int.min / 2, 0, 0, nil)
        (current, next, last, memory, returned, waits, isAskedAhead) = (nil, nil, nil, [], .now, AnswerWaits(), false)
    }

    mutating func hear(_ messages: [HeardMessage]) { heard = messages }

    mutating func act(_ game: KitchenGame) -> Decision {
        seen.see(game.state.players)
        loop?.look(game)
        takeInWords(game.timestep)
        var exchanges = collectAnswer(game)
        takeUp(game)
        if isIdle(game) {
            // Before it acts, so that an answer that comes within the tick decides it.
            ask(game)
            exchanges += collectAnswer(game)
            takeUp(game)
        }
        goOnWithLast(game)
        var decision = Decision(loop?.act(game) ?? .stay)
        if loop?.hasOrder != true { current = nil }
        source = decider
        decision.source = source
        if source == .stay {
            decision.action = .stay
            loop?.stayed()
        }
        if question != nil, current == nil { waits.need(game.timestep) }
        if isTimeToAskAhead(game.timestep) { askAhead(game) }
        if source?.isOwn == false, let failure {
            decision.fault = .unanswered
            decision.faultDetail = failure
        }
        decision.exchanges = exchanges
        decision.message = talk?.say()
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

    private var canAsk: Bool { manner.chooser != .planner && question == nil && next == nil && !hasGivenUp }

    /// Whether no skill is under way, and it is time to ask for one.
    private func isIdle(_ game: KitchenGame) -> Bool {
        guard canAsk, let loop, loop.isOrderOver(in: game) else { return false }
        return failures == 0 || game.timestep - asked >= manner.every
    }

    /// Whether to ask what follows the skill under way: once for each, as soon as its end can be foreseen.
    private func isTimeToAskAhead(_ now: Int) -> Bool {
        guard canAsk, manner.asksAhead, !isAskedAhead, asked < now, loop?.hasOrder == true else { return false }
        return looked < taken || now - looked >= manner.every
    }

    private mutating func ask(_ game: KitchenGame) {
        guard let loop else { return }
        ask(game, about: game, offers(loop, game), isAhead: false)
    }

    private mutating func askAhead(_ game: KitchenGame) {
        looked = game.timestep
        guard let loop, let (then, planner) = loop.outcome(of: game, within: Self.farthest) else { return }
        ask(game, about: then, offers(planner, then), isAhead: true)
    }

    /// Asks about the state of `then`, in which `offers` can be chosen.
    private mutating func ask(_ game: KitchenGame, about then: KitchenGame, _ offers: [SkillChoice.Offer], isAhead: Bool) {
        asked = game.timestep
        if isAhead { isAskedAhead = true }
        switch manner.chooser {
        case .model:
            let text = text(then, now: game, offers, isAhead: isAhead)
            var menu = MenuQuestion(system: system, question: text, options: offers.map(\.skill))
            if manner.belief == .predicted { menu.further[SkillChoice.expectationKey] = "what the other cook will do next, in a few words" }
            menu.further[ModelTalk.key] = talk?.instruction
            asksToSay = talk?.instruction != nil
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
        // Which counter something is laid on changes little, so the best is enough.
        var canLay = false
        let offers = planner.offers(game).filter { offer in
            guard case .place = offer.skill else { return true }
            defer { canLay = true }
            return !canLay
        }
        // Where nothing leads anywhere, as in the last ticks, it can still stand by.
        let known = offers.isEmpty ? [(goal: Goal.standBy, skill: Skill.standBy)] : Array(offers.prefix(Self.offered))
        return known.map { SkillChoice.Offer(goal: $0.goal, skill: brief.skill($0.skill.words)) }
    }

    /// The question about a game, which may be that at the end of the skill under way.
    private mutating func text(_ game: KitchenGame, now: KitchenGame, _ offers: [SkillChoice.Offer], isAhead: Bool) -> String {
        guard let episode, let loop, let brief else { return "" }
        let state = brief.state(StateFacts(game.state, horizon: episode.horizon), of: episode.kitchen, seat: episode.seat)
        return prompts.choose.filled([
            "state": (isAhead ? "Then, at tick" : "Tick") + " \(game.timestep):\n" + state, "player": "\(episode.seat + 1)",
            "partner": [partner(loop, brief, now), talk?.take() ?? ""].filter { !$0.isEmpty }.joined(separator: " "),
            "skills": MenuQuestion.list(offers.map(\.skill)),
            "experience": loop.memories(game, most: Self.examples) ?? "", "memory": memory.joined(separator: ", then "),
        ])
    }

    private mutating func partner(_ loop: PlannerLoop, _ brief: BriefWords, _ now: KitchenGame) -> String {
        if manner.belief == .none { return "" }
        if manner.belief == .predicted {
            let expected = expectation.isEmpty ? "" : "you expected: \(expectation). Since then "
            return expected + seen.take()
        }
        let beliefs = loop.beliefs(now).prefix(Self.beliefs).filter { $0.probability >= Self.minBelief }
        let seats = Dictionary(grouping: beliefs, by: \.seat).sorted { $0.key < $1.key }
        return seats.map { seat, beliefs in
            "player \(seat + 1) " + beliefs.map { "\(brief.skill($0.what)) (\($0.probability.percent))" }.joined(separator: " or ") + "."
        }.joined(separator: " ")
    }

    // MARK: Hearing

    /// Takes in what others said; a skill under way is asked about again, so that the model can answer.
    private mutating func takeInWords(_ now: Int) {
        talk?.hear(heard, at: now)
        heard = []
        if talk?.hasNews == true { isAskedAhead = false }
    }

    /// Takes the answer if there is one by now; returns the exchanges that are over.
    private mutating func collectAnswer(_ game: KitchenGame) -> [Decision.Exchange] {
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
            if asksToSay { talk?.answer(choice.further[ModelTalk.key]) }
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
        guard let choice = next, loop?.isOrderOver(in: game) == true else { return }
        next = nil
        if pursue(choice, game) { last = choice } else { add("\(choice.skill), which came too late") }
    }

    /// Takes up the skill chosen last again where that is wanted, there is no other, and it is still on offer.
    private mutating func goOnWithLast(_ game: KitchenGame) {
        guard manner.withoutAnswer == .last, var choice = last, let loop, loop.isOrderOver(in: game) else { return }
        let isOffered = offers(loop, game).contains { $0.goal == choice.goal && $0.skill == choice.skill }
        choice.source = .last
        if isOffered { _ = pursue(choice, game) }
    }

    private mutating func pursue(_ choice: SkillChoice, _ game: KitchenGame) -> Bool {
        guard loop?.pursue(choice.goal, in: game) == true else { return false }
        current = choice
        taken = game.timestep
        isAskedAhead = false
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
        let most = manner.memory == .analyses ? Self.remembered.analyses : Self.remembered.choices
        if memory.count >= most { memory.removeFirst() }
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
