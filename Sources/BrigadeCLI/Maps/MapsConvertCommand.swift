import ArgumentParser
import KitchenMaps

extension MapsCommand {
    struct Convert: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a map file, such as overcooked_ai's .layout, as YAML.",
            discussion: "Example:\n  brigade maps convert my_kitchen.layout > Maps/my_kitchen.yaml")

        @Argument(help: "Map file, .yaml or .layout.")
        var file: String

        func run() throws { printData(MapFile.yaml(try MapFile.read(file)), terminator: "") }
    }
}
