import Agents
import Basics
import Episodes
import Testing

@testable import Kitchen
@testable import Planning

/// What planners say, what they understand, and whom they believe.
struct TalkTests {
    private static let onions = Recipe([.onion, .onion, .onion])
    private static let tomatoes = Recipe([.tomato, .tomato, .tomato])
    private static let mixed = Recipe([.onion, .onion, .lettuce])

    private static func kitchen(recipes: [Recipe] = [onions, tomatoes], showsDelivery: Bool = false) throws -> Kitchen {
        var rules = RecipeRules(possible: recipes)
        rules.showsDelivery = showsDelivery
        rules.viewSize = 2
        rules.punishesWrongDishes = true
        rules.redrawsOnDelivery = true
        var parameters = LayoutParameters()
        parameters.recipes = rules
        // The left cook sees the recipe and can press the button; the right cook cooks.
        let grid = ["WW2WWWWW", "W  WB  0", "R ALPA X", "W  WB  1", "WW2WWWWW"]
        return try Kitchen(Layout(name: "talk", grid: grid, parameters: parameters, family: .overcookedV2))
    }

    @Test func whatPlannersSayIsUnderstood() throws {
        let kitchen = try Self.kitchen(recipes: [Self.onions, Self.tomatoes, Self.mixed])
        let grammar = KitchenGrammar(kitchen)
        let pot = Cell(4, 2)
        let soups = try [-1, 3, 20].map { try #require(Item(unordered: Self.mixed, tick: $0)) }
        var meanings: [Meaning] = [
            .wanted(Self.onions), .wanted(Self.mixed), .asksRecipe, .wait, .letMeThrough, .pot(pot, .none),
            .stands(Cell(6, 1), holding: .none), .stands(Cell(6, 1), holding: .dish), .stands(Cell(1, 1), holding: .onion),
            .stands(Cell(1, 1), holding: soups[2]),
        ]
        meanings += soups.map { .pot(pot, $0) } + Meaning.Work.allCases.flatMap { [.mine($0), .yours($0)] }
        for meaning in meanings { #expect(grammar.meanings(meaning.sentence) == [meaning], "\(meaning.sentence)") }
        let all = meanings.map(\.sentence).joined(separator: "; ")
        #expect(grammar.meanings(all) == meanings)
        for meaning in meanings {
            if let signal = meaning.signal(in: kitchen) { #expect(grammar.meanings(signal.text) == [meaning]) }
        }
    }

    @Test(arguments: [
        ("It's three tomatoes!", Meaning.wanted(tomatoes)), ("make onion soup", .wanted(onions)), ("Which recipe?", .asksRecipe),
        ("what is the order", .asksRecipe), ("I'll get the plate", .mine(.dish)), ("you take the onions", .yours(.ingredients)),
        ("get a dish please", .yours(.dish)), ("I wait for the dish", .yours(.dish)), ("hold on", .wait), ("Excuse me", .letMeThrough),
    ])
    func peopleAreUnderstood(text: String, meaning: Meaning) throws {
        #expect(KitchenGrammar(try Self.kitchen()).meanings(text) == [meaning])
    }

    @Test(arguments: ["", "???", "la la la", "the recipe is 3 fish", "I am at (99, 99) with nothing", "recipe 7", "pot at (0, 0) is empty"])
    func whatMeansNothingHereIsNotUnderstood(text: String) throws {
        let meanings = KitchenGrammar(try Self.kitchen()).meanings(text)
        #expect(meanings.isEmpty || meanings == [.asksRecipe])
    }

    @Test func aLiarIsSoonBelievedLess() throws {
        let kitchen = try Self.kitchen()
        var conversation = try #require(PartnerTalk(kitchen, TalkChannel(.text)))
        let lie = HeardMessage(seat: 0, text: Meaning.wanted(Self.tomatoes).sentence)
        #expect(conversation.credibility(of: 0) == 0.9)
        for _ in 0..<3 {
            _ = conversation.understand([lie])
            conversation.learn(Self.onions)
        }
        let credibility = conversation.credibility(of: 0)
        #expect(credibility < 0.5 && conversation.credibility(of: 1) == 0.9)
        var belief = RecipeBelief(kitchen)
        belief.hear(Self.tomatoes, credibility: credibility)
        #expect(belief.share(of: Self.tomatoes) < 0.5, "what a liar says is more likely false")
    }

    @Test func whatIsNotUnderstoodIsAnsweredAFewTimes() throws {
        let kitchen = try Self.kitchen()
        var conversation = try #require(PartnerTalk(kitchen, TalkChannel(.text, limit: 40)))
        let game = try KitchenGame(kitchen, horizon: 10)
        var replies: [String] = []
        for _ in 0..<20 {
            _ = conversation.understand([HeardMessage(seat: 0, text: String(repeating: "la ", count: 60))])
            if let reply = conversation.say(.nothing(game, 1)) { replies.append(reply) }
        }
        #expect(replies.count == 5 && replies.allSatisfy { $0.hasPrefix("I do not understand") && $0.count <= 40 })
        #expect(PartnerTalk(kitchen, nil) == nil && PartnerTalk(kitchen, TalkChannel(.symbols(4))) == nil)
    }

    // MARK: Playing

    /// Plays two planners; `said` is what was said by seat.
    private func play(_ channel: TalkChannel?, horizon: Int = 200) throws -> Episode {
        var settings = PlannerSettings()
        settings.openingWidth = 0
        let kind = PlannerKind(settings)
        var agents: [any Agent] = try (0..<2).map { _ in try kind.makeAgent() }
        var match = try Match(Self.kitchen(), horizon: horizon, seed: 3, channel: channel)
        return try match.play(&agents)
    }

    @Test func wordsTakeThePlaceOfPressingButtons() throws {
        let (silent, talking, dear) = (try play(nil), try play(TalkChannel(.text)), try play(TalkChannel(.text, cost: 100)))
        let said = talking.notes.filter { $0.kind == .message }
        #expect(said.contains { $0.seat == 0 && $0.text.contains("the recipe is 3") })
        #expect(talking.score > silent.score)
        #expect(!dear.notes.contains { $0.kind == .message }, "what costs more than it brings is not said")
        #expect(dear.score == silent.score)
    }

    @Test func signalsSayTheRecipe() throws {
        let episode = try play(TalkChannel(.signals))
        let said = episode.notes.filter { $0.kind == .message }
        #expect(!said.isEmpty && said.allSatisfy { Signal($0.text) != nil } && episode.score > 0)
    }

    /// A person's words change what the planner does, by the same rules as buttons.
    @Test func aRequestIsFollowed() throws {
        var parameters = LayoutParameters()
        parameters.orders = [Self.onions]
        let layout = try Layout(name: "small", grid: ["XXPXX", "O1 2O", "X   X", "XDXSX"], parameters: parameters)
        let kitchen = try Kitchen(layout, dynamics: .old)
        for (text, item) in [("the dish is yours", Item.dish), ("ingredients are yours", .onion)] {
            var settings = PlannerSettings()
            settings.openingWidth = 0
            var cook = try PlannerKind(settings).makeAgent()
            try cook.begin(EpisodeContext(kitchen: kitchen, seat: 1, seed: 1, horizon: 100, channel: TalkChannel(.text)))
            var game = try KitchenGame(kitchen, horizon: 100)
            for tick in 0..<12 where game.state.players[1].held.isNone {
                let heard = tick == 0 ? [HeardMessage(seat: 0, text: text)] : []
                let action = cook.decide(in: game, seat: 1, heard: heard).action
                if tick == 0 { #expect(cook.explain()?.reason == "player 1 said \"\(text)\"") }
                _ = try game.step([.stay, action])
            }
            #expect(game.state.players[1].held == item, "\(text)")
        }
    }

    // MARK: Strangers

    private func follower(speaks: Bool = true) -> FollowerAgent { FollowerAgent(speaks: speaks, needsWholeState: false) }

    /// A greedy cook that sees no recipe cooks what it is told, and does what it is asked.
    @Test func aFollowerBelievesAndObeys() throws {
        let kitchen = try Self.kitchen()
        for (text, taken) in [("recipe 1", Item.onion), ("the recipe is 3 tomatoes", Item(.tomato)), ("the dish is yours", .dish)] {
            var cook: any Agent = follower()
            try cook.begin(EpisodeContext(kitchen: kitchen, seat: 1, seed: 1, horizon: 100, channel: TalkChannel(.text)))
            var game = try KitchenGame(kitchen, horizon: 100, seed: 1)
            for tick in 0..<12 where game.state.players[1].held.isNone {
                let heard = tick == 0 ? [HeardMessage(seat: 0, text: text)] : []
                try game.advance([.stay, cook.decide(in: game, seat: 1, heard: heard).action])
            }
            #expect(game.state.players[1].held == taken, "\(text)")
        }
    }

    @Test func aFollowerSaysTheRecipeOnceAndWhenAsked() throws {
        let kitchen = try Self.kitchen()
        func said(_ channel: TalkChannel?, speaks: Bool = true, asked: Bool = false) throws -> [String] {
            var cook: any Agent = follower(speaks: speaks)
            try cook.begin(EpisodeContext(kitchen: kitchen, seat: 0, seed: 1, horizon: 100, channel: channel))
            let game = try KitchenGame(kitchen, horizon: 100, seed: 1)
            return (0..<4).compactMap { tick in
                let heard = asked && tick == 2 ? [HeardMessage(seat: 1, text: "which recipe is it?")] : []
                return cook.decide(in: game, seat: 0, heard: heard).message
            }
        }
        let recipe = try #require(try KitchenGame(kitchen, horizon: 100, seed: 1).state.recipe?.recipe)
        let number = try #require(kitchen.book.recipes.firstIndex(of: recipe)) + 1
        #expect(try said(TalkChannel(.signals)) == ["recipe \(number)"])
        #expect(try said(TalkChannel(.text), asked: true) == Array(repeating: Meaning.wanted(recipe).sentence, count: 2))
        #expect(try said(nil).isEmpty && said(TalkChannel(.text), speaks: false).isEmpty && said(TalkChannel(.text, cost: 5)).isEmpty)
        #expect(try said(TalkChannel(.symbols(4))).isEmpty)
    }

    /// A planner that knows the recipe is worth listening to, for a stranger too, in either seat.
    @Test func aStrangerWhoUnderstandsGains() throws {
        func score(_ channel: TalkChannel?) throws -> Double {
            var settings = PlannerSettings()
            settings.openingWidth = 0
            var agents: [any Agent] = [try PlannerKind(settings).makeAgent(), follower()]
            var match = try Match(Self.kitchen(), horizon: 200, seed: 3, channel: channel)
            return try match.play(&agents).score
        }
        #expect(try score(TalkChannel(.signals)) > score(nil))
    }

    // MARK: What cannot be trusted

    /// Somebody who lies about the recipe in every tick is followed at first, then not any more: what came of dishes refutes the words.
    @Test func aPlannerStopsFollowingALiar() throws {
        struct Liar: Agent {
            var needsWholeState: Bool { false }
            mutating func begin(_ episode: EpisodeContext) {}
            mutating func act(_ game: KitchenGame) -> Decision { Decision(.stay) }
            mutating func act(seeing observation: Observation) -> Decision {
                let other = observation.recipe == TalkTests.onions ? TalkTests.tomatoes : TalkTests.onions
                return Decision(.stay, message: Meaning.wanted(other).sentence)
            }
        }
        var settings = PlannerSettings()
        settings.openingWidth = 0
        var agents: [any Agent] = [Liar(), try PlannerKind(settings).makeAgent()]
        var match = try Match(Self.kitchen(showsDelivery: true), horizon: 400, seed: 3, channel: TalkChannel(.text))
        let episode = try match.play(&agents)
        let dishes = try Replay(episode).deliveries.map(\.points)
        #expect(dishes.count > 6 && dishes[0] < 0, "\(dishes)")
        #expect(dishes.suffix(3).allSatisfy { $0 > 0 }, "what a known liar says is more likely false: \(dishes)")
    }
}
