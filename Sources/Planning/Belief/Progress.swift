import Foundation

/// How well a player gets on with what it does: the share of its time that its skills would take at the least.
///
/// Who dawdles, wavers or is in its own way acts in every tick and still needs several times as long. Waiting at a station
/// for what is not ready yet does not count.
struct Progress {
    /// Ticks that skills take at the least, and took; fading with every skill that is done.
    private var done = (least: 12.0, took: 12.0)
    /// The pose in which the player began with what it does; -1 before the first tick.
    private(set) var start = -1
    /// Its ticks since.
    private var ticks = 0.0

    /// What remains of the past when a skill is done.
    private static let fading = 0.8

    /// The share so far; what is under way counts as far as it is slower than it would be at the least.
    /// - Parameter least: ticks that what is under way takes at the least from where it began.
    func share(underWay least: Double) -> Double {
        let counted = min(least, ticks)
        return min(1, (done.least + counted) / (done.took + max(ticks, counted)))
    }

    /// Begins with something new at `pose`.
    mutating func begin(at pose: Int) {
        start = pose
        ticks = 0
    }

    /// Takes in a tick, in which the player waited or not.
    mutating func tick(waited: Bool) { ticks += waited ? 0 : 1 }

    /// Takes in that a skill is done that takes `least` ticks.
    mutating func finish(least: Double) {
        done.least = done.least * Progress.fading + least
        done.took = done.took * Progress.fading + max(least, ticks)
    }
}

/// How well a player's next stations have been foretold: the geometric mean of the likelihoods that they had in the ticks
/// before they were used.
struct Foresight {
    /// Log-likelihoods of the stations used, and how many there were; fading with each.
    private var past = (sum: -2.0, of: 4.0)
    /// Log-likelihoods of each station since the last was used, and the ticks.
    private var open: [Double]
    private var ticks = 0.0

    /// What remains of the past when a station is used.
    private static let fading = 0.8
    /// Likelihoods below this count as it.
    private static let least = 0.03

    init(stations: Int) { open = Array(repeating: 0, count: stations) }

    /// From 0 to 1.
    var quality: Double { exp(past.sum / past.of) }

    /// Takes in the forecast of a tick: how likely each station is.
    mutating func add(_ forecast: [Double]) {
        for station in open.indices { open[station] += log(max(forecast[station], Foresight.least)) }
        ticks += 1
    }

    /// Takes in which station was used.
    mutating func close(_ used: Int) {
        past.sum = past.sum * Foresight.fading + open[used] / ticks
        past.of = past.of * Foresight.fading + 1
        for station in open.indices { open[station] = 0 }
        ticks = 0
    }
}
