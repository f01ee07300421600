/// The grid encoding of OvercookedV2, its reference's DEFAULT: for every player `[rows, columns, channels]`, rows before columns,
/// of the whole kitchen or of the cells around the player, with zeros outside the kitchen (OvercookedV2 §7.1, §7.2).
///
/// There are 25 + 5n channels for n ingredients, one more where deliveries are shown; `GridChannels` lists them. Buffers belong to
/// the caller, `[players, rows, columns, channels]`. `write` fills one from nothing; a `GridObserver` keeps those of a batch up to
/// date.
///
///     let encoding = try GridEncoding(kitchen)
///     var views = [UInt8](repeating: 0, count: encoding.size)
///     try views.withUnsafeMutableBufferPointer { try encoding.write(game, into: $0) }
public struct GridEncoding: Sendable {
    /// What of a kitchen is shown.
    public struct Options: Hashable, Sendable {
        /// How many cells a player sees in each direction; nil for the whole kitchen.
        public var viewSize: Int?
        /// Whether the channel of deliveries is there.
        public var showsDelivery: Bool

        public init(viewSize: Int? = nil, showsDelivery: Bool = false) {
            self.viewSize = viewSize
            self.showsDelivery = showsDelivery
        }

        /// What the layout says.
        public init(_ layout: Layout) {
            self.init(viewSize: layout.parameters.recipes?.viewSize, showsDelivery: layout.parameters.recipes?.showsDelivery ?? false)
        }
    }

    public let options: Options
    /// Rows of one player's view.
    public let rows: Int
    /// Columns of one player's view.
    public let columns: Int
    public let players: Int
    /// Channels of a cell.
    public let channelCount: Int
    let channels: GridChannels
    /// Elements of one player's view.
    public let viewElements: Int
    let firstSlot: Int
    let slots: Int
    private let pots: Int
    private let firstButton: Int
    let isWhole: Bool
    /// Cells by floor index, by slot, of piles with their ingredient, of recipe indicators, buttons and serving stations.
    private let floor: [Place]
    private let slotPlaces: [Place]
    private let piles: [(place: Place, ingredient: Int)]
    private let indicators: [Place]
    private let buttons: [Place]
    private let servings: [Place]
    /// Views with nothing but stations, see `GridTemplate`.
    let template: GridTemplate
    /// By `ItemLooks.index`.
    private let looks: [UInt32]

    /// Elements of all players' views.
    public var size: Int { players * viewElements }

    /// - Parameter options: what is shown; what the layout says when nil.
    /// - Throws: `ObservationError` unless the kitchen is one of OvercookedV2 with views of a reasonable size.
    public init(_ kitchen: Kitchen, options: Options? = nil) throws(ObservationError) {
        try ObservationError.family(kitchen, .overcookedV2)
        let layout = kitchen.layout
        let options = options ?? Options(layout)
        let channels = GridChannels(ingredients: layout.ingredientKinds, showsDelivery: options.showsDelivery)
        let template = try GridTemplate(layout, viewSize: options.viewSize, channels: channels)
        func place(_ cell: Cell) -> Place { Place(cell, columns: template.columns, channels: channels.count) }
        self.options = options
        self.channels = channels
        self.template = template
        (rows, columns, channelCount) = (template.rows, template.columns, channels.count)
        viewElements = template.rows * template.columns * channels.count
        isWhole = options.viewSize == nil
        players = kitchen.players
        firstSlot = kitchen.shape.firstSlot
        slots = kitchen.shape.slots
        pots = kitchen.geometry.pots
        firstButton = kitchen.shape.firstButton
        floor = kitchen.geometry.floor.map(place)
        slotPlaces = kitchen.geometry.slotCells.map(place)
        piles = Ingredient.allCases.flatMap { ingredient in
            layout.cells(of: .dispenser(of: ingredient)).map { (place($0), Int(ingredient.rawValue)) }
        }
        indicators = kitchen.geometry.indicators.map(place)
        buttons = kitchen.geometry.buttons.map(place)
        servings = kitchen.geometry.servings.map(place)
        looks = ItemLooks.all(ingredients: channels.ingredients)
    }

    /// A cell, and where its channels begin in a view that begins with the kitchen's first cell.
    private struct Place {
        let x: Int32
        let y: Int32
        let offset: Int

