import EpisodeStore
import Foundation

/// A game that a person could play next.
public struct PracticeOption: Sendable, Hashable {
    public let map: String
    public let dynamics: String
    public let horizon: Int
    /// Name of the agent in the other seats.
    public let partner: String

    public init(map: String, dynamics: String, horizon: Int, partner: String) {
        self.map = map
        self.dynamics = dynamics
        self.horizon = horizon
        self.partner = partner
    }

    var kitchen: Practice.KitchenKey { Practice.KitchenKey(map: map, dynamics: dynamics, horizon: horizon) }
}

/// A game to practise with, and why.
public struct PracticeSuggestion: Sendable, Hashable {
    public let option: PracticeOption
    /// The share of the best known score that the person is expected to get, from 0 to 1, with its interval of 95 %; nil where
    /// nobody's scores say.
    public let share: Statistics.Estimate?
    /// Why, in plain words.
    public let reason: String

    /// The whole in a sentence.
    public var sentence: String { "Practice: \(option.map) with \(option.partner), because \(reason)." }
}

/// Chooses games from which a person probably learns most: neither too hard nor too easy, and telling.
///
/// Agents' games give the levels of kitchens and the skills of partners (`SkillFit`), the person's own games their skill
/// (`SkillTracker`). The value of a game is the sum of
///
/// - its challenge, the expectation of 4 p (1 - p), where p is the share of the best known score that the person gets: 0 where
///   nothing succeeds or everything does, 1 in the middle (the zone of proximal development of Vygotsky 1978; as a rule of
///   information it is that of adaptive tests, whose items tell most where success is as likely as failure), and
/// - a quarter of the information that its score gives about the person's skill there, in nats.
///
/// A kitchen without scores has the prior: any share is as likely as any other. No kitchen is suggested for a third time in a row.
public struct Practice: Sendable {
    struct KitchenKey: Sendable, Hashable {
        let map: String
        let dynamics: String
        let horizon: Int
    }

    /// What a nat of information counts, in units of the challenge.
    private static let informationWeight = 0.25
    /// The expectation of 4 p (1 - p) where every p is as likely.
    private static let unknownChallenge = 2.0 / 3

    private let fit: SkillFit?
    private let kitchens: [KitchenKey: Int]
    private let agents: [String: Int]
    private var tracker: SkillTracker
    private var best: [KitchenKey: Double]
    /// The kitchens of the person's games, the last one last.
    private var past: [KitchenKey] = []

    /// - Parameters:
    ///   - games: of agents and people, the oldest first.
    ///   - person: whose practice it is, by name or code; nil for the person without a name.
    public init(_ games: [EpisodeStore.Game], person: String?) {
        let pairs = games.compactMap(AgentPair.init)
        var (players, keys): ([String: Int], [KitchenKey: Int]) = ([:], [:])
        let places = pairs.map { (kitchen: keys.number($0.kitchen), first: players.number($0.first), second: players.number($0.second)) }
        var scores = PairScores(
            players: players.sorted { $0.value < $1.value }.map(\.key), kitchens: keys.sorted { $0.value < $1.value }.map(\.key.map))
        for (place, pair) in zip(places, pairs) {
            scores.add(pair.score, kitchen: place.kitchen, first: place.first, second: place.second)
        }
        best = keys.mapValues { kitchen in
            let size = scores.players.count * scores.players.count
            return scores.cells[(kitchen * size)..<((kitchen + 1) * size)].filter { $0.episodes > 0 }.map(\.mean).max() ?? 0
        }
        let scales = ScoreScale.all(scores)
        let kept = scores.keeping { scales[$0] != nil }
        fit = kept.kitchens.isEmpty ? nil : SkillFit(kept, scales: scales.compactMap { $0 })
        let numbers = scales.indices.filter { scales[$0] != nil }
        let isFit = fit != nil
        kitchens = isFit ? keys.compactMapValues { numbers.firstIndex(of: $0) } : [:]
        agents = isFit ? players : [:]
        tracker = SkillTracker(kitchens: kitchens.count)
        for game in games { add(game, of: person) }
    }

    /// An episode of two agents, as a fit takes it; of more than two the first two.
    private struct AgentPair {
        let kitchen: KitchenKey
        let first: String
        let second: String
        let score: Double

        init?(_ game: EpisodeStore.Game) {
            guard game.players.count > 1, case .agent(let first) = game.players[0], case .agent(let second) = game.players[1] else {
                return nil
            }
            kitchen = KitchenKey(map: game.map, dynamics: game.dynamics, horizon: game.horizon)
            self.first = first
            self.second = second
            score = game.score
        }
    }

