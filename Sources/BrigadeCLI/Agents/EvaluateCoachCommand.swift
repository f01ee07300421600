import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Planning
import Tournaments

/// `brigade evaluate coach`: what hints are worth to simulated learners.
struct EvaluateCoachCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coach", abstract: "Measure what a coach's hints are worth to simulated learners.",
        discussion: """
            Learners play games of practice with a partner, with and without hints, and then a game in another kitchen without. \
            A proxy is an agent that follows hints with a probability and learns nothing; the others know only some kinds of \
            work at first, learn by trying and by hints, and forget. Both arms have the same seeds; differences have 95 % \
            intervals, a bootstrap over learners. docs/experiments/coaching.md has results.

            Examples:
              brigade evaluate coach
              brigade evaluate coach --learners carrier --map coordination_ring --transfer cramped_room --count 10 --json
            """)

    @OptionGroup var agents: AgentOptions
    @OptionGroup var mapOptions: MapOptions
    @Option(parsing: .upToNextOption, help: "Learners: proxy, beginner, carrier, server.")
    var learners = CoachedPersona.allCases
    @Option(help: "The kitchen of practice.")
    var map = "cramped_room"
    @Option(help: "The kitchen that learners play then, without hints.")
    var transfer = "coordination_ring"
    @Option(name: .customLong("with"), help: "Who takes the other seats, by name or file.")
    var partner = "greedy"
    @Option(help: "The agent that plays the learner 'proxy'. Default: the human proxy of the kitchen of practice.")
    var proxy: String?
    @Option(.share, help: "How likely a hint is followed.")
    var follow = 0.8
    @Option(.from(1, to: 100), help: "Games of practice.")
    var games = 2
    @Option(.episodes, help: "Learners of a kind, in each seat.")
    var count = 6
    @Option(.horizon, help: "Ticks of a game.")
    var horizon = 400
    @Option(.seed, help: "Seed of all random numbers.")
    var seed: UInt64 = 1
    @Flag(help: "Print rows as a JSON array.")
    var json = false

    /// What a kind of learner earned in one of its games.
    private struct Row: Encodable {
        let learner: String
        /// `practice 1`, ..., `transfer`.
        let game: String
        let kitchen: String
        let learners: Int
        let with: Double
        let without: Double
        let difference: Statistics.Estimate
        /// Hints a learner in all its games of practice, and the share that was followed.
        let hints: Double
        let followed: Double?
    }

    func run() throws {
        let trial = try trial()
        var rows: [Row] = []
        var status = StatusLine()
        var played = 0
        let seats = trial.practice.players
        let all = learners.count * seats * count
        for persona in learners {
            var pairs: [[(with: CoachTrial.Outcome, without: CoachTrial.Outcome)]] = []
            for seat in 0..<seats {
                pairs.append([])
                for number in 0..<count {
                    let outcomes = try [true, false].map { try trial.play(persona, seat: seat, number: number, isCoached: $0) }
                    pairs[seat].append((outcomes[0], outcomes[1]))
                    played += 1
                    status.show(done: played, of: all, since: 0, what: "learners")
                }
            }
            rows += self.rows(persona, trial, pairs, first: rows.count)
        }
        if json { return print(try JSONText.pretty(rows)) }
        printLines(table(rows))
    }

    private func trial() throws -> CoachTrial {
        let practice = try PaceOptions.standardKitchen(mapOptions.library.layout(map))
        let other = try PaceOptions.standardKitchen(mapOptions.library.layout(transfer))
        for kitchen in [practice, other] where kitchen.players < 2 {
            throw ValidationError("\(kitchen.layout.name) is for one cook; learners need a partner")
        }
        let isNeeded = learners.contains(.proxy)
        return CoachTrial(
            AgentOptions.coach, practice: practice, transfer: other, partner: try agents.library.agent(partner),
            proxy: isNeeded ? try agents.library.agent(proxy ?? "human-\(map)") : nil, games: games, horizon: horizon, obedience: follow,
            seed: seed)
    }

    /// A row a game, the seats counting the same.
    private func rows(
        _ persona: CoachedPersona, _ trial: CoachTrial, _ pairs: [[(with: CoachTrial.Outcome, without: CoachTrial.Outcome)]], first: Int
    ) -> [Row] {
        let hints = pairs.joined().map(\.with)
        let given = hints.reduce(0) { $0 + $1.hints }
        let followed = given == 0 ? nil : Double(hints.reduce(0) { $0 + $1.followed }) / Double(given)
        var rows: [Row] = []
        func add(_ game: String, _ kitchen: Kitchen, _ score: (CoachTrial.Outcome) -> Double?) {
            let scores = pairs.map { $0.compactMap { pair in score(pair.with).flatMap { with in score(pair.without).map { (with, $0) } } } }
            guard scores.allSatisfy({ !$0.isEmpty }) else { return }
            func mean(_ value: ((Double, Double)) -> Double) -> Double { Statistics.mean(scores.map { Statistics.mean($0.map(value)) }) }
            rows.append(
                Row(
                    learner: persona.rawValue, game: game, kitchen: kitchen.layout.name, learners: scores.reduce(0) { $0 + $1.count },
                    with: mean(\.0), without: mean(\.1),
                    difference: Statistics.meanOfMeans(
                        scores.map { $0.map { $0.0 - $0.1 } }, Statistics.Bootstrap(), key: UInt64(first + rows.count)),
                    hints: Double(given) / Double(max(1, hints.count)), followed: followed))
        }
        for game in 0..<trial.games { add("practice \(game + 1)", trial.practice) { $0.practice[game] } }
        if let kitchen = trial.transfer { add("transfer", kitchen, \.transfer) }
        return rows
    }

    private func table(_ rows: [Row]) -> [String] {
        var table = TextTable(
            ["learner", "game", "kitchen", "learners", "with", "without", "difference", "95 % interval", "hints", "followed"], words: 3)
        for row in rows {
            table.add([
                row.learner, row.game, row.kitchen, "\(row.learners)", String(format: "%.1f", row.with),
                String(format: "%.1f", row.without),
                String(format: "%+.1f", row.difference.value),
                String(format: "[%+.1f, %+.1f]", row.difference.low, row.difference.high), String(format: "%.1f", row.hints),
                row.followed.map { String(format: "%.0f %%", $0 * 100) } ?? "-",
            ])
        }
        return table.lines(.standardOutput)
    }
}
