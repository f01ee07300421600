/// Interacting and time in OvercookedV2 (OvercookedV2 §5.4 to §5.6, §6).
extension RuleTables {
    /// Ticks that a pot cooks there.
    static let cookTimeV2 = UInt16(RecipeRules.cookTime)
    /// Ticks that a button shows the recipe, the one of the press included.
    private static let buttonTime = UInt16(RecipeRules.buttonTime)
    /// The tick field of a soup that is started in this tick.
    private static let startedField: UInt16 = 1
    /// The tick field of a soup that is done.
    static let readyFieldV2 = cookTimeV2 + 1

    /// Everyone who interacts does so, in player order; each sees what the earlier ones did (OvercookedV2 §5.4).
    @inline(__always)
    func interactV2(
        _ row: Row, players: Int, actions: UnsafeBufferPointer<UInt8>, outcomes: UnsafeMutableBufferPointer<UInt32>, firstSlot: Int
    ) {
        let wanted = Int(row[firstSlot &+ slots] & ~RowShape.deliveredBit)
        var plates = 0
        for player in 0..<players where row[RowShape.held(player)] == Item.dish.bits { plates &+= 1 }
        for player in 0..<players where actions[player] == Action.interact.rawValue {
            let face = FacedCell(bits: faced[Int(row[RowShape.pose(player)])])
            let held = row[RowShape.held(player)]
            switch face.role {
            case .counter:
                outcomes[player] = useCounterV2(row, player, firstSlot &+ face.index, held, firstSlot)
            case .pot:
                outcomes[player] = usePotV2(row, player, firstSlot &+ face.index, held, wanted, firstSlot)
            case .onionDispenser where held == 0:
                row[RowShape.held(player)] = Item.onion.bits
                outcomes[player] = Event.onionPickup.mask
            case .tomatoDispenser where held == 0:
                row[RowShape.held(player)] = Item.tomato.bits
                outcomes[player] = Event.tomatoPickup.mask
            case .laterDispenser where held == 0:
                row[RowShape.held(player)] = Item.looseBits(ofIngredient: face.index)
            case .dishDispenser where held == 0:
                outcomes[player] = Event.dishPickup.mask | plateEarning(row, plates, firstSlot)
                row[RowShape.held(player)] = Item.dish.bits
            case .serving where held & Item.unorderedBit != 0:
                row[RowShape.held(player)] = 0
                let isRight = Int(held &>> Item.tickShift) == wanted
                if isRight { row[firstSlot &+ slots] |= RowShape.deliveredBit }
                outcomes[player] = Event.soupDelivery.mask | (isRight ? EarningV2.rightDish : .wrongDish).bits
            case .recipeButton where held == 0:
                row[firstSlot &+ slots &+ 1 &+ face.index] = RuleTables.buttonTime
                outcomes[player] = EarningV2.button.bits
            default:
                break
            }
        }
    }

    /// Putting down on an empty counter, or taking from a full one with empty hands.
    @inline(__always)
    private func useCounterV2(_ row: Row, _ player: Int, _ slot: Int, _ held: UInt16, _ firstSlot: Int) -> UInt32 {
        let lying = row[slot]
        guard (held == 0) != (lying == 0) else { return 0 }
        row[slot] = held
        row[RowShape.held(player)] = lying
        guard held != 0 else { return RuleTables.pickup(lying) }
        stamp(row, slot &- firstSlot, player)
        return RuleTables.drop(held)
    }

