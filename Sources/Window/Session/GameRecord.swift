import Agents
import Episodes
import Kitchen

/// What was played of a plan, to the end or not: everything that replays it.
public struct GameRecord: Sendable {
    public let plan: GamePlan
    /// What every seat did, tick by tick.
    public let decisions: [[Decision]]
    /// Minds that were shown, by tick and seat.
    public let minds: [Int: [Int: Explanation]]
    public let score: Double
    public let deliveries: Int
    /// Whether it reached its horizon.
    public let isFinished: Bool
    /// How long it took; nil for a game that was not played in real time.
    public let pace: Pace?
    /// What agents had left to say at its end, by seat.
    public let ends: [Int: EpisodeEnd]
}

/// A game of the past, as the result page compares with it.
public struct PastGame: Sendable, Hashable {
    /// Who played, by seat.
    public var players: [String]
    public var score: Double

    public init(players: [String], score: Double) {
        self.players = players
        self.score = score
    }
}

/// Where games are kept; the program gives the window one.
public protocol GameLog: AnyObject {
    /// Keeps what was played, also when it is unfinished.
    /// - Returns: the episode's number in the store.
    func save(_ record: GameRecord) throws -> Int64

    /// Finished games on the same kitchen, dynamics and horizon, the latest first.
    func pastGames(like plan: GamePlan) throws -> [PastGame]
}
