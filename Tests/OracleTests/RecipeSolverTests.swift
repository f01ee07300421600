import Kitchen
import Oracle
import Testing

@Suite struct RecipeSolverTests {
    private static func solver(
        _ kitchen: Kitchen, _ knowledge: RecipeKnowledge, seat: Int? = nil, horizon: Int = 80,
        _ change: (inout SolveOptions) -> Void = { _ in }
    ) throws -> RecipeSolver {
        var options = SolveOptions()
        options.horizon = horizon
        options.counters = .all
        options.waste = true
        change(&options)
        return try RecipeSolver(kitchen, knowledge: knowledge, seat: seat, options: options)
    }

    /// Plays the policy in the engine through everything that chance can decide; returns the expected score.
    private static func replay(_ policy: RecipePolicy, _ kitchen: Kitchen, horizon: Int) throws -> Double {
        let beliefs = policy.beliefs
        func play(_ from: KitchenGame, _ wanted: Int, _ belief: Int) throws -> Double {
            var game = from
            var (score, belief) = (0.0, belief)
            while !game.isOver {
                let best = try #require(policy.best(in: game, belief: belief))
                game.want(beliefs.recipes[wanted])
                score += try game.step(best.actions).reward
                let redraws = kitchen.layout.parameters.recipes?.redrawsOnDelivery == true && best.deeds.contains(.dish(wanted))
                if redraws {
                    return try score
                        + beliefs.recipes.indices.reduce(0) { sum, next in
                            let now = try #require(beliefs.belief(after: belief, best.deeds, wanted: wanted, after: next))
                            return try sum + beliefs.chances[next] * play(game, next, now)
                        }
                }
                belief = try #require(beliefs.belief(after: belief, best.deeds, wanted: wanted, after: wanted))
            }
            return score
        }
        let game = try KitchenGame(kitchen, horizon: horizon)
        return try beliefs.recipes.indices.reduce(0) { sum, wanted in
            let first = beliefs.knowledge == .known ? beliefs.initial[wanted].belief : beliefs.initial[0].belief
            return try sum + beliefs.chances[wanted] * play(game, wanted, first)
        }
    }

    struct Case: Sendable {
        let grid: [String]
        let redraws: Bool
        let punishes: Bool
    }

    @Test(arguments: [
        Case(grid: RecipeKitchens.alone, redraws: true, punishes: true),
        Case(grid: RecipeKitchens.onePile, redraws: true, punishes: true),
        Case(grid: RecipeKitchens.onePile, redraws: false, punishes: true),
        Case(grid: RecipeKitchens.onePile, redraws: false, punishes: false),
    ])
    func aLoneCookEarnsWhatBruteForceSays(example: Case) throws {
        let kitchen = try RecipeKitchens.make(example.grid, redraws: example.redraws, punishes: example.punishes)
        for (knowledge, isKnown) in [(RecipeKnowledge.hidden, false), (.known, true)] {
            let brute = try RecipeKitchens.BruteForce(kitchen, isKnown: isKnown, horizon: 80)
            let optimum = try Self.solver(kitchen, knowledge).solve()
            #expect(optimum.upperBoundBy == "exact" && optimum.upperBound == optimum.score)
            #expect(abs(optimum.score - brute.value) < 1e-3, "\(knowledge): \(optimum.score), by brute force \(brute.value)")
        }
    }

    @Test(arguments: RecipeKnowledge.allCases)
    func thePolicyEarnsInTheEngineWhatIsClaimed(knowledge: RecipeKnowledge) throws {
        let kitchen = try RecipeKitchens.make(RecipeKitchens.alone)
        let solver = try Self.solver(kitchen, knowledge, horizon: 100)
        let claimed = try solver.solve().score
        #expect(claimed > 0)
        #expect(abs(try Self.replay(solver.policy(), kitchen, horizon: 100) - claimed) < 1e-3)
    }

    @Test func knowledgeIsWorthSomething() throws {
        let kitchen = try RecipeKitchens.make(RecipeKitchens.alone)
        let scores = try [RecipeKnowledge.hidden, .button, .known].map { try Self.solver(kitchen, $0, horizon: 100).solve() }
        #expect(scores[0].score < scores[1].score && scores[1].score < scores[2].score)
        let range = RecipeRange(floor: scores[0], withButton: scores[1], ceiling: scores[2])
        let share = try #require(range.fromStart.share(scores[1].score))
        #expect(range.fromStart.share(scores[0].score) == 0 && range.fromStart.share(scores[2].score) == 1)
        #expect(0 < share && share < 1)
        #expect(range.optima.map(\.knowledge) == [.hidden, .button, .known])
    }

