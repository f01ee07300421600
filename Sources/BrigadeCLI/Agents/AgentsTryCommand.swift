import Agents
import ArgumentParser
import Foundation
import Kitchen

extension AgentsCommand {
    struct Try: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let an agent play with copies of itself; print its score, its faults and its pace.",
            discussion: """
                For authors of agents, above all of programs: every kind of fault is printed with an example, \
                and of an agent that asks a language model, how many of its decisions the model made. Exit 3 if there was a \
                fault, or an agent refused the kitchen.

                Examples:
                  brigade agents try python-greedy
                  brigade agents try greedy --map counter_circuit_o_1order --episodes 200
                  brigade agents try my/agent.yaml --map coordination_ring --with greedy --explain
                """)

        @OptionGroup var agents: AgentOptions
        @OptionGroup var maps: MapOptions
        @OptionGroup var sight: SightOptions
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
        @Flag(help: "Print every tick's actions and what the agents say about them.")
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
            let files = sight.agents((0..<kitchen.players).map { $0 == 0 ? first : other }, in: [kitchen])
            Warnings.sayMisfits(partner == nil || kitchen.players == 1 ? [first] : [first, other], in: [kitchen.layout.name])
            var trial = try AgentTrial(kitchen, files.map { try $0.makeAgent() }, horizon: horizon, stopsAtFault: strict)
            defer { trial.close() }
            let watch: AgentTrial.Watch = { tick, seat, decision, why in
                print("\(tick) player \(seat + 1): \("\(decision.action)".padding(8)) \(why)")
            }
            for episode in 0..<episodes {
                try trial.play(seed: seed &+ UInt64(episode), watch: explain ? watch : nil)
                if strict && trial.isFaulty { break }
            }
            printLines(trial.report(files.map(\.name)))
            if trial.isFaulty { throw ExitCode.faults }
        }
    }
}

extension AgentTrial {
    /// What was found, in lines for a person.
    fileprivate func report(_ names: [String]) -> [String] {
        let place = "in \(horizon) ticks of \(kitchen.layout.name), \(kitchen.dynamics) dynamics"
        var lines = [score.map { "score \($0) \(place)" } ?? "no score: no episode was played to its end \(place)"]
        for (index, name) in names.enumerated() {
            let seat = seats[index]
            let sorted = seat.times.sorted().map { $0 / .milliseconds(1) }
            let pace =
                sorted.isEmpty
                ? "was not asked"
                : String(format: "%.3g ms a decision, at most %.3g ms", sorted[sorted.count / 2], sorted[sorted.count - 1])
            lines.append("player \(index + 1), \(name): \(pace)")
            if let refusal = seat.refusal { lines.append("  ! cannot play this kitchen: \(refusal)") }
            for fault in AgentFault.allCases {
                guard let found = seat.faults[fault] else { continue }
                lines.append(
                    "  ! \(fault) \(found.count) of \(sorted.count) ticks, first at tick \(found.firstTick): \(found.firstDetail)")
            }
            if seat.choices.decisions > 0 { lines.append("  \(seat.choices.own == 0 ? "! " : "")\(seat.choices.words)") }
            lines += seat.remarks.prefix(3).map { "  remark: \($0)" }
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
}