    /// Takes a game, if it is one of the person with an agent.
    private mutating func add(_ game: EpisodeStore.Game, of person: String?) {
        guard let seat = game.players.firstIndex(of: .person(person)) else { return }
        let key = KitchenKey(map: game.map, dynamics: game.dynamics, horizon: game.horizon)
        past.append(key)
        best[key] = max(best[key] ?? 0, game.score)
        guard game.players.count == 2, case .agent(let partner) = game.players[1 - seat], let fit, let kitchen = kitchens[key] else {
            return
        }
        let rest = others(fit, kitchen, partner)
        tracker.add(
            fit.scales[kitchen].standard(game.score) - rest.mean, kitchen: kitchen,
            variance: rest.variance + fit.fitVariance + fit.scales[kitchen].noise)
    }

    /// What of a score is the kitchen's level and the partner's skill.
    private func others(_ fit: SkillFit, _ kitchen: Int, _ partner: String) -> (mean: Double, variance: Double) {
        let level = fit.scores.players.count + kitchen
        guard let agent = agents[partner] else {
            return (fit.mean[level], fit.covariance[level, level] + SkillFit.skillVariance)
        }
        return (
            fit.mean[level] + fit.mean[agent],
            fit.covariance[level, level] + fit.covariance[agent, agent] + 2 * fit.covariance[level, agent]
        )
    }

    /// The game of the highest value; the first of several.
    /// - Returns: nil where there is none to choose from.
    public func suggestion(among options: [PracticeOption]) -> PracticeSuggestion? {
        let last = past.suffix(2)
        let tired = last.count == 2 && last.first == last.last ? last.last : nil
        let fresh = options.filter { $0.kitchen != tired }
        var chosen: (option: PracticeOption, view: View)?
        for option in fresh.isEmpty ? options : fresh {
            let view = view(option)
            if view.value > chosen?.view.value ?? -1 { chosen = (option, view) }
        }
        guard let chosen else { return nil }
        return PracticeSuggestion(
            option: chosen.option, share: chosen.view.share, reason: reason(chosen.option, chosen.view.share))
    }

    /// How a game looks to the person.
    private struct View {
        var share: Statistics.Estimate?
        var value: Double
    }

    private func view(_ option: PracticeOption) -> View {
        guard let fit, let kitchen = kitchens[option.kitchen], let best = best[option.kitchen], best > 0 else {
            // Each game there tells as much as an episode's chance leaves of the prior.
            let played = Double(past.count { $0 == option.kitchen })
            let prior = (SkillTracker.skillVariance + SkillTracker.kitchenVariance) / (1 + played)
            return View(share: nil, value: Practice.unknownChallenge + Practice.informationWeight * log(1 + prior) / 2)
        }
        let scale = fit.scales[kitchen]
        let (rest, skill) = (others(fit, kitchen, option.partner), tracker.skill(in: kitchen))
        let (mean, deviation) = (rest.mean + skill.mean, (rest.variance + fit.fitVariance + skill.variance).squareRoot())
        func share(_ deviations: Double) -> Double {
            min(max((scale.centre + scale.deviation * (mean + deviations * deviation)) / best, 0), 1)
        }
        func challenge(_ share: Double) -> Double { 4 * share * (1 - share) }
        // The expectation by three points (Gauss and Hermite).
        let side = 3.0.squareRoot()
        let expected = challenge(share(-side)) / 6 + challenge(share(0)) * 2 / 3 + challenge(share(side)) / 6
        let information = log(1 + skill.variance / (rest.variance + fit.fitVariance + scale.noise)) / 2
        return View(
            share: Statistics.Estimate(value: share(0), low: share(-Normal.width95), high: share(Normal.width95)),
            value: expected + Practice.informationWeight * information)
    }

    private func reason(_ option: PracticeOption, _ share: Statistics.Estimate?) -> String {
        let isNew = !past.contains(option.kitchen)
        guard let share else {
            return isNew
                ? "you have not cooked there yet, and no agents' games say how hard it is"
                : "no agents' games say how hard it is, and yours have not been many"
        }
        func percent(_ share: Double) -> String { "\(Int((100 * share).rounded())) %" }
        let range = share.high - share.low > 0.4 ? " (it could be \(percent(share.low)) to \(percent(share.high)))" : ""
        let expected = "you should get about \(percent(share.value)) of the best known score\(range)"
        let why =
            share.value < 0.35
            ? "hard, but nothing else is nearer to what you can do"
            : share.value > 0.75 ? "not hard, but nothing else asks more of you" : "hard enough to learn from, and not out of reach"
        return (isNew ? "you have not cooked there yet, and " : "") + expected + ": " + why
    }
}
