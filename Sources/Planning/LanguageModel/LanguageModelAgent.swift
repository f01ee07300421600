import Agents
import Basics
import Episodes
import Foundation
import Kitchen
import LanguageModels

/// A planner that asks a language model which skill comes next, and plays by itself until it has an answer.
struct LanguageModelAgent: Agent {
    /// What a model chose, and why.
    struct Choice: Sendable, Hashable {
        var goal: Goal
        var skill: String
        var analysis: String
        var intention: String
    }

    private let planner: PlannerKind
    private let client: ChatClient
    private let manner: LanguageModelKind.Manner
    private let prompts: CookPrompts
    /// By the tick of the question, the tick at which its answer was there; nil for a live endpoint.
    private let answered: [Int: Int]?
    private var loop: PlannerLoop?
    private var episode: EpisodeContext?
    private var system = ""
    private var conversation: Conversation<Choice>?
    private var asked = Int.min / 2
    private var choice: Choice?
    /// Questions in a row that got no usable answer, and why the last did not.
    private var failures = 0
    private var failure: String?
    private var memory: [String] = []
    private var returned: ContinuousClock.Instant?
    /// Who made the last decision.
    private var source = DecisionSource.planner

    /// Past choices that the model is reminded of.
    private static let remembered = 6
    /// Examples of experience that the model is shown at most.
    private static let examples = 5
    /// Skills that are offered at most.
    private static let offered = 8

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
        system = prompts.system.filled(["kitchen": try KitchenText(episode.kitchen).text, "player": "\(episode.seat + 1)"])
        client.restartBudget()
        (asked, failures, failure, choice, memory, returned) = (Int.min / 2, 0, nil, nil, [], nil)
    }

    mutating func act(_ game: KitchenGame) -> Decision {
        let exchanges = hear(game)
        var decision = Decision(loop?.act(game) ?? .stay)
        if loop?.hasOrder != true { choice = nil }
        source = loop?.isCarryingOut == true ? .model : manner.stays ? .stay : .planner
        decision.source = source
        if source == .stay {
            decision.action = .stay
            loop?.stayed()
        }
        if isTimeToAsk(game.timestep) { ask(game) }
        if source != .model, let failure {
            decision.fault = .unanswered
            decision.faultDetail = failure
        }
        decision.exchanges = exchanges
        returned = .now
        return decision
    }

    mutating func finish() -> EpisodeEnd {
        guard let conversation else { return EpisodeEnd() }
        conversation.cancel()
        conversation.wait()
        self.conversation = nil
        return EpisodeEnd(exchanges: conversation.takeExchanges().map(\.logged))
    }

    mutating func close() { _ = finish() }

    // MARK: Asking

    private var hasGivenUp: Bool { failures >= manner.giveUp }

    private func isTimeToAsk(_ now: Int) -> Bool {
        conversation == nil && !hasGivenUp && loop?.hasOrder != true && now - asked >= manner.every
    }

    private mutating func ask(_ game: KitchenGame) {
        guard let loop, let episode else { return }
        let offers = loop.offers(game).prefix(Self.offered).map { ($0.goal, $0.skill.words) }
        // Where there is nothing to choose, the planner goes on; where it does not play, the model must say so.
        guard offers.count > (manner.stays ? 0 : 1) else { return }
        asked = game.timestep
        let question = prompts.choose.filled([
            "state": StateFacts(game.state, horizon: episode.horizon).text(episode.kitchen), "player": "\(episode.seat + 1)",
            "partner": partner(loop), "skills": offers.map { "- \($0.1)" }.joined(separator: "\n"),
            "experience": loop.memories(game, most: Self.examples) ?? "Nothing is known of that.",
            "memory": memory.isEmpty ? "Nothing yet." : memory.joined(separator: "\n"),
        ])
        conversation = Conversation(client, [ChatMessage(.system, system), ChatMessage(.user, question)], tick: asked) {
            reply throws(ReplyError) in try Self.choice(reply, among: offers)
        }
    }

    private func partner(_ loop: PlannerLoop) -> String {
        let beliefs = loop.explanation?.beliefs ?? []
        guard !beliefs.isEmpty else { return "Nothing is known yet." }
        return beliefs.map { "Player \($0.seat + 1) \($0.what) (\($0.probability.percent))." }.joined(separator: "\n")
    }

    /// The skill that a reply names.
    private static func choice(_ reply: ReplyObject, among offers: [(Goal, String)]) throws(ReplyError) -> Choice {
        guard let named = reply["skill"] else { throw ReplyError("the object has no text \"skill\"") }
        func plain(_ text: String) -> String {
            text.lowercased().trimmingCharacters(in: CharacterSet(charactersIn: " .-*\n\t\"'"))
        }
        let words = plain(named)
        // A number means the place in the list.
        let place = Int(words).flatMap { offers.indices.contains($0 - 1) ? offers[$0 - 1] : nil }
        guard let offer = offers.first(where: { plain($0.1) == words }) ?? place else {
            throw ReplyError("'\(named.prefix(80))' is none of the skills that were listed; take one of them word by word")
        }
        return Choice(
            goal: offer.0, skill: offer.1, analysis: String((reply["analysis"] ?? "").replacing("\0", with: "").prefix(500)),
            intention: String((reply["intention"] ?? "").replacing("\0", with: "").prefix(200)))
    }

    // MARK: Hearing

    /// Takes the answer if there is one by now; returns the exchanges that are over.
    private mutating func hear(_ game: KitchenGame) -> [Decision.Exchange] {
        guard let conversation else { return [] }
        wait(for: conversation, now: game.timestep)
        guard isDue(conversation, game.timestep), let result = conversation.result else { return [] }
        self.conversation = nil
        switch result {
        case .success(let choice):
            failures = 0
            failure = nil
            if loop?.pursue(choice.goal, in: game) == true {
                self.choice = choice
                memory = (memory + ["Tick \(conversation.tick): you chose to: \(choice.skill)."]).suffix(Self.remembered)
            } else {
                memory = (memory + ["Tick \(conversation.tick): too late for: \(choice.skill)."]).suffix(Self.remembered)
            }
        case .failure(let problem):
            failures += 1
            failure = problem.description
        }
        return conversation.takeExchanges().map { exchange in
            var exchange = exchange
            exchange.answered = game.timestep
            return exchange.logged
        }
    }

    private func wait(for conversation: Conversation<Choice>, now: Int) {
        guard answered == nil else {
            if isDue(conversation, now) { conversation.wait() }
            return
        }
        if let returned { conversation.wait(until: returned + .seconds(manner.tick)) }
    }

    /// Whether an answer may be taken at tick `now`: live as soon as it is there, from a log when it was.
    private func isDue(_ conversation: Conversation<Choice>, _ now: Int) -> Bool {
        guard let answered else { return true }
        return now >= answered[conversation.tick] ?? .max
    }

    // MARK: Telling

    func explain() -> Explanation? {
        guard var explanation = loop?.explanation else { return nil }
        if source == .stay {
            explanation.intention = "stays"
            explanation.path = []
            explanation.reason = failure.map { "the language model gave no usable answer (\($0))" } ?? "it waits for the language model"
        } else if let choice {
            if !choice.intention.isEmpty { explanation.intention += " (\(choice.intention))" }
            explanation.reason = "the language model chose it" + (choice.analysis.isEmpty ? "" : ": \(choice.analysis)")
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
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts and numbers always encode; no time that is measured is infinite.
        let data = (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
        let text = problem.map { "no answer: \($0)" } ?? "answered: \((reply ?? "").prefix(200))"
        return Decision.Exchange(text: text.replacing("\0", with: ""), data: data)
    }
}
