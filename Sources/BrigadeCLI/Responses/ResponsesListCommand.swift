import Adapting
import ArgumentParser
import Basics
import Foundation

/// `brigade responses list`: the best-known response to every partner.
struct ResponsesListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the best-known response to every partner, in each seat.",
        discussion: """
            Values are lower bounds of what is possible beside a partner: the best mean of any agent that was measured. \
            The 95 % interval is of that agent's episodes; being the best of several, its mean is a little too high.

            Examples:
              brigade responses list
              brigade responses list cramped_room --all
            """)

    @Argument(help: "Only these maps, by name.")
    var maps: [String] = []
    @OptionGroup var options: KnownResponseOptions
    @Flag(help: "Show every pair that was measured, not only the best.")
    var all = false
    @Flag(help: "Print rows as a JSON array.")
    var json = false

    func run() throws {
        let table = try ResponseTable(reading: options.path)
        let chosen = table.pairs.filter { pair in
            guard maps.isEmpty || maps.contains(pair.map) else { return false }
            return all
                || pair
                    == table.best(
                        layout: pair.layout, dynamics: pair.dynamics, horizon: pair.horizon, partner: pair.partnerHash, seat: pair.seat)
        }
        guard !chosen.isEmpty else {
            throw ValidationError("\(options.path): nothing was measured on \(maps.joined(separator: ", "))")
        }
        if json { return print(try JSONText.pretty(chosen)) }
        var lines = TextTable(["map", "partner", "agent", "how", "seat", "mean", "95 % interval", "episodes"], words: 4)
        for pair in chosen {
            lines.add([
                pair.map, pair.partner, pair.agent, pair.how, "\(pair.seat + 1)", String(format: "%.1f", pair.mean),
                String(format: "[%.1f, %.1f]", pair.low, pair.high), "\(pair.episodes)",
            ])
        }
        printLines(lines.lines(.standardOutput))
    }
}
