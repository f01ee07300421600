import Learning

/// What a learner has earned beside a partner of its library, from which follows what that partner can still teach it.
struct Acquaintance: Sendable, Hashable {
    /// The mean score when they last played, and the time before; nil for a time that was not.
    private(set) var score: Double?
    private(set) var before: Double?
    /// The most that is known to be earned beside the partner, by its own kind or by the learner.
    private(set) var best: Double
    /// Whether the learner plays with it no more.
    var isRetired = false

    /// - Parameter best: what its own kind earns beside it.
    init(best: Double) { self.best = best }

    /// What the learner falls short of the best that is known.
    var regret: Double { max(0, best - (score ?? 0)) }

    /// What a partner can teach: what the learner falls short of, and how much has changed lately (learning progress).
    var teaching: Double {
        guard !isRetired else { return 0 }
        let progress = before.flatMap { before in score.map { abs($0 - before) } } ?? 0
        return regret + progress
    }

    /// Takes over what was earned in a segment.
    mutating func met(_ segment: PPO.PartnerScore) {
        guard segment.games > 0 else { return }
        (before, score) = (score, segment.score / Double(segment.games))
        best = max(best, score ?? 0)
    }

    // MARK: Text

    /// In a snapshot's note: mean, the mean before, the best, and whether it is retired.
    var text: String {
        ([score, before, best].map { $0.map { "\($0)" } ?? "-" } + [isRetired ? "retired" : "met"]).joined(separator: "/")
    }

    /// Reads what `text` writes; nil for anything else.
    init?(text: some StringProtocol) {
        let parts = text.split(separator: "/")
        guard parts.count == 4, let best = Double(parts[2]) else { return nil }
        self.best = best
        (score, before, isRetired) = (Double(parts[0]), Double(parts[1]), parts[3] == "retired")
    }
}

extension [Acquaintance] {
    /// How often each partner is drawn, in proportion: a share alike for all that are not retired, the rest by what they can teach.
    /// - Parameter even: that share, from 0 to 1.
    func weights(even: Double) -> [Double] {
        let active = Double(count { !$0.isRetired })
        let all = reduce(0) { $0 + $1.teaching }
        return map { partner in
            guard !partner.isRetired else { return 0 }
            return all > 0 ? even / active + (1 - even) * partner.teaching / all : 1 / active
        }
    }

    /// Retires those that can teach least, until so many are left; of equals the earlier ones. Those that were not met yet stay.
    mutating func retire(downTo capacity: Int) {
        let active = indices.filter { !self[$0].isRetired }
        let known = active.filter { self[$0].score != nil }.sorted { (self[$0].teaching, $0) < (self[$1].teaching, $1) }
        for partner in known.prefix(Swift.max(0, active.count - Swift.max(1, capacity))) { self[partner].isRetired = true }
    }

    /// The partners by falling regret, as places; of equals the earlier ones first.
    var byRegret: [Int] { indices.sorted { (-self[$0].regret, $0) < (-self[$1].regret, $1) } }
}
