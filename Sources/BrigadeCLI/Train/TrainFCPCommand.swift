import ArgumentParser
import Populations

/// `brigade train fcp`: fictitious co-play.
struct TrainFCPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fcp", abstract: "Fictitious co-play: a best response to self-play learners and their pasts.",
        discussion: """
            Learners of different seeds learn by self-play; the agent is a best response to each of them as it was at the \
            beginning, half way and in the end (Strouse et al. 2021).

            \(PopulationOptions.about)

            Examples:
              brigade train fcp cramped_room --partners 4
              brigade train fcp coordination_ring --steps 4000000 --response-steps 8000000 --jobs 2
            """)

    @OptionGroup var options: PopulationOptions
    @OptionGroup var response: ResponseOptions
    @Option(.members, help: "Self-play learners.") var partners = 5

    func run() throws {
        let settings: FictitiousCoPlay.Settings = try response.settings(options, partners: partners)
        try options.train(FictitiousCoPlay(options.kitchen(), settings))
    }
}