    /// Adding an ingredient, starting to cook, filling a dish.
    @inline(__always)
    private func usePotV2(_ row: Row, _ player: Int, _ slot: Int, _ held: UInt16, _ wanted: Int, _ firstSlot: Int) -> UInt32 {
        let soup = row[slot]
        let index = Int(soup &>> Item.tickShift)
        let field = soup & Item.unorderedTickMask
        guard field == 0 else {
            guard field == RuleTables.readyFieldV2, held == Item.dish.bits else { return 0 }
            row[slot] = 0
            row[RowShape.held(player)] = soup
            return Event.soupPickup.mask | Outcome.soupFromPot | (index == wanted ? EarningV2.rightSoup.bits : 0)
        }
        let size = Int(unorderedSize[index])
        if startsByItself && size == Recipe.mostUnordered {
            // A full pot that does not cook is there only after a random reset; anything starts it.
            row[slot] = soup | RuleTables.startedField
            return 0
        }
        guard held != 0 else {
            guard !startsByItself, soup != 0 else { return 0 }
            row[slot] = soup | RuleTables.startedField
            return index == wanted ? EarningV2.rightStart.bits : 0
        }
        guard held != Item.dish.bits, held & Item.unorderedBit == 0, size < Recipe.mostUnordered else { return 0 }
        let ingredient = Item.ingredientIndex(ofLooseBits: held)
        let entry = RuleTables.unorderedEntry(index, ingredient)
        let isFull = startsByItself && size == Recipe.mostUnordered - 1
        row[RowShape.held(player)] = 0
        row[slot] = afterAdding[entry] &<< Item.tickShift | Item.unorderedBit | (isFull ? RuleTables.startedField : 0)
        if soup == 0 { stamp(row, slot &- firstSlot, player) }
        let isUseful = unorderedCount[entry] < unorderedCount[RuleTables.unorderedEntry(wanted, ingredient)]
        let event = ingredient == 0 ? Event.pottingOnion.mask : ingredient == 1 ? Event.pottingTomato.mask : 0
        return event | (isUseful ? EarningV2.usefulPlacement.bits : 0)
    }

    /// What taking a plate from its pile earns: something while fewer cooks held one at the beginning of the tick than pots hold
    /// anything now, and none lies about (OvercookedV2 §6.2).
    @inline(__always)
    private func plateEarning(_ row: Row, _ plates: Int, _ firstSlot: Int) -> UInt32 {
        var used = 0
        for slot in firstSlot..<(firstSlot &+ pots) where row[slot] != 0 { used &+= 1 }
        guard plates < used else { return 0 }
        for slot in (firstSlot &+ pots)..<(firstSlot &+ slots) where row[slot] == Item.dish.bits { return 0 }
        return EarningV2.usefulPlate.bits | Event.usefulDishPickup.mask
    }

    /// The event of taking `item` from a counter.
    @inline(__always)
    private static func pickup(_ item: UInt16) -> UInt32 {
        switch item {
        case Item.onion.bits: Event.onionPickup.mask
        case Item.tomato.bits: Event.tomatoPickup.mask
        case Item.dish.bits: Event.dishPickup.mask
        default: item & Item.unorderedBit == 0 ? 0 : Event.soupPickup.mask
        }
    }

    /// The event of putting `item` on a counter.
    @inline(__always)
    private static func drop(_ item: UInt16) -> UInt32 {
        switch item {
        case Item.onion.bits: Event.onionDrop.mask
        case Item.tomato.bits: Event.tomatoDrop.mask
        case Item.dish.bits: Event.dishDrop.mask
        default: item & Item.unorderedBit == 0 ? 0 : Event.soupDrop.mask
        }
    }

    /// Pots cook, and buttons go dark (OvercookedV2 §5.5).
    @inline(__always)
    func cookV2(_ row: Row, firstSlot: Int) {
        for slot in firstSlot..<(firstSlot &+ pots) {
            let item = row[slot]
            // Started and not yet ready: the tick field is from 1 to the cook time.
            let isCooking = (item & Item.unorderedTickMask) &- RuleTables.startedField < RuleTables.cookTimeV2
            row[slot] = item &+ (isCooking ? 1 : 0)
        }
        let firstButton = firstSlot &+ slots &+ 1
        for button in firstButton..<(firstButton &+ buttons) { row[button] &-= row[button] == 0 ? 0 : 1 }
    }
}

extension Item {
    /// The packed form of the loose ingredient of that index.
    @inline(__always)
    static func looseBits(ofIngredient index: Int) -> UInt16 {
        index < 2 ? UInt16(truncatingIfNeeded: index &+ 1) : UInt16(truncatingIfNeeded: index &+ 2)
    }

    /// The index of a loose ingredient, from its packed form.
    @inline(__always)
    static func ingredientIndex(ofLooseBits bits: UInt16) -> Int { bits < dish.bits ? Int(bits) &- 1 : Int(bits) &- 2 }
}
