import Agents
import ArgumentParser
import Basics
import Episodes
import Foundation
import Kitchen
import Tournaments

/// `brigade talk worth`: what a channel is worth in a kitchen.
struct TalkWorthCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worth", abstract: "Measure what talking is worth to two cooks.",
        discussion: """
            The same episodes are played with the channel, without it, and with everything in sight of both, in both orders of seats. \
            Scores are means with 95 % intervals (a bootstrap over episodes), what messages cost taken off; "gained" compares episodes of \
            the same seed. An agent that plays only by what its seat sees, such as one that learned, has no full view.

            Exits 3 if an agent failed in some tick.

            Examples:
              brigade talk worth planner planner --maps v2-benchmark/grounded_coord_simple_5x5
              brigade talk worth planner my/agent.yaml --maps v2-benchmark/test_time_simple_5x5 --channel signals --episodes 50 --json
            """)

    @Argument(help: "An agent, by name or file.") var agent: String
    @Argument(help: "Its partner, by name or file.") var partner: String
    @OptionGroup var agentOptions: AgentOptions
    @OptionGroup var mapOptions: MapOptions
    @Option(parsing: .upToNextOption, help: "Kitchens for two.") var maps: [String]
    @OptionGroup var talk: ChannelOptions
    @Option(.episodes, help: "Episodes in each order of seats.") var episodes = 20
    @Option(.horizon, help: "Ticks of an episode.") var horizon = 400
    @Option(.seed, help: "Seed of the first episode.") var seed: UInt64 = 1
    @Flag(help: "Print rows as a JSON array.") var json = false

    func run() throws {
        let files = try [agent, partner].map(agentOptions.library.agent)
        let worth = TalkWorth(files, channel: try talk.opened() ?? TalkChannel(.text), horizon: horizon, episodes: episodes, seed: seed)
        let kitchens = try maps.map { name in
            let layout = try mapOptions.library.layout(name)
            return try (try? Kitchen(layout, dynamics: .old)) ?? Kitchen(layout)
        }
        if let other = kitchens.first(where: { $0.players != 2 }) {
            throw ValidationError("\(other.layout.name) is not for two cooks; give kitchens for two")
        }
        var status = StatusLine()
        var rows: [TalkWorth.Row] = []
        for (number, kitchen) in kitchens.enumerated() {
            rows.append(try worth.row(kitchen, key: UInt64(number)))
            status.show(done: rows.count, of: kitchens.count, since: 0, what: "maps")
        }
        status.end()
        if json { print(try JSONText.pretty(rows)) } else { printLines(table(rows)) }
        let faults = rows.reduce(0) { $0 + $1.faults }
        guard faults > 0 else { return }
        Terminal.say("agents failed in \(faults) ticks; 'brigade agents try' shows how")
        throw ExitCode.faults
    }

    private func table(_ rows: [TalkWorth.Row]) -> [String] {
        var table = TextTable(["map", "with", "without", "full view", "gained", "messages", "a message", "of full view"], words: 1)
        for row in rows {
            table.add([
                row.map, TalkWorthCommand.text(row.with), TalkWorthCommand.text(row.without),
                row.fullView.map(TalkWorthCommand.text) ?? "-",
                TalkWorthCommand.text(row.gained), TalkWorthCommand.text(row.messages),
                row.gainedPerMessage.map { String(format: "%+.2f", $0) } ?? "-", row.shareOfFullView?.percent ?? "-",
            ])
        }
        return table.lines(.standardOutput)
    }

    private static func text(_ estimate: Statistics.Estimate) -> String {
        "\(text(estimate.value)) [\(text(estimate.low)), \(text(estimate.high))]"
    }

    private static func text(_ value: Double) -> String { String(format: "%.1f", value) }
}
