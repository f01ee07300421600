import Episodes
import Kitchen

/// An agent that was made for Overcooked-AI's rules, and cooks by OvercookedV2's too where it is given the whole state.
///
/// There it is asked in the kitchen that OvercookedV2's is for a cook who knows the wanted recipe (`PlainKitchen`), and begins anew
/// whenever another recipe is wanted.
struct PlainRulesAgent<Cook: Agent>: Agent {
    private var agent: Cook
    private var translation: Translation?

    /// The kitchens it is asked in, and in which of them it began.
    private struct Translation {
        let episode: EpisodeContext
        let plains: [Recipe: PlainKitchen]
        var current: (recipe: Recipe, plain: PlainKitchen)?
    }

    init(_ agent: Cook) { self.agent = agent }

    var families: Set<RuleFamily> { Set(RuleFamily.allCases) }

    mutating func begin(_ episode: EpisodeContext) throws {
        guard episode.kitchen.layout.family == .overcookedV2 else {
            translation = nil
            return try agent.begin(episode)
        }
        let plains = try episode.kitchen.book.recipes.map { ($0, try PlainKitchen(episode.kitchen, wanting: $0)) }
        translation = Translation(episode: episode, plains: Dictionary(uniqueKeysWithValues: plains))
    }

    mutating func hear(_ messages: [HeardMessage]) { agent.hear(messages) }

    mutating func act(_ game: KitchenGame) -> Decision {
        guard let translation else { return agent.act(game) }
        do {
            let state = game.state
            let plain = try enter(translation, state.recipe?.recipe)
            var plainGame = try KitchenGame(
                plain.kitchen, from: plain.state(state), horizon: max(translation.episode.horizon, state.timestep + 1))
            plainGame.note(game.kitchen.start.players.indices.map(game.lastAction))
            return agent.act(plainGame)
        } catch {
            return .failed(.nonsense, "\(error)")
        }
    }

    /// The kitchen of the wanted recipe, in which the agent has begun.
    private mutating func enter(_ translation: Translation, _ recipe: Recipe?) throws -> PlainKitchen {
        if let current = translation.current, current.recipe == recipe { return current.plain }
        guard let recipe, let plain = translation.plains[recipe] else { throw AgentError("it knows no recipe that is wanted here") }
        let episode = translation.episode
        try agent.begin(
            EpisodeContext(
                kitchen: plain.kitchen, seat: episode.seat, seed: episode.seed, horizon: episode.horizon, channel: episode.channel))
        self.translation?.current = (recipe, plain)
        return plain
    }

    func explain() -> Explanation? {
        guard let plain = translation?.current?.plain else { return agent.explain() }
        return agent.explain().map(plain.words)
    }

    mutating func finish() -> EpisodeEnd { agent.finish() }
    mutating func close() { agent.close() }
}
