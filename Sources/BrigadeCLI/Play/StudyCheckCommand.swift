import ArgumentParser
import Window

extension StudyCommand {
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a study's file, and that everything it names is there.",
            discussion: """
                Everything that is wrong is said at once, with line and column. Prints what the design amounts to.

                Example:
                  brigade study check Studies/example.yaml
                """)

        @OptionGroup var maps: MapOptions
        @OptionGroup var agents: AgentOptions
        @Argument(help: "The study's file.")
        var file: String

        func run() throws {
            let study = try StudyFile(file)
            _ = try StudyOptions.materials(study, maps, agents)
            for line in StudySummary.lines(study.study) { print(line) }
        }
    }
}
