import ArgumentParser
import Basics
import Foundation
import KitchenMaps
import SourceFiles

extension MapsCommand {
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check map files; exit 1 if any is wrong.",
            discussion: """
                Each problem is one line, file:line:column: what is wrong and what would be right. A station that nobody \
                can reach is a warning, not an error. Of a folder, its .yaml files and those of its own folders are checked.

                Examples:
                  brigade maps check Maps
                  brigade maps check my_kitchen.yaml their_kitchen.layout
                """)

        @Argument(help: "Map files, .yaml, .layout or JaxMARL's text, and folders of maps.")
        var files: [String]

        func run() throws {
            var wrong = 0
            let files = try self.files.flatMap { try Check.maps(at: $0) }
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

        /// The maps of a folder, or the file itself.
        private static func maps(at path: String) throws -> [String] {
            guard FileManager.default.isFolder(path) else { return [path] }
            let names = try MapLibrary(folder: path).allNames()
            guard !names.isEmpty else { throw SourceDiagnostics(file: path, "there is no map (.yaml) in this folder") }
            return names.map { "\(path)/\($0).yaml" }
        }
    }
}
