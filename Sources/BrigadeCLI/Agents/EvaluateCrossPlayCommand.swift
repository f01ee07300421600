import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Learning
import Oracle

/// `brigade evaluate cross-play`: networks of several seeds with each other, by OvercookedV2's protocol.
struct EvaluateCrossPlayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cross-play",
        abstract: "Play networks in an OvercookedV2 kitchen with each other, by the protocol of its experiments.",
        discussion: """
            Every ordered pair plays the same episodes, many at once; all draw their actions. Printed are the mean score of each \
            pair, SP, the mean of pairs of a network with itself, and XP, that of all others, each with its standard deviation \
            over pairs (SD) and over episodes. With --floor and --ceiling, what 'brigade solve' finds without and with the recipe known, \
            it also prints which share of the recipe's value they have. Networks that talk (kind talking-policy) hear each other, but \
            not with --silent.

            Examples:
              brigade evaluate cross-play test_time_simple_5x5 runs/recurrent-test_time_simple_5x5-*/*.yaml
              brigade evaluate cross-play test_time_simple_5x5 a.yaml b.yaml --floor 62.23 --ceiling 193.33
            """)

    @Argument(help: "The kitchen: a map's name or file.")
    var map: String
    @Argument(help: "Names or files of agents of kind policy that are shown a view, or of kind talking-policy.")
    var agents: [String]
    @OptionGroup var maps: MapOptions
    @OptionGroup var library: AgentOptions
    @Option(.episodes, help: "Episodes of each pair.") var episodes = 500
    @Option(.horizon, help: "Ticks of an episode.") var horizon = 400
    @Option(help: "Starts of episodes: standard, positions or reset.") var starts = RecurrentSettings.Starts.positions
    @Option(.seed, help: "Seed of starts, recipes and draws.") var seed: UInt64 = 0
    @Option(.score, help: "What can be earned without knowing the recipe.") var floor: Double?
    @Option(.score, help: "What can be earned when it is known.") var ceiling: Double?
    @Option(.jobs, name: [.short, .long], help: "Threads. Default: what the scheduler gave, else one a core.")
    var jobs = AvailableCores.count()
    @Flag(help: "Nobody hears what is said.") var silent = false
    @Flag(help: "Print a JSON object.") var json = false

    /// What is printed as JSON.
    private struct Report: Encodable {
        let map: String
        let agents: [String]
        let episodes: Int
        /// By seat 0, then by seat 1.
        let means: [[Double]]
        let selfPlay: Summary
        let crossPlay: Summary?
    }

    /// Of a group of pairs.
    private struct Summary: Encodable {
        let mean: Double
        let deviationOverPairs: Double
        let deviationOverEpisodes: Double
        let messages: Double

        init?(_ cells: [NetworkCrossPlay.Cell]) {
            guard !cells.isEmpty else { return nil }
            func moments(_ numbers: [Double]) -> (mean: Double, deviation: Double) {
                let mean = numbers.reduce(0, +) / Double(numbers.count)
                return (mean, (numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)).squareRoot())
            }
            (mean, deviationOverPairs) = moments(cells.map(\.mean))
            deviationOverEpisodes = moments(cells.flatMap(\.scores)).deviation
            messages = moments(cells.map(\.messages)).mean
        }

        var words: String {
            String(format: "%.1f, SD %.1f over pairs, %.1f over episodes", mean, deviationOverPairs, deviationOverEpisodes)
                + (messages > 0 ? String(format: ", %.1f messages", messages) : "")
        }
    }

    func validate() throws {
        guard (floor == nil) == (ceiling == nil), floor.flatMap({ floor in ceiling.map { floor < $0 } }) ?? true else {
            throw ValidationError("--floor and --ceiling belong together, and the floor is below the ceiling")
        }
    }

    /// The share of what the recipe is worth, in words; nothing where floor and ceiling are not known.
    private func share(_ mean: Double) -> String {
        guard let floor, let ceiling, let share = InformationValue(floor: floor, ceiling: ceiling).share(mean) else { return "" }
        return String(format: "; share of the recipe's value %.2f", share)
    }

    func run() throws {
        let files = try library.library.agents(agents)
        let models: [NetworkCrossPlay.Model] = try files.map { file in
            switch file.kind {
            case let kind as PolicyKind: .policy(try kind.model())
            case let kind as TalkingPolicyKind: .talking(try kind.model())
            default:
                throw ValidationError(
                    "\(file.path): this cross-play is of networks, of kind policy or talking-policy; this is of kind \(file.kindName)")
            }
        }
        let play = try NetworkCrossPlay(
            Kitchen(maps.library.layout(map), dynamics: .old), models: models, episodes: episodes, horizon: horizon, starts: starts,
            seed: seed, canTalk: !silent)
        let cells = try play.cells(workers: Workers(jobs))
        guard let own = Summary(cells.filter { $0.seats[0] == $0.seats[1] }) else { return }
        let others = Summary(cells.filter { $0.seats[0] != $0.seats[1] })
        let means = models.indices.map { first in models.indices.map { cells[first * models.count + $0].mean } }
        if json {
            let report = Report(
                map: map, agents: files.map(\.name), episodes: episodes, means: means, selfPlay: own, crossPlay: others)
            return print(try JSONText.pretty(report))
        }
        let width = (files.map(\.name.count).max() ?? 0) + 2
        print("seat 0 / 1".padding(width) + files.indices.map { "\($0 + 1)".leftPadding(8) }.joined())
        for (index, row) in means.enumerated() {
            print(files[index].name.padding(width) + row.map { String(format: "%8.1f", $0) }.joined())
        }
        print("SP \(own.words)\(share(own.mean))")
        if let others { print("XP \(others.words)\(share(others.mean))") }
    }
}
