import Foundation
import Kitchen

/// How well beliefs foretell what a player does: the next action of every tick, and the station that it uses next.
///
/// Beside the belief stands a plain baseline: for actions their frequencies up to then, for stations those that the player
/// could go to, all equally likely.
public struct BeliefCalibration: Sendable, Codable, Hashable {
    /// A proper score of forecasts: the mean of both losses over what happened.
    public struct Score: Sendable, Codable, Hashable {
        public private(set) var count = 0
        private var logLossSum = 0.0
        private var brierSum = 0.0

        public init() {}

        /// Mean negative log-likelihood, in nats.
        public var logLoss: Double { logLossSum / Double(max(1, count)) }
        /// Mean squared distance between the forecast and what happened, 0 to 2.
        public var brier: Double { brierSum / Double(max(1, count)) }

        /// Forecasts below this count as it.
        private static let least = 1e-4

        mutating func add(_ forecast: [Double], _ happened: Int) {
            count += 1
            logLossSum -= log(max(forecast[happened], Score.least))
            for (index, probability) in forecast.enumerated() {
                let distance = probability - (index == happened ? 1 : 0)
                brierSum += distance * distance
            }
        }
    }

    public private(set) var actions = Score()
    public private(set) var plainActions = Score()
    public private(set) var stations = Score()
    public private(set) var plainStations = Score()
    /// By tenth of the likeliest station's probability: how often it was believed so, and how often it came true.
    public private(set) var bins: [Bin] = (0..<10).map { _ in Bin() }

    public struct Bin: Sendable, Codable, Hashable {
        public var count = 0
        public var believed = 0.0
        public var came = 0
    }

    public init() {}

    /// Adds what players did in an episode.
    /// - Parameters:
    ///   - players: whose actions are foretold; nil for everybody's.
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
        /// Forecasts of the station that is used next, until one is.
        var open: [(belief: [Double], plain: [Double])] = []
        rows[0].withUnsafeBufferPointer { row in
            if let row = row.baseAddress { belief.begin(row, options: options, planned: nil) }
        }
        for (tick, action) in actions.enumerated() {
            rows[tick].withUnsafeBufferPointer { before in
                rows[tick + 1].withUnsafeBufferPointer { after in
                    guard let before = before.baseAddress, let after = after.baseAddress else { return }
                    self.actions.add(belief.nextActions(before), Int(action.rawValue))
                    let sum = counts.reduce(0, +)
                    plainActions.add(counts.map { $0 / sum }, Int(action.rawValue))
                    counts[Int(action.rawValue)] += 1
                    open.append((belief.stations, belief.possible(before, options: options)))
                    guard let used = belief.observe(before, did: action, after, options: options, planned: nil) else { return }
                    for forecast in open { note(forecast.belief, forecast.plain, used) }
                    open = []
                }
            }
        }
    }

    /// Scores forecasts among stations; standing by is not one.
    private mutating func note(_ belief: [Double], _ plain: [Double], _ used: Int) {
        func amongStations(_ forecast: [Double]) -> [Double] {
            let stations = Array(forecast.dropLast())
            let sum = stations.reduce(0, +)
            return sum > 0 ? stations.map { $0 / sum } : stations.map { _ in 1 / Double(stations.count) }
        }
        let forecast = amongStations(belief)
        stations.add(forecast, used)
        plainStations.add(amongStations(plain), used)
        guard let likeliest = forecast.indices.max(by: { forecast[$0] < forecast[$1] }) else { return }
        let bin = min(bins.count - 1, Int(forecast[likeliest] * Double(bins.count)))
        bins[bin].count += 1
        bins[bin].believed += forecast[likeliest]
        bins[bin].came += likeliest == used ? 1 : 0
    }
}
