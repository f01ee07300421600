import Adapting
import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Learning

/// `brigade train best-response`: learns what is best beside one agent.
struct TrainBestResponseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "best-response", abstract: "Learn a best response to one agent, from several starts.",
        discussion: """
            Learners play with the partner alone, in both seats: each start has a seed of its own and begins in self-play; the first begins \
            with the weights of --from, where it is given. Each is then measured beside the partner and kept in the file of best-known \
            responses. What is found is a lower bound of what is possible; 'brigade solve --with' finds it exactly for partners without \
            chance. The same command goes on after it was stopped.

            Examples:
              brigade train best-response cramped_room --with human-plain-cramped_room
              brigade train best-response forced_coordination --with fcp-forced_coordination --from ppo-forced_coordination --starts 3
            """)

    @Argument(help: "The kitchen: a map's name or file.")
    var map: String
    @OptionGroup var options: KnownResponseOptions
    @Option(name: .customLong("with"), help: "The partner: an agent of kind policy or human-proxy, by name or file.")
    var partner: String
    @Option(name: .customLong("from"), help: "A policy agent whose weights the first start begins with.")
    var start: String?
    @Option(.from(1, to: 100), help: "How many times to learn.")
    var starts = 2
    @Option(.steps, help: "Environment steps of each. Default: half of what the map is known to take in self-play.")
    var steps: Int?
    @Option(.seed, help: "Seed of the first start, and of the measurement.")
    var seed: UInt64 = 0
    @Option(.episodes, help: "Episodes in each seat by which a start is measured.")
    var episodes = 10
    @Option(name: .customLong("run"), help: "Folder of the run. Default: runs/best-response-MAP-PARTNER.")
    var folder: String?
    @Option(.jobs, name: [.short, .long], help: "Threads. Default: what the scheduler gave, else one a core.")
    var jobs = AvailableCores.count()

    func run() throws {
        guard let kitchen = try options.kitchens([map]).first else { return }
        let other = try options.agents.library.agent(partner)
        let learned = try Partner(other)
        let folder = folder ?? "runs/best-response-\(kitchen.layout.name)-\(other.name)"
        let interruption = Interruption()
        for number in 1...starts {
            let agent = try learn(
                number, kitchen, learned, in: "\(folder)/start-\(number)", named: "br-\(other.name)-\(number)", interruption)
            let own = try measured(agent, kitchen, beside: other)
            printLine("\(agent.path): \(own.map { String(format: "%.1f [%.1f, %.1f]", $0.mean, $0.low, $0.high) }.joined(separator: ", "))")
            var table = try options.table()
            let before = best(table, kitchen, other)
            table.add(own)
            try table.write(to: options.path)
            for (seat, known) in best(table, kitchen, other).enumerated() where known.map({ $0.agent == agent.name }) == true {
                let old = before[seat].map { String(format: " (before: %@ %.1f)", $0.agent, $0.mean) } ?? ""
                printLine(String(format: "the best known in seat %d is now %.1f%@", seat + 1, known?.mean ?? 0, old))
            }
        }
    }

    /// Learns one start, or goes on with it.
    private func learn(
        _ number: Int, _ kitchen: Kitchen, _ partner: Partner, in folder: String, named name: String, _ interruption: Interruption
    ) throws -> AgentFile {
        var settings = PPOSettings()
        settings.seed = seed + UInt64(number - 1)
        settings.horizon = options.horizon
        settings.steps = steps ?? PPOSettings.steps(for: kitchen.layout.name) / 2
        (settings.selfPlay, settings.finalSelfPlay) = (0.5, 0)
        let first = try number == 1 ? start.map { try Partner(options.agents.library.agent($0)) } : nil
        let run = try PPORun(
            folder: folder, name: name, kitchen: kitchen, settings: settings, workers: Workers(jobs), partners: [partner], start: first)
        let progress = TrainProgress(settings, done: run.progress.done)
        guard try run.run(report: progress.report, shouldStop: { interruption.hasHappened }).isDone else {
            Terminal.say("stopped in start \(number); the same command goes on from there")
            throw ExitCode(130)
        }
        return try AgentFile.read("\(folder)/\(name).yaml", catalogue: AgentOptions.catalogue)
    }

    private func measured(_ agent: AgentFile, _ kitchen: Kitchen, beside other: AgentFile) throws -> [MeasuredPair] {
        let trial = PairTrial(kitchen, horizon: options.horizon, episodes: episodes, seed: seed)
        return try (0..<2).map { seat in
            let scores = try trial.play(agent.kind, with: other.kind, seat: seat).scores
            return try options.pair(
                kitchen, partner: other, agent: agent, seat: seat, scores: scores, how: "\(MeasuredPair.learned), seed \(seed)")
        }
    }

    private func best(_ table: ResponseTable, _ kitchen: Kitchen, _ partner: AgentFile) -> [MeasuredPair?] {
        (0..<2).map { seat in
            options.best(table, kitchen, beside: partner, seat: seat)
        }
    }
}
