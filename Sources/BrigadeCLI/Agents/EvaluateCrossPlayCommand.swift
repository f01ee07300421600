import Agents
import ArgumentParser
import Basics
import Foundation
import Kitchen
import KitchenMaps
import Learning
import Oracle
import Tournaments

/// `brigade evaluate cross-play`: networks of several seeds with each other, by OvercookedV2's protocol.
struct EvaluateCrossPlayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cross-play",
        abstract: "Play networks in an OvercookedV2 kitchen with each other, by the protocol of its experiments.",
        discussion: """
            Every ordered pair plays the same episodes, many at once; all draw their actions. Printed are the mean score of each \
            pair, SP, the mean of pairs of a network with itself, and XP, that of all others, each with a 95 % interval by resampling \
            the networks, and its standard deviation over pairs (SD) and over episodes. With --floor and --ceiling, what 'brigade solve' finds without and with the recipe known, \
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
        /// 95 % of resamples of the networks, that is of the seeds.
        let low: Double
        let high: Double
        let deviationOverPairs: Double
        let deviationOverEpisodes: Double
        let messages: Double

        /// - Parameter isOwn: whether it is of networks with themselves, or of all other pairs.
        init?(_ cells: [NetworkCrossPlay.Cell], _ means: [[Double]], isOwn: Bool) {
            let cells = cells.filter { ($0.seats[0] == $0.seats[1]) == isOwn }
            guard let estimate = Statistics.learners(means, isDiagonal: isOwn, key: isOwn ? 0 : 1) else { return nil }
            func deviation(_ numbers: [Double]) -> Double {
                let mean = Statistics.mean(numbers)
                return Statistics.mean(numbers.map { ($0 - mean) * ($0 - mean) }).squareRoot()
            }
            (mean, low, high) = (estimate.value, estimate.low, estimate.high)
            deviationOverPairs = deviation(cells.map(\.mean))
            deviationOverEpisodes = deviation(cells.flatMap(\.scores))
            messages = Statistics.mean(cells.map(\.messages))
        }

        var words: String {
            String(
                format: "%.1f [%.1f, %.1f], SD %.1f over pairs, %.1f over episodes", mean, low, high, deviationOverPairs,
                deviationOverEpisodes) + (messages > 0 ? String(format: ", %.1f messages", messages) : "")
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
        let means = models.indices.map { first in models.indices.map { cells[first * models.count + $0].mean } }
        guard let own = Summary(cells, means, isOwn: true) else { return }
        let others = Summary(cells, means, isOwn: false)
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
