/// What cooks of OvercookedV2 can at best expect to score with what they know of the recipe: how `brigade solve` prints it.
public struct RecipeOptimum: Sendable, Hashable, Codable {
    public var map: String
    /// Ticks of an episode.
    public var horizon: Int
    public var knowledge: RecipeKnowledge
    /// The cook who is alone, counted from one; nil where all of the kitchen's cooks play, by one plan.
    public var seat: Int?
    /// Whether another recipe is drawn after a right dish.
    public var redraws: Bool
    /// Whether a wrong dish costs what a right one pays.
    public var punishes: Bool
    /// Expected score from the start of the layout: the mean over the recipes that are drawn.
    public var score: Double
    /// Expected score where every cook begins on a cell of its room at random, looking anywhere: `random_agent_positions`.
    public var scoreFromRandomPlaces: Double
    /// A score that no cooks who know as much exceed.
    public var upperBound: Double
    /// How the upper bound was found: `exact`, or by which relaxation: `priced counters`, `labour`, `pots`.
    public var upperBoundBy: String
    /// What the cooks are allowed, in words.
    public var abstraction: String
    /// Counters that they may use, as `[x, y]`.
    public var counters: [[Int]]
    /// Whether they may spoil things.
    public var waste: Bool
    /// Beliefs of the recipe that can be met.
    public var beliefs: Int
    /// States of the model, of all beliefs.
    public var states: Int
    /// Wall-clock time of solving.
    public var seconds: Double
    /// Processor time of solving, of all threads.
    public var processorSeconds: Double
    /// The most memory that the program had in use meanwhile.
    public var peakBytes: Int

    /// Whether nothing beyond `score` is possible; else it is a lower bound. Rounding is less than what is allowed for.
    public var isExact: Bool { upperBound - score < 1e-3 }

    static let exact = "exact"
}
