import Adapting
import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Tournaments

/// `brigade responses evaluate`: what share of the best-known response agents reach.
struct ResponsesEvaluateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Measure agents as shares of the best-known response to every partner.",
        discussion: """
            Each agent plays beside each partner but itself, in both seats. Agents of kind 'adaptive' do not know the partner that they \
            are judged with: it is taken out of their library, out of their ways of playing and out of what was measured (leave one out). \
            Printed are shares of the best-known response, not clipped; their mean over partners and seats with its 95 % interval, a \
            bootstrap over episodes; the partner with the lowest share; points in every hundred ticks; processor time a tick; and, of \
            adaptive agents, whom they took each partner for. Partners beside whom nobody is known to earn anything are left out.

            With --series another table has the shares game by game of series with the same partner.

            Examples:
              brigade responses evaluate cramped_room
              brigade responses evaluate cramped_room --series 4 --episodes 5 --agents adaptive
              brigade responses evaluate forced_coordination --agents planner greedy ppo-{kitchen} adaptive --episodes 10 --jobs 2
              brigade responses evaluate cramped_room --partners my/partner.yaml --json
            """)

    @Argument(help: "Kitchens: names of maps or files.")
    var maps: [String]
    @OptionGroup var options: KnownResponseOptions
    @Option(parsing: .upToNextOption, help: "Agents to judge, by name or file; {kitchen} stands for the kitchen's name.")
    var agents = ["planner", "greedy", "ppo-{kitchen}", "adaptive"]
    @Option(parsing: .upToNextOption, help: "Partners, likewise. Default: the models of the library.")
    var partners: [String] = []
    @Option(help: "An agent of kind adaptive, whose models are the partners where none are named.")
    var library = "adaptive"
    @Option(.episodes, help: "Episodes of a pair in each seat.")
    var episodes = 4
    @Option(
        .from(0, to: 1000),
        help: ArgumentHelp(
            "So many series, each of --episodes games in which agents that can do so remember the partner from game to game.",
            discussion: "0, the default, for episodes in which everybody meets anew."))
    var series = 0
    @Option(.seed, help: "Seed of all random numbers.")
    var seed: UInt64 = 1
    @Option(.jobs, name: [.short, .long], help: "Threads. Default: what the scheduler gave, else one a core.")
    var jobs = AvailableCores.count()
    @Flag(help: "Print rows as a JSON array.")
    var json = false

    func run() throws {
        let kind = try options.adaptive(library)
        let kitchens = try options.kitchens(maps)
        let table = try options.table()
        var rows: [EvaluatedResponse] = []
        for kitchen in kitchens {
            let others = try partners.isEmpty ? kind.library(in: kitchen).models : options.named(partners, in: kitchen)
            let judged = try options.named(agents, in: kitchen)
            let trials = (0..<max(1, series)).map { number in
                PairTrial(
                    kitchen, horizon: options.horizon, episodes: episodes, seed: seed &+ UInt64(number) &* 1_000_003, isSeries: series > 0)
            }
            var status = StatusLine()
            var own: [EvaluatedResponse] = []
            for (number, partner) in others.enumerated() {
                own += options.evaluated(kitchen, partner, judged, table, trials, jobs: jobs)
                status.show(done: number + 1, of: others.count, since: 0, what: "partners in \(kitchen.layout.name)")
            }
            status.end()
            rows += own
            guard !json else { continue }
            printLines(EvaluatedResponse.tables(own, kitchen.layout.name, judged.map(\.name)))
            if series > 0 { printLines(EvaluatedResponse.gameTable(own, judged.map(\.name), games: episodes) + [""]) }
        }
        if json { print(try JSONText.pretty(rows)) }
    }

}
