/// How much of the agents' explanations is shown; the key goes through them in turn.
enum ExplanationDetail: CaseIterable, Sendable {
    case none
    /// In people's words: bubbles, lit stations.
    case plain
    /// With reasons, probabilities, values and coordinates.
    case full

    var next: ExplanationDetail {
        switch self {
        case .none: .plain
        case .plain: .full
        case .full: .none
        }
    }

    /// What the key does next, in a word.
    var verb: String {
        switch self {
        case .none: "explain"
        case .plain: "say more"
        case .full: "hide"
        }
    }
}
