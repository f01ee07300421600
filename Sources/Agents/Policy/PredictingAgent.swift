import Kitchen

/// An agent that gives the probabilities of its actions, so that it can be evaluated as a prediction of a person's play.
public protocol PredictingAgent: Agent {
    /// The probabilities of the actions in the tick that `game` is at. Called once a tick instead of `act`: the seat's
    /// player, whose actions `game` shows afterwards, is somebody else.
    mutating func prediction(_ game: KitchenGame) -> ActionDistribution
}
