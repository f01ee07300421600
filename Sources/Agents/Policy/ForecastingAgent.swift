import Kitchen

/// An agent that can say how likely it would do each action, so that it can be compared with what somebody did.
public protocol ForecastingAgent: Agent {
    /// The probabilities for the tick that `game` is at. Asked once a tick instead of `act`; what was done in the
    /// tick before, by whomever, is what `game` says.
    mutating func forecast(_ game: KitchenGame) -> ActionDistribution
}
