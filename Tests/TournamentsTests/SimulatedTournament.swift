import Basics
import Foundation

@testable import Tournaments

/// A tournament whose true scores are known: kitchens' levels and scales, skills, how pairs fit together, and chance, which
/// differs from pair to pair.
struct SimulatedTournament {
    let players: Int
    let kitchens: Int
    /// True means and standard deviations of an episode, by cell.
    private(set) var means: [Double] = []
    private var deviations: [Double] = []
    private var random: RandomStream

    /// - Parameter skills: nil draws them.
    init(players: Int, kitchens: Int, skills: [Double]? = nil, fit: Double = 0.3, noise: Double = 0.7, seed: UInt64) {
        self.players = players
        self.kitchens = kitchens
        random = RandomStream(seed, 0x51)
        let skills = skills ?? (0..<players).map { _ in 0.6 * random.normal() }
        for kitchen in 0..<kitchens {
            let (level, scale) = (100 * Double(kitchen + 1), 20 * Double(kitchen + 1))
            for first in 0..<players {
                for second in 0..<players {
                    means.append(level + scale * (skills[first] + skills[second] + fit * random.normal()))
                    deviations.append(scale * noise * (0.3 + 1.4 * random.uniform()))
                }
            }
        }
    }

    var scores: PairScores {
        PairScores(players: (0..<players).map { "p\($0)" }, kitchens: (0..<kitchens).map { "k\($0)" })
    }

    mutating func play(_ scores: inout PairScores, _ kitchen: Int, _ first: Int, _ second: Int) {
        let cell = scores.index(kitchen, first, second)
        scores.add(means[cell] + deviations[cell] * random.normal(), kitchen: kitchen, first: first, second: second)
    }

    /// Plays all cells of different players so often.
    mutating func playAll(_ scores: inout PairScores, _ episodes: Int) {
        for _ in 0..<episodes {
            for kitchen in 0..<kitchens {
                for first in 0..<players { for second in 0..<players where first != second { play(&scores, kitchen, first, second) } }
            }
        }
    }

    /// True skills in the units of a rating of all kitchens: least-squares row effects of the true means.
    func skills(_ rating: Rating) -> [Double] {
        let weights = Rating.RowWeights(players: players, kitchens: kitchens)
        var sums = Array(repeating: 0.0, count: players)
        rating.fit.forEachPair { cell, kitchen, first, second in
            let mean = rating.fit.scales[kitchen].standard(means[cell])
            sums[first] += mean
            sums[second] += mean
        }
        return sums.map { weights.own * $0 - weights.all * sums.reduce(0, +) / 2 }
    }
}

extension RandomStream {
    /// A number from the normal distribution (Box and Muller 1958).
    mutating func normal() -> Double { (-2 * log(1 - uniform())).squareRoot() * cos(2 * Double.pi * uniform()) }
}
