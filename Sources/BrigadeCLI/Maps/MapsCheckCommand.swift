import ArgumentParser
import KitchenMaps
import SourceFiles

extension MapsCommand {
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
}
