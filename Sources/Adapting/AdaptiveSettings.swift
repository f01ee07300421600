import Agents

/// What an adaptive agent uses of its parts; the file's parameters.
struct AdaptiveSettings: Sendable, Hashable {
    var posterior = Posterior.Settings()
    /// What likelihoods are raised to for what it says: to choose by, a belief that is too sure too early is better than a calibrated one.
    var statedTempering = 0.2
    /// Corrects the posterior while it plays; without, it stays the prior.
    var recognises = true
    /// Plays on in thought with likely models of the partner.
    var searches = true
    /// Tells a planner as which it plays what the models predict.
    var predicts = true
    /// Ticks that it plays on, and games of each way.
    var lookahead = 60
    var games = 2
    /// How probable the partner's actions must have been by the models for both (`Recognition.predicted`).
    var minPredicted = 0.5
    /// Counts on partners that are like none of the models; without, somebody in the library is always meant.
    var fallsBack = true
    /// Keeps or gives up a way by what follows from it.
    var tries = true
    /// Uses only every second model.
    var isHalved = false

    /// The parameters, for `brigade agents kinds`.
    static let summary = """
        recognition: whether it corrects, by what the partner does, how likely each model is; without, all stay as likely as at first (true)
        search: whether it plays on in thought with likely models of the partner (true)
        prediction: whether a planner as which it plays takes over what the models predict (true)
        lookahead: ticks that it plays on (60)
        games: games that it plays on for each way (2)
        certainty: how probable the partner's actions must have been by the models for both, a geometric mean (0.5)
        fallback: whether the partner may be like none of the models; then what is best with all of them is best (true)
        trial: whether it gives up a way of playing from which less follows than it should, or nothing (true)
        half: whether it knows only every second model (false)
        tempering: what likelihoods are raised to, above 0 to 1 (0.5)
        stated: the same for what it says, so that this is as likely as it says (0.2)
        forgetting: the share of its belief that it gives up in a tick, so that it follows partners that change (0.005)
        stranger: how likely none of the models is at first (0.2)
        """

    init(_ reader: inout ParameterReader) {
        posterior.tempering = reader.number("tempering", posterior.tempering, in: 0.001...1)
        statedTempering = reader.number("stated", statedTempering, in: 0.001...1)
        posterior.forgetting = reader.number("forgetting", posterior.forgetting, in: 0...1)
        posterior.stranger = reader.number("stranger", posterior.stranger, in: 0.001...1)
        recognises = reader.flag("recognition", recognises)
        searches = reader.flag("search", searches)
        predicts = reader.flag("prediction", predicts)
        lookahead = reader.count("lookahead", lookahead, in: 1...1000)
        games = reader.count("games", games, in: 1...100)
        minPredicted = reader.number("certainty", minPredicted, in: 0...1)
        fallsBack = reader.flag("fallback", fallsBack)
        tries = reader.flag("trial", tries)
        isHalved = reader.flag("half", isHalved)
    }
}
