import Adapting
import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen
import Tournaments

extension KnownResponseOptions {
    /// All agents beside a partner, in both seats. Agents of kind adaptive do not know the partner.
    func evaluated(
        _ kitchen: Kitchen, _ partner: AgentFile, _ judged: [AgentFile], _ table: ResponseTable, _ trials: [PairTrial],
        jobs: Int
    ) -> [EvaluatedResponse] {
        let tasks = judged.filter { $0.contentHash != partner.contentHash }.flatMap { agent in (0..<2).map { (agent: agent, seat: $0) } }
        let results = Workers(jobs).map(tasks.count) { number in
            let agent = tasks[number].agent
            let own: any AgentKind = (agent.kind as? AdaptiveKind)?.leavingOut([partner.contentHash]) ?? agent.kind
            return Result { try PairTrial.Outcome(trials.map { try $0.play(own, with: partner.kind, seat: tasks[number].seat) }) }
        }
        return zip(tasks, results).compactMap { task, result in
            let best = best(table, kitchen, beside: partner, seat: task.seat)
            do {
                return EvaluatedResponse(
                    map: kitchen.layout.name, partner: partner.name, agent: task.agent.name, seat: task.seat, outcome: try result.get(),
                    best: best)
            } catch {
                Terminal.say("\(task.agent.name) beside \(partner.name) in \(kitchen.layout.name) is left out: \(error)")
                return nil
            }
        }
    }
}

/// What an agent reached beside a partner in one seat.
struct EvaluatedResponse: Encodable {
    let map: String
    let partner: String
    let agent: String
    let seat: Int
    let scores: [Double]
    /// The best-known response's mean, and whose it is; nil where nothing was measured.
    let best: Double?
    let bestAgent: String?
    /// Points of every hundred ticks.
    let hundreds: [Double]
    let microseconds: Double
    let recognised: [String: Double]

    init(map: String, partner: String, agent: String, seat: Int, outcome: PairTrial.Outcome, best: MeasuredPair?) {
        (self.map, self.partner, self.agent, self.seat) = (map, partner, agent, seat)
        (scores, hundreds, microseconds, recognised) = (outcome.scores, outcome.hundreds, outcome.microseconds, outcome.recognised)
        (self.best, bestAgent) = (best?.mean, best?.agent)
    }

    /// Scores as shares of the best-known response; nil where there is none, or it earns nothing.
    var shares: [Double]? { best.flatMap { best in best > 0 ? scores.map { $0 / best } : nil } }

    // MARK: Tables

    /// Shares game by game of series of so many games, the mean over partners and seats with its 95 % interval.
    static func gameTable(_ rows: [EvaluatedResponse], _ agents: [String], games: Int) -> [String] {
        var table = TextTable(["agent", "game", "share of the best known", "95 % interval"], words: 1)
        for (number, agent) in agents.enumerated() {
            let shares = rows.filter { $0.agent == agent }.compactMap(\.shares)
            guard !shares.isEmpty else { continue }
            for game in 0..<games {
                let own = shares.map { all in stride(from: game, to: all.count, by: games).map { all[$0] } }
                let estimate = Statistics.meanOfMeans(own, Statistics.Bootstrap(), key: UInt64(number * games + game))
                table.add([
                    agent, "\(game + 1)", String(format: "%.1f %%", 100 * estimate.value),
                    String(format: "%.1f-%.1f", 100 * estimate.low, 100 * estimate.high),
                ])
            }
        }
        return table.lines(.standardOutput)
    }

    /// The tables of a kitchen.
    static func tables(_ rows: [EvaluatedResponse], _ map: String, _ agents: [String]) -> [String] {
        [map] + shareTable(rows, agents) + [""] + timeTable(rows, agents) + [""] + recognitionTable(rows) + [""]
    }

    static func shareTable(_ rows: [EvaluatedResponse], _ agents: [String]) -> [String] {
        var table = TextTable(["partner", "best known"] + agents, words: 2)
        for partner in rows.map(\.partner).unique {
            let own = rows.filter { $0.partner == partner }
            let best = (0..<2).compactMap { seat in own.first { $0.seat == seat && $0.best != nil } }
            let words = best.map { String(format: "%@ %.0f", $0.bestAgent ?? "", $0.best ?? 0) }.joined(separator: " / ")
            table.add([partner, words.isEmpty ? "-" : words] + agents.map { agent in percent(own.filter { $0.agent == agent }) })
        }
        let estimates = agents.enumerated().map { number, agent in
            let strata = rows.filter { $0.agent == agent }.compactMap(\.shares)
            return strata.isEmpty ? nil : Statistics.meanOfMeans(strata, Statistics.Bootstrap(), key: UInt64(number))
        }
        table.add(["mean", ""] + estimates.map { $0.map { String(format: "%.1f %%", 100 * $0.value) } ?? "-" })
        table.add(["95 % interval", ""] + estimates.map { $0.map { String(format: "%.1f-%.1f", 100 * $0.low, 100 * $0.high) } ?? "-" })
        table.add(["worst", ""] + agents.map { agent in worst(rows.filter { $0.agent == agent }) })
        return table.lines(.standardOutput)
    }

    private static func percent(_ rows: [EvaluatedResponse]) -> String {
        let shares = rows.compactMap(\.shares).map { Statistics.mean($0) }
        return shares.isEmpty ? "-" : String(format: "%.0f %%", 100 * Statistics.mean(shares))
    }

    private static func worst(_ rows: [EvaluatedResponse]) -> String {
        let partners = rows.map(\.partner).unique.compactMap { partner -> Double? in
            let shares = rows.filter { $0.partner == partner }.compactMap(\.shares).map { Statistics.mean($0) }
            return shares.isEmpty ? nil : Statistics.mean(shares)
        }
        return partners.min().map { String(format: "%.0f %%", 100 * $0) } ?? "-"
    }

    private static func timeTable(_ rows: [EvaluatedResponse], _ agents: [String]) -> [String] {
        let hundreds = rows.first?.hundreds.count ?? 0
        var table = TextTable(
            ["agent"] + (0..<hundreds).map { "to \(100 * ($0 + 1))" } + ["score", "microseconds a tick"], words: 1)
        for agent in agents {
            let own = rows.filter { $0.agent == agent }
            guard !own.isEmpty else { continue }
            let points = (0..<hundreds).map { hundred in Statistics.mean(own.map { $0.hundreds[hundred] }) }
            table.add(
                [agent] + points.map { String(format: "%.1f", $0) }
                    + [String(format: "%.1f", points.reduce(0, +)), String(format: "%.0f", Statistics.mean(own.map(\.microseconds)))])
        }
        return table.lines(.standardOutput)
    }

    /// Whom agents took each partner for, who was not among those they know.
    private static func recognitionTable(_ rows: [EvaluatedResponse]) -> [String] {
        var table = TextTable(["partner", "taken by", "for"], words: 3)
        for partner in rows.map(\.partner).unique {
            for agent in rows.map(\.agent).unique {
                let own = rows.filter { $0.partner == partner && $0.agent == agent && !$0.recognised.isEmpty }
                guard !own.isEmpty else { continue }
                var sums: [String: Double] = [:]
                for row in own { sums.merge(row.recognised) { $0 + $1 } }
                let likely = sums.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3)
                let words = likely.map { "\($0.key) \(($0.value / Double(own.count)).percent)" }
                table.add([partner, agent, words.joined(separator: ", ")])
            }
        }
        return table.lines(.standardOutput)
    }
}
