/// How many pots are in which class, taken once before anyone interacts (rules §4.4).
struct PotCounts {
    /// Cooking, ready, or idle with as many ingredients as fit.
    var full = 0
    /// Cooking or ready.
    var started = 0
    /// Idle with fewer ingredients than fit, but some.
    var partial = 0
}

extension RuleTables {
    /// Everyone who interacts does so, in player order; each sees what the earlier ones did (rules §4.1).
    @inline(__always)
    func interact(
        _ row: Row, players: Int, actions: UnsafeBufferPointer<UInt8>, outcomes: UnsafeMutableBufferPointer<UInt32>,
        firstSlot: Int
    ) {
        let pots = countPots(row, firstSlot: firstSlot)
        for player in 0..<players where actions[player] == Action.interact.rawValue {
            let face = FacedCell(bits: faced[Int(row[RowShape.pose(player)])])
            let slot = firstSlot &+ face.index
            let held = row[RowShape.held(player)]
            switch face.role {
            case .counter:
                outcomes[player] = useCounter(row, player, slot, held, pots, firstSlot)
            case .pot:
                outcomes[player] = usePot(row, player, slot, held, firstSlot)
            case .onionDispenser where held == 0:
                row[RowShape.held(player)] = Item.onion.bits
                outcomes[player] = pickupOutcome(Item.onion.bits, row, player, pots, firstSlot)
            case .tomatoDispenser where held == 0:
                row[RowShape.held(player)] = Item.tomato.bits  // the reference logs no event here
            case .dishDispenser where held == 0:
                outcomes[player] = pickupOutcome(Item.dish.bits, row, player, pots, firstSlot)
                row[RowShape.held(player)] = Item.dish.bits
            case .serving where held & Item.soupBit != 0:
                row[RowShape.held(player)] = 0
                outcomes[player] = delivery[Int(held & Item.contentMask)]
            default:
                break
            }
        }
    }

    @inline(__always)
    private func countPots(_ row: Row, firstSlot: Int) -> PotCounts {
        var counts = PotCounts()
        for slot in firstSlot..<(firstSlot &+ pots) {
            let item = row[slot]
            let size = Int(count[Int(item & Item.contentMask)])
            let started = item >= Item.oneTick ? 1 : 0
            let full = started | (size == maxIngredients ? 1 : 0)
            counts.started &+= started
            counts.full &+= full
            counts.partial &+= (size == 0 ? 0 : 1) & ~full
        }
        return counts
    }

    /// Putting down on an empty counter, or taking from a full one with empty hands.
    @inline(__always)
    private func useCounter(
        _ row: Row, _ player: Int, _ slot: Int, _ held: UInt16, _ pots: PotCounts, _ firstSlot: Int
    ) -> UInt32 {
        let lying = row[slot]
        guard (held == 0) != (lying == 0) else { return 0 }
        let outcome =
            held == 0
            ? pickupOutcome(lying, row, player, pots, firstSlot) : dropOutcome(held, row, player, pots)
        row[slot] = held
        row[RowShape.held(player)] = lying
        if held != 0 { stamp(row, slot &- firstSlot, player) }
        return outcome
    }

    /// Starting to cook, filling a dish, adding an ingredient.
    @inline(__always)
    private func usePot(_ row: Row, _ player: Int, _ slot: Int, _ held: UInt16, _ firstSlot: Int) -> UInt32 {
        let soup = row[slot]
        let content = Int(soup & Item.contentMask)
        if held == 0 {
            if !startsByItself && soup != 0 && soup < Item.oneTick { row[slot] = soup &+ Item.oneTick }
            return 0
        }
        if held == Item.dish.bits {
            guard soup >= Item.oneTick && soup &>> Item.tickShift >= readyField[content] else { return 0 }
            row[slot] = 0
            row[RowShape.held(player)] = soup
            return Event.soupPickup.mask | Outcome.soupFromPot
        }
        guard held < Item.dish.bits, soup < Item.oneTick, Int(count[content]) < maxIngredients else { return 0 }
        let ingredient = held &- Item.onion.bits
        row[RowShape.held(player)] = 0
        let sequence = soup == 0 ? Item.emptySequence : soup & Item.sequenceMask
        row[slot] = Item.soupBit | sequence &<< 1 | ingredient
        if soup == 0 { stamp(row, slot &- firstSlot, player) }
        return potting[content &<< 1 | Int(ingredient)]
    }

    /// Stamps of one tick: more than there are players, of whom a map of Overcooked-AI has at most nine.
    private static var stampsPerTick: Int32 { 16 }

    /// Notes when an item came to a slot, for insertion order: by tick, then by player.
    @inline(__always)
    func stamp(_ row: Row, _ slot: Int, _ player: Int) {
        row.stamps[slot] = Int32(truncatingIfNeeded: row.timestep) &* RuleTables.stampsPerTick &+ Int32(truncatingIfNeeded: player)
    }
}
