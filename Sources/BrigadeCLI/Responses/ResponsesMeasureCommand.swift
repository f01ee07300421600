import Adapting
import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps

/// `brigade responses measure`: lets agents play beside partners and keeps what they earn.
struct ResponsesMeasureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure", abstract: "Measure agents beside partners, in both seats, and keep what they earn.",
        discussion: """
            Every agent plays beside every partner, and the file of best-known responses takes in what it earned: mean, 95 % interval, \
            hashes of both, and how the agent came to be. The best of a partner's lines is its best-known response, a lower bound of \
            what is possible. Pairs that are in the file with as many episodes are left out, so that a command that was stopped goes on. \
            Agents of kind 'adaptive' choose how to play by this file.

            Examples:
              brigade responses measure cramped_room
              brigade responses measure cramped_room coordination_ring --episodes 20 --jobs 2
              brigade responses measure forced_coordination --partners my/partner.yaml --agents planner greedy
            """)

    @Argument(help: "Kitchens: names of maps or files.")
    var maps: [String]
    @OptionGroup var options: KnownResponseOptions
    @Option(help: "An agent of kind adaptive: its models are the partners, its ways of playing the agents.")
    var library = "adaptive"
    @Option(parsing: .upToNextOption, help: "Other partners, by name or file; {kitchen} stands for the kitchen's name.")
    var partners: [String] = []
    @Option(parsing: .upToNextOption, help: "Other agents, likewise.")
    var agents: [String] = []
    @Option(.episodes, help: "Episodes of a pair in each seat.")
    var episodes = 6
    @Option(.seed, help: "Seed of all random numbers.")
    var seed: UInt64 = 0
    @Option(help: "How the agents came to be, for the file.")
    var how = "shipped"
    @Option(.jobs, name: [.short, .long], help: "Threads. Default: what the scheduler gave, else one a core.")
    var jobs = AvailableCores.count()

    func run() throws {
        let kind = try options.adaptive(library)
        let kitchens = try options.kitchens(maps)
        var table = try options.table()
        var missing = 0
        for kitchen in kitchens {
            let known = try kind.library(in: kitchen)
            let others = try partners.isEmpty ? known.models : options.named(partners, in: kitchen)
            let players = try agents.isEmpty ? known.ways : options.named(agents, in: kitchen)
            for partner in others {
                let (pairs, failed) = try measured(kitchen, partner, players, table)
                missing += failed
                guard !pairs.isEmpty else { continue }
                table.add(pairs)
                try table.write(to: options.path)
                Terminal.say("\(kitchen.layout.name), beside \(partner.name): \(best(kitchen, partner, table))")
            }
        }
        if missing > 0 { throw ExitCode(1) }
    }

    /// Plays the pairs of a partner that are not known well enough, and says how many could not be measured.
    private func measured(
        _ kitchen: Kitchen, _ partner: AgentFile, _ players: [AgentFile], _ table: ResponseTable
    ) throws -> (pairs: [MeasuredPair], failed: Int) {
        let known = table.pairs(layout: kitchen.layout.contentHash, dynamics: kitchen.dynamics.rawValue, horizon: options.horizon)
        let tasks = players.flatMap { agent in (0..<2).map { (agent: agent, seat: $0) } }.filter { task in
            !known.contains {
                $0.partnerHash == partner.contentHash && $0.agentHash == task.agent.contentHash && $0.seat == task.seat
                    && $0.episodes >= episodes
            }
        }
        let trial = PairTrial(kitchen, horizon: options.horizon, episodes: episodes, seed: seed)
        let results = Workers(jobs).map(tasks.count) { number in
            Result { try trial.play(tasks[number].agent.kind, with: partner.kind, seat: tasks[number].seat) }
        }
        let pairs: [MeasuredPair] = zip(tasks, results).compactMap { task, result in
            do {
                let scores = try result.get().scores
                return try options.pair(kitchen, partner: partner, agent: task.agent, seat: task.seat, scores: scores, how: how)
            } catch {
                Terminal.say("\(task.agent.name) beside \(partner.name) in \(kitchen.layout.name) is left out: \(error)")
                return nil
            }
        }
        return (pairs, tasks.count - pairs.count)
    }

    private func best(_ kitchen: Kitchen, _ partner: AgentFile, _ table: ResponseTable) -> String {
        (0..<2).compactMap { seat in
            options.best(table, kitchen, beside: partner, seat: seat)
        }.map { String(format: "%@ %.1f", $0.agent, $0.mean) }.joined(separator: ", ")
    }
}
