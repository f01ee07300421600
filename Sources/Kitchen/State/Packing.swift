/// A kitchen's packed state, owned: what a `Row` points into.
struct PackedState: Sendable, Hashable {
    var words: [UInt16]
    var stamps: [Int32]
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
            if let problem = problem(in: player.held) { return "player \(index + 1) holds \(problem)" }
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
            if let problem = problem(in: object.item) { return "\(object.cell) holds \(problem)" }
        }
        return nil
    }

    private func problem(in item: Item) -> String? {
        guard let recipe = item.recipe, recipe.size > book.maxIngredients else { return nil }
        return "a soup of \(recipe.size) ingredients; at most \(book.maxIngredients) fit"
    }

    /// The packed form of `state`.
    /// - Throws: `ParameterError` where `problem(in:)` finds one.
    func pack(_ state: KitchenState) throws -> PackedState {
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
        unreadyOutside = unreadyOutside || state.players.contains { isUnready($0.held) }
        return PackedState(words: words, stamps: stamps, tickingSlots: unreadyOutside ? shape.slots : geometry.pots)
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
        return KitchenState(timestep: RowShape.timestep(low: words[0], high: words[1]), players: players, objects: objects)
    }
}
