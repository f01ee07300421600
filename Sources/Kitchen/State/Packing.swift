/// A kitchen's packed state, owned: what a `Row` points into.
@usableFromInline
struct PackedState: Sendable, Hashable {
    @usableFromInline var words: [UInt16]
    @usableFromInline var stamps: [Int32]
    /// How many slots cook, see `RuleTables.tick`.
    var tickingSlots: Int
}

extension Kitchen {
    /// Why `state` cannot be a state of this kitchen, or nil.
    public func problem(in state: KitchenState) -> String? {
        if state.players.count != players {
            return "has \(state.players.count) players, the grid has \(players)"
        }
        if !(0...RowShape.maxTimestep).contains(state.timestep) {
            return "timestep \(state.timestep) is not in 0...\(RowShape.maxTimestep)"
        }
        for (index, player) in state.players.enumerated() {
            if geometry.pose(player.cell, player.orientation) == nil {
                return "player \(index + 1) stands on \(player.cell), which is not floor"
            }
            if let other = state.players[..<index].firstIndex(where: { $0.cell == player.cell }) {
                return "players \(other + 1) and \(index + 1) both stand on \(player.cell)"
            }
            if let problem = problem(in: player.held) ?? problem(outsidePots: player.held) { return "player \(index + 1) holds \(problem)" }
        }
        var taken: Set<Cell> = []
        for object in state.objects {
            guard geometry.slot(object.cell) != nil else {
                return "an object lies on \(object.cell); only counters and pots can hold objects"
            }
            guard !object.item.isNone, layout[object.cell] != .pot || object.item.isSoup else {
                return "the pot at \(object.cell) holds something that is no soup"
            }
            guard taken.insert(object.cell).inserted else { return "two objects lie on \(object.cell)" }
            let outside = layout[object.cell] == .pot ? nil : problem(outsidePots: object.item)
            if let problem = problem(in: object.item) ?? outside { return "\(object.cell) holds \(problem)" }
        }
        return recipeProblem(in: state.recipe)
    }

    /// Why this cannot be the wanted recipe, or nil.
    private func recipeProblem(in recipe: RecipeState?) -> String? {
        guard layout.family == .overcookedV2 else {
            return recipe == nil ? nil : "has a wanted recipe, which \(layout.family.name) has not"
        }
        guard let recipe else { return "has no wanted recipe; \(layout.family.name) needs one" }
        if recipe.recipe.unorderedIndex == nil { return "the wanted recipe has \(recipe.recipe.size) ingredients; a pot holds 3" }
        for (cell, ticks) in recipe.buttons {
            if layout[cell] != .recipeButton { return "\(cell) is no recipe button" }
            if !(1...RecipeRules.buttonTime).contains(ticks) { return "the button at \(cell) shows the recipe for \(ticks) ticks" }
        }
        return nil
    }

    /// OvercookedV2 has no dish of food that is not cooked.
    private func problem(outsidePots item: Item) -> String? {
        item.isUnordered && item.tick != RecipeRules.cookTime ? "a dish of food that is not cooked" : nil
    }

    private func problem(in item: Item) -> String? {
        if item.isSoup && item.isUnordered != (layout.family == .overcookedV2) { return "a soup that \(layout.family.name) has not" }
        if let ingredient = item.ingredient, layout.family == .overcooked, !Ingredient.classic.contains(ingredient) {
            return "\(ingredient.withArticle), which \(layout.family.name) has not"
        }
        guard let recipe = item.recipe, recipe.size > book.maxIngredients else { return nil }
        return "a soup of \(recipe.size) ingredients; at most \(book.maxIngredients) fit"
    }

    /// The packed form of `state`.
    /// - Throws: `ParameterError` where `problem(in:)` finds one.
    func pack(_ state: KitchenState) throws(ParameterError) -> PackedState {
        if let problem = problem(in: state) { throw ParameterError(key: "state", message: problem) }
        var words = [UInt16](repeating: 0, count: shape.stride)
        var stamps = [Int32](repeating: 0, count: shape.slots)
        (words[0], words[1]) = RowShape.timeWords(state.timestep)
        for (index, player) in state.players.enumerated() {
            words[RowShape.pose(index)] = geometry.pose(player.cell, player.orientation)?.bits ?? 0
            words[RowShape.held(index)] = player.held.bits
        }
        var unreadyOutside = false
        for (order, object) in state.objects.enumerated() {
            guard let slot = geometry.slot(object.cell) else { continue }
            words[shape.firstSlot + slot] = object.item.bits
            stamps[slot] = Int32(order - state.objects.count)
            unreadyOutside = unreadyOutside || (slot >= geometry.pots && isUnready(object.item))
        }
        if let recipe = state.recipe {
            words[shape.recipe] = packed(recipe)
            for (index, cell) in geometry.buttons.enumerated() { words[shape.firstButton + index] = UInt16(recipe.buttons[cell] ?? 0) }
        }
        unreadyOutside = unreadyOutside || state.players.contains { isUnready($0.held) }
        return PackedState(words: words, stamps: stamps, tickingSlots: unreadyOutside ? shape.slots : geometry.pots)
    }

    private func packed(_ recipe: RecipeState) -> UInt16 {
        UInt16(recipe.recipe.unorderedIndex ?? 0) | (recipe.hasJustDelivered ? RowShape.deliveredBit : 0)
    }

    private func isUnready(_ item: Item) -> Bool {
        item.recipe.map { item.tick < book.cookTime($0) } ?? false
    }

    /// The readable form of a player.
    func player(at pose: Pose, holding held: Item) -> PlayerState {
        PlayerState(cell: geometry.floor[pose.cell], orientation: pose.facing, held: held)
    }

    /// The readable form of a row.
    func unpack(words: some RandomAccessCollection<UInt16>, stamps: some RandomAccessCollection<Int32>) -> KitchenState {
        let words = Array(words)
        let stamps = Array(stamps)
        let players = (0..<players).map { index in
            player(at: Pose(bits: words[RowShape.pose(index)]), holding: Item(bits: words[RowShape.held(index)]))
        }
        let objects = (0..<shape.slots).filter { words[shape.firstSlot + $0] != 0 }
            .sorted { stamps[$0] < stamps[$1] }
            .map { PlacedItem(cell: geometry.slotCells[$0], item: Item(bits: words[shape.firstSlot + $0])) }
        return KitchenState(
            timestep: RowShape.timestep(low: words[0], high: words[1]), players: players, objects: objects, recipe: recipe(in: words))
    }

    /// The wanted recipe of a row, and who is shown it; nil in Overcooked-AI.
    private func recipe(in words: [UInt16]) -> RecipeState? {
        guard layout.family == .overcookedV2 else { return nil }
        let shown = geometry.buttons.indices.map { (geometry.buttons[$0], Int(words[shape.firstButton + $0])) }
        return RecipeState(
            recipe: Recipe.unordered[Int(words[shape.recipe] & ~RowShape.deliveredBit)],
            buttons: Dictionary(uniqueKeysWithValues: shown.filter { $0.1 > 0 }),
            hasJustDelivered: words[shape.recipe] & RowShape.deliveredBit != 0)
    }
}
