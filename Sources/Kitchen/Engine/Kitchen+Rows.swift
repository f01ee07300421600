/// Packed rows that somebody else keeps (docs/architecture.md, the packed state), as programs in other languages do.
extension Kitchen {
    /// Words of a row.
    package var rowWords: Int { shape.stride }

    /// The packed form of a state, and the stamps of its slots.
    /// - Throws: `ParameterError` where `problem(in:)` finds one.
    package func row(of state: KitchenState) throws(ParameterError) -> (words: [UInt16], stamps: [Int32]) {
        let packed = try pack(state)
        return (packed.words, packed.stamps)
    }

    /// The readable form of a row in which `problem(inRow:)` finds nothing.
    /// - Parameters:
    ///   - words: `rowWords` words.
    ///   - stamps: one a slot.
    package func state(ofRow words: some RandomAccessCollection<UInt16>, stamps: some RandomAccessCollection<Int32>) -> KitchenState {
        unpack(words: words, stamps: stamps)
    }

    /// Why a row cannot be one of this kitchen's, or nil: what no packed state can be, so that every row that passes can be played.
    package func problem(inRow words: UnsafePointer<UInt16>) -> String? {
        guard RowShape.timestep(low: words[0], high: words[1]) <= RowShape.maxTimestep else { return "the timestep is too large" }
        for player in 0..<players {
            let pose = Pose(bits: words[RowShape.pose(player)])
            guard pose.index < geometry.poses else { return "player \(player + 1) stands nowhere" }
            for other in 0..<player where Pose(bits: words[RowShape.pose(other)]).cell == pose.cell {
                return "players \(other + 1) and \(player + 1) stand on one cell"
            }
            guard isItem(words[RowShape.held(player)]) else { return "player \(player + 1) holds no item of this kitchen" }
        }
        for slot in 0..<shape.slots {
            let item = Item(bits: words[shape.firstSlot + slot])
            let fits = slot >= geometry.pots || item.isNone || item.isSoup
            guard fits, isItem(item.bits) else { return "\(geometry.slotCells[slot]) holds no item of this kitchen" }
        }
        guard layout.family == .overcookedV2 else { return nil }
        guard Int(words[shape.recipe] & ~RowShape.deliveredBit) < Recipe.unordered.count else { return "the wanted recipe is none" }
        for button in geometry.buttons.indices where words[shape.firstButton + button] > UInt16(RecipeRules.buttonTime) {
            return "a button shows the recipe for too long"
        }
        return nil
    }

    /// Whether these bits are an item that the kitchen can have, or nothing.
    private func isItem(_ bits: UInt16) -> Bool {
        guard let item = Item(checking: Int(bits)) else { return false }
        guard item.isSoup else {
            return item.ingredient.map { layout.family == .overcookedV2 || Ingredient.classic.contains($0) } ?? true
        }
        return item.isUnordered == (layout.family == .overcookedV2) && item.ingredients.count <= book.maxIngredients
    }

    /// Whether a row has a soup outside the pots that is not done: it cooks wherever it is put down.
    /// - Parameter words: a row in which `problem(inRow:)` finds nothing.
    func hasUnreadySoupOutsidePots(_ words: UnsafePointer<UInt16>) -> Bool {
        guard layout.family == .overcooked else { return false }
        let tables = tables
        func isUnready(_ bits: UInt16) -> Bool { Item(bits: bits).isSoup && !tables.isReady(Item(bits: bits)) }
        return (0..<players).contains { isUnready(words[RowShape.held($0)]) }
            || (geometry.pots..<shape.slots).contains { isUnready(words[shape.firstSlot + $0]) }
    }

