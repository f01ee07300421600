import Agents
import Basics
import Episodes
import Kitchen

/// Episodes of an agent beside a partner, to measure what it earns, when it earns it, what it takes to think, and whom it recognises.
public struct PairTrial: Sendable {
    public let kitchen: Kitchen
    public let horizon: Int
    public let episodes: Int
    public let seed: UInt64
    /// Whether the episodes are a series of games with the same partner, in which agents that can remember do.
    public let isSeries: Bool

    public init(_ kitchen: Kitchen, horizon: Int, episodes: Int, seed: UInt64, isSeries: Bool = false) {
        (self.kitchen, self.horizon, self.episodes, self.seed, self.isSeries) = (kitchen, horizon, episodes, seed, isSeries)
    }

    /// What came of it.
    public struct Outcome: Sendable {
        /// Of each episode.
        public internal(set) var scores: [Double] = []
        /// Mean points of every hundred ticks.
        public internal(set) var hundreds: [Double] = []
        /// The agent's processor time a tick, in microseconds.
        public internal(set) var microseconds = 0.0
        /// How likely it took each model to be in the end, by name, the mean over episodes; empty for agents that recognise nobody.
        public internal(set) var recognised: [String: Double] = [:]

        public var mean: Double { scores.reduce(0, +) / Double(max(1, scores.count)) }

        init() {}

        /// Several trials of as many episodes each, one after another.
        public init(_ parts: [Outcome]) {
            scores = parts.flatMap(\.scores)
            let share = 1 / Double(max(1, parts.count))
            hundreds = (parts.first?.hundreds ?? []).indices.map { hundred in parts.reduce(0) { $0 + $1.hundreds[hundred] * share } }
            microseconds = parts.reduce(0) { $0 + $1.microseconds * share }
            for part in parts { recognised.merge(part.recognised.mapValues { $0 * share }) { $0 + $1 } }
        }
    }

    /// What a partner like none of the models is called in `Outcome.recognised`.
    public static let nobody = "nobody"

    /// Plays the episodes.
    /// - Parameter seat: the agent's.
    /// - Throws: what keeps one of the two from playing.
    public func play(_ agent: any AgentKind, with partner: any AgentKind, seat: Int) throws -> Outcome {
        var team = try (0..<2).map { try ($0 == seat ? agent : partner).makeAgent() }
        defer { for index in team.indices { team[index].close() } }
        var outcome = Outcome()
        outcome.hundreds = Array(repeating: 0, count: (horizon + 99) / 100)
        var ticks = 0
        for number in 0..<episodes {
            let key = RandomStream(seed, UInt64(number), StreamKey.responseEpisodes).key >> 16
            if isSeries, number > 0, var own = team[seat] as? any SeriesAgent {
                own.rememberPartner()
                team[seat] = own
            }
            var match = try Match(kitchen, horizon: horizon, seed: key)
            var observer = Observer(seat: seat, hundreds: outcome.hundreds.count)
            let episode = try match.playWithoutRefusal(&team, observer: &observer)
            outcome.scores.append(episode.score)
            for index in outcome.hundreds.indices { outcome.hundreds[index] += observer.hundreds[index] / Double(episodes) }
            outcome.microseconds += observer.microseconds
            ticks += horizon
            guard let recognising = team[seat] as? any RecognisingAgent else { continue }
            let found = recognising.recognised
            for (name, probability) in found.models + [(PairTrial.nobody, found.none)] {
                outcome.recognised[name, default: 0] += probability / Double(episodes)
            }
        }
        outcome.microseconds /= Double(max(1, ticks))
        return outcome
    }

    /// Adds up what is earned when, and what deciding takes.
    private struct Observer: MatchObserver {
        let seat: Int
        var hundreds: [Double]
        var microseconds = 0.0
        private var start = 0.0

        init(seat: Int, hundreds: Int) {
            self.seat = seat
            self.hundreds = Array(repeating: 0, count: hundreds)
        }

        mutating func willAct(seat: Int) { if seat == self.seat { start = ProcessorTime.thread } }

        mutating func didAct(_ decision: Decision, seat: Int) {
            if seat == self.seat { microseconds += ProcessorTime.thread - start }
        }

        mutating func didStep(_ game: KitchenGame) {
            let earned = (0..<game.kitchen.players).reduce(0) { $0 + game.kitchen.sparseReward(game.outcome(of: $1)) }
            hundreds[(game.timestep - 1) / 100] += earned
        }
    }
}
