/// The cells that a player sees: a square around it, cut at the grid (OvercookedV2 §7.2). Walls hide nothing.
public struct ViewArea: Hashable, Sendable {
    public let columns: ClosedRange<Int>
    public let rows: ClosedRange<Int>

    /// - Parameter size: how many cells are seen in each direction; nil for the whole kitchen.
    public init(around cell: Cell, size: Int?, in layout: Layout) {
        let size = size ?? max(layout.width, layout.height)
        columns = max(0, cell.x - size)...min(layout.width - 1, cell.x + size)
        rows = max(0, cell.y - size)...min(layout.height - 1, cell.y + size)
    }

    public func contains(_ cell: Cell) -> Bool { columns.contains(cell.x) && rows.contains(cell.y) }

    /// Every cell of the area, row by row.
    public var cells: [Cell] { rows.flatMap { y in columns.map { Cell($0, y) } } }
}

/// Something that another player said.
public struct HeardMessage: Hashable, Sendable {
    /// Who said it.
    public let seat: Int
    public let text: String

    public init(seat: Int, text: String) {
        self.seat = seat
        self.text = text
    }
}

/// What one player knows of a state by looking at it: the cells in its view, its own hands, who is in view, and the recipe where
/// something in view shows it. What it has seen before is its own to remember.
public struct Observation: Hashable, Sendable {
    /// Whose it is.
    public let seat: Int
    public let timestep: Int
    /// What is seen.
    public let area: ViewArea
    /// The players by seat; nil for those out of view. One's own seat is always seen.
    public let players: [PlayerState?]
    /// What lies on counters and is in pots in view.
    public let objects: [PlacedItem]
    /// The recipe that is wanted, where a recipe indicator or a button that shows it is in view; nil where nothing shows it.
    public let recipe: Recipe?
    /// Buttons in view that show the recipe. How long they still do is not seen.
    public let litButtons: Set<Cell>
    /// Whether a right dish was delivered in the tick before; nil where the layout does not show it or no serving station is in
    /// view.
    public let hasJustDelivered: Bool?
    /// What others said that reached the player in this tick.
    public var heard: [HeardMessage] = []

    /// The player itself.
    public var own: PlayerState { players[seat] ?? PlayerState(cell: Cell(0, 0)) }

    public func sees(_ cell: Cell) -> Bool { area.contains(cell) }

    /// What lies on a cell; nil where it is out of view.
    public func item(on cell: Cell) -> Item? {
        guard sees(cell) else { return nil }
        return objects.first { $0.cell == cell }?.item ?? Item.none
    }

    /// What `seat` sees of `state`.
    /// - Parameter seesAll: whether it is given the whole state, whatever is in view.
    public init(of state: KitchenState, seat: Int, in kitchen: Kitchen, seesAll: Bool = false) {
        let layout = kitchen.layout
        let rules = layout.parameters.recipes
        let area = ViewArea(around: state.players[seat].cell, size: seesAll ? nil : rules?.viewSize, in: layout)
        self.seat = seat
        self.area = area
        timestep = state.timestep
        players = state.players.enumerated().map { $0 == seat || area.contains($1.cell) ? $1 : nil }
        objects = state.objects.filter { area.contains($0.cell) }
        litButtons = Set((state.recipe?.buttons ?? [:]).keys.filter(area.contains))
        let isShown = seesAll || !litButtons.isEmpty || kitchen.indicators.contains(where: area.contains)
        recipe = isShown ? state.recipe?.recipe : nil
        let showsDelivery = seesAll || rules?.showsDelivery == true && kitchen.servings.contains(where: area.contains)
        hasJustDelivered = showsDelivery ? state.recipe?.hasJustDelivered : nil
    }
}

extension KitchenGame {
    /// What a player sees now.
    public func observation(of seat: Int) -> Observation { Observation(of: state, seat: seat, in: kitchen) }
}

extension Kitchen {
    /// Whether in a kitchen of `layout` there may be something that a player does not see.
    static func isPartiallyObserved(_ layout: Layout, _ book: RecipeBook) -> Bool {
        guard let rules = layout.parameters.recipes else { return false }
        let isCut = rules.viewSize.map { $0 < max(layout.width, layout.height) } ?? false
        return isCut || (layout.cells(of: .recipeIndicator).isEmpty && book.recipes.count > 1)
    }
}
