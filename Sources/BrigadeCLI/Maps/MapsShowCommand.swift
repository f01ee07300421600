import ArgumentParser
import Kitchen
import KitchenMaps

extension MapsCommand {
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw a kitchen; tell its orders, players and distances.",
            discussion: "Example:\n  brigade maps show counter_circuit")

        @OptionGroup var maps: MapOptions
        @Option(help: "Dynamics: old or new. Default: what the map asks for, else new.")
        var dynamics: Dynamics?
        @Argument(help: "Name of a map, or path of a .yaml or .layout file.")
        var map: String

        func run() throws {
            let kitchen = try Kitchen(maps.library.layout(map), dynamics: dynamics)
            printLines(MapDescription(kitchen, terminal: .standardOutput).lines)
        }
    }
}
