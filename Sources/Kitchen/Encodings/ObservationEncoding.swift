/// The grid encoding of what one player sees (OvercookedV2 §7.1, §7.2), from an `Observation`: the numbers that `GridEncoding` writes of
/// the player's view, for agents that are shown nothing else.
public struct ObservationEncoding: Sendable {
    private let encoding: GridEncoding
    private let layout: Layout
    private let looks: [UInt32]
    private let radius: Int?

    /// Elements of a view.
    public var size: Int { encoding.viewElements }

    /// - Throws: `ObservationError` unless the kitchen is one of OvercookedV2 with views of a reasonable size.
    public init(_ kitchen: Kitchen) throws(ObservationError) {
        encoding = try GridEncoding(kitchen)
        layout = kitchen.layout
        looks = ItemLooks.all(ingredients: encoding.channels.ingredients)
        radius = encoding.options.viewSize
    }

    /// Fills `view` (`size` elements) with what is seen.
    /// - Throws: `ObservationError` for a buffer of another size.
    public func write(
        _ observation: Observation, permutation: IngredientPermutation = .identity, into view: UnsafeMutableBufferPointer<Float>
    ) throws(ObservationError) {
        try ObservationError.size(view.count, expected: size)
        let own = observation.own.cell
        let corner = Cell(radius.map { own.x - $0 } ?? 0, radius.map { own.y - $0 } ?? 0)
        let start = view.baseAddress.unsafelyUnwrapped
        encoding.template.copy(left: corner.x, top: corner.y, to: start)
        func channels(_ cell: Cell) -> UnsafeMutablePointer<Float> {
            start + ((cell.y - corner.y) * encoding.columns + cell.x - corner.x) * encoding.channelCount
        }
        for cell in observation.area.cells {
            guard let ingredient = layout[cell].ingredient else { continue }
            let piles = channels(cell) + encoding.channels.piles
            piles[Int(ingredient.rawValue)] = 0
            piles[Int(permutation[ingredient].rawValue)] = 1
        }
        for (seat, player) in observation.players.enumerated() {
            guard let player else { continue }
            mark(player, seat == observation.seat, permutation, channels(player.cell))
        }
        for object in observation.objects { paint(object, permutation, channels(object.cell)) }
        if let index = observation.recipe?.unorderedIndex {
            for cell in observation.area.cells where layout[cell] == .recipeIndicator || observation.litButtons.contains(cell) {
                paint(looks[ItemLooks.index(ofUnordered: index)], permutation, channels(cell) + encoding.channels.recipe)
            }
        }
        guard encoding.options.showsDelivery, observation.hasJustDelivered == true else { return }
        for cell in observation.area.cells where layout[cell] == .serving { channels(cell)[encoding.channels.delivery] = 1 }
    }

    /// Marks a player and what it holds.
    private func mark(
        _ player: PlayerState, _ isOwn: Bool, _ permutation: IngredientPermutation, _ cell: UnsafeMutablePointer<Float>
    ) {
        let first = cell + (isOwn ? GridChannels.own : encoding.channels.others)
        first[0] = 1
        first[GridChannels.direction + Int(player.orientation.rawValue)] = 1
        let hand = first + GridChannels.hand
        if player.held.isUnordered {
            hand[GridChannels.plate] = 1
            hand[GridChannels.cooked] = 1
        }
        paint(looks[ItemLooks.index(player.held.bits)], permutation, hand)
    }

    /// Paints what is in a pot or on a counter.
    private func paint(_ object: PlacedItem, _ permutation: IngredientPermutation, _ cell: UnsafeMutablePointer<Float>) {
        let thing = cell + encoding.channels.items
        if object.item.isUnordered {
            let (field, ready) = (Int(object.item.bits & Item.unorderedTickMask), Int(RuleTables.readyFieldV2))
            if layout[object.cell] == .pot {
                cell[encoding.channels.timer] = Float(field == 0 ? 0 : ready - field)
                thing[GridChannels.cooked] = field == ready ? 1 : 0
            } else {
                thing[GridChannels.plate] = 1
                thing[GridChannels.cooked] = 1
            }
        }
        paint(looks[ItemLooks.index(object.item.bits)], permutation, thing)
    }

    /// Paints the looks of an item, from its first channel on.
    private func paint(_ looks: UInt32, _ permutation: IngredientPermutation, _ thing: UnsafeMutablePointer<Float>) {
        if looks & ItemLooks.plate != 0 { thing[GridChannels.plate] = 1 }
        var rest = looks & ItemLooks.ingredients
        while rest != 0 {
            thing[GridChannels.contents + permutation[Int(rest & ItemLooks.field)]] = Float(rest >> ItemLooks.countShift & ItemLooks.field)
            rest >>= ItemLooks.entryBits
        }
    }
}

extension GridEncoding {
    /// The shape of one player's view in a kitchen of `layout`: rows, columns, channels.
    public static func shape(_ layout: Layout) -> [Int] {
        let options = Options(layout)
        let channels = GridChannels(ingredients: layout.ingredientKinds, showsDelivery: options.showsDelivery)
        let (rows, columns) = options.viewSize.map { (2 * $0 + 1, 2 * $0 + 1) } ?? (layout.height, layout.width)
        return [rows, columns, channels.count]
    }
}
