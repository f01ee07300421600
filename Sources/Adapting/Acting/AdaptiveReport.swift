import Agents
import Basics
import Episodes

/// Puts what an adaptive agent does and believes into words.
struct AdaptiveReport {
    /// What the agent as which it plays says.
    let inner: Explanation?
    let way: String
    let reason: AdaptivePlay.Reason
    let recognition: Recognition
    /// The partner's seat.
    let partner: Int
    /// Whether it has no choice.
    let isAlone: Bool

    /// Models that are less likely are not named.
    private static let minProbability = 0.1

    var explanation: Explanation {
        guard !isAlone else { return inner ?? Explanation(intention: "plays as \(way)") }
        return Explanation(
            intention: inner?.intention ?? "plays as \(way)",
            reason: "\(belief); I play as \(way)\(why)\(inner?.reason.map { ": \($0)" } ?? "")",
            beliefs: likely + (inner?.beliefs ?? []), path: inner?.path ?? [], wish: inner?.wish)
    }

    private var belief: String {
        let (model, probability) = recognition.top
        guard let model else { return "I think you play like nobody I know, \(probability.percent)" }
        return "I think you play like \(model.words), \(probability.percent)"
    }

    private var why: String {
        switch reason {
        case .beginning: " at first"
        case .recognition: ", which goes well with that"
        case .results: ", since more follows from it"
        case .deadlock: ", since nothing went on"
        case .rehearsal: ", which goes on best when I play it through in my head"
        }
    }

    private var likely: [Explanation.Belief] {
        zip(recognition.models, recognition.stated.models).filter { $0.1 >= AdaptiveReport.minProbability }.sorted { $0.1 > $1.1 }
            .map { Explanation.Belief(seat: partner, what: "plays like \($0.0.words)", probability: $0.1) }
    }
}

extension AgentFile {
    /// Models of one family are as likely together as those of another, before a partner is seen: its kind, where those that do not cook
    /// are one.
    var family: String { ["random", "stay"].contains(kindName) ? "idle" : kindName }

    /// What somebody who plays like this agent is said to play like.
    var likeness: String {
        switch kindName {
        case "greedy": "a greedy cook (\(name))"
        case "human-proxy": "people do (\(name))"
        case "planner": "a planner"
        case "stay": "one who never moves"
        case "random": "one who does anything"
        case "policy": "the trained \(name)"
        default: name
        }
    }
}
