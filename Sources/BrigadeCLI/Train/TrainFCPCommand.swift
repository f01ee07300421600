import ArgumentParser
import Populations

/// `brigade train fcp`: fictitious co-play.
struct TrainFCPCommand: DivisibleCommand {
    static let configuration = CommandConfiguration(
        commandName: "fcp", abstract: "Fictitious co-play: a best response to self-play learners and their checkpoints.",
        discussion: """
            Learners of different seeds learn by self-play; the agent is a best response to each of them at three checkpoints: at the \
            beginning, half way and at the end (Strouse et al. 2021).

            \(PopulationOptions.about)

            Examples:
              brigade train fcp cramped_room --partners 4
              brigade train fcp coordination_ring --steps 4000000 --response-steps 8000000 --jobs 2
            """)

    @OptionGroup var options: PopulationOptions
    @OptionGroup var response: ResponseOptions
    @Option(.members, help: "Self-play learners.") var partners = 5

    func run() throws { try options.train(method()) }

    func parts() throws -> CommandParts? { try options.parts(method()) }

    private func method() throws -> FictitiousCoPlay {
        try FictitiousCoPlay(options.kitchen(), response.settings(options, partners: partners))
    }
}
