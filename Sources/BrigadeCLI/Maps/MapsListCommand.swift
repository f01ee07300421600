import ArgumentParser
import Basics
import Kitchen

extension MapsCommand {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the maps with size, players and orders.",
            discussion: """
                Those of OvercookedV2 come last, as v2/NAME, with the recipes that can be wanted.

                Example:
                  brigade maps list
                """)

        @OptionGroup var maps: MapOptions

        func run() throws {
            let names = try maps.library.allNames()
            let width = names.map(\.cleaned.count).max() ?? 0
            for name in names {
                let layout = try maps.library.layout(name)
                let size = "\(layout.width)x\(layout.height)".padding(6)
                let players = "\(layout.starts.count) player\(layout.starts.count == 1 ? "" : "s")".padding(10)
                printLine("\(name.cleaned.padding(width)) \(size) \(players) \(List.orders(layout))")
            }
        }

        private static func orders(_ layout: Layout) -> String {
            if let rules = layout.parameters.recipes {
                let count = Set(rules.possible).count
                return "\(layout.family.name), \(count) recipe\(count == 1 ? "" : "s")"
            }
            let orders = layout.parameters.orders
            return orders.isEmpty ? "any recipe" : "\(orders.count) order\(orders.count == 1 ? "" : "s")"
        }
    }
}
