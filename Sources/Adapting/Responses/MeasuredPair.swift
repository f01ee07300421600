import Basics
import Foundation

/// What an agent was measured to score with a partner in one seat: a line of the file of best-known responses.
public struct MeasuredPair: Codable, Sendable, Hashable {
    /// The map's name, and the hash of what it says.
    public var map: String
    public var layout: String
    public var dynamics: String
    /// Ticks of an episode.
    public var horizon: Int
    public var partner: String
    /// Content hash of the partner's files.
    public var partnerHash: String
    public var agent: String
    /// Content hash of the agent's files.
    public var agentHash: String
    /// The agent's seat, counted from zero.
    public var seat: Int
    public var episodes: Int
    /// The mean score and the ends of its 95 % interval.
    public var mean: Double
    public var low: Double
    public var high: Double
    /// How the agent came to be a candidate: `shipped`, or how it was found.
    public var how: String

    public init(
        map: String, layout: String, dynamics: String, horizon: Int, partner: (name: String, hash: String),
        agent: (name: String, hash: String), seat: Int, episodes: Int, score: (mean: Double, low: Double, high: Double), how: String
    ) {
        (self.map, self.layout, self.dynamics, self.horizon) = (map, layout, dynamics, horizon)
        (self.partner, partnerHash) = (partner.name, partner.hash)
        (self.agent, agentHash) = (agent.name, agent.hash)
        (self.seat, self.episodes, self.how) = (seat, episodes, how)
        (mean, low, high) = score
    }

    /// What tells measurements apart: one of the same pair, seat and kitchen takes another's place.
    struct Key: Hashable, Comparable {
        let words: [String]

        static func < (a: Key, b: Key) -> Bool { a.words.lexicographicallyPrecedes(b.words) }
    }

    var key: Key { Key(words: [map, layout, dynamics, "\(horizon)", partner, partnerHash, "\(seat)", agent, agentHash]) }

    /// Beginning of `how` for agents that learned beside the partner.
    public static let learned = "train best-response"

    /// Whether the agent learned to be best beside this very partner.
    var isLearned: Bool { how.hasPrefix(MeasuredPair.learned) }

    /// Whether the numbers can be what was measured.
    var isSound: Bool {
        episodes > 0 && horizon > 0 && seat >= 0 && [mean, low, high].allSatisfy(\.isFinite) && !partner.isEmpty && !agent.isEmpty
    }
}
