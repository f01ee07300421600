import ArgumentParser
import Kitchen
import KitchenMaps

extension MapsCommand {
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Draw a kitchen; tell its orders, players and distances.",
            discussion: """
                Of a kitchen in which cooks do not see all, it also draws what each of them sees at the start.

                Examples:
                  brigade maps show counter_circuit
                  brigade maps show v2/grounded_coord_ring
                """)

        @OptionGroup var maps: MapOptions
        @Option(help: "Dynamics: old or new. Default: what the map asks for, else new; in OvercookedV2 old.")
        var dynamics: Dynamics?
        @Argument(help: "Name of a map, or path of a .yaml or .layout file or of JaxMARL's text.")
        var map: String

        func run() throws {
            let kitchen = try Kitchen(maps.library.layout(map), dynamics: dynamics)
            printLines(MapDescription(kitchen, terminal: .standardOutput).lines)
        }
    }
}
