import Basics
import Foundation

/// Who made the decisions of an agent that somebody else advises: how many ticks of an episode each source decided.
///
/// The recorder keeps them as a note of kind `choices` on the episode's last tick, with this as its data:
/// `{"by":{"model":120,"planner":280},"decisions":400,"own":120}`.
public struct Choices: Sendable, Hashable, Codable {
    /// Decisions by the name of their source, such as `model` or `planner`.
    public private(set) var by: [String: Int] = [:]
    /// Decisions in all.
    public private(set) var decisions = 0
    /// Those of the source that the agent is named for, such as the model of a language-model agent.
    public private(set) var own = 0

    /// More than any episode has; so many can be added up without care.
    private static let maxDecisions = 1 << 40

    public init() {}

    /// The choices that a note holds; nil for other notes, and for data that cannot be understood.
    public init?(_ note: Episode.Note) {
        guard note.kind == .choices, let data = note.data,
            let choices = try? JSONDecoder().decode(Choices.self, from: Data(data.utf8)), choices.isConsistent
        else { return nil }
        self = choices
    }

    /// Whether the numbers can be counts of one thing; a store can hold anything.
    private var isConsistent: Bool {
        (0...Self.maxDecisions).contains(decisions) && (0...decisions).contains(own)
            && by.values.allSatisfy { (0...decisions).contains($0) }
    }

    /// The part of the decisions that the agent's own source made; nil where there are none.
    public var ownShare: Double? { own.share(of: decisions) }

    /// Whether the agent's own source made none of them, such as a model behind a dead endpoint.
    public var isNeverOwn: Bool { decisions > 0 && own == 0 }

    /// Counts a decision.
    public mutating func count(_ source: String, isOwn: Bool) {
        by[source, default: 0] += 1
        decisions += 1
        if isOwn { own += 1 }
    }

    /// Adds those of another episode.
    public static func += (sum: inout Choices, other: Choices) {
        sum.by.merge(other.by, uniquingKeysWith: +)
        sum.decisions += other.decisions
        sum.own += other.own
    }

    /// E.g. `its own 30 % of 400 decisions (model 120, planner 280)`.
    public var words: String {
        let parts = by.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        return "its own \(percent) of \(decisions) decisions (\(parts.joined(separator: ", ")))"
    }

    /// The part of the decisions that the agent's own source made; what is not all is not called 100 %, nor something nothing.
    private var percent: String {
        guard own > 0, own < decisions else { return own == 0 ? "0 %" : "100 %" }
        return "\(Swift.min(99.9, Swift.max(0.1, (Double(own) / Double(decisions) * 1000).rounded() / 10))) %"
    }

    /// As a note keeps them.
    var json: String {
        // Names and counts always encode.
        (try? JSONText.stored(self, escapesSlashes: true)) ?? "{}"
    }
}