    /// Two deliveries in 80 ticks; the first is right with probability 1/2, after which the second is, too, and after a wrong one
    /// the second is surely right: 20 * (1/2 * (1 + 1/2) + 1/2 * 1) without a penalty, a ceiling of 40.
    @Test func twoDishesAreWorthWhatArithmeticSays() throws {
        let kitchen = try RecipeKitchens.make(RecipeKitchens.alone, punishes: false)
        #expect(abs(try Self.solver(kitchen, .hidden).solve().score - 25) < 1e-3)
        #expect(abs(try Self.solver(kitchen, .known).solve().score - 40) < 1e-3)
    }

    /// One cook who has time for no more than some dishes is bounded by what they are worth, here exactly.
    @Test func dishesBoundWhatCanBeExpected() throws {
        let kitchen = try RecipeKitchens.make(RecipeKitchens.alone)
        for (knowledge, values) in [
            (RecipeKnowledge.hidden, [0.0, 0, 10, 15, 22.5]), (.button, [0, 15, 30, 45, 60]), (.known, [0, 20, 40, 60, 80]),
        ] {
            let beliefs = try Self.solver(kitchen, knowledge).beliefs
            #expect((0...4).map { beliefs.bound(deliveries: $0, cooks: 1) } == values)
        }
        let frugal = try Self.solver(kitchen, .hidden) { $0.waste = false }.solve()
        #expect(frugal.isExact && frugal.upperBoundBy != "exact" && abs(frugal.score - 10) < 1e-3)
    }

    @Test func anotherWhoReachesNothingChangesNothing() throws {
        let kitchen = try RecipeKitchens.make(RecipeKitchens.besideAnother)
        for knowledge in RecipeKnowledge.allCases {
            let alone = try Self.solver(kitchen, knowledge, seat: 0).solve()
            let both = try Self.solver(kitchen, knowledge).solve()
            #expect(alone.score == both.score, "\(knowledge)")
            #expect(abs(alone.scoreFromRandomPlaces - both.scoreFromRandomPlaces) < 1e-3)
            #expect(try Self.solver(kitchen, knowledge, seat: 1).solve().score == 0)
        }
    }

    /// Of two recipes only one can be made, so that a dish is right with probability 1/2 whatever is known; who knows makes none
    /// that is wrong.
    @Test func twoCooksHandThingsOver() throws {
        let kitchen = try RecipeKitchens.make(RecipeKitchens.divided)
        let solver = try Self.solver(kitchen, .known, horizon: 60)
        let known = try solver.solve().score
        #expect(known > 0)
        #expect(abs(try Self.replay(solver.policy(), kitchen, horizon: 60) - known) < 1e-3)
        #expect(try Self.solver(kitchen, .hidden, horizon: 60).solve().score < known)
        #expect(try Self.solver(kitchen, .known, seat: 0, horizon: 60).solve().score == 0, "one alone can deliver nothing")
        // Two at once are judged by one recipe, so that a pair could do more with two dishes than one cook.
        #expect(solver.beliefs.bound(deliveries: 2, cooks: 2) == 40)
        let certain = try RecipeKitchens.make(RecipeKitchens.divided, [[.onion, .onion, .onion]])
        let brackets = try Self.solver(certain, .known, horizon: 60) { $0.counters = .cells([]) }.solve()
        let exact = try Self.solver(certain, .known, horizon: 60).solve()
        #expect(exact.score >= 20 && exact.score <= brackets.upperBound && brackets.score <= exact.score)
        #expect(!brackets.isExact && brackets.upperBound < 20 * 60)
        #expect(try Self.solver(certain, .hidden, horizon: 60).solve().score == exact.score, "one recipe hides nothing")
    }

    @Test func whatCannotBeSolvedIsRefused() throws {
        let first = try TinyKitchens.make(TinyKitchens.alone, .old)
        #expect(throws: OracleError("tiny follows Overcooked-AI's rules, where no recipe is hidden")) {
            try RecipeSolver(first, knowledge: .known)
        }
        let divided = try RecipeKitchens.make(RecipeKitchens.divided)
        #expect(throws: OracleError("tiny has no button that shows the recipe")) { try RecipeSolver(divided, knowledge: .button) }
        #expect(throws: OracleError("tiny has 2 players, so no player 3")) { try RecipeSolver(divided, knowledge: .known, seat: 2) }
        #expect(throws: OracleError.self) { try OptimumSolver(divided, options: SolveOptions()) }
    }
}
