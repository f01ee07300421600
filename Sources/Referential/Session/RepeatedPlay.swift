/// Somebody who plays repeated reference with a person, in either role, and learns from every round what the person says.
public protocol AdaptivePartner: Speaker, Listener {
    /// Learns what was meant in a round, what was said and what was picked.
    mutating func remember(_ played: PlayedRound)
}

/// How a session of repeated reference goes: how often all is meant, who does what, and who comes after whom.
public struct RepeatedPlay: Sendable {
    /// What the person does.
    public enum Roles: Sendable, Hashable {
        case fixed(Role)
        /// The other role each round; in the next repetition, too, so that both come to describe everything.
        case alternating

        func role(_ number: Int, candidates: Int) -> Role {
            switch self {
            case .fixed(let role): role
            case .alternating: (number + number / candidates) % 2 == 0 ? .speaker : .listener
            }
        }
    }

    /// What the person does.
    public let roles: Roles
    /// How often everything is meant with one partner.
    public let repetitions: Int
    /// One a phase: who has finished a phase is not met again, and who comes has heard nothing.
    var partners: [any AdaptivePartner]

    /// - Parameters:
    ///   - repetitions: at least 1.
    ///   - partners: at least one.
    public init(roles: Roles, repetitions: Int, partners: [any AdaptivePartner]) {
        precondition(repetitions > 0 && !partners.isEmpty)
        (self.roles, self.repetitions, self.partners) = (roles, repetitions, partners)
    }

    /// Rounds of all phases.
    public func rounds(candidates: Int) -> Int { partners.count * repetitions * candidates }

    /// The phase of a round, from zero.
    func phase(_ number: Int, candidates: Int) -> Int { min(number / (repetitions * candidates), partners.count - 1) }

    /// When a round is played, as it is kept with it.
    func condition(_ number: Int, candidates: Int) -> String {
        let phase = phase(number, candidates: candidates)
        let repetition = number / candidates - phase * repetitions
        return RepeatedPlay.condition(phase: phase, repetition: repetition)
    }

    /// When a round is played, as it is kept with it: both are counted from one there.
    public static func condition(phase: Int, repetition: Int) -> String { "phase \(phase + 1), repetition \(repetition + 1)" }

    /// Phase and repetition, from zero, of what `condition` made; nil for other texts.
    public static func place(_ condition: String) -> (phase: Int, repetition: Int)? {
        guard let match = condition.wholeMatch(of: /phase (\d{1,6}), repetition (\d{1,6})/), let phase = Int(match.1),
            let repetition = Int(match.2), phase > 0, repetition > 0
        else { return nil }
        return (phase - 1, repetition - 1)
    }
}

/// A name that formed: the words with which one thing was meant first and last, of those that were understood.
public struct FormedName: Sendable, Hashable {
    public let candidate: Candidate
    /// The first description of it.
    public let first: String
    /// The last one that was understood; empty where none was.
    public let last: String
}

extension Session {
    /// For each thing that was meant, in the order in which it came first, how it was called.
    public var names: [FormedName] {
        var names: [FormedName] = []
        for played in played {
            let (candidate, words) = (played.round.candidates[played.round.target], played.round.utterance ?? "")
            let understood = played.isCorrect ? words : ""
            if let place = names.firstIndex(where: { $0.candidate == candidate }) {
                guard played.isCorrect else { continue }
                names[place] = FormedName(candidate: candidate, first: names[place].first, last: understood)
            } else {
                names.append(FormedName(candidate: candidate, first: words, last: understood))
            }
        }
        return names
    }

    /// Rounds and those that were correct, by condition, in the order in which conditions came first.
    public var byCondition: [(condition: String, correct: Int, rounds: Int)] {
        var counts: [(condition: String, correct: Int, rounds: Int)] = []
        for played in played {
            if counts.last?.condition != played.round.condition, !counts.contains(where: { $0.condition == played.round.condition }) {
                counts.append((played.round.condition, 0, 0))
            }
            guard let place = counts.firstIndex(where: { $0.condition == played.round.condition }) else { continue }
            counts[place].rounds += 1
            counts[place].correct += played.isCorrect ? 1 : 0
        }
        return counts
    }
}
