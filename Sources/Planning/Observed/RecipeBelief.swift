import Kitchen

/// How likely each recipe is the one that is wanted, for a cook that does not always see it.
///
/// Bayes by everything that tells: seeing it, what came of a dish, what somebody who knows puts into a pot, and the silence of
/// somebody who would have shown a change.
struct RecipeBelief {
    /// What may be wanted, as `RecipeBook.recipes`.
    let recipes: [Recipe]
    /// How likely each is: `[recipes]`. Sums to one.
    private(set) var shares: [Double]
    /// How likely each is drawn.
    private let drawn: [Double]
    private let redraws: Bool
    /// The recipe that was last known or assumed to be wanted when a right dish left.
    private(set) var previous: Int?

    /// Numbers of the model, set by hand.
    private enum Model {
        /// How likely somebody who knows the recipe puts an ingredient into a pot that does not belong there.
        static let mistake = 0.1
        /// How sure one must be to know.
        static let sure = 0.85
    }

    init(_ kitchen: Kitchen) {
        let rules = kitchen.layout.parameters.recipes
        let possible = rules?.possible ?? []
        recipes = kitchen.book.recipes
        drawn = recipes.map { recipe in Double(possible.count { $0 == recipe }) / Double(max(1, possible.count)) }
        shares = drawn
        redraws = rules?.redrawsOnDelivery ?? false
    }

    /// The most likely recipe, the one of `preferred` among equals.
    func best(preferring preferred: Int?) -> Int {
        shares.indices.max { (shares[$0], $0 == preferred ? 1 : 0, -$0) < (shares[$1], $1 == preferred ? 1 : 0, -$1) } ?? 0
    }

    /// How likely the most likely recipe is.
    var certainty: Double { shares.max() ?? 1 }

    var isSure: Bool { certainty >= Model.sure }

    func share(of recipe: Recipe) -> Double { recipes.firstIndex(of: recipe).map { shares[$0] } ?? 0 }

    /// Takes in that the recipe was seen.
    mutating func see(_ recipe: Recipe) { weigh(recipes.map { $0 == recipe ? 1 : 0 }) }

    /// Takes in that somebody said that a recipe is wanted.
    /// - Parameter credibility: how likely that is true.
    mutating func hear(_ recipe: Recipe, credibility: Double) {
        let others = Double(max(1, recipes.count - 1))
        weigh(recipes.map { $0 == recipe ? credibility : (1 - credibility) / others })
    }

    /// Takes in a sign.
    /// - Parameter likelihoods: of the sign by each recipe, beside what was taken in of an earlier one. `[recipes]`
    mutating func read(_ likelihoods: [Double]) { weigh(likelihoods) }

    /// Takes in that a dish was delivered.
    /// - Parameter wasRight: whether it was the wanted one; nil where that was not seen.
    mutating func deliver(_ dish: Recipe, wasRight: Bool?) {
        let right = wasRight.map { $0 ? 1.0 : 0 } ?? share(of: dish)
        if right > 0.5 { previous = recipes.firstIndex(of: dish) }
        let isOther = recipes.map { $0 == dish ? 0.0 : 1 }
        let others = zip(shares, isOther).map(*)
        let sum = others.reduce(0, +)
        // After a right dish another is drawn, or the same stays; after a wrong one it was none of the dish's.
        let after = shares.indices.map { index in
            let drawn = redraws ? self.drawn[index] : 1 - isOther[index]
            return right * drawn + (1 - right) * (sum > 0 ? others[index] / sum : self.drawn[index])
        }
        shares = after
        normalise()
    }

    /// Takes in that a right dish was delivered by somebody out of sight.
    mutating func deliverUnseen() {
        previous = nil
        if redraws { shares = drawn }
    }

    /// Takes in that somebody who may know the recipe put an ingredient into a pot.
    /// - Parameters:
    ///   - contents: what was in the pot before.
    ///   - trust: how likely it is that they know, and mean it.
    mutating func pot(_ ingredient: Ingredient, into contents: Recipe, trust: Double) {
        weigh(
            recipes.map { recipe in
                let belongs = contents[ingredient] < recipe[ingredient]
                return (1 - trust) + trust * (belongs ? 1 - Model.mistake : Model.mistake)
            })
    }

    /// Takes in that nobody showed a change in a tick in which one who knows would have.
    mutating func hearNothing(trust: Double) {
        guard let previous else { return }
        weigh(recipes.indices.map { $0 == previous ? 1 : 1 - trust })
    }

    private mutating func weigh(_ likelihoods: [Double]) {
        let weighed = zip(shares, likelihoods).map(*)
        // What is impossible and yet seen refutes what led there.
        shares = weighed.reduce(0, +) > 0 ? weighed : zip(drawn, likelihoods).map(*)
        normalise()
    }

    private mutating func normalise() {
        let sum = shares.reduce(0, +)
        shares = sum > 0 ? shares.map { $0 / sum } : drawn
    }
}
