/// A kitchen's rules as flat tables, made once and read by the tick.
///
/// Everything that the tick indexes is a `Pose`, a `Slot` or an item's content, so each index is bounded by how it was made;
/// `TableBoundsTests` walks them all.
struct RuleTables: @unchecked Sendable {
    // Sendable: the memory behind the pointers is written in `RuleMemory.init` and never after.

    let family: RuleFamily
    let players: Int
    let pots: Int
    let slots: Int
    /// How many recipe buttons there are.
    let buttons: Int
    /// Whether soups start by themselves, and only so.
    let startsByItself: Bool
    let maxIngredients: Int
    /// The pose after an action when nobody is in the way: `[MoveTable.index(pose, action)]`.
    let moved: UnsafeBufferPointer<UInt16>
    /// What a pose faces, as `FacedCell.bits`: `[pose.index]`.
    let faced: UnsafeBufferPointer<UInt16>
    /// Per content: tick field of a ready soup (cook time + 1), 0 for everything else.
    let readyField: UnsafeBufferPointer<UInt16>
    /// Per content: one tick where an idle soup starts to cook by itself, else 0.
    let autoStart: UnsafeBufferPointer<UInt16>
    /// Per content: number of ingredients.
    let count: UnsafeBufferPointer<UInt8>
    /// Per content: outcome bits of a delivery.
    let delivery: UnsafeBufferPointer<UInt32>
    /// Outcome bits of potting: `[content of the pot << 1 | ingredient]`.
    let potting: UnsafeBufferPointer<UInt32>
    /// OvercookedV2: the index in `Recipe.unordered` after an ingredient is added, where it still fits:
    /// `[RuleTables.unorderedEntry(index, ingredient)]`.
    let afterAdding: UnsafeBufferPointer<UInt16>
    /// OvercookedV2: how many there are of an ingredient, in the same order.
    let unorderedCount: UnsafeBufferPointer<UInt8>
    /// OvercookedV2: number of ingredients by index in `Recipe.unordered`.
    let unorderedSize: UnsafeBufferPointer<UInt8>
    /// OvercookedV2: the recipes that can be wanted, as their places in `Recipe.unordered`.
    let possible: UnsafeBufferPointer<UInt16>
    /// OvercookedV2: whether another recipe is drawn after a right dish.
    let redraws: Bool
}

/// Owns the memory of a kitchen's `RuleTables`.
final class RuleMemory: Sendable {
    let tables: RuleTables

    init(_ geometry: Geometry, book: RecipeBook, dynamics: Dynamics, rules: RecipeRules?) {
        let family: RuleFamily = rules == nil ? .overcooked : .overcookedV2
        let recipes = Item.soupsByContent.prefix(Item.orderedContents)
        func perContent<T>(_ zero: T, _ value: (Item, Recipe) -> T) -> UnsafeBufferPointer<T> {
            RuleMemory.frozen(recipes.map { soup in soup.flatMap { item in item.recipe.map { value(item, $0) } } ?? zero })
        }
        tables = RuleTables(
            family: family, players: geometry.players, pots: geometry.pots, slots: geometry.slotCells.count,
            buttons: geometry.buttons.count,
            startsByItself: dynamics == .old, maxIngredients: book.maxIngredients,
            moved: RuleMemory.frozen(geometry.moves.entries), faced: RuleMemory.frozen(geometry.faced),
            readyField: perContent(0) { UInt16(book.cookTime($1) + 1) },
            autoStart: perContent(0) { dynamics == .old && $1.size == 3 ? Item.oneTick : 0 },
            count: perContent(0) { UInt8($1.size) },
            delivery: perContent(0) { book.deliveryOutcome($1) },
            potting: RuleMemory.frozen(book.pottingOutcomes()),
            afterAdding: RuleMemory.frozen(family == .overcooked ? [] : UnorderedTables.afterAdding),
            unorderedCount: RuleMemory.frozen(family == .overcooked ? [] : UnorderedTables.counts),
            unorderedSize: RuleMemory.frozen(family == .overcooked ? [] : Recipe.unordered.map { UInt8($0.size) }),
            possible: RuleMemory.frozen((rules?.possible ?? []).compactMap { $0.unorderedIndex }.map { UInt16($0) }),
            redraws: rules?.redrawsOnDelivery ?? false)
    }

