/// What cooks of OvercookedV2 know of the recipe that is wanted.
public enum RecipeKnowledge: String, Sendable, CaseIterable, Codable {
    /// They see it in every tick: what they can earn is the ceiling.
    case known
    /// They see of every dish that they deliver whether it was right, and nothing else: what they can earn is the floor.
    case hidden
    /// As `hidden`, and whoever presses a button pays for it and sees, in the tick after, what is wanted then. That the button
    /// goes on showing the recipe is left out.
    case button
}

/// What a floor and a ceiling make of a score.
public struct InformationValue: Sendable, Hashable, Codable {
    /// What can be earned without knowing the recipe.
    public let floor: Double
    /// What can be earned by those who know it.
    public let ceiling: Double

    public init(floor: Double, ceiling: Double) {
        self.floor = floor
        self.ceiling = ceiling
    }

    /// The part of what knowing the recipe is worth that `score` has: 0 at the floor, 1 at the ceiling; nil where it is worth
    /// nothing.
    public func share(_ score: Double) -> Double? { ceiling > floor ? (score - floor) / (ceiling - floor) : nil }
}