        init(_ cell: Cell, columns: Int, channels: Int) {
            (x, y) = (Int32(cell.x), Int32(cell.y))
            offset = (cell.y * columns + cell.x) * channels
        }
    }

    /// The part of the kitchen that a player sees.
    private struct Window {
        /// The cell at its upper left corner, which may be outside.
        let left: Int32
        let top: Int32
        /// What a cell's offset in a view is less than `Place.offset`.
        let offset: Int
    }

    @inline(__always)
    private func window(_ row: UnsafePointer<UInt16>, _ viewer: Int) -> Window {
        guard !isWhole else { return Window(left: 0, top: 0, offset: 0) }
        let place = floor.span[Pose(bits: row[RowShape.pose(viewer)]).cell]
        let radius = template.radius
        return Window(
            left: place.x &- Int32(truncatingIfNeeded: radius), top: place.y &- Int32(truncatingIfNeeded: radius),
            offset: place.offset &- (radius &* columns &+ radius) &* channelCount)
    }

    @inline(__always)
    private func sees(_ place: Place, from window: Window) -> Bool {
        let (dx, dy) = (place.x &- window.left, place.y &- window.top)
        // Compared without a sign, what is left of or above the window is large.
        return UInt32(bitPattern: dx) < UInt32(truncatingIfNeeded: columns) && UInt32(bitPattern: dy) < UInt32(truncatingIfNeeded: rows)
    }

    // MARK: A view from nothing

    /// Fills the view of `viewer` with what a packed row shows it.
    @inline(__always)
    func write<Element: EncodingElement>(
        _ row: UnsafePointer<UInt16>, viewer: Int, _ permutation: IngredientPermutation, into view: UnsafeMutablePointer<Element>
    ) {
        let window = window(row, viewer)
        template.copy(left: Int(window.left), top: Int(window.top), to: view)
        if permutation != .identity { exchangePiles(window, permutation, view) }
        for player in 0..<players { mark(player, row, true, window, viewer, permutation, view) }
        for word in stride(from: firstSlot / 4 * 4, to: firstSlot &+ slots, by: 4)
        where UnsafeRawPointer(row + word).load(as: UInt64.self) != 0 {
            for index in max(word, firstSlot)..<min(word &+ 4, firstSlot &+ slots) where row[index] != 0 {
                paint(slot: index &- firstSlot, row[index], true, window, permutation, view)
            }
        }
        paintRecipe(row, true, window, permutation, view)
        if channels.showsDelivery && row[firstSlot &+ slots] & RowShape.deliveredBit != 0 { paintDelivery(true, window, view) }
    }

    /// Shows every pile as the permutation has it.
    private func exchangePiles<Element: EncodingElement>(
        _ window: Window, _ permutation: IngredientPermutation, _ view: UnsafeMutablePointer<Element>
    ) {
        for pile in piles where sees(pile.place, from: window) {
            let cell = view + (pile.place.offset &- window.offset &+ channels.piles)
            cell[pile.ingredient] = .encoded(0)
            cell[permutation[pile.ingredient]] = .encoded(1)
        }
    }

    // MARK: A view brought up to date

    /// Brings the views of all players, which show `old`, up to `new`. A view that has moved is written from nothing; in the
    /// others only what changed is touched.
    @inline(__always)
    func update<Element: EncodingElement>(
        from old: UnsafePointer<UInt16>, to new: UnsafePointer<UInt16>, _ permutations: UnsafePointer<IngredientPermutation>,
        in buffer: UnsafeMutablePointer<Element>
    ) {
        for viewer in 0..<players {
            let view = buffer + viewer &* viewElements
            if hasMoved(viewer, old, new) {
                write(new, viewer: viewer, permutations[viewer], into: view)
            } else {
                patch(viewer, from: old, to: new, permutations[viewer], in: view)
            }
        }
    }

    /// Whether another part of the kitchen is seen than before.
    @inline(__always)
    private func hasMoved(_ viewer: Int, _ old: UnsafePointer<UInt16>, _ new: UnsafePointer<UInt16>) -> Bool {
        !isWhole && Pose(bits: old[RowShape.pose(viewer)]).cell != Pose(bits: new[RowShape.pose(viewer)]).cell
    }

