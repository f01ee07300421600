/// What each agent that can be chosen is expected to earn with each partner of a library, in points a tick.
struct ResponseValues {
    /// `[model][response]`.
    let rates: [[Double]]
    /// The mean over all models: what is expected with a partner like none of them. `[response]`
    let usual: [Double]
    /// What rates beside each model are divided by to compare models, above 0. `[model]`
    private let scales: [Double]
    /// Whether anything was measured in this kitchen.
    let isMeasured: Bool

    /// Points a tick that are expected where nothing was measured: a soup in so many ticks.
    private static let ticksOfASoup = 50.0
    /// What others than the fallback are expected to earn where nothing was measured, as a share of what it does.
    private static let otherShare = 0.7

    /// - Parameters:
    ///   - pairs: what was measured in the kitchen, in the agent's seat.
    ///   - models: names and hashes of the partners.
    ///   - ways: names and hashes of the agents to choose from; the first is the fallback.
    ///   - soup: what a soup pays.
    init(_ pairs: [MeasuredPair], models: [(name: String, hash: String)], ways: [(name: String, hash: String)], soup: Double) {
        var known: [[Double?]] = models.map { _ in ways.map { _ in nil } }
        for pair in pairs {
            guard let model = models.firstIndex(where: { $0.hash == pair.partnerHash }),
                let response = ways.firstIndex(where: { $0.hash == pair.agentHash })
            else { continue }
            known[model][response] = pair.mean / Double(pair.horizon)
        }
        let rate = soup / ResponseValues.ticksOfASoup
        let blank = ways.indices.map { $0 == 0 ? rate : rate * ResponseValues.otherShare }
        isMeasured = known.contains { $0.contains { $0 != nil } }
        let means = ways.indices.map { response -> Double? in
            let values = known.compactMap { $0[response] }
            return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
        // What was not measured counts as the least that is known beside that partner.
        let worst = means.compactMap { $0 }.min()
        usual = ways.indices.map { means[$0] ?? worst ?? blank[$0] }
        rates = known.map { row in
            let least = row.compactMap { $0 }.min()
            return ways.indices.map { row[$0] ?? least ?? means[$0] ?? worst ?? blank[$0] }
        }
        let greatest = rates.map { $0.max() ?? 0 }
        let usualGreatest = greatest.reduce(0, +) / Double(max(1, greatest.count))
        scales = greatest.map { $0 + usualGreatest > 0 ? $0 + usualGreatest : rate }
    }

    /// What each response is expected to earn a tick. `[response]`
    ///
    /// A point counts the less, the more can be earned beside a model: what is wanted is to do well with whoever it is, and a planner with whom
    /// most can be earned would otherwise decide for people. Half of that scale is the mean of the library, since beside those with whom next to
    /// nothing is earned the greatest is mostly luck.
    /// - Parameter models: how likely each model is, `[model]`.
    func expected(_ models: [Double]) -> [Double] {
        let sum = models.reduce(0, +)
        guard sum > 0 else { return usual }
        let level = zip(models, scales).reduce(0) { $0 + $1.0 * $1.1 } / sum
        return usual.indices.map { response in
            models.indices.reduce(0) { $0 + models[$1] * (level / scales[$1]) * rates[$1][response] } / sum
        }
    }
}
