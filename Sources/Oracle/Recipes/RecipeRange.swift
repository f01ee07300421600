/// What cooks can expect who do not know the recipe, and what those can who do.
public struct RecipeRange: Sendable, Hashable, Codable {
    public let floor: RecipeOptimum
    /// What can be expected where a button can be pressed, if that was asked for.
    public let withButton: RecipeOptimum?
    public let ceiling: RecipeOptimum
    /// Floor and ceiling from the start of the layout.
    public let fromStart: InformationValue
    /// Floor and ceiling where cooks begin at random places of their rooms.
    public let fromRandomPlaces: InformationValue

    public init(floor: RecipeOptimum, withButton: RecipeOptimum? = nil, ceiling: RecipeOptimum) {
        self.floor = floor
        self.withButton = withButton
        self.ceiling = ceiling
        fromStart = InformationValue(floor: floor.score, ceiling: ceiling.score)
        fromRandomPlaces = InformationValue(floor: floor.scoreFromRandomPlaces, ceiling: ceiling.scoreFromRandomPlaces)
    }

    /// The optima from the one with the least knowledge up.
    public var optima: [RecipeOptimum] { [floor] + (withButton.map { [$0] } ?? []) + [ceiling] }
}