    /// Plays a tick on a row.
    /// - Parameters:
    ///   - words: `rowWords` words in which `problem(inRow:)` finds nothing.
    ///   - stamps: one a slot.
    ///   - actions: one index 0-5 a player.
    ///   - outcomes: one `Outcome.bits` a player, overwritten.
    ///   - cooksEverywhere: whether soups that are not ready cook on counters, too, as they do where a state has such.
    package func tick(
        _ words: UnsafeMutablePointer<UInt16>, _ stamps: UnsafeMutablePointer<Int32>, actions: UnsafePointer<UInt8>,
        outcomes: UnsafeMutablePointer<UInt32>, cooksEverywhere: Bool
    ) {
        let tables = tables
        let row = Row(
            words: UnsafeMutableBufferPointer(start: words, count: shape.stride),
            stamps: UnsafeMutableBufferPointer(start: stamps, count: shape.slots))
        tables.tick(
            row, as: tables.family, players: tables.players, actions: UnsafeBufferPointer(start: actions, count: tables.players),
            outcomes: UnsafeMutableBufferPointer(start: outcomes, count: tables.players),
            tickingSlots: cooksEverywhere ? shape.slots : geometry.pots)
    }

    /// Whether an outcome that comes from elsewhere can be one of this kitchen's.
    package func canPay(_ outcome: Outcome) -> Bool { outcome.earning < earningCount }

    /// Sparse and shaped rewards by the words of outcomes that decide them; see `OutcomeRewards`.
    package var outcomeRewards: OutcomeRewards { OutcomeRewards(self) }
}

/// What outcomes pay, as tables: the same as `Kitchen.sparseReward` and `shapedReward`, for loops over many.
package struct OutcomeRewards: Sendable {
    /// By what was earned.
    package let sparse: [Float]
    private let shapedByEarning: [Float]
    /// By three bits: potting, a useful dish pickup, a soup out of a pot.
    private let shapedByEvents: [Float]
    private static let earnings = 1 << (32 - Int(Outcome.earningShift))
    private static let potting = Event.pottingOnion.mask | Event.pottingTomato.mask

    init(_ kitchen: Kitchen) {
        let earned = (0..<OutcomeRewards.earnings).map { Outcome(bits: UInt32($0) << Outcome.earningShift) }
        let known = kitchen.earningCount
        sparse = earned.enumerated().map { $0 < known ? Float(kitchen.sparseReward($1)) : 0 }
        let byEarning = kitchen.layout.family == .overcookedV2
        shapedByEarning = earned.enumerated().map { byEarning && $0 < known ? Float(kitchen.shapedReward($1)) : 0 }
        shapedByEvents = (0..<8).map { (bits: UInt32) in
            let pottedAndPicked = (bits & 1 != 0 ? Event.pottingOnion.mask : 0) | (bits & 2 != 0 ? Event.usefulDishPickup.mask : 0)
            let outcome = Outcome(bits: pottedAndPicked | (bits & 4 != 0 ? Outcome.soupFromPot : 0))
            return byEarning ? 0 : Float(kitchen.shapedReward(outcome))
        }
    }

    /// What a player gained for the team.
    @inline(__always)
    package func sparse(_ bits: UInt32) -> Float { sparse.span[Int(bits &>> Outcome.earningShift)] }

    /// What a player earned on the way to a delivery.
    @inline(__always)
    package func shaped(_ bits: UInt32) -> Float {
        let events =
            (bits & OutcomeRewards.potting != 0 ? 1 : 0) | (bits & Event.usefulDishPickup.mask != 0 ? 2 : 0)
            | (bits & Outcome.soupFromPot != 0 ? 4 : 0)
        return shapedByEarning.span[Int(bits &>> Outcome.earningShift)] + shapedByEvents.span[events]
    }
}

extension Item {
    /// The item of a packed form that comes from elsewhere; nil where it is none of either rule family.
    package init?(checking bits: Int) {
        guard let packed = UInt16(exactly: bits) else { return nil }
        let item = Item(bits: packed)
        if item.isUnordered {
            guard (1..<Recipe.unordered.count).contains(item.unorderedIndex), item.tick <= RecipeRules.cookTime else { return nil }
        } else if item.isSoup {
            guard packed & Item.sequenceMask > Item.emptySequence else { return nil }
        } else {
            guard packed <= Item.looseBits(ofIngredient: Ingredient.allCases.count - 1) else { return nil }
        }
        self = item
    }
}