    @inline(__always)
    private func patch<Element: EncodingElement>(
        _ viewer: Int, from old: UnsafePointer<UInt16>, to new: UnsafePointer<UInt16>, _ permutation: IngredientPermutation,
        in view: UnsafeMutablePointer<Element>
    ) {
        let window = window(new, viewer)
        // All are unmarked before any is marked, for one may be where another was.
        for player in 0..<players where hasChanged(player, old, new) { mark(player, old, false, window, viewer, permutation, view) }
        for player in 0..<players where hasChanged(player, old, new) { mark(player, new, true, window, viewer, permutation, view) }
        // Most slots stay as they are: four are compared at a time.
        for word in stride(from: firstSlot / 4 * 4, to: firstSlot &+ slots, by: 4)
        where UnsafeRawPointer(old + word).load(as: UInt64.self) != UnsafeRawPointer(new + word).load(as: UInt64.self) {
            for index in max(word, firstSlot)..<min(word &+ 4, firstSlot &+ slots) where old[index] != new[index] {
                if old[index] != 0 { paint(slot: index &- firstSlot, old[index], false, window, permutation, view) }
                if new[index] != 0 { paint(slot: index &- firstSlot, new[index], true, window, permutation, view) }
            }
        }
        patchRecipe(from: old, to: new, window, permutation, view)
    }

    @inline(__always)
    private func hasChanged(_ player: Int, _ old: UnsafePointer<UInt16>, _ new: UnsafePointer<UInt16>) -> Bool {
        old[RowShape.pose(player)] != new[RowShape.pose(player)] || old[RowShape.held(player)] != new[RowShape.held(player)]
    }

    @inline(__always)
    private func patchRecipe<Element: EncodingElement>(
        from old: UnsafePointer<UInt16>, to new: UnsafePointer<UInt16>, _ window: Window, _ permutation: IngredientPermutation,
        _ view: UnsafeMutablePointer<Element>
    ) {
        let difference = old[firstSlot &+ slots] ^ new[firstSlot &+ slots]
        var showsElsewhere = difference & ~RowShape.deliveredBit != 0
        for button in 0..<buttons.count where (old[firstButton &+ button] == 0) != (new[firstButton &+ button] == 0) {
            showsElsewhere = true
        }
        if showsElsewhere {
            paintRecipe(old, false, window, permutation, view)
            paintRecipe(new, true, window, permutation, view)
        }
        if channels.showsDelivery && difference & RowShape.deliveredBit != 0 {
            paintDelivery(new[firstSlot &+ slots] & RowShape.deliveredBit != 0, window, view)
        }
    }

    // MARK: Things in a view

    /// Marks a player and what it holds in the view of `viewer`, or unmarks it.
    @inline(__always)
    private func mark<Element: EncodingElement>(
        _ player: Int, _ row: UnsafePointer<UInt16>, _ isThere: Bool, _ window: Window, _ viewer: Int,
        _ permutation: IngredientPermutation, _ view: UnsafeMutablePointer<Element>
    ) {
        let pose = Pose(bits: row[RowShape.pose(player)])
        let place = floor.span[pose.cell]
        guard player == viewer || sees(place, from: window) else { return }
        let cell = view + (place.offset &- window.offset &+ (player == viewer ? GridChannels.own : channels.others))
        let mark = Element.encoded(isThere ? 1 : 0)
        cell[0] = mark
        cell[GridChannels.direction &+ pose.direction] = mark
        let held = row[RowShape.held(player)]
        guard held != 0 else { return }
        if held & Item.unorderedBit != 0 {
            cell[GridChannels.hand &+ GridChannels.plate] = mark
            cell[GridChannels.hand &+ GridChannels.cooked] = mark
        }
        paint(looks.span[ItemLooks.index(held)], isThere, permutation, cell + GridChannels.hand)
    }

    /// Paints or removes what is in a slot.
    @inline(__always)
    private func paint<Element: EncodingElement>(
        slot: Int, _ item: UInt16, _ isThere: Bool, _ window: Window, _ permutation: IngredientPermutation,
        _ view: UnsafeMutablePointer<Element>
    ) {
        let place = slotPlaces.span[slot]
        guard sees(place, from: window) else { return }
        let cell = view + (place.offset &- window.offset)
        let thing = cell + channels.items
        if item & Item.unorderedBit != 0 {
            let field = Int(item & Item.unorderedTickMask)
            if slot < pots {
                let left = field == 0 ? 0 : Int(RuleTables.readyFieldV2) &- field
                cell[channels.timer] = .encoded(isThere ? left : 0)
                thing[GridChannels.cooked] = .encoded(isThere && field == Int(RuleTables.readyFieldV2) ? 1 : 0)
            } else {
                thing[GridChannels.plate] = .encoded(isThere ? 1 : 0)
                thing[GridChannels.cooked] = .encoded(isThere ? 1 : 0)
            }
        }
        paint(looks.span[ItemLooks.index(item)], isThere, permutation, thing)
    }

