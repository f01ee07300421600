import Agents
import ArgumentParser
import Basics
import EpisodeStore
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import Tournaments

/// `brigade bench tournament`: logged episodes a second, and where the time goes.
struct TournamentBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tournament",
        abstract: "Logged episodes a second, by agent, and where their time goes.",
        discussion: """
            For each agent, playing with itself: episodes a second on one core by the engine alone (the same joint actions \
            again), with recording, with the agents' thinking, and as a whole tournament into a store, on one core and on all. \
            Medians of three runs; the checksum is of all episodes' states and the same for any number of cores.

            Examples:
              brigade bench tournament
              brigade bench tournament --agents greedy my/policy.yaml --map cramped_room --json
            """)

    @OptionGroup var mapOptions: MapOptions
    @OptionGroup var agentOptions: AgentOptions
    @Option(parsing: .upToNextOption, help: "Agents, by name or file.")
    var agents = ["random", "greedy"]
    @Option(help: "The kitchen, under old dynamics.")
    var map = "cramped_room"
    @Option(.episodes, help: "Episodes of a run.")
    var episodes = 2_000
    @Flag(help: "Print rows as a JSON array.")
    var json = false

    /// A stage of the work, each with all before it.
    enum Stage: String, Encodable, CaseIterable { case engine, recorded, played, stored }

    struct Row: Encodable {
        let agent: String
        let stage: Stage
        let cores: Int
        let episodesPerSecond: Double
        let checksum: String
    }

    func run() throws {
        let kitchen = try Kitchen(mapOptions.library.layout(map), dynamics: .old)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        var rows: [Row] = []
        if !json { print(line("agent", "stage", "cores", "episodes/s") + "  checksum") }
        let files = try agentOptions.library.agents(agents)
        Warnings.sayMisfits(files, in: [kitchen.layout.name])
        for file in files {
            for (stage, cores) in Stage.allCases.map({ ($0, 1) }) + (cores > 1 ? [(.stored, cores)] : []) {
                let row = try measured(file, kitchen, stage, cores)
                rows.append(row)
                if !json {
                    print(line(row.agent, stage.rawValue, "\(cores)", String(format: "%.0f", row.episodesPerSecond)) + "  \(row.checksum)")
                }
            }
        }
        if json {
            print(try JSONText.pretty(rows))
        }
    }

    private func line(_ agent: String, _ stage: String, _ cores: String, _ rate: String) -> String {
        agent.padding(24) + stage.padding(10) + cores.leftPadding(6) + rate.leftPadding(12)
    }

    private func measured(_ file: AgentFile, _ kitchen: Kitchen, _ stage: Stage, _ cores: Int) throws -> Row {
        let plan = try TournamentPlan(agents: [file], kitchens: [kitchen], episodes: episodes)
        let script = try recorded(plan)
        var seconds: [Double] = []
        var sum: UInt64 = 0
        for _ in 0..<3 {
            let begin = ContinuousClock.now
            sum = try stage == .stored ? stored(plan, cores) : alone(plan, stage, script)
            seconds.append((ContinuousClock.now - begin) / .seconds(1))
        }
        return Row(
            agent: file.name, stage: stage, cores: cores, episodesPerSecond: Double(episodes) / seconds.sorted()[1],
            checksum: String(format: "%016lx", sum))
    }

    /// The joint actions of the plan's first episode, for the stages that do not think.
    private func recorded(_ plan: TournamentPlan) throws -> [[Action]] {
        var agents = try (0..<plan.kitchens[0].players).map { _ in try plan.agents[0].makeAgent() }
        defer { for index in agents.indices { agents[index].close() } }
        var match = try Match(plan.kitchens[0], horizon: plan.horizon, seed: plan.entry(0).seed)
        let episode = try match.play(&agents)
        return (0..<episode.ticks).map(episode.jointAction)
    }

    private func alone(_ plan: TournamentPlan, _ stage: Stage, _ script: [[Action]]) throws -> UInt64 {
        var sum: UInt64 = 0
        var agents = try (0..<plan.kitchens[0].players).map { _ in try plan.agents[0].makeAgent() }
        defer { for index in agents.indices { agents[index].close() } }
        for number in 0..<plan.count {
            switch stage {
            case .engine:
                var game = try KitchenGame(plan.kitchens[0], horizon: plan.horizon)
                for joint in script { try game.advance(joint) }
                sum &+= game.checksum
            case .recorded:
                var recorder = try EpisodeRecorder(plan.kitchens[0], horizon: plan.horizon, seed: 0)
                for joint in script { try recorder.step(joint) }
                sum &+= recorder.episode().stateHash
            case .played, .stored:
                var match = try Match(plan.kitchens[0], horizon: plan.horizon, seed: plan.entry(number).seed)
                sum &+= try match.play(&agents).stateHash
            }
        }
        return sum
    }

    private func stored(_ plan: TournamentPlan, _ cores: Int) throws -> UInt64 {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("brigade-bench-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try EpisodeStore(creating: folder.appendingPathComponent("bench.sqlite").path)
        try Tournament(plan, store: store).play(jobs: cores)
        var sum: UInt64 = 0
        try store.forEachStateHash { sum &+= $0 }
        try store.close()
        return sum
    }
}
