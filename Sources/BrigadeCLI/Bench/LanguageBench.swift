import ArgumentParser
import Basics
import Foundation
import KitchenMaps
import Language
import Referential

/// `brigade bench language`: how fast agents learn to talk from nothing.
struct LanguageBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "language", abstract: "Games a second in which a sender and a receiver learn a language of their own.",
        discussion: """
            The game is EGG's basic one: 5 attributes of 4 values, 3 candidates; GRUs of 64 units, vectors of 16 elements, \
            messages of at most 5 symbols out of 10, batches of 128, 10,000 rounds gone through in turn; one core. A second is \
            one of processor time, so that other work on the machine counts less. A row is the median of its passes; accuracy is that of 1,024 fresh games after the last pass, and the checksum \
            is of all parameters. \(MessageRules.definition)

            Examples:
              brigade bench language
              brigade bench language --passes 8 --json
            """)

    @Option(.from(1, to: 10_000), help: "Passes over the 10,000 rounds, after one to warm up.") var passes = 7
    @Option(.rate, help: "Learning rate.") var learningRate = 3e-3
    @Flag(help: "Print rows as a JSON array.") var json = false

    private struct Row: Encodable {
        let channel: String
        let gamesPerSecond: Double
        let games: Int
        let accuracy: Double
        let checksum: String
    }

    func run() throws {
        let rows = try LewisTraining.Channel.allCases.map(measure)
        if json { return print(try JSONText.pretty(rows)) }
        print("channel".padding(16) + "games/s".leftPadding(10) + "games".leftPadding(9) + "accuracy".leftPadding(10) + "  checksum")
        for row in rows {
            print(
                row.channel.padding(16) + String(format: "%.0f", row.gamesPerSecond).leftPadding(10) + "\(row.games)".leftPadding(9)
                    + String(format: "%.1f %%", 100 * row.accuracy).leftPadding(10) + "  " + row.checksum)
        }
    }

    private func measure(_ channel: LewisTraining.Channel) throws -> Row {
        let game = try AttributeGame(GameSettings(candidates: 3, attributes: 5, values: 4))
        var settings = LewisTraining.Settings()
        settings.channel = channel
        settings.rate = learningRate
        let training = LewisTraining(game, rules: try MessageRules(vocabulary: 10, maxLength: 5), settings: settings)
        let batches = 10_000 / settings.batch
        var speeds: [Double] = []
        for pass in 0...passes {
            let begin = LanguageBench.processorSeconds
            for _ in 0..<batches { try training.step() }
            let seconds = LanguageBench.processorSeconds - begin
            if pass > 0 { speeds.append(Double(batches * settings.batch) / seconds) }
        }
        return Row(
            channel: channel.rawValue, gamesPerSecond: speeds.sorted()[speeds.count / 2], games: training.games,
            accuracy: training.accuracy(1024), checksum: ContentHash.of([training.parameters.withUnsafeBytes { Data($0) }]))
    }

    /// Seconds that the calling thread has computed.
    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
