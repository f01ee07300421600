import ArgumentParser
import Basics
import Window

extension StudyCommand {
    struct Preview: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a participant would see, without keeping anything.",
            discussion: """
                Prints the pages of a row of the design in their order; --window walks through them.

                Examples:
                  brigade study preview Studies/example.yaml --row 3
                  brigade study preview Studies/example.yaml --window
                """)

        @OptionGroup var maps: MapOptions
        @OptionGroup var agents: AgentOptions
        @Option(.from(0, to: 1_000_000), help: "The row of the design, counted from 0.")
        var row = 0
        @Flag(help: "Open the window and walk through the study.")
        var window = false
        @Argument(help: "The study's file.")
        var file: String

        func run() throws {
            let materials = try StudyOptions.materials(StudyFile(file), maps, agents)
            let study = materials.study
            guard window else {
                for page in StudyPreview.pages(study, row: row) { print(page.cleanedLines) }
                return
            }
            var options = PlayWindow.Options()
            let interruption = Interruption()
            options.shouldClose = { interruption.hasHappened }
            options.report = { Terminal.say($0) }
            let codes = (1...study.people).map { "preview \($0)" }
            try PlayWindow.study(materials, participants: codes, log: PreviewStudyLog(row: row), options)
            try interruption.check()
        }
    }
}
