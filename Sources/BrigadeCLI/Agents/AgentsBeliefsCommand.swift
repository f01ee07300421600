import ArgumentParser
import Basics
import Conformance
import Foundation
import HumanTrials
import Kitchen
import KitchenMaps
import Planning

/// `brigade agents beliefs`: how well planners predict people.
struct AgentsBeliefsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "beliefs", abstract: "Show how well a planner's beliefs predict what people do, by kitchen.",
        discussion: """
            The belief watches both players of every trial, as if each were the planner's partner. Its predictions of \
            the next action in every tick, and of the station that is used next, are scored by the negative log-likelihood in \
            nats and the Brier score, lower being better. They are compared with a plain baseline: the player's own \
            frequencies of actions up to then, and all stations of use alike. The last columns show how often its most likely \
            station was the one, and how often it believed so.

            Examples:
              brigade agents beliefs --trials ../shared/human/2019_hh_train.jsonl.gz
              brigade agents beliefs --trials trials.jsonl.gz --json
            """)

    @OptionGroup var maps: MapOptions
    @Option(help: "Human trials, .jsonl or .jsonl.gz.")
    var trials: String
    @Flag(help: "Print rows as a JSON array.") var json = false

    private struct Row: Encodable {
        let kitchen: String
        let ticks: Int
        let actions: Losses
        let plainActions: Losses
        let stations: Losses
        let plainStations: Losses
        let believed: Double
        let cameTrue: Double

        struct Losses: Encodable {
            let logLoss: Double
            let brier: Double

            init(_ score: BeliefCalibration.Score) { (logLoss, brier) = (score.logLoss, score.brier) }

            var text: String { String(format: "%7.3f%7.3f", logLoss, brier) }
        }

        init(_ kitchen: String, _ calibration: BeliefCalibration) {
            self.kitchen = kitchen
            ticks = calibration.actions.count
            actions = Losses(calibration.actions)
            plainActions = Losses(calibration.plainActions)
            stations = Losses(calibration.stations)
            plainStations = Losses(calibration.plainStations)
            let count = Double(max(1, calibration.bins.reduce(0) { $0 + $1.count }))
            believed = calibration.bins.reduce(0) { $0 + $1.believed } / count
            cameTrue = Double(calibration.bins.reduce(0) { $0 + $1.came }) / count
        }

        var line: String {
            kitchen.padding(26) + "\(ticks)".leftPadding(8)
                + [actions, plainActions, stations, plainStations].map { "  " + $0.text }.joined()
                + String(format: "%10.3f%10.3f", believed, cameTrue)
        }

        static let headings = [
            "".padding(34) + "  next action     baseline        next station    baseline        most likely station",
            "kitchen".padding(26) + "ticks".leftPadding(8) + String(repeating: "     nats  Brier", count: 4) + "  believed cametrue",
        ]
    }

    func run() throws {
        let library = maps.library
        var calibrations: [String: BeliefCalibration] = [:]
        try HumanTrial.forEach(in: trials, maps: { try? library.layout($0) }) { trial in
            guard trial.isContiguous else { return }
            try calibrations[trial.kitchen.layout.name, default: BeliefCalibration()].add(
                trial.kitchen, from: trial.start, trial.actions, of: trial.seats.indices.filter { trial.seats[$0] == .person })
        }
        guard !calibrations.isEmpty else { throw ValidationError("\(trials): there are no trials in it") }
        let rows = calibrations.sorted { $0.key < $1.key }.map { Row($0.key, $0.value) }
        guard !json else { return print(try JSONText.pretty(rows)) }
        printLines(Row.headings + rows.map(\.line))
    }
}
