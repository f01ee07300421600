import Adapting
import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Tournaments

/// `brigade evaluate zsc`: the field's protocol for agents that meet strangers.
struct EvaluateZSCCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zsc", abstract: "Judge agents by ZSC-Eval's protocol: best-response proximity to biased partners.",
        discussion: """
            Each agent plays beside partners with preferences of their own, half way and at the end of their learning, in both seats. Its \
            mean score in a seat, divided by that of the best-known response, is its proximity; printed are the inter-quartile mean over \
            partners and seats with a 95 % interval (a bootstrap over episodes), clipped at 1 as in the paper (Wang et al. 2024) and not \
            clipped, and in how many seats it beat the best that was known. Where nobody is known to earn anything, proximity is 1 as in \
            the paper, and such seats are counted.

            The partners that come with the program are in the folder 'evaluation' of the agents; what is known of responses to them is \
            there, too, with their content hashes: partners that were changed are refused. 'brigade train partners' makes others.

            Examples:
              brigade evaluate zsc cramped_room
              brigade evaluate zsc coordination_ring --agents planner adaptive my/agent.yaml --episodes 40 --jobs 2
              brigade evaluate zsc cramped_room --raise
            """)

    @Argument(help: "Kitchens: names of maps or files.")
    var maps: [String]
    @OptionGroup var options: KnownResponseOptions
    @Option(parsing: .upToNextOption, help: "Agents to judge, by name or file; {kitchen} stands for the kitchen's name.")
    var agents = ["planner", "greedy", "ppo-{kitchen}", "adaptive"]
    @Option(parsing: .upToNextOption, help: "Partners, likewise. Default: those of the folder 'evaluation' that play the kitchen.")
    var partners: [String] = []
    @Option(.episodes, help: "Episodes of a pair in each seat.")
    var episodes = 40
    @Option(.seed, help: "Seed of all random numbers.")
    var seed: UInt64 = 1
    @Option(.jobs, name: [.short, .long], help: "Threads. Default: what the scheduler gave, else one a core.")
    var jobs = AvailableCores.count()
    @Flag(help: "Print every partner, too.")
    var pairs = false
    @Flag(help: "Keep what the agents earned in the file of best-known responses, which rises where one of them is better.")
    var raise = false
    @Flag(help: "Print rows as a JSON array.")
    var json = false

    func run() throws {
        var options = options
        if options.responses == nil { options.responses = folder + "/best-responses.jsonl" }
        var table = try options.table()
        var results: [Row] = []
        for kitchen in try options.kitchens(maps) {
            let others = try partners.isEmpty ? shipped(kitchen) : options.named(partners, in: kitchen)
            try check(others, kitchen, table, options.path)
            let judged = try options.named(agents, in: kitchen)
            let trial = PairTrial(kitchen, horizon: options.horizon, episodes: episodes, seed: seed)
            var rows: [EvaluatedResponse] = []
            var status = StatusLine()
            for (number, partner) in others.enumerated() {
                let own = options.evaluated(kitchen, partner, judged, table, [trial], jobs: jobs)
                if raise { try keep(own, kitchen, partner, judged, in: &table, options) }
                rows += own
                status.show(done: number + 1, of: others.count, since: 0, what: "partners in \(kitchen.layout.name)")
            }
            status.end()
            let own = judged.enumerated().compactMap { Row(kitchen.layout.name, $1.name, rows, key: UInt64($0)) }
            results += own
            guard !json else { continue }
            let details = pairs ? [""] + EvaluatedResponse.shareTable(rows, judged.map(\.name)) : []
            printLines([kitchen.layout.name] + Row.table(own) + details + [""])
        }
        if raise { try table.write(to: options.path) }
        if json { print(try JSONText.pretty(results)) }
    }

    private var folder: String { options.agents.library.folder + "/evaluation" }

    /// The partners that come with the program.
    private func shipped(_ kitchen: Kitchen) throws -> [AgentFile] {
        let all = try AgentLibrary(folder: folder, catalogue: AgentOptions.catalogue).agents()
        let own = all.filter { $0.kitchens.contains(kitchen.layout.name) }
        guard !own.isEmpty else {
            throw ValidationError(
                "\(folder) has no partners for \(kitchen.layout.name); 'brigade train partners \(kitchen.layout.name)' makes some, which "
                    + "--partners takes, and 'brigade responses measure' what is known of them")
        }
        return own
    }

    /// - Throws: where nothing is known of a partner, such as one that was changed.
    private func check(_ partners: [AgentFile], _ kitchen: Kitchen, _ table: ResponseTable, _ path: String) throws {
        for partner in partners {
            for seat in 0..<2 where options.best(table, kitchen, beside: partner, seat: seat) == nil {
                throw ValidationError(
                    "\(path) knows no response to \(partner.name) (content \(partner.contentHash.prefix(12))) in seat \(seat + 1) of "
                        + "\(kitchen.layout.name); 'brigade responses measure' or 'brigade train best-response' finds one")
            }
        }
    }

    /// Takes what agents earned into the table.
    private func keep(
        _ rows: [EvaluatedResponse], _ kitchen: Kitchen, _ partner: AgentFile, _ judged: [AgentFile], in table: inout ResponseTable,
        _ options: KnownResponseOptions
    ) throws {
        table.add(
            try rows.compactMap { row in
                try judged.first { $0.name == row.agent }.map {
                    try options.pair(kitchen, partner: partner, agent: $0, seat: row.seat, scores: row.scores, how: "evaluate zsc")
                }
            })
    }

    /// What an agent reached in a kitchen.
    private struct Row: Encodable {
        let map: String
        let agent: String
        /// Inter-quartile means of best-response proximity.
        let clipped: Statistics.Estimate
        let unclipped: Statistics.Estimate
        /// Mean score over partners and seats.
        let score: Double
        /// Partners' seats in all, those in which the best known was beaten, and those in which nothing is known to be earned.
        let pairs: Int
        let beaten: Int
        let empty: Int
        let episodes: Int

        /// Nil where the agent played with nobody.
        init?(_ map: String, _ agent: String, _ rows: [EvaluatedResponse], key: UInt64) {
            let own = rows.filter { $0.agent == agent }
            guard !own.isEmpty else { return nil }
            let shares = own.map { $0.shares ?? $0.scores.map { _ in 1 } }
            (self.map, self.agent) = (map, agent)
            func estimate(_ change: @escaping (Double) -> Double) -> Statistics.Estimate {
                Statistics.estimate(ofMeans: shares, Statistics.Bootstrap(), key: key) { Statistics.interquartileMean($0.map(change)) }
            }
            (clipped, unclipped) = (estimate { min(1, $0) }, estimate { $0 })
            score = Statistics.mean(own.map { Statistics.mean($0.scores) })
            pairs = own.count
            beaten = own.count { row in row.shares.map { Statistics.mean($0) > 1 } ?? false }
            empty = own.count { $0.shares == nil }
            episodes = own.reduce(0) { $0 + $1.scores.count }
        }

        static func table(_ rows: [Row]) -> [String] {
            var table = TextTable(
                ["agent", "BR-Prox", "95 % interval", "unclipped", "95 % interval", "score", "beaten", "empty"], words: 1)
            for row in rows {
                table.add(
                    [row.agent]
                        + [row.clipped, row.unclipped].flatMap {
                            [String(format: "%.3f", $0.value), String(format: "[%.3f, %.3f]", $0.low, $0.high)]
                        } + [String(format: "%.1f", row.score), "\(row.beaten) of \(row.pairs)", "\(row.empty)"])
            }
            return table.lines(.standardOutput)
        }
    }
}
