import Kitchen

/// An agent that another one can hold in reserve: it takes a seat over in the middle of an episode, and can be played on with in
/// thought.
package protocol ReserveAgent: Agent {
    /// The agent as it is now, to be played on with while the original stays as it is.
    /// - Parameter seed: what the copy draws follows from it.
    func forked(seed: UInt64) -> any Agent

    /// Goes on after ticks in which somebody else had the seat, and the agent was not asked.
    mutating func resume()

    /// Whether it goes by what it has seen, and is to watch while somebody else has the seat.
    var remembers: Bool { get }

    /// Takes in a tick in which somebody else has the seat.
    mutating func watch(_ game: KitchenGame)
}

/// What somebody who knows how the partner plays expects of it.
package struct PartnerForecast: Sendable {
    /// How likely it does each action next: `[Action.rawValue]`, six numbers.
    package let next: [Double]
    /// How likely it takes or puts something next at each station, by index in `MotionPlanner.stations`; nil where that was not looked at.
    package let stations: [Int: Double]?

    package init(next: [Double], stations: [Int: Double]?) {
        self.next = next
        self.stations = stations
    }
}

/// An agent that predicts its partner, and takes a better prediction from whoever has one.
package protocol ForecastTakingAgent: ReserveAgent {
    /// Takes over a forecast for the tick that it is asked about next.
    mutating func expect(_ forecast: PartnerForecast)
}

extension ReserveAgent {
    package var remembers: Bool { false }
    package mutating func watch(_ game: KitchenGame) {}
}

extension StayAgent: ReserveAgent {
    func forked(seed: UInt64) -> any Agent { self }
    mutating func resume() {}
}

extension RandomAgent: ReserveAgent {
    mutating func resume() {}
}

extension NetworkAgent {
    mutating func resume() { player.resume() }
    func share(_ views: SharedViews) { player.share(views) }
}

extension PolicyAgent: WatchingAgent {
    func forked(seed: UInt64) -> any Agent { PolicyAgent(player: player.forked(seed: seed)) }
}

extension RememberingPolicyAgent: WatchingAgent {
    var remembers: Bool { player.remembers }
    func watch(_ game: KitchenGame) { _ = player.probabilities(game, for: .playing) }
    func forked(seed: UInt64) -> any Agent { RememberingPolicyAgent(player: player.forked(seed: seed)) }
}