    deinit {
        tables.moved.deallocate()
        tables.faced.deallocate()
        tables.readyField.deallocate()
        tables.autoStart.deallocate()
        tables.count.deallocate()
        tables.delivery.deallocate()
        tables.potting.deallocate()
        tables.afterAdding.deallocate()
        tables.unorderedCount.deallocate()
        tables.unorderedSize.deallocate()
        tables.possible.deallocate()
    }

    private static func frozen<T>(_ values: [T]) -> UnsafeBufferPointer<T> {
        let memory = UnsafeMutableBufferPointer<T>.allocate(capacity: values.count)
        _ = memory.initialize(from: values)
        return UnsafeBufferPointer(memory)
    }
}

extension Item {
    /// The idle soup of every content that is one.
    package static let soupsByContent: [Item?] =
        (0..<orderedContents).map { content in
            let sequence = content & Int(sequenceMask)
            return content & Int(soupBit) != 0 && sequence > Int(emptySequence) ? Item(bits: UInt16(content)) : nil
        } + Recipe.unordered.map { Item(unordered: $0, tick: -1) }
}

extension RecipeBook {
    /// Outcome bits of delivering `recipe`.
    fileprivate func deliveryOutcome(_ recipe: Recipe) -> UInt32 {
        guard let index = recipes.firstIndex(of: recipe) else { return Event.soupDelivery.mask }
        return Event.soupDelivery.mask | UInt32(index + 1) << Outcome.earningShift
    }

    /// Outcome bits of adding either ingredient to every idle content (rules §4.4, potting outcomes).
    fileprivate func pottingOutcomes() -> [UInt32] {
        Item.soupsByContent.prefix(Item.orderedContents).flatMap { soup in
            Ingredient.classic.map { ingredient in
                let before = soup?.recipe
                let after = Recipe((before?.ingredients ?? []) + [ingredient])
                return pottingOutcome(ingredient, bestBefore: bestReward(from: before), bestAfter: bestReward(from: after))
            }
        }
    }

    private func pottingOutcome(_ ingredient: Ingredient, bestBefore: Double, bestAfter: Double) -> UInt32 {
        let rows: [(holds: Bool, onion: Event, tomato: Event)] = [
            (true, .pottingOnion, .pottingTomato),
            (bestBefore == bestAfter, .optimalOnionPotting, .optimalTomatoPotting),
            (bestAfter > 0, .viableOnionPotting, .viableTomatoPotting),
            (bestBefore > 0 && bestAfter == 0, .catastrophicOnionPotting, .catastrophicTomatoPotting),
            (bestBefore == 0, .uselessOnionPotting, .uselessTomatoPotting),
        ]
        return rows.filter { $0.holds }.reduce(0) { $0 | (ingredient == .onion ? $1.onion : $1.tomato).mask }
    }
}

/// Tables over `Recipe.unordered`, the same for every kitchen.
private enum UnorderedTables {
    static let afterAdding: [UInt16] = entries { recipe, ingredient in
        UInt16(Recipe(recipe.ingredients + [ingredient]).unorderedIndex ?? 0)
    }

    static let counts: [UInt8] = entries { recipe, ingredient in UInt8(recipe[ingredient]) }

    private static func entries<T>(_ value: (Recipe, Ingredient) -> T) -> [T] {
        Recipe.unordered.flatMap { recipe in Ingredient.allCases.map { value(recipe, $0) } }
    }
}

extension RuleTables {
    /// Whether a soup that was started is done.
    @inline(__always)
    func isReady(_ soup: Item) -> Bool {
        soup.isUnordered
            ? soup.bits & Item.unorderedTickMask == RuleTables.readyFieldV2 : soup.bits &>> Item.tickShift >= readyField[soup.content]
    }

    /// How many kinds of ingredients there are.
    private static let kinds = 10

    /// Where the entry of a multiset and an ingredient lies in the tables of OvercookedV2.
    @inline(__always)
    static func unorderedEntry(_ index: Int, _ ingredient: Int) -> Int { index &* kinds &+ ingredient }
}
