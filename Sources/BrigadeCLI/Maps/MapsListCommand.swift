import ArgumentParser
import Basics

extension MapsCommand {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the maps with size, players and orders.",
            discussion: "Example:\n  brigade maps list")

        @OptionGroup var maps: MapOptions

        func run() throws {
            let names = try maps.library.names()
            let width = names.map(\.cleaned.count).max() ?? 0
            for name in names {
                let layout = try maps.library.layout(name)
                let orders = layout.parameters.orders
                let what = orders.isEmpty ? "any recipe" : "\(orders.count) order\(orders.count == 1 ? "" : "s")"
                let size = "\(layout.width)x\(layout.height)".padding(6)
                let players = "\(layout.starts.count) player\(layout.starts.count == 1 ? "" : "s")".padding(10)
                printLine("\(name.cleaned.padding(width)) \(size) \(players) \(what)")
            }
        }
    }
}
