import ArgumentParser
import Basics
import Foundation
import KitchenMaps

extension MapFile.Form: ExpressibleByArgument {}

extension MapsCommand {
    struct Convert: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a map file in another form, such as overcooked_ai's .layout as YAML.",
            discussion: """
                JaxMARL's text is a file with the grid of an OvercookedV2 kitchen, or with a call of Layout.from_string. \
                What that form cannot say is named.

                Examples:
                  brigade maps convert my_kitchen.layout > Maps/my_kitchen.yaml
                  brigade maps convert my_kitchen.py > Maps/my_kitchen.yaml
                  brigade maps convert Maps/v2/cramped_room_v2.yaml --output cramped_room_v2.py
                """)

        @Option(help: "yaml or jaxmarl. Default: what the ending of --output says, else yaml.")
        var to: MapFile.Form?
        @Option(help: "File to write instead of printing; .yaml, or .py or .txt for JaxMARL's text.")
        var output: String?
        @Argument(help: "Map file: .yaml, .layout, or .py or .txt with JaxMARL's text.")
        var file: String

        func run() throws {
            let (layout, warnings) = try MapFile.check(file)
            warnings.forEach { Terminal.say("\($0)") }
            let ending = output.map { URL(fileURLWithPath: $0).pathExtension }
            let (text, leftOut) = try MapFile.text(layout, as: to ?? ending.flatMap(MapFile.Form.init(ending:)) ?? .yaml)
            if !leftOut.isEmpty {
                Terminal.say("settings of the environment in JaxMARL, which its text does not have: \(leftOut.joined(separator: ", "))")
            }
            if let output { try WholeFile.write(text, to: output) } else { printData(text, terminator: "") }
        }
    }
}
