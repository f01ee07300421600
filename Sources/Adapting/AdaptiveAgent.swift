import Agents
import Basics
import Episodes
import Kitchen

/// Says whom it takes its partner for.
public protocol RecognisingAgent: Agent {
    /// The names of the models that it compares its partner with and how likely each is, then how likely none of them is.
    var recognised: (models: [(name: String, probability: Double)], none: Double) { get }

    /// The agent as which it plays now.
    var way: String? { get }
}

/// Can go on in a game with what it found out about its partner in the one before.
public protocol SeriesAgent: Agent {
    /// Says that the next episode is with the same partner; what it knows counts there where kitchen, horizon and seat are the same.
    mutating func rememberPartner()
}

/// Plays as one of several agents, by which models of the partner are likely, what was measured beside them, and what follows.
struct AdaptiveAgent: RecognisingAgent, SeriesAgent {
    private let kind: AdaptiveKind
    /// The kitchen, horizon and seat of the last episode, whose agents serve the next one there.
    private var key: KitchenKey?
    private var play: AdaptivePlay?
    /// Whether the next episode is with the partner of the last one.
    private var remembers = false

    init(_ kind: AdaptiveKind) { self.kind = kind }

    mutating func begin(_ episode: EpisodeContext) throws {
        let kitchen = episode.kitchen
        let key = KitchenKey(layout: kitchen.layout, dynamics: kitchen.dynamics, horizon: episode.horizon, seat: episode.seat)
        let crew = try kind.crew(kitchen, horizon: episode.horizon, seat: episode.seat)
        if key != self.key { close() }
        let reserve = play?.agents ?? [:]
        let memory = remembers ? play?.memory : nil
        play = nil
        play = try AdaptivePlay(crew, reserve: reserve, kind.settings, episode, recalling: memory)
        (self.key, remembers) = (key, false)
    }

    mutating func rememberPartner() { remembers = true }

    mutating func act(_ game: KitchenGame) -> Decision {
        guard var play else { return Decision(.stay) }
        self.play = nil  // so that nothing in it is copied
        defer { self.play = play }
        return play.act(game)
    }

    var recognised: (models: [(name: String, probability: Double)], none: Double) {
        guard let recognition = play?.recognition else { return ([], 1) }
        let models = zip(recognition.models, recognition.stated.models).map { (name: $0.name, probability: $1) }
        return (models, recognition.stated.none)
    }

    var way: String? { play?.wayName }

    func explain() -> Explanation? { play?.explanation }

    mutating func finish() -> EpisodeEnd {
        var end = play?.finish() ?? EpisodeEnd()
        end.remarks += (play?.remarks ?? []).map { "adaptive: \($0)" }
        return end
    }

    mutating func close() {
        for var agent in (play?.agents ?? [:]).values { agent.close() }
        (key, play) = (nil, nil)
    }
}
