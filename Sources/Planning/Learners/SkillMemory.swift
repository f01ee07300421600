import Basics
import Foundation

/// What a simulated learner remembers of how each kind of work is done: it is learned by doing it or by being told, and forgotten.
///
/// The probability to recall a kind of work halves with every half-life since it was done last, and every time that it is done the
/// half-life grows (half-life regression: Settles and Meeder, "A trainable spaced repetition model for language learning", 2016).
struct SkillMemory: Sendable {
    /// What is remembered of a kind of work: nil is nothing; `[Skill.Work.rawValue]`.
    private var traces: [Trace?]

    private struct Trace {
        /// In ticks.
        var halfLife: Double
        var last: Int
    }

    /// Half-lives in ticks: of what was known before the first game, and of what was done once; and what they grow by each time.
    private static let halfLife = (known: 4000.0, first: 400.0, growth: 1.5, most: 8000.0)

    init(knowing works: Set<Skill.Work>) {
        traces = Skill.Work.allCases.map { works.contains($0) ? Trace(halfLife: SkillMemory.halfLife.known, last: 0) : nil }
    }

    /// How likely a kind of work is recalled.
    func recall(_ work: Skill.Work, at time: Int) -> Double {
        guard work != .none else { return 1 }
        return traces[work.rawValue].map { exp2(-Double(max(0, time - $0.last)) / $0.halfLife) } ?? 0
    }

    /// Takes in that a kind of work was done, or shown.
    mutating func practise(_ work: Skill.Work, at time: Int) {
        let halfLife = traces[work.rawValue].map { $0.halfLife * SkillMemory.halfLife.growth } ?? SkillMemory.halfLife.first
        traces[work.rawValue] = Trace(halfLife: min(SkillMemory.halfLife.most, halfLife), last: time)
    }
}
