import Kitchen

/// What a game's score is compared with: the games that were played there before, and what is possible there.
public struct Standing: Sendable {
    /// People's finished games before this one, the latest first.
    var past: [PastGame] = []
    /// The best game of all that the store has of that kitchen, whoever played it.
    var best: PastGame?
    /// The best score that is possible there, where it is known exactly.
    var optimum: Double?

    /// The best of the games with each partner, this one among them.
    struct PartnerBest: Hashable {
        let partner: String
        var score: Double
        var games: Int
        let isThis: Bool
    }

    /// A score with what it is, for a bar.
    struct Line: Hashable {
        let label: String
        let score: Double
        var isThis = false
    }

    /// This game's score among those it is compared with, from the lowest possible to compare with to the best.
    func ladder(_ score: Double) -> [Line] {
        var lines = [Line(label: "This game", score: score, isThis: true)]
        if let best = past.map(\.score).max() { lines.append(Line(label: "Best before", score: best)) }
        if let best {
            lines.append(Line(label: "Best here: \(AgentNames.titles(best.players.joined(separator: ", ")))", score: best.score))
        }
        if let optimum { lines.append(Line(label: "Best possible, exactly", score: optimum)) }
        return lines
    }

    /// Best scores by partner, this game's first, then the best first.
    func byPartner(_ plan: GamePlan, score: Double) -> [PartnerBest] {
        let own = PastGame.partner(plan.players.map { $0?.name ?? PastGame.human })
        var bests = [own: PartnerBest(partner: own, score: score, games: 1, isThis: true)]
        for game in past {
            let partner = PastGame.partner(game.players.map { $0 == plan.personName ? PastGame.human : $0 })
            var best = bests[partner] ?? PartnerBest(partner: partner, score: game.score, games: 0, isThis: false)
            best.score = max(best.score, game.score)
            best.games += 1
            bests[partner] = best
        }
        return bests.values.sorted { ($0.isThis ? 0 : 1, -$0.score, $0.partner) < ($1.isThis ? 0 : 1, -$1.score, $1.partner) }
    }

    /// How the score compares with people's past ones, in words.
    func words(_ score: Double) -> String {
        guard !past.isEmpty else { return "The first game here: everything is a record." }
        let better = past.count { $0.score > score }
        let best = past.map(\.score).max() ?? 0
        if score > best { return "A new record; \(KitchenScene.number(best)) was the best of \(past.count) before." }
        let mean = past.map(\.score).reduce(0, +) / Double(past.count)
        return "Place \(better + 1) of \(past.count + 1). The best is \(KitchenScene.number(best)), "
            + "the mean \(KitchenScene.number((mean * 10).rounded() / 10))."
    }
}

extension PastGame {
    /// What the store calls a person without a name.
    static let human = "human"

    /// Who played with the person, in words.
    static func partner(_ players: [String]) -> String {
        let others = players.filter { $0 != human }
        guard others.isEmpty else { return others.sorted().joined(separator: ", ") }
        return players.count == 1 ? "nobody" : "another person"
    }
}
