/// Whether soups cook by themselves (rules §4.3).
public enum Dynamics: String, Sendable, Hashable, CaseIterable {
    /// A pot with three ingredients starts to cook by itself; nothing else starts one. Nearly all
    /// published results use these. In OvercookedV2 the default, where a pot starts as its third ingredient comes.
    case old
    /// An empty-handed player starts a pot of any content by interacting with it. In OvercookedV2 `start_cooking_interaction`.
    case new
}

/// Rewards for steps on the way to a delivery, used to train learners (rules §4.5).
public struct ShapedRewards: Hashable, Sendable {
    public var placementInPot: Double
    public var dishPickup: Double
    public var soupPickup: Double

    public init(placementInPot: Double = 3, dishPickup: Double = 3, soupPickup: Double = 5) {
        self.placementInPot = placementInPot
        self.dishPickup = dishPickup
        self.soupPickup = soupPickup
    }
}

/// The orders of a start state: like a layout's, where no orders at all mean every recipe.
public struct StateOrders: Hashable, Sendable {
    public var all: [Recipe]
    public var bonus: [Recipe]

    public init(all: [Recipe] = [], bonus: [Recipe] = []) {
        self.all = all
        self.bonus = bonus
    }
}

/// Everything that a layout says apart from its grid, as it says it: nil where it is silent (rules §3, §6).
public struct LayoutParameters: Hashable, Sendable {
    /// What may be delivered for a reward, in file order. Empty: every recipe.
    public var orders: [Recipe] = []
    /// Orders that pay `orderBonus` times their value.
    public var bonusOrders: [Recipe] = []
    public var orderBonus: Double = 2
    public var deliveryReward: Double?
    public var recipeValues: [Double]?
    public var onionValue: Double?
    public var tomatoValue: Double?
    public var cookTime: Int?
    public var recipeTimes: [Int]?
    public var onionTime: Int?
    public var tomatoTime: Int?
    public var maxIngredients: Int = 3
    public var shapedRewards = ShapedRewards()
    /// Replaces the start on the player digits when given.
    public var startState: KitchenState?
    /// The orders that come with `startState` and replace the layout's in rewards (rules §2).
    public var startStateOrders: StateOrders?
    /// What only OvercookedV2 has; nil in Overcooked-AI.
    public var recipes: RecipeRules?
    /// The dynamics that the file asks for, when it does.
    public var dynamics: Dynamics?

    public init() {}
}
