import Kitchen

/// Counters that a kitchen's geometry gives a meaning, the same one to every learner: the one cook who can see the wanted recipe marks
/// recipe k by an item on the k-th of them.
///
/// They are the first counters, in reading order, that this cook can reach and the other can see, as many as there are recipes. What
/// is marked earns the cook a little (`RecurrentSettings.focalPoints`), so that learners of different seeds tell the recipe in the
/// same way (Schelling 1960, "The Strategy of Conflict").
struct FocalPoints: Sendable {
    /// The seat that sees the recipe.
    let knower: Int
    /// The counters, by the recipe that each is for.
    let counters: [Cell]
    /// Where the counters' items are in a row.
    private let words: [Int]
    private let wanted: WantedRecipe

    /// - Throws: `LearningError` for a kitchen in which none or both see the recipe, or in which too few counters are for both.
    init(_ kitchen: Kitchen) throws {
        let layout = kitchen.layout
        guard let rules = layout.parameters.recipes, rules.viewSize != nil, kitchen.players == 2, rules.possible.count > 1 else {
            throw LearningError("'\(layout.name)' has no focal points: they tell one of two cooks which of several recipes is wanted")
        }
        let zones = FloorZones(kitchen)
        let zoneOfSeat = layout.starts.compactMap { kitchen.floor.firstIndex(of: $0).map { zones.ofFloor[$0] } }
        let seeing = (0..<2).filter { seat in kitchen.indicators.contains { zones.isSeen($0, from: zoneOfSeat[seat], in: kitchen) } }
        guard let knower = seeing.first, seeing.count == 1 else {
            let who = seeing.isEmpty ? "none of the cooks sees" : "both cooks can see"
            throw LearningError("'\(layout.name)' has no focal points: \(who) the recipe, and one alone must")
        }
        let counters = zones.counters(zoneOfSeat[knower], seenFrom: zoneOfSeat[1 - knower], in: kitchen)
            .prefix(rules.possible.count).map { kitchen.motion.stations[$0] }
        guard counters.count == rules.possible.count else {
            throw LearningError(
                "'\(layout.name)' has \(counters.count) counters that player \(knower + 1) can reach and the other can see; "
                    + "\(rules.possible.count) recipes need as many focal points")
        }
        self.knower = knower
        self.counters = counters
        words = counters.compactMap { cell in kitchen.slotCells.firstIndex(of: cell).map { kitchen.shape.firstSlot + $0 } }
        wanted = WantedRecipe(kitchen)
    }

    /// Whether a row has something on the wanted recipe's counter and nothing on the others.
    @inline(__always)
    func isMarked(_ row: UnsafePointer<UInt16>) -> Bool {
        guard let wanted = wanted.number(in: row) else { return false }
        for (number, word) in words.enumerated() where (row[word] != 0) != (number == wanted) { return false }
        return true
    }
}
