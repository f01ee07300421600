import ArgumentParser

@main
struct Brigade: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "brigade",
        abstract: "A simulator of cooperation: kitchens, agents, people, and the log of every episode.",
        discussion: "Start with 'brigade maps list'. Every command explains itself with --help.",
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
            MatrixCommand.self,
            ReportCommand.self,
            TrainCommand.self,
            TalkCommand.self,
            EpisodesCommand.self,
            ExperienceCommand.self,
            ImportCommand.self,
        ])
}
