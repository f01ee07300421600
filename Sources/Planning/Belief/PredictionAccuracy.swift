import Foundation

/// How well a player's next stations have been predicted: the geometric mean of the likelihoods that they had in the ticks
/// before they were used.
struct PredictionAccuracy {
    /// Log-likelihoods of the stations used, and how many there were; fading with each. It begins as if four had been predicted
    /// with a likelihood of 0.6.
    private var past = (sum: -2.0, of: 4.0)
    /// Log-likelihoods since the last station was used: `[goal]`, as `PartnerBelief.stations`.
    private var open: [Double]
    /// The ticks since.
    private var ticks = 0.0

    /// What remains of the past when a station is used.
    private static let fading = 0.8
    /// Likelihoods below this count as it.
    private static let minLikelihood = 0.03

    /// - Parameter stations: how many stations there are.
    init(stations: Int) { open = Array(repeating: 0, count: stations) }

    /// From 0 to 1.
    var quality: Double { exp(past.sum / past.of) }

    /// Takes in the prediction for a tick.
    /// - Parameter prediction: how likely each station is: `[stations]`, or more.
    mutating func add(_ prediction: [Double]) {
        for station in open.indices { open[station] += log(max(prediction[station], PredictionAccuracy.minLikelihood)) }
        ticks += 1
    }

    /// Takes in which station was used.
    mutating func close(_ used: Station) {
        past.sum = past.sum * PredictionAccuracy.fading + open[used.index] / ticks
        past.of = past.of * PredictionAccuracy.fading + 1
        for station in open.indices { open[station] = 0 }
        ticks = 0
    }
}
