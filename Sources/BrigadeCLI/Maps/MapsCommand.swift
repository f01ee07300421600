import SourceFiles
import ArgumentParser
import Kitchen
import KitchenMaps

/// Where maps are, and under which dynamics they are meant.
struct MapOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Folder of maps.", discussion: "Default: Maps here, or beside the program's checkout."))
    var mapsFolder: String?

    var library: MapLibrary { mapsFolder.map(MapLibrary.init(folder:)) ?? .standard }
}

extension Dynamics: ExpressibleByArgument {}

struct MapsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "maps", abstract: "List, show, check and convert kitchens.",
        discussion: """
            Examples:
              brigade maps list
              brigade maps show cramped_room
              brigade maps check Maps/*.yaml
              brigade maps convert my_kitchen.layout > Maps/my_kitchen.yaml
            """,
        subcommands: [List.self, Show.self, Check.self, Convert.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the maps with size, players and orders.",
            discussion: "Example:\n  brigade maps list")

        @OptionGroup var maps: MapOptions

        func run() throws {
            let names = try maps.library.names()
            let width = names.map(\.count).max() ?? 0
            for name in names {
                let layout = try maps.library.layout(name)
                let orders = layout.parameters.orders
                let what = orders.isEmpty ? "any recipe" : "\(orders.count) order\(orders.count == 1 ? "" : "s")"
                print(
                    name.padding(width), "\(layout.width)x\(layout.height)".padding(6),
                    "\(layout.starts.count) player\(layout.starts.count == 1 ? "" : "s")".padding(10), what)
            }
        }
    }

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
            print(MapDescription(kitchen, terminal: .standardOutput).lines.joined(separator: "\n"))
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check map files; exit 1 if any is wrong.",
            discussion: """
                Each problem is one line, file:line:column: what is wrong and what would be right. A station that nobody \
                can reach is a warning, not an error.

                Example:
                  brigade maps check Maps/*
                """)

        @Argument(help: "Map files, .yaml or .layout.")
        var files: [String]

        func run() throws {
            var wrong = 0
            for file in files {
                do {
                    try MapFile.check(file).warnings.forEach { print($0) }
                } catch let problems as SourceDiagnostics {
                    wrong += 1
                    print(problems)
                }
            }
            Terminal.say("\(files.count) map\(files.count == 1 ? "" : "s") checked, \(wrong) wrong")
            if wrong > 0 { throw ExitCode(1) }
        }
    }

    struct Convert: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a map file, such as overcooked_ai's .layout, as YAML.",
            discussion: "Example:\n  brigade maps convert my_kitchen.layout > Maps/my_kitchen.yaml")

        @Argument(help: "Map file, .yaml or .layout.")
        var file: String

        func run() throws { printData(MapFile.yaml(try MapFile.read(file)), terminator: "") }
    }
}

extension String {
    /// With spaces up to `width`.
    func padding(_ width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    /// With spaces before, up to `width`.
    func leftPadding(_ width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}
