import ArgumentParser
import Foundation
import Planning

/// `brigade experience prune`: keep what helps.
struct ExperiencePruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Keep the examples, or the part of them, that help planners most.",
        discussion: """
            Planners play with the experience and with partners. 'examples' measures each example by what the team earned after it had \
            been retrieved, and keeps the most useful share. 'databases' makes several parts of the whole, measures each in the same \
            games, and replaces the worse half by copies of the better half with some examples exchanged, round by round. \
            What has been measured is kept in OUT.journal, so that the same command continues where it was stopped; it may be \
            removed afterwards.

            Examples:
              brigade experience prune mine.jsonl --out useful.jsonl
              brigade experience prune mine.jsonl --method databases --rounds 4 --maps cramped_room --out best.jsonl
            """)

    enum Method: String, ExpressibleByArgument, CaseIterable { case examples, databases }

    @OptionGroup var options: ExperienceTrialOptions
    @Argument(help: "The file.", completion: .file(extensions: ["jsonl"]))
    var file: String
    @Option(help: "The file to write.", completion: .file(extensions: ["jsonl"]))
    var out: String
    @Option(help: "How: examples or databases.")
    var method = Method.examples
    @Option(parsing: .upToNextOption, help: "Kitchens to play in. Default: those that the examples come from.")
    var maps: [String] = []
    @Option(.above(0, to: 1), help: "Share of the examples that is kept, or that a database has.")
    var share = 0.5
    @Option(.from(1, to: 1000), help: "How many databases.")
    var databases = ExperiencePopulation.Settings().databases
    @Option(.from(1, to: 1000), help: "How many rounds they are measured in.")
    var rounds = ExperiencePopulation.Settings().rounds
    @Option(.above(0, to: 1), help: "Share of a copy's examples that is exchanged.")
    var exchange = ExperiencePopulation.Settings().exchange

    func run() throws {
        let experience = try Experience(reading: file)
        let names = maps.isEmpty ? experience.kitchens : maps
        let journal = MeasurementJournal(out + ".journal")
        let kept: Experience
        switch method {
        case .examples:
            let trial = try options.trial(names)
            let all = trial.pairings.count
            let measured = try ExperiencePruning(trial, options.settings, journal: journal).measured(experience) {
                Terminal.say("\($0) of \(all) pairings")
            }
            kept = measured.mostUseful(share: share)
        case .databases:
            var settings = ExperiencePopulation.Settings()
            (settings.databases, settings.rounds, settings.share) = (databases, rounds, share)
            (settings.exchange, settings.seed) = (exchange, options.seed)
            let trials = try (0..<rounds).map { try options.trial(names, plus: $0) }
            kept = try ExperiencePopulation(settings, options.settings, journal: journal)
                .selected(from: experience, trial: { trials[$0] }) {
                    Terminal.say(String(format: "round %d, database %d: %.1f", $0.round + 1, $0.database + 1, $0.mean))
                }
        }
        try kept.write(to: out)
        Terminal.say("\(out): \(kept.examples.count) of \(experience.examples.count) examples")
    }
}
