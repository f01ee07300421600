import Agents
import Basics
import Episodes
import Kitchen

/// What a channel is worth to two cooks in a kitchen: the same episodes with it, without it, and with everything in sight of both.
public struct TalkWorth: Sendable {
    /// How an episode is played.
    public enum Condition: String, Sendable, CaseIterable {
        case with, without, fullView
    }

    /// What came of a kitchen.
    public struct Row: Sendable, Codable {
        public let map: String
        /// Means over episodes in both seats, with 95 % intervals. What messages cost is taken off.
        public let with: Statistics.Estimate
        public let without: Statistics.Estimate
        /// Nil where an agent can play only by what its seat sees.
        public let fullView: Statistics.Estimate?
        /// What the channel added, an episode at a time: with it less without it, with the same seeds.
        public let gained: Statistics.Estimate
        /// Messages an episode.
        public let messages: Double
        /// Points gained a message; nil where nothing was said.
        public let gainedPerMessage: Double?
        /// Scores with the channel as a share of those with everything in sight; nil where those are not above zero.
        public let shareOfFullView: Double?
        /// Ticks in which an agent failed.
        public let faults: Int
    }

    private let agents: [AgentFile]
    private let channel: TalkChannel
    private let horizon: Int
    private let episodes: Int
    private let seed: UInt64

    /// - Parameters:
    ///   - agents: two; the second may be the first.
    ///   - episodes: in each order of seats.
    public init(_ agents: [AgentFile], channel: TalkChannel, horizon: Int, episodes: Int, seed: UInt64) {
        self.agents = agents
        self.channel = channel
        self.horizon = horizon
        self.episodes = episodes
        self.seed = seed
    }

    /// Plays all episodes in a kitchen for two.
    /// - Throws: `Match.Refusal` of an agent that cannot play there; `AgentError`.
    public func row(_ kitchen: Kitchen, key: UInt64) throws -> Row {
        var scores: [Condition: [Double]] = [:]
        var (messages, faults) = (0, 0)
        let conditions = Condition.allCases.filter { $0 != .fullView || canSeeAll }
        // With itself an agent has the same partner in either order.
        let orders = agents[0].name == agents[1].name ? [agents] : [agents, agents.reversed()]
        for order in orders {
            for number in 0..<episodes {
                for condition in conditions {
                    let episode = try play(kitchen, order, condition, seed &+ UInt64(number))
                    scores[condition, default: []].append(episode.score)
                    faults += episode.seats.reduce(0) { $0 + $1.faults }
                    if condition == .with { messages += episode.notes.count { $0.kind == .message } }
                }
            }
        }
        func estimate(_ values: [Double], _ place: UInt64) -> Statistics.Estimate {
            Statistics.meanOfMeans([values], Statistics.Bootstrap(), key: key &* 8 &+ place)
        }
        let (with, without, full) = (scores[.with] ?? [], scores[.without] ?? [], scores[.fullView] ?? [])
        let gains = zip(with, without).map(-)
        let best = full.isEmpty ? 0 : Statistics.mean(full)
        return Row(
            map: kitchen.layout.name, with: estimate(with, 0), without: estimate(without, 1),
            fullView: full.isEmpty ? nil : estimate(full, 2), gained: estimate(gains, 3),
            messages: Double(messages) / Double(max(1, with.count)),
            gainedPerMessage: messages > 0 ? gains.reduce(0, +) / Double(messages) : nil,
            shareOfFullView: best > 0 ? Statistics.mean(with) / best : nil, faults: faults)
    }

    /// Whether both agents can be given the whole state.
    private var canSeeAll: Bool { agents.allSatisfy { type(of: $0.kind).possibleNeeds.contains(.state) } }

    private func play(_ kitchen: Kitchen, _ order: [AgentFile], _ condition: Condition, _ seed: UInt64) throws -> Episode {
        var team = try order.map { file in
            condition == .fullView ? try OmniscientKind(file.kind).makeAgent() : try file.makeAgent()
        }
        defer { for seat in team.indices { team[seat].close() } }
        var match = try Match(kitchen, horizon: horizon, seed: seed, channel: condition == .with ? channel : nil)
        return try match.playWithoutRefusal(&team)
    }
}
