import Basics
import EpisodeStore
import Foundation

/// The second of two stages: how many more episodes pairs need so that the interval of each has at most a given width, from how
/// much their scores vary in the first (Neyman 1938; Stein 1945).
///
/// The counts are fixed before the second stage is played. Looking again and again and stopping at a narrow interval would make
/// intervals that are too narrow.
public struct NextPairs: Sendable {
    /// Width of a 95 % interval that is narrow enough, in points.
    public let width: Double
    /// Fewest episodes of a pair in all.
    public let least: Int
    /// Most further episodes of a pair.
    public let most: Int

    public init(width: Double, least: Int, most: Int) {
        self.width = width
        self.least = least
        self.most = most
    }

    /// Quantile of the normal distribution that leaves 2.5 % outside.
    private static let quantile = 1.959963984540054

    /// The pairs that need more, those that need most first.
    /// - Parameter seeds: the seed of the k-th episode of every pair.
    public func requests(_ samples: [EpisodeStore.PairSample], seed: UInt64) -> [PairRequest] {
        let longest = samples.map(\.seeds.count).max() ?? 0
        // Gaps are filled by what is still to be merged, so a pair goes on after the last one that is there.
        let numbers = Dictionary(
            (0..<(longest + 1) * 4).map { (TournamentPlan.episodeSeed($0, of: seed), $0) }
        ) { first, _ in first }
        let requests = samples.compactMap { sample -> PairRequest? in
            let known = sample.seeds.compactMap { numbers[$0] }
            guard let last = known.max() else { return nil }
            let further = min(most, max(needed(sample.scores), least) - known.count)
            guard further > 0 else { return nil }
            return PairRequest(map: sample.map, first: sample.players[0], second: sample.players[1], after: last + 1, episodes: further)
        }
        return requests.sorted { ($1.episodes, $0.map, $0.first, $0.second) < ($0.episodes, $1.map, $1.first, $1.second) }
    }

    /// How many episodes in all make the interval narrow enough.
    func needed(_ scores: [Double]) -> Int {
        guard scores.count > 1 else { return least }
        let mean = scores.reduce(0, +) / Double(scores.count)
        let variance = scores.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(scores.count - 1)
        let count = (variance * pow(2 * NextPairs.quantile / width, 2)).rounded(.up)
        return count < Double(TournamentPlan.maxEpisodes) ? Int(count) : TournamentPlan.maxEpisodes
    }
}
