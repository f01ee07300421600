import Agents
import LanguageModels

/// A skill that was chosen for a cook, and by whom.
struct SkillChoice: Sendable, Hashable {
    /// Where it leads.
    var goal: Goal
    /// In words, as it was offered.
    var skill: String
    var source: DecisionSource
    /// What a model says about the state, and what it wants.
    var analysis = ""
    var intention = ""
    /// What it expects of the others, where it was asked.
    var expectation = ""

    /// What a language model chose among `offers`.
    init(_ choice: MenuChoice, among offers: [Offer]) {
        (goal, skill) = (offers[choice.index].goal, offers[choice.index].skill)
        source = choice.reading == .nearest ? .nearest : choice.isRepeat ? .again : .model
        (analysis, intention, expectation) = (choice.analysis, choice.intention, choice.further[Self.expectationKey] ?? "")
    }

    /// The key of an answer that says what the others will do.
    static let expectationKey = "partner"

    /// What a rule chose.
    init(_ offer: Offer, source: DecisionSource) {
        (goal, skill) = (offer.goal, offer.skill)
        self.source = source
    }

    /// A skill on offer.
    struct Offer: Sendable, Hashable {
        var goal: Goal
        var skill: String
    }
}

/// Who chooses among the skills that the planner offers.
public enum SkillChooser: String, CaseIterable, Sendable {
    case model
    /// Any of them, at random.
    case random
    /// The first, which the planner ranks highest.
    case first
    /// Nobody: the planner goes its own way.
    case planner

    /// Why a skill was chosen, in words.
    var reason: String {
        switch self {
        case .model: "the language model chose it"
        case .random: "it was drawn at random from the skills on offer"
        case .first: "it is the first of the skills on offer"
        case .planner: "the planner chose it"
        }
    }
}

/// Who decides while no chosen skill is under way.
enum WithoutAnswer: String, CaseIterable, Sendable {
    case planner
    /// Nobody: the cook stays.
    case stay
    /// The model's last choice, as long as it is on offer; else the cook stays.
    case last
}

/// How long a cook stood still for want of an answer, question by question.
struct AnswerWaits: Sendable {
    /// Ticks without a skill under way, by question.
    private(set) var ticks: [Int] = []
    private var begin: (tick: Int, time: ContinuousClock.Instant)?

    /// Notes that an answer is needed from now on.
    mutating func need(_ tick: Int) { begin = begin ?? (tick, .now) }

    /// Notes that a question is over.
    /// - Returns: ticks and milliseconds that the cook waited for it.
    mutating func end(_ tick: Int) -> (ticks: Int, milliseconds: Double) {
        let wait = begin.map { (tick - $0.tick, (ContinuousClock.now - $0.time) / .milliseconds(1)) } ?? (0, 0)
        begin = nil
        ticks.append(wait.0)
        return wait
    }

    /// E.g. `waited for 40 answers: half of them up to 1 tick, 99 of 100 up to 3`; nil where nothing was asked.
    var words: String? {
        guard !ticks.isEmpty else { return nil }
        let sorted = ticks.sorted()
        func quantile(_ share: Double) -> Int { sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))] }
        let median = quantile(0.5)
        return "stood still for want of \(ticks.count) answers: half of the times up to \(median) tick\(median == 1 ? "" : "s"), "
            + "99 of 100 times up to \(quantile(0.99))"
    }
}
