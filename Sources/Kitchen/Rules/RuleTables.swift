/// A kitchen's rules as flat tables, made once and read by the tick.
///
/// Everything that the tick indexes is a `Pose`, a `Slot` or an item's content, so each index is bounded by how it was made;
/// `TableBoundsTests` walks them all.
struct RuleTables: @unchecked Sendable {
    // Sendable: the memory behind the pointers is written in `RuleMemory.init` and never after.

    let players: Int
    let pots: Int
    let slots: Int
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
}

/// Owns the memory of a kitchen's `RuleTables`.
final class RuleMemory: Sendable {
    let tables: RuleTables

    init(_ geometry: Geometry, book: RecipeBook, dynamics: Dynamics) {
        let recipes = Item.soupsByContent()
        func perContent<T>(_ zero: T, _ value: (Item, Recipe) -> T) -> UnsafeBufferPointer<T> {
            RuleMemory.frozen(recipes.map { soup in soup.flatMap { item in item.recipe.map { value(item, $0) } } ?? zero })
        }
        tables = RuleTables(
            players: geometry.players, pots: geometry.pots, slots: geometry.slotCells.count,
            startsByItself: dynamics == .old, maxIngredients: book.maxIngredients,
            moved: RuleMemory.frozen(geometry.moves.entries), faced: RuleMemory.frozen(geometry.faced),
            readyField: perContent(0) { UInt16(book.cookTime($1) + 1) },
            autoStart: perContent(0) { dynamics == .old && $1.size == 3 ? Item.oneTick : 0 },
            count: perContent(0) { UInt8($1.size) },
            delivery: perContent(0) { book.deliveryOutcome($1) },
            potting: RuleMemory.frozen(book.pottingOutcomes()))
    }

    deinit {
        tables.moved.deallocate()
        tables.faced.deallocate()
        tables.readyField.deallocate()
        tables.autoStart.deallocate()
        tables.count.deallocate()
        tables.delivery.deallocate()
        tables.potting.deallocate()
    }

    private static func frozen<T>(_ values: [T]) -> UnsafeBufferPointer<T> {
        let memory = UnsafeMutableBufferPointer<T>.allocate(capacity: values.count)
        _ = memory.initialize(from: values)
        return UnsafeBufferPointer(memory)
    }
}

extension Item {
    /// The idle soup of every content that is one.
    package static func soupsByContent() -> [Item?] {
        (0..<contents).map { content in
            let sequence = content & Int(sequenceMask)
            return content & Int(soupBit) != 0 && sequence > Int(emptySequence) ? Item(bits: UInt16(content)) : nil
        }
    }
}

extension RecipeBook {
    /// Outcome bits of delivering `recipe`.
    fileprivate func deliveryOutcome(_ recipe: Recipe) -> UInt32 {
        guard let index = recipes.firstIndex(of: recipe) else { return Event.soupDelivery.mask }
        return Event.soupDelivery.mask | UInt32(index + 1) << Outcome.deliveryShift
    }

    /// Outcome bits of adding either ingredient to every idle content (rules §4.4, potting outcomes).
    fileprivate func pottingOutcomes() -> [UInt32] {
        Item.soupsByContent().flatMap { soup in
            Ingredient.allCases.map { ingredient in
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
        return rows.filter(\.holds).reduce(0) { $0 | (ingredient == .onion ? $1.onion : $1.tomato).mask }
    }
}
