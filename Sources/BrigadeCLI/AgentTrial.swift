import Agents
import ArgumentParser
import Episodes
import Foundation
import Kitchen

extension AgentsCommand {
    struct Try: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let an agent play with copies of itself; tell its score, its faults and its pace.",
            discussion: """
                For whoever writes an agent, above all one that is a program: every kind of fault is told with an example. \
                Exit 1 if there was any.

                Examples:
                  brigade agents try python-greedy
                  brigade agents try greedy --map counter_circuit_o_1order --episodes 200
                  brigade agents try my/agent.yaml --map coordination_ring --partner greedy --explain
                """)

        @OptionGroup var agents: AgentOptions
        @OptionGroup var maps: MapOptions
        @Option(help: "Name of a map, or path of a map file.")
        var map = "cramped_room"
        @Option(help: "Dynamics: old or new. Default: old where the map allows it.")
        var dynamics: Dynamics?
        @Option(.episodes, help: "How many episodes, with seeds counting up.")
        var episodes = 1
        @Option(.horizon, help: "Ticks of an episode.")
        var horizon = 400
        @Option(.seed, help: "Seed of the first episode.")
        var seed: UInt64 = 1
        @Option(help: "Who takes the other seats. Default: the agent.")
        var partner: String?
        @Flag(help: "Tell every tick's actions and what the agents say about them.")
        var explain = false
        @Argument(help: "Name of an agent, or path of its .yaml file.")
        var agent: String

        func run() throws {
            let layout = try maps.library.layout(map)
            let kitchen =
                try dynamics.map { try Kitchen(layout, dynamics: $0) } ?? (try? Kitchen(layout, dynamics: .old)) ?? Kitchen(layout)
            let names = (0..<kitchen.players).map { $0 == 0 ? agent : partner ?? agent }
            var trial = try AgentTrial(kitchen, names.map { try agents.library.agent($0).makeAgent() }, horizon: horizon)
            defer { trial.close() }
            for episode in 0..<episodes {
                try trial.play(seed: seed &+ UInt64(episode)) { if explain { print($0()) } }
            }
            print(trial.report(names).joined(separator: "\n"))
            if !trial.faults.isEmpty { throw ExitCode(1) }
        }
    }
}

/// Episodes in which agents are watched for faults and pace.
private struct AgentTrial {
    /// Times, first tick and detail of each fault of each seat.
    private(set) var faults: [Key: (count: Int, tick: Int, detail: String)] = [:]
    /// Who made each seat's decisions, where agents say so, and what they remarked on.
    private var choices: [Choices]
    private var remarks: [[String]]
    private let kitchen: Kitchen
    private var agents: [any Agent]
    private let horizon: Int
    private var scores: [Double] = []
    private var times: [[Duration]]

    struct Key: Hashable {
        let seat: Int
        let fault: AgentFault
    }

    init(_ kitchen: Kitchen, _ agents: [any Agent], horizon: Int) {
        self.kitchen = kitchen
        self.agents = agents
        self.horizon = horizon
        times = agents.map { _ in [] }
        choices = agents.map { _ in Choices() }
        remarks = agents.map { _ in [] }
    }

    mutating func play(seed: UInt64, tell: (() -> String) -> Void) throws {
        var score = 0.0
        var game = try KitchenGame(kitchen, horizon: horizon)
        for seat in agents.indices {
            try agents[seat].begin(EpisodeContext(kitchen: kitchen, seat: seat, seed: seed, horizon: horizon))
        }
        while !game.isOver {
            let decisions = agents.indices.map { seat in decide(game, seat) }
            for (seat, decision) in decisions.enumerated() {
                tell {
                    let why = agents[seat].explain()?.sentence ?? decision.faultDetail ?? ""
                    return "\(game.timestep) player \(seat + 1): \("\(decision.action)".padding(8)) \(why)"
                }
            }
            score += try game.step(decisions.map(\.action)).reward
        }
        for seat in agents.indices { remarks[seat] += agents[seat].finish().remarks.filter { !remarks[seat].contains($0) } }
        scores.append(score)
    }

    private mutating func decide(_ game: KitchenGame, _ seat: Int) -> Decision {
        let start = ContinuousClock.now
        let decision = agents[seat].act(game)
        times[seat].append(start.duration(to: .now))
        if let source = decision.source { choices[seat].count(source.rawValue, isOwn: source.isOwn) }
        if let fault = decision.fault {
            let key = Key(seat: seat, fault: fault)
            let known = faults[key]
            faults[key] = ((known?.count ?? 0) + 1, known?.tick ?? game.timestep, known?.detail ?? decision.faultDetail ?? "")
        }
        return decision
    }

    func report(_ names: [String]) -> [String] {
        let mean = scores.reduce(0, +) / Double(scores.count)
        let range = [scores.min(), scores.max()].map { MapDescription.number($0 ?? 0) }
        let spread = scores.count == 1 ? "" : " on average over \(scores.count) episodes, from \(range[0]) to \(range[1]),"
        let place = "in \(horizon) ticks of \(kitchen.layout.name), \(kitchen.dynamics) dynamics"
        var lines = ["score \(MapDescription.number((mean * 10).rounded() / 10))\(spread) \(place)"]
        for (seat, name) in names.enumerated() {
            let sorted = times[seat].sorted().map { $0 / .milliseconds(1) }
            let pace = [sorted[sorted.count / 2], sorted[sorted.count - 1]].map { String(format: "%.3g", $0) }
            lines.append("player \(seat + 1), \(name): \(pace[0]) ms a decision, at most \(pace[1]) ms")
            for fault in AgentFault.allCases {
                guard let found = faults[Key(seat: seat, fault: fault)] else { continue }
                lines.append("  \(fault) \(found.count) times, first at tick \(found.tick): \(found.detail)")
            }
            if choices[seat].decisions > 0 { lines.append("  made \(choices[seat].words)") }
            lines += remarks[seat].prefix(3).map { "  remark: \($0)" }
        }
        return lines
    }

    mutating func close() {
        for seat in agents.indices { agents[seat].close() }
    }
}
