import ArgumentParser
import Basics
import EpisodeStore
import Foundation
import Window

extension StudyCommand {
    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a study's results as CSV, with a codebook.",
            discussion: """
                The folder gets a table a level: participants.csv, sessions.csv (when, on what display), games.csv, answers.csv (a row an \
                answer, with times), events.csv (every press, tick, pause, page and answer), and codebook.csv (what every column \
                means); closing.csv has the answers at the end, as earlier versions wrote them. study-N.yaml is the study's file, one \
                a version.

                Example:
                  brigade study export Studies/example.yaml --out runs/strangers
                """)

        @OptionGroup var store: StoreOptions
        @Option(help: "Folder for the tables; it is made where it is missing.")
        var out: String
        @Argument(help: "The study's file.")
        var file: String

        func run() throws {
            let study = try StudyFile.read(file, wasBegun: true)
            let store = try StudyOptions.open(self.store)
            try StudyOptions.require(study.title, in: store)
            let export = try StudyExport(study, store: store)
            do { try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true) } catch {
                throw ValidationError("the folder '\(out)' cannot be made; name another with --out")
            }
            let files = export.tables.map { (path: "\(out)/\($0.name)", text: $0.text) }
            try WholeFile.write(together: files)
            for file in files { print(file.path) }
            try StoreOptions.tellDamage(store)
        }
    }
}
