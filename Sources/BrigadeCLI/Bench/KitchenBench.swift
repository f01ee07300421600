import ArgumentParser
import Basics
import Benches
import Foundation
import Kitchen
import KitchenMaps

/// `brigade bench kitchen`: what the engine does in a second.
struct KitchenBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kitchen",
        abstract: "Ticks a second of the kitchen, by batch, cores, observation and actions.",
        discussion: """
            Every row plays a fixed number of ticks three times and reports the median. The checksum is of all final \
            states: it is the same on every machine, for any number of cores, and moves exactly when behaviour does. \
            Batch 0 is the single game with readable states.

            With --family v2 the kitchens are OvercookedV2's and the observations its grid encoding.

            Examples:
              brigade bench kitchen
              brigade bench kitchen --json --maps cramped_room
              brigade bench kitchen --family v2 --maps test_time_wide
            """)

    @OptionGroup var options: MapOptions
    @Option(help: "Rule family.")
    var family = FamilyChoice.overcooked
    @Option(parsing: .upToNextOption, help: "Maps to measure on; three of the family if none is given.")
    var maps: [String] = []
    @Flag(help: "Print rows as a JSON array.")
    var json = false
    @Option(.scale, help: "Work a row, as a multiple of the usual.")
    var scale = 1.0
    @Option(.seed, help: "Seed of all random actions.")
    var seed: UInt64 = 1

    /// Whose kitchens are measured.
    enum FamilyChoice: String, ExpressibleByArgument, CaseIterable {
        case overcooked, v2

        var family: RuleFamily { self == .v2 ? .overcookedV2 : .overcooked }

        fileprivate var maps: [String] {
            self == .v2 ? KitchensV2.names : ["cramped_room", "counter_circuit_o_1order", "soup_coordination"]
        }
    }

    func run() throws {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        var results: [KitchenBenchRow] = []
        let printer = KitchenBenchPrinter()
        if !json { print(printer.heading) }
        for name in maps.isEmpty ? family.maps : maps {
            let own = family == .v2 ? try KitchensV2.layout(name) : nil
            let layout = try own ?? options.library.layout(name)
            guard layout.family == family.family else {
                throw ValidationError("'\(name)' is a kitchen of \(layout.family.name); give the other --family, or another map")
            }
            let kitchen = try (try? Kitchen(layout, dynamics: .old)) ?? Kitchen(layout)
            for row in KitchenBenchRow.plan(name, family.family, cores: cores) {
                let result = try row.measured(kitchen, scale: scale, seed: seed)
                results.append(result)
                if !json { print(printer.line(result)) }
            }
        }
        if json {
            print(try JSONText.pretty(results))
        }
    }
}

struct KitchenBenchPrinter {
    private let widths = [26, 7, 7, 13, 9, 14]

    var heading: String {
        line(["kitchen", "batch", "cores", "observation", "actions", "M steps/s"]) + "  checksum"
    }

    func line(_ row: KitchenBenchRow) -> String {
        line([
            row.kitchen, row.batch == 0 ? "single" : "\(row.batch)", "\(row.cores)", row.observation.rawValue,
            row.actions.rawValue, String(format: "%.2f", row.stepsPerSecond / 1e6),
        ]) + "  " + row.checksum
    }

    private func line(_ cells: [String]) -> String {
        cells[0].padding(widths[0]) + zip(cells, widths).dropFirst().map { $0.leftPadding($1) }.joined()
    }
}
