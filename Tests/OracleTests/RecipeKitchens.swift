import Kitchen

/// Kitchens of OvercookedV2 small enough to be solved by looking at everything.
enum RecipeKitchens {
    static func make(
        _ grid: [String], _ possible: [[Ingredient]] = [[.onion, .onion, .onion], [.tomato, .tomato, .tomato]],
        redraws: Bool = true, punishes: Bool = true
    ) throws -> Kitchen {
        var parameters = LayoutParameters()
        var rules = RecipeRules(possible: possible.map(Recipe.init))
        rules.redrawsOnDelivery = redraws
        rules.punishesWrongDishes = punishes
        parameters.recipes = rules
        return try Kitchen(Layout(name: "tiny", grid: grid, parameters: parameters, family: .overcookedV2))
    }

    /// One cook on two cells, with a button and without a counter.
    static let alone = ["W0PW", "BA X", "W1LW"]
    /// The same cook with another who is walled in and reaches nothing.
    static let besideAnother = ["W0PWRRR", "BA XRAR", "W1LWRRR"]
    /// As `alone`, but of the other recipe's ingredient nobody gets any.
    static let onePile = ["10PW", "BA X", "WRLW"]
    /// One has a pile and the pot, the other plates and the goal; between them is a counter.
    static let divided = ["10RXR", "RAWAB", "WPRRR"]

    /// Values by brute force over what cooks can have seen: every readable state and probability of each recipe that can be met,
    /// with every action, played by the engine once for each recipe that may be wanted.
    struct BruteForce {
        struct Situation: Hashable {
            let state: KitchenState
            let probabilities: [Double]
        }

        /// One thing that cooks can see after an action.
        private struct Branch {
            let probability: Double
            let reward: Double
            let next: Int
        }

        let kitchen: Kitchen
        let isKnown: Bool
        let recipes: [Recipe]
        private(set) var situations: [Situation] = []
        private var numbers: [Situation: Int] = [:]

        /// The best expected score from the start.
        private(set) var value = 0.0

        init(_ kitchen: Kitchen, isKnown: Bool, horizon: Int) throws {
            self.kitchen = kitchen
            self.isKnown = isKnown
            recipes = kitchen.book.recipes
            let chance = 1 / Double(recipes.count)
            let starts =
                isKnown
                ? recipes.indices.map { number(kitchen.start, only($0)) }
                : [number(kitchen.start, recipes.map { _ in chance })]
            var edges: [[[Branch]]] = []
            while edges.count < situations.count {
                let here = situations[edges.count]
                edges.append(try TinyKitchens.BruteForce.joints(kitchen.players).map { try branches(here, $0) })
            }
            let values = Self.values(edges, horizon)
            value = starts.reduce(0) { $0 + values[$1] } / Double(starts.count)
        }

        /// Plain loops, since there are many branches.
        private static func values(_ edges: [[[Branch]]], _ horizon: Int) -> [Double] {
            let branches = edges.flatMap { $0.flatMap { $0 } }
            let lengths = edges.map { $0.map(\.count) }
            var values = [Double](repeating: 0, count: edges.count)
            for _ in 0..<horizon {
                var next = values
                var at = 0
                for situation in lengths.indices {
                    var best = -Double.infinity
                    for length in lengths[situation] {
                        var sum = 0.0
                        for branch in branches[at..<(at + length)] {
                            sum += branch.probability * (branch.reward + values[branch.next])
                        }
                        at += length
                        best = max(best, sum)
                    }
                    next[situation] = best
                }
                values = next
            }
            return values
        }

        private func only(_ recipe: Int) -> [Double] { recipes.indices.map { $0 == recipe ? 1 : 0 } }

        /// What can follow `joint`, by what cooks see: what each of them earned, and what is in the kitchen.
        private mutating func branches(_ here: Situation, _ joint: [Action]) throws -> [Branch] {
            var seen: [[Double]: (probabilities: [Double], next: KitchenState)] = [:]
            for (index, probability) in here.probabilities.enumerated() where probability > 0 {
                var game = try KitchenGame(kitchen, from: here.state, horizon: 10)
                game.want(recipes[index])
                let earned = try game.step(joint).sparse
                seen[earned, default: (recipes.map { _ in 0 }, game.state)].probabilities[index] += probability
            }
            let chance = 1 / Double(recipes.count)
            return seen.sorted { $0.key.lexicographicallyPrecedes($1.key) }.flatMap { earned, found -> [Branch] in
                let total = found.probabilities.reduce(0, +)
                let reward = earned.reduce(0, +)
                let redraws = kitchen.layout.parameters.recipes?.redrawsOnDelivery == true
                let isDrawn = redraws && earned.contains(RecipeRules.deliveryReward)
                guard isDrawn else {
                    let next = number(found.next, found.probabilities.map { $0 / total })
                    return [Branch(probability: total, reward: reward, next: next)]
                }
                let beliefs = isKnown ? recipes.indices.map(only) : [recipes.map { _ in chance }]
                return beliefs.map {
                    Branch(probability: total / Double(beliefs.count), reward: reward, next: number(found.next, $0))
                }
            }
        }

        private mutating func number(_ state: KitchenState, _ probabilities: [Double]) -> Int {
            var timeless = state
            timeless.timestep = 0
            timeless.recipe = RecipeState(recipe: recipes[0])
            timeless.objects.sort { ($0.cell.y, $0.cell.x) < ($1.cell.y, $1.cell.x) }
            let situation = Situation(state: timeless, probabilities: probabilities)
            if let known = numbers[situation] { return known }
            numbers[situation] = situations.count
            situations.append(situation)
            return situations.count - 1
        }
    }
}
