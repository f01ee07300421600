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
                For whoever writes an agent, above all one that is a program: every kind of fault is told with an example, \
                and of an agent that asks a language model, how many of its decisions the model made. Exit 3 if there was a \
                fault, or an agent refused the kitchen.

                Examples:
                  brigade agents try python-greedy
                  brigade agents try greedy --map counter_circuit_o_1order --episodes 200
                  brigade agents try my/agent.yaml --map coordination_ring --with greedy --explain
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
        @Option(name: .customLong("with"), help: "Who takes the other seats. Default: the agent.")
        var partner: String?
        @Flag(help: "Tell every tick's actions and what the agents say about them.")
        var explain = false
        @Flag(help: "Stop at the first fault.")
        var strict = false
        @Argument(help: "Name of an agent, or path of its .yaml file.")
        var agent: String

        func run() throws {
            let layout = try maps.library.layout(map)
            let kitchen =
                try dynamics.map { try Kitchen(layout, dynamics: $0) } ?? (try? Kitchen(layout, dynamics: .old)) ?? Kitchen(layout)
            let first = try agents.library.agent(agent)
            let other = try partner.map(agents.library.agent) ?? first
            let files = (0..<kitchen.players).map { $0 == 0 ? first : other }
            Warnings.sayMisfits(partner == nil || kitchen.players == 1 ? [first] : [first, other], in: [kitchen.layout.name])
            var trial = try AgentTrial(kitchen, files.map { try $0.makeAgent() }, horizon: horizon, stopsAtFault: strict)
            defer { trial.close() }
            for episode in 0..<episodes {
                try trial.play(seed: seed &+ UInt64(episode)) { if explain { print($0()) } }
                if strict && trial.isFaulty { break }
            }
            printLines(trial.report(files.map(\.name)))
            if trial.isFaulty { throw ExitCode.faults }
        }
    }
}

/// Episodes in which agents are watched for faults and pace.
private struct AgentTrial {
    private let kitchen: Kitchen
    private var agents: [any Agent]
    private let horizon: Int
    private let stopsAtFault: Bool
    /// Times, first tick and detail of each fault of each seat.
    private var faults: [Key: (count: Int, tick: Int, detail: String)] = [:]
    /// Why each seat cannot play the kitchen.
    private var refusals: [Int: String] = [:]
    private var choices: [Choices]
    /// What cost nothing, by seat.
    private var remarks: [[String]]
    /// Of whole episodes.
    private var scores: [Double] = []
    private var times: [[Duration]]

    struct Key: Hashable {
        let seat: Int
        let fault: AgentFault
    }

    init(_ kitchen: Kitchen, _ agents: [any Agent], horizon: Int, stopsAtFault: Bool) {
        self.kitchen = kitchen
        self.agents = agents
        self.horizon = horizon
        self.stopsAtFault = stopsAtFault
        choices = agents.map { _ in Choices() }
        times = agents.map { _ in [] }
        remarks = agents.map { _ in [] }
    }

    /// Whether a seat failed in a tick, cannot play the kitchen, or made none of its decisions itself.
    var isFaulty: Bool { !faults.isEmpty || !refusals.isEmpty || choices.contains { $0.decisions > 0 && $0.own == 0 } }

    mutating func play(seed: UInt64, tell: (() -> String) -> Void) throws {
        var score = 0.0
        var game = try KitchenGame(kitchen, horizon: horizon)
        for seat in agents.indices {
            do {
                try agents[seat].begin(EpisodeContext(kitchen: kitchen, seat: seat, seed: seed, horizon: horizon))
            } catch {
                refusals[seat] = refusals[seat] ?? "\(error)"
                return
            }
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
            if stopsAtFault && !faults.isEmpty { return }
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
        let place = "in \(horizon) ticks of \(kitchen.layout.name), \(kitchen.dynamics) dynamics"
        var lines = [score.map { "score \($0) \(place)" } ?? "no score: no episode was played to its end \(place)"]
        for (seat, name) in names.enumerated() {
            let sorted = times[seat].sorted().map { $0 / .milliseconds(1) }
            let pace =
                sorted.isEmpty
                ? "was not asked"
                : String(format: "%.3g ms a decision, at most %.3g ms", sorted[sorted.count / 2], sorted[sorted.count - 1])
            lines.append("player \(seat + 1), \(name): \(pace)")
            if let refusal = refusals[seat] { lines.append("  ! cannot play this kitchen: \(refusal)") }
            for fault in AgentFault.allCases {
                guard let found = faults[Key(seat: seat, fault: fault)] else { continue }
                lines.append("  ! \(fault) \(found.count) of \(sorted.count) ticks, first at tick \(found.tick): \(found.detail)")
            }
            if choices[seat].decisions > 0 { lines.append("  \(choices[seat].own == 0 ? "! " : "")\(choices[seat].words)") }
            lines += remarks[seat].prefix(3).map { "  remark: \($0)" }
        }
        return lines
    }

    /// The score of the one episode, or the mean over all with the range.
    private var score: String? {
        guard let lowest = scores.min(), let highest = scores.max() else { return nil }
        let mean = scores.reduce(0, +) / Double(scores.count)
        let text = MapDescription.number((mean * 10).rounded() / 10)
        if scores.count == 1 { return text }
        return "\(text) on average over \(scores.count) episodes, from \(MapDescription.number(lowest)) to "
            + "\(MapDescription.number(highest)),"
    }

    mutating func close() {
        for seat in agents.indices { agents[seat].close() }
    }
}
