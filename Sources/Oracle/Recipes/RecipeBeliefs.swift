import Kitchen

/// What cooks can believe of the wanted recipe, and what their deeds make of it.
///
/// A belief is the set of recipes that can still be wanted. The recipes were drawn with the chances of the layout, and what cooks
/// see rules recipes out without telling the others apart, so the set says it all: within it the chances are the drawn ones.
/// Under `known` all beliefs are single recipes.
package struct RecipeBeliefs: Sendable {
    /// What a cook's interact has to do with the recipe.
    package enum Deed: Sendable, Hashable {
        case none
        /// Delivering a dish that is never wanted.
        case hopelessDish
        /// Delivering a dish of a recipe, by index.
        case dish(Int)
        /// Pressing a button that shows the recipe.
        case press
    }

    /// A belief with its probability.
    package struct Part: Sendable, Hashable {
        package var weight: Double
        package let belief: Int
    }

    /// What deeds bring.
    package struct Outcome: Sendable, Hashable {
        /// Expected reward of the tick.
        package var reward = 0.0
        package var parts: [Part] = []
    }

    /// The recipes that can be wanted, each once.
    package let recipes: [Recipe]
    /// Chance of each at a draw.
    package let chances: [Double]
    package let knowledge: RecipeKnowledge
    /// The beliefs that can be met, as sets of bits by recipe.
    private(set) var sets: [UInt32] = []
    /// What is believed at the beginning of an episode.
    package private(set) var initial: [Part] = []
    private let rules: RecipeRules

    /// The most recipes of a kitchen that can be solved.
    static let maxRecipes = 8

    /// - Throws: `OracleError` for a kitchen without recipes to draw, or with too many.
    init(_ kitchen: Kitchen, _ knowledge: RecipeKnowledge) throws {
        guard let rules = kitchen.layout.parameters.recipes else {
            throw OracleError("\(kitchen.layout.name) follows \(kitchen.layout.family.name)'s rules, where no recipe is hidden")
        }
        let recipes = kitchen.book.recipes
        guard recipes.count <= Self.maxRecipes else {
            throw OracleError(
                "\(kitchen.layout.name) has \(recipes.count) recipes; kitchens of up to \(Self.maxRecipes) can be solved")
        }
        self.rules = rules
        self.recipes = recipes
        self.knowledge = knowledge
        chances = recipes.map { recipe in Double(rules.possible.count { $0 == recipe }) / Double(rules.possible.count) }
        initial = draw(reveals: knowledge == .known).map { Part(weight: $0.weight, belief: number($0.set)) }
        findAll()
    }

    package var count: Int { sets.count }

    /// Every deed, in the order of `index`.
    package var deeds: [Deed] { [.none, .hopelessDish] + recipes.indices.map(Deed.dish) + [.press] }

    /// The place of a deed in `deeds`.
    func index(_ deed: Deed) -> Int {
        switch deed {
        case .none: 0
        case .hopelessDish: 1
        case .dish(let recipe): 2 + recipe
        case .press: 2 + recipes.count
        }
    }

    /// The deed of interacting with `terrain` while holding `held`.
    package func deed(_ terrain: Terrain, _ held: Item) -> Deed {
        switch terrain {
        case .serving where held.isSoup: held.recipe.flatMap { recipes.firstIndex(of: $0) }.map(Deed.dish) ?? .hopelessDish
        case .recipeButton where held.isNone && knowledge == .button: .press
        default: .none
        }
    }

    // MARK: What follows

    /// What a tick's deeds bring to cooks of a belief. All dishes of a tick are judged by the recipe of its beginning; a button
    /// shows that of its end.
    package func outcome(_ belief: Int, _ deeds: [Deed]) -> Outcome {
        var outcome = Outcome()
        let total = weight(sets[belief])
        for wanted in recipes.indices where sets[belief] >> UInt32(wanted) & 1 == 1 {
            let probability = chances[wanted] / total
            outcome.reward += probability * reward(deeds, wanted: wanted)
            for next in successors(sets[belief], deeds, wanted: wanted) {
                guard let belief = sets.firstIndex(of: next.set) else { continue }
                if let known = outcome.parts.firstIndex(where: { $0.belief == belief }) {
                    outcome.parts[known].weight += probability * next.weight
                } else {
                    outcome.parts.append(Part(weight: probability * next.weight, belief: belief))
                }
            }
        }
        return outcome
    }

    /// The belief of cooks who did `deeds` in a tick at whose beginning `wanted` was wanted, and at whose end `after` is.
    package func belief(after belief: Int, _ deeds: [Deed], wanted: Int, after: Int) -> Int? {
        let isRight = deeds.contains(.dish(wanted))
        let set = reveals(deeds) ? 1 << UInt32(after) : isRight ? unseen(wanted) : remaining(sets[belief], deeds)
        return sets.firstIndex(of: set)
    }

    // MARK: Bounding

    /// The most that cooks can expect of `deliveries` dishes or fewer, whenever they bring which: what nobody exceeds in a kitchen
    /// that has no time for more.
    package func bound(deliveries: Int, cooks: Int) -> Double {
        let dishes = recipes.indices.map(Deed.dish)
        let joint = cooks > 1 ? dishes.flatMap { first in dishes.map { [first, $0] } } : []
        // By how many dishes may still be brought, by belief.
        var layers = [[Double](repeating: 0, count: count)]
        while layers.count <= deliveries {
            var best = layers[layers.count - 1]
            for deeds in dishes.map({ [$0] }) + joint where deeds.count <= layers.count {
                let before = layers[layers.count - deeds.count]
                for belief in best.indices { best[belief] = max(best[belief], expected(belief, deeds, before)) }
            }
            if knowledge == .button { best = best.indices.map { max(best[$0], expected($0, [.press], best)) } }
            layers.append(best)
        }
        return initial.reduce(0) { $0 + $1.weight * layers[layers.count - 1][$1.belief] }
    }

    private func expected(_ belief: Int, _ deeds: [Deed], _ values: [Double]) -> Double {
        let outcome = outcome(belief, deeds)
        return outcome.parts.reduce(outcome.reward) { $0 + $1.weight * values[$1.belief] }
    }

    // MARK: Sets

    private func reward(_ deeds: [Deed], wanted: Int) -> Double {
        deeds.reduce(0) { sum, deed in
            switch deed {
            case .none: sum
            case .press: sum - RecipeRules.buttonCost
            case .dish(wanted): sum + RecipeRules.deliveryReward
            case .dish, .hopelessDish: rules.punishesWrongDishes ? sum - RecipeRules.deliveryReward : sum
            }
        }
    }

    private func successors(_ set: UInt32, _ deeds: [Deed], wanted: Int) -> [(set: UInt32, weight: Double)] {
        let reveals = reveals(deeds)
        guard deeds.contains(.dish(wanted)) else { return [(reveals ? 1 << UInt32(wanted) : remaining(set, deeds), 1)] }
        return rules.redrawsOnDelivery ? draw(reveals: reveals) : [(1 << UInt32(wanted), 1)]
    }

    /// What those believe who saw that a dish of `wanted` was right.
    private func unseen(_ wanted: Int) -> UInt32 { rules.redrawsOnDelivery ? all : 1 << UInt32(wanted) }

    /// What those believe who saw that every dish was wrong.
    private func remaining(_ set: UInt32, _ deeds: [Deed]) -> UInt32 {
        deeds.reduce(set) { set, deed in
            if case .dish(let recipe) = deed { set & ~(1 << UInt32(recipe)) } else { set }
        }
    }

    private func reveals(_ deeds: [Deed]) -> Bool { knowledge == .known || deeds.contains(.press) }

    /// A draw, seen or not.
    private func draw(reveals: Bool) -> [(set: UInt32, weight: Double)] {
        reveals ? recipes.indices.map { (1 << UInt32($0), chances[$0]) } : [(all, 1)]
    }

    private var all: UInt32 { recipes.indices.reduce(0) { $0 | 1 << UInt32($1) } }

    private func weight(_ set: UInt32) -> Double {
        recipes.indices.reduce(0) { set >> UInt32($1) & 1 == 1 ? $0 + chances[$1] : $0 }
    }

    // MARK: Finding

    private mutating func findAll() {
        var next = 0
        while next < sets.count {
            for first in deeds {
                for second in deeds {
                    for wanted in recipes.indices where sets[next] >> UInt32(wanted) & 1 == 1 {
                        for successor in successors(sets[next], [first, second], wanted: wanted) { _ = number(successor.set) }
                    }
                }
            }
            next += 1
        }
    }

    private mutating func number(_ set: UInt32) -> Int {
        if let known = sets.firstIndex(of: set) { return known }
        sets.append(set)
        return sets.count - 1
    }
}
