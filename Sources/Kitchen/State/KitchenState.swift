/// A player as a person would describe them (rules §2).
public struct PlayerState: Hashable, Sendable {
    public var cell: Cell
    public var orientation: Direction
    public var held: Item

    public init(cell: Cell, orientation: Direction = .north, held: Item = .none) {
        self.cell = cell
        self.orientation = orientation
        self.held = held
    }
}

/// Something that lies on a counter or is in a pot (rules §2).
public struct PlacedItem: Hashable, Sendable {
    public var cell: Cell
    public var item: Item

    public init(cell: Cell, item: Item) {
        self.cell = cell
        self.item = item
    }
}

/// The whole state of a kitchen in readable form; the engine steps a packed one.
///
/// Objects are in insertion order: something taken up and put down again goes to the end. The order
/// matters only for ties among objects in the 96 features (rules §2, §8).
public struct KitchenState: Hashable, Sendable {
    public var timestep: Int
    public var players: [PlayerState]
    public var objects: [PlacedItem]
    /// The recipe that is wanted and who is shown it; nil in Overcooked-AI.
    public var recipe: RecipeState?

    public init(timestep: Int = 0, players: [PlayerState], objects: [PlacedItem] = [], recipe: RecipeState? = nil) {
        self.timestep = timestep
        self.players = players
        self.objects = objects
        self.recipe = recipe
    }

    /// What lies on `cell`.
    public func item(on cell: Cell) -> Item {
        objects.first { $0.cell == cell }?.item ?? .none
    }
}
