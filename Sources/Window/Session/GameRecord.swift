import Agents
import EpisodeStore
import Episodes

/// What was played of a plan, to the end or not.
public struct GameRecord: Sendable {
    public let plan: GamePlan
    /// The game as the store keeps it.
    public let episode: Episode

    /// Soups delivered.
    var deliveries: Int { episode.seats.reduce(0) { $0 + $1.deliveries } }
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
    func save(_ record: GameRecord) throws -> EpisodeID

    /// Finished games on the same kitchen, dynamics and horizon, the latest first.
    func pastGames(like plan: GamePlan) throws -> [PastGame]

    /// The best score of finished games in each kitchen, by the kitchen's name.
    func bestScores() throws -> [String: Double]
    /// The best finished game on the same kitchen, dynamics and horizon, whoever played it.
    func bestGame(like plan: GamePlan) throws -> PastGame?
}

extension GameLog {
    public func bestScores() throws -> [String: Double] { [:] }
    /// None, for a log that keeps nobody else's games.
    public func bestGame(like plan: GamePlan) throws -> PastGame? { nil }
}
