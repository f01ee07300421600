/// Ready-made questions: instruments of the literature, word for word, with where they come from (docs/studies.md).
public enum QuestionSet: String, Sendable, CaseIterable {
    case nasaTLX = "nasa-tlx"
    case fluency
    case trust
    case coordination

    /// The publication in which the items are.
    package var source: String {
        switch self {
        case .nasaTLX:
            "Hart and Staveland 1988, Development of NASA-TLX; without weights as in Hart 2006, NASA-Task Load Index: 20 years later"
        case .fluency: "Hoffman 2019, Evaluating fluency in human-robot collaboration, IEEE Transactions on Human-Machine Systems 49(3)"
        case .trust:
            "Jian, Bisantz and Drury 2000, Foundations for an empirically determined scale of trust in automated systems, "
                + "International Journal of Cognitive Ergonomics 4(1)"
        case .coordination:
            "Aroca-Ouellette et al. 2025, Implicitly aligning humans and autonomous agents through shared task abstractions "
                + "(arXiv 2505.04579); seven of the ten items in the code of their study, StephAO/HAHA"
        }
    }

    /// The questions of the set.
    /// - Parameter id: what their columns begin with.
    package func questions(_ id: String) -> [StudyQuestion] {
        switch self {
        case .nasaTLX:
            return QuestionSet.taskLoad.map { item in
                let scale = StudyQuestion.Scale(points: 21, low: item.low, high: item.high)
                return StudyQuestion(id: "\(id)_\(item.id)", text: item.text, kind: .scale(scale))
            }
        case .fluency: return [QuestionSet.agreement(id, QuestionSet.fluencyItems)]
        case .trust:
            let scale = StudyQuestion.Scale(points: 7, low: "not at all", high: "extremely")
            let items = QuestionSet.trustItems.map(StudyQuestion.Item.init)
            return [StudyQuestion(id: id, text: "How well does each sentence describe your partner?", kind: .matrix(items, scale))]
        case .coordination: return [QuestionSet.agreement(id, QuestionSet.coordinationItems)]
        }
    }

    private static func agreement(_ id: String, _ items: [(String, String)]) -> StudyQuestion {
        let scale = StudyQuestion.Scale(points: 7, low: "strongly disagree", high: "strongly agree")
        let text = "How much do you agree with each sentence?"
        return StudyQuestion(id: id, text: text, kind: .matrix(items.map(StudyQuestion.Item.init), scale))
    }

    private static let taskLoad: [(id: String, text: String, low: String, high: String)] = [
        ("mental", "How mentally demanding was the task?", "very low", "very high"),
        ("physical", "How physically demanding was the task?", "very low", "very high"),
        ("temporal", "How hurried or rushed was the pace of the task?", "very low", "very high"),
        ("performance", "How successful were you in accomplishing what you were asked to do?", "perfect", "failure"),
        ("effort", "How hard did you have to work to accomplish your level of performance?", "very low", "very high"),
        ("frustration", "How insecure, discouraged, irritated, stressed, and annoyed were you?", "very low", "very high"),
    ]

    /// The scale's "robot" is "partner" here, and its "human-robot team" the "team".
    private static let fluencyItems = [
        ("fluent", "The team worked fluently together."),
        ("improved", "The team's fluency improved over time."),
        ("contributed", "My partner contributed to the fluency of the interaction."),
    ]

    private static let trustItems = [
        ("deceptive", "The system is deceptive."),
        ("underhanded", "The system behaves in an underhanded manner."),
        ("suspicious", "I am suspicious of the system's intent, action, or outputs."),
        ("wary", "I am wary of the system."),
        ("harmful", "The system's actions will have a harmful or injurious outcome."),
        ("confident", "I am confident in the system."),
        ("security", "The system provides security."),
        ("integrity", "The system has integrity."),
        ("dependable", "The system is dependable."),
        ("reliable", "The system is reliable."),
        ("trust", "I can trust the system."),
        ("familiar", "I am familiar with the system."),
    ]

    private static let coordinationItems = [
        ("fluent", "The human-agent team worked fluently together."),
        ("trusted", "I trusted the agent to do the right thing."),
        ("adapt", "The agent helped me adapt to the task."),
        ("understood", "I understood what the agent was trying to accomplish."),
        ("understands", "The agent understood what I was trying to accomplish."),
        ("intelligent", "The agent was intelligent."),
        ("cooperative", "The agent was cooperative."),
    ]
}
