import ArgumentParser

struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench", abstract: "Measure speed on this machine.",
        discussion: "Examples:\n  brigade bench all\n  brigade bench kitchen\n  brigade bench learning --json",
        subcommands: [
            KitchenBench.self,
            TournamentBench.self,
            WindowBench.self,
            LearningBench.self,
            PlanningBench.self,
            AdaptingBench.self,
            LanguageBench.self,
            BenchAll.self,
            SessionBench.self,
            GrowthBench.self,
        ])
}
