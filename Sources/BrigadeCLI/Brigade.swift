import ArgumentParser
import Foundation

@main
struct Brigade: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "brigade",
        abstract: "A simulator of cooperation: kitchens, agents, people, and the log of every episode.",
        discussion: """
            Start with 'brigade play'. Every command explains itself with --help; docs/command-line.md tells exit codes and \
            what all commands have in common.
            """,
        version: "0.1.0",
        subcommands: [
            PlayCommand.self,
            WatchCommand.self,
            RenderCommand.self,
            StudyCommand.self,
            GalleryCommand.self,
            MapsCommand.self,
            SolveCommand.self,
            AgentsCommand.self,
            BenchCommand.self,
            ConformanceCommand.self,
            TournamentCommand.self,
            StoreCommand.self,
            PlanCommand.self,
            MatrixCommand.self,
            ReportCommand.self,
            TrainCommand.self,
            TalkCommand.self,
            EpisodesCommand.self,
            ReviewCommand.self,
            ExperienceCommand.self,
            EvaluateCommand.self,
            ResponsesCommand.self,
            ImportCommand.self,
        ])

    /// Runs the command that the arguments mean. In the place of the parser's own, since what the parser prints is to be
    /// checked and cleaned, too.
    static func main() async {
        Output.keepStandardStreams()
        Interruption.acceptSignals()
        var command: any ParsableCommand
        do {
            command = try parseAsRoot(FormerNames.translated(Array(CommandLine.arguments.dropFirst())))
        } catch {
            Failure.exit(parsing: error)
        }
        do {
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            Failure.exit(running: error)
        }
    }
}
