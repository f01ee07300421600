import Foundation
import Kitchen

/// How well beliefs predict what a player does: the next action of every tick, and the station that it uses next.
///
/// They are compared with a plain baseline: for actions their frequencies up to then, for stations those that the player
/// could go to, all equally likely.
public struct BeliefCalibration: Sendable, Codable, Hashable {
    /// A proper score of predictions: the mean of both losses over what happened.
    public struct Score: Sendable, Codable, Hashable {
        public private(set) var count = 0
        private var logLossSum = 0.0
        private var brierSum = 0.0

        public init() {}

        /// Mean negative log-likelihood, in nats.
        public var logLoss: Double { logLossSum / Double(max(1, count)) }
        /// Mean squared distance between the prediction and what happened, 0 to 2.
        public var brier: Double { brierSum / Double(max(1, count)) }

        /// Likelihoods below this count as it.
        private static let minLikelihood = 1e-4

        mutating func add(_ prediction: [Double], _ happened: Int) {
            count += 1
            logLossSum -= log(max(prediction[happened], Score.minLikelihood))
            for (index, probability) in prediction.enumerated() {
                let distance = probability - (index == happened ? 1 : 0)
                brierSum += distance * distance
            }
        }
    }

    public private(set) var actions = Score()
    public private(set) var plainActions = Score()
    public private(set) var stations = Score()
    public private(set) var plainStations = Score()
    /// By tenth of the most likely station's probability: how often it was believed so, and how often it came true.
    public private(set) var bins: [Bin] = (0..<10).map { _ in Bin() }

    /// Predictions of one tenth of probability.
    public struct Bin: Sendable, Codable, Hashable {
        public var count = 0
        public var believed = 0.0
        public var came = 0
    }

    public init() {}

    /// Adds what players did in an episode.
    /// - Parameters:
    ///   - players: whose actions are predicted; nil for everybody's.
    ///   - start: the state that it began from.
    ///   - joints: one joint action a tick.
    /// - Throws: what the engine says of the start.
    public mutating func add(_ kitchen: Kitchen, from start: KitchenState, _ joints: [[Action]], of players: [Int]? = nil) throws {
        let knowledge = try KitchenKnowledge(kitchen)
        let options = Options(knowledge, counters: CounterChoice(knowledge).counters)
        var game = try KitchenGame(kitchen, from: start, horizon: max(1, joints.count))
        var rows = [game.row]
        for joint in joints {
            try game.advance(joint)
            rows.append(game.row)
        }
        for player in players ?? Array(0..<kitchen.players) {
            add(PartnerBelief(knowledge, player: player), options, rows, joints.map { $0[player] })
        }
    }

    private mutating func add(_ belief: PartnerBelief, _ options: Options, _ rows: [[UInt16]], _ actions: [Action]) {
        var belief = belief
        var counts = [Double](repeating: 1, count: Action.allCases.count)
        /// Predictions of the station that is used next, until one is.
        var open: [(belief: [Double], plain: [Double])] = []
        let kitchen = belief.knowledge.kitchen
        kitchen.withState(of: rows[0]) { belief.begin($0, options: options, planned: nil) }
        for (tick, action) in actions.enumerated() {
            kitchen.withState(of: rows[tick]) { before in
                kitchen.withState(of: rows[tick + 1]) { after in
                    self.actions.add(belief.nextActions(before), Int(action.rawValue))
                    let sum = counts.reduce(0, +)
                    plainActions.add(counts.map { $0 / sum }, Int(action.rawValue))
                    counts[Int(action.rawValue)] += 1
                    open.append((belief.stations, belief.possible(before, options: options)))
                    guard let used = belief.observe(before, did: action, after, options: options, planned: nil) else { return }
                    for prediction in open { note(prediction.belief, prediction.plain, used.index) }
                    open = []
                }
            }
        }
    }

    /// Scores predictions among stations; standing by is not one.
    private mutating func note(_ belief: [Double], _ plain: [Double], _ used: Int) {
        func amongStations(_ prediction: [Double]) -> [Double] {
            let stations = Array(prediction.dropLast())
            let sum = stations.reduce(0, +)
            return sum > 0 ? stations.map { $0 / sum } : stations.map { _ in 1 / Double(stations.count) }
        }
        let prediction = amongStations(belief)
        stations.add(prediction, used)
        plainStations.add(amongStations(plain), used)
        guard let mostLikely = prediction.indices.max(by: { prediction[$0] < prediction[$1] }) else { return }
        let bin = min(bins.count - 1, Int(prediction[mostLikely] * Double(bins.count)))
        bins[bin].count += 1
        bins[bin].believed += prediction[mostLikely]
        bins[bin].came += mostLikely == used ? 1 : 0
    }
}
