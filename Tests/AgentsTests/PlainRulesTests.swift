import Agents
import Episodes
import Kitchen
import Testing

/// Agents made for Overcooked-AI's rules in kitchens of OvercookedV2.
@Suite struct PlainRulesTests {
    private static let lettuce = Recipe([.lettuce, .lettuce, .lettuce])

    /// An open room; the recipe is in sight of everybody who sees all of it.
    private static func kitchen(_ recipes: [Recipe], viewSize: Int? = nil) throws -> Kitchen {
        var rules = RecipeRules(possible: recipes)
        rules.viewSize = viewSize
        rules.redrawsOnDelivery = true
        var parameters = LayoutParameters()
        parameters.recipes = rules
        let grid = ["WWPWW", "2A A3", "W   W", "WBXRW"]
        return try Kitchen(Layout(name: "open", grid: grid, parameters: parameters, family: .overcookedV2))
    }

    private func play(_ name: String, in kitchen: Kitchen) throws -> (episode: Episode, refusal: String?) {
        let agent = try Play.agents.agent(name)
        var agents = [try agent.makeAgent(), try agent.makeAgent()]
        var match = try Match(kitchen, horizon: 300, seed: 4)
        let episode = try match.play(&agents)
        return (episode, match.refusal?.description)
    }

    @Test func greedyCooksWhateverIsWanted() throws {
        let later = Ingredient.allCases[3]
        let kitchen = try Self.kitchen([Self.lettuce, Recipe([later, later, later])])
        let episode = try play("greedy", in: kitchen).episode
        #expect(episode.status == .finished && episode.score >= 60, "\(episode.score)")
    }

    @Test func greedySaysWhereItCannotCook() throws {
        let three = Recipe([.onion, .tomato, .lettuce])
        #expect(
            try play("greedy", in: Self.kitchen([three])).refusal
                == "it plans with recipes of one or two kinds of ingredients; here '\(three.name)' may be wanted")
        #expect(try play("greedy", in: Self.kitchen([Self.lettuce], viewSize: 1)).refusal?.hasPrefix("it needs the whole state") == true)
        #expect(try play("greedy+all", in: Self.kitchen([Self.lettuce], viewSize: 1)).episode.score >= 60)
        #expect(try play("greedy-plain", in: Self.kitchen([Self.lettuce])).refusal == "it plays no kitchens of OvercookedV2")
    }
}
