import Basics

/// Random starts of OvercookedV2 (OvercookedV2 §4): everyone somewhere in their own room, facing anywhere, and in a random reset
/// also random hands, pots and counters.
struct RandomReset: Sendable {
    /// Whether hands, pots and counters are filled.
    private let fills: Bool
    /// The floor cells of each player's room.
    private let rooms: [[Int]]
    private let tables: RuleTables
    private let kinds: Int
    /// Every possible recipe as a dish, one that stands twice twice.
    private let dishes: [UInt16]
    private let firstSlot: Int

    init(_ kitchen: Kitchen, fills: Bool) {
        self.fills = fills
        let zones = FloorZones(kitchen).ofFloor
        rooms = kitchen.layout.starts.map { start in
            let own = kitchen.pose(start, .north).map { zones[$0.cell] }
            return zones.indices.filter { zones[$0] == own }
        }
        tables = kitchen.tables
        kinds = max(1, kitchen.layout.ingredientKinds)
        dishes = (kitchen.layout.parameters.recipes?.possible ?? []).compactMap {
            Item(unordered: $0, tick: RecipeRules.cookTime)?.bits
        }
        firstSlot = kitchen.shape.firstSlot
    }

    /// Changes a row that is a layout's start.
    func fill(_ row: Row, using random: inout some RandomNumberGenerator) {
        place(row, using: &random)
        guard fills else { return }
        for player in 0..<tables.players { row[RowShape.held(player)] = thing(ingredients: 0.25, dishes: 0.15, using: &random) }
        for slot in 0..<tables.pots { row[firstSlot + slot] = soup(using: &random) ?? row[firstSlot + slot] }
        for slot in tables.pots..<tables.slots { row[firstSlot + slot] = thing(ingredients: 0.3, dishes: 0.1, using: &random) }
    }

    /// Everyone on a cell of their room that nobody before them took.
    private func place(_ row: Row, using random: inout some RandomNumberGenerator) {
        for player in 0..<tables.players {
            func isFree(_ cell: Int) -> Bool { (0..<player).allSatisfy { Pose(bits: row[RowShape.pose($0)]).cell != cell } }
            let free = rooms[player].filter(isFree)
            row[RowShape.pose(player)] = Pose(cell: free[random.below(free.count)], direction: random.below(Pose.perCell)).bits
        }
    }

    /// Nothing half of the time, a plate in a tenth, else an ingredient or a dish.
    private func thing(ingredients: Double, dishes share: Double, using random: inout some RandomNumberGenerator) -> UInt16 {
        let (nothing, plate) = (0.5, 0.1)
        switch random.uniform() {
        case ..<nothing: return 0
        case ..<(nothing + plate): return Item.dish.bits
        case ..<(nothing + plate + ingredients): return Item.looseBits(ofIngredient: random.below(kinds))
        default: return dishes[random.below(dishes.count)]
        }
    }

    /// What is in a pot; nil leaves what is there.
    private func soup(using random: inout some RandomNumberGenerator) -> UInt16? {
        let (nothing, idle, cooking) = (0.4, 0.35, 0.15)
        let most = Recipe.mostUnordered
        let part = 1 + random.below(most)
        let started = tables.startsByItself ? most : part
        switch random.uniform() {
        case ..<nothing: return nil
        case ..<(nothing + idle): return soup(part, field: 0, using: &random)
        case ..<(nothing + idle + cooking):
            return soup(started, field: UInt16(1 + random.below(RecipeRules.cookTime)), using: &random)
        default: return soup(started, field: RuleTables.readyFieldV2, using: &random)
        }
    }

    /// A soup of `count` ingredients with that tick field.
    private func soup(_ count: Int, field: UInt16, using random: inout some RandomNumberGenerator) -> UInt16 {
        let index = (0..<count).reduce(0) { index, _ in Int(tables.afterAdding[RuleTables.unorderedEntry(index, random.below(kinds))]) }
        return UInt16(index) << Item.tickShift | Item.unorderedBit | field
    }
}
