import Episodes
import Kitchen

/// Watches a person play and says something when that is worth more than silence.
///
/// The order of calls is that of an agent: `begin`, then `observe` once a tick with the game before the tick, and at the end with
/// the game that is over. A coach may begin in the middle of a game. What it says must follow from the calls alone.
public protocol Coach {
    /// Prepares to watch the player of the context's seat.
    /// - Throws: what keeps the coach from watching this kitchen, in words for a person.
    mutating func begin(_ episode: EpisodeContext) throws

    /// Takes in the next state.
    /// - Parameter mayHint: whether a hint could be shown now.
    /// - Returns: a hint, if there is reason for one.
    mutating func observe(_ game: KitchenGame, mayHint: Bool) -> Hint?

    /// The hints given so far, and which were followed.
    var hints: [(hint: Hint, isFollowed: Bool?)] { get }
}

/// Makes coaches, on any thread, and looks back on games.
public protocol CoachKind: Sendable {
    func makeCoach() -> any Coach

    /// The moments in which a player's choices cost most, the costliest first.
    /// - Parameters:
    ///   - seat: the player's, counted from zero.
    ///   - shouldStop: asked often; what was found until then is returned.
    /// - Throws: what keeps the episode from being looked at, in words for a person.
    func review(_ episode: Episode, seat: Int, shouldStop: () -> Bool) throws -> [CostlyMoment]
}

/// Ticks in which a player's choices cost much, and what would have been better.
public struct CostlyMoment: Sendable, Hashable, Codable {
    /// The first tick, and the one after the last.
    public var from: Int
    public var to: Int
    /// What the choices cost, in points.
    public var points: Double
    /// What the player did, such as "stood still".
    public var did: String
    /// What would have been better, and why, as a request: "Take a dish: the soup in the pot is ready."
    public var better: String

    public init(from: Int, to: Int, points: Double, did: String, better: String) {
        self.from = from
        self.to = to
        self.points = points
        self.did = did
        self.better = better
    }
}