    /// Paints or removes the looks of an item, from its first channel on.
    @inline(__always)
    private func paint<Element: EncodingElement>(
        _ looks: UInt32, _ isThere: Bool, _ permutation: IngredientPermutation, _ thing: UnsafeMutablePointer<Element>
    ) {
        if looks & ItemLooks.plate != 0 { thing[GridChannels.plate] = .encoded(isThere ? 1 : 0) }
        var rest = looks & ItemLooks.ingredients
        while rest != 0 {
            let count = Int(truncatingIfNeeded: rest &>> ItemLooks.countShift & ItemLooks.field)
            thing[GridChannels.contents &+ permutation[Int(truncatingIfNeeded: rest & ItemLooks.field)]] = .encoded(isThere ? count : 0)
            rest &>>= ItemLooks.entryBits
        }
    }

    /// Paints or removes the wanted recipe of a row on all cells in view that show it.
    @inline(__always)
    private func paintRecipe<Element: EncodingElement>(
        _ row: UnsafePointer<UInt16>, _ isThere: Bool, _ window: Window, _ permutation: IngredientPermutation,
        _ view: UnsafeMutablePointer<Element>
    ) {
        let recipe = looks.span[ItemLooks.index(ofUnordered: Int(row[firstSlot &+ slots] & ~RowShape.deliveredBit))]
        for index in 0..<indicators.count {
            let place = indicators.span[index]
            if sees(place, from: window) { paint(recipe, isThere, permutation, view + (place.offset &- window.offset &+ channels.recipe)) }
        }
        for index in 0..<buttons.count where row[firstButton &+ index] != 0 {
            let place = buttons.span[index]
            if sees(place, from: window) { paint(recipe, isThere, permutation, view + (place.offset &- window.offset &+ channels.recipe)) }
        }
    }

    /// Shows on all serving stations in view whether a right dish was delivered.
    @inline(never)
    private func paintDelivery<Element: EncodingElement>(_ isThere: Bool, _ window: Window, _ view: UnsafeMutablePointer<Element>) {
        for place in servings where sees(place, from: window) {
            view[place.offset &- window.offset &+ channels.delivery] = .encoded(isThere ? 1 : 0)
        }
    }
}

extension GridEncoding {
    /// Fills `buffer` (`size` elements) with all players' views of `game`.
    /// - Parameter permutations: one a player (`IngredientPermutation.drawn`); nil shows everyone what is there.
    /// - Throws: `ObservationError` for a buffer of another size.
    public func write(
        _ game: KitchenGame, permutations: [IngredientPermutation]? = nil, into buffer: UnsafeMutableBufferPointer<UInt8>
    ) throws(ObservationError) {
        try writeAll(game, permutations, buffer)
    }

    /// Fills `buffer` (`size` elements) with all players' views of `game`.
    /// - Parameter permutations: one a player (`IngredientPermutation.drawn`); nil shows everyone what is there.
    /// - Throws: `ObservationError` for a buffer of another size.
    public func write(
        _ game: KitchenGame, permutations: [IngredientPermutation]? = nil, into buffer: UnsafeMutableBufferPointer<Float>
    ) throws(ObservationError) {
        try writeAll(game, permutations, buffer)
    }

    @inline(__always)
    private func writeAll<Element: EncodingElement>(
        _ game: KitchenGame, _ permutations: [IngredientPermutation]?, _ buffer: UnsafeMutableBufferPointer<Element>
    ) throws(ObservationError) {
        try ObservationError.size(buffer.count, expected: size)
        let permutations = permutations ?? Array(repeating: .identity, count: players)
        guard permutations.count == players else {
            throw ObservationError(description: "\(permutations.count) permutations for \(players) players; give one a player")
        }
        game.withRow { row in
            for viewer in 0..<players {
                write(row, viewer: viewer, permutations[viewer], into: buffer.baseAddress.unsafelyUnwrapped + viewer &* viewElements)
            }
        }
    }
}
