/// The rules over packed rows that the caller keeps, with a tick's three phases one by one, for solvers that walk
/// through states instead of playing games.
///
/// A row is `words` 16-bit words in the form that docs/architecture.md describes: timestep, pose and held item of every
/// player, the item on every slot. A stepper lends its own memory to what the rules write apart from the row, so one
/// stepper serves one thread.
package final class KitchenStepper {
    package let kitchen: Kitchen
    /// Words of a row.
    package let words: Int
    /// The packed start of the kitchen.
    package let start: [UInt16]
    private let memory: RuleMemory
    private let tickingSlots: Int
    /// When the item on each slot came there, later ones higher: what a tick leaves behind of the order of objects.
    package let stamps: UnsafeMutableBufferPointer<Int32>
    private let actions: UnsafeMutableBufferPointer<UInt8>
    private let outcomes: UnsafeMutableBufferPointer<UInt32>

    /// - Throws: `ParameterError` where the kitchen's start is not a state of it.
    package init(_ kitchen: Kitchen) throws(ParameterError) {
        let packed = try kitchen.pack(kitchen.start)
        self.kitchen = kitchen
        memory = kitchen.memory
        words = kitchen.shape.stride
        start = packed.words
        tickingSlots = packed.tickingSlots
        stamps = .allocate(capacity: max(1, kitchen.shape.slots))
        stamps.initialize(repeating: 0)
        actions = .allocate(capacity: kitchen.players)
        actions.initialize(repeating: Action.stay.rawValue)
        outcomes = .allocate(capacity: kitchen.players)
        outcomes.initialize(repeating: 0)
    }

    deinit {
        stamps.deallocate()
        actions.deallocate()
        outcomes.deallocate()
    }

    // MARK: Where things are in a row

    /// Index of the word of the item on a slot.
    package func slotWord(_ slot: Int) -> Int { kitchen.shape.firstSlot + slot }

    /// Cells that can hold an item: pots row by row, then counters row by row.
    package var slotCells: [Cell] { kitchen.geometry.slotCells }

    /// What the pose faces, and the slot there if it is one.
    package func faced(_ pose: Pose) -> (terrain: Terrain, slot: Int?) {
        let face = FacedCell(bits: kitchen.tables.faced[pose.index])
        return (face.terrain, face.slot?.index)
    }

    // MARK: The rules

    /// Lets one player interact and nobody else do anything; no time passes. Interacts of several players in one
    /// tick are these one after the other, in player order (rules §4.1).
    package func interact(_ row: UnsafeMutablePointer<UInt16>, player: Int) -> Outcome {
        actions[player] = Action.interact.rawValue
        defer { actions[player] = Action.stay.rawValue }
        outcomes[player] = 0
        let (players, firstSlot) = (memory.tables.players, kitchen.shape.firstSlot)
        switch memory.tables.family {
        case .overcooked:
            memory.tables.interact(
                view(row), players: players, actions: UnsafeBufferPointer(actions), outcomes: outcomes, firstSlot: firstSlot)
        case .overcookedV2:
            memory.tables.interactV2(
                view(row), players: players, actions: UnsafeBufferPointer(actions), outcomes: outcomes, firstSlot: firstSlot)
        }
        return Outcome(bits: outcomes[player])
    }

    /// Moves everyone (rules §4.2); interacting counts as staying.
    package func move(_ row: UnsafeMutablePointer<UInt16>, _ joint: [Action]) {
        for (player, action) in joint.enumerated() { actions[player] = action.rawValue }
        memory.tables.move(view(row), as: memory.tables.family, players: memory.tables.players, actions: UnsafeBufferPointer(actions))
        for player in joint.indices { actions[player] = Action.stay.rawValue }
    }

    /// Lets soups start and tick (rules §4.3); the timestep stays.
    package func cook(_ row: UnsafeMutablePointer<UInt16>) {
        memory.tables.cook(view(row), as: memory.tables.family, firstSlot: kitchen.shape.firstSlot, tickingSlots: tickingSlots)
    }

    /// A whole tick; returns the team's reward.
    /// - Parameter joint: one action a player.
    package func tick(_ row: UnsafeMutablePointer<UInt16>, _ joint: [Action]) -> Double {
        for (player, action) in joint.enumerated() { choose(action, for: player) }
        defer { for player in joint.indices { choose(.stay, for: player) } }
        return tick(row)
    }

    /// Sets what `player` does in the coming ticks of `tick(_:)`; staying at first.
    package func choose(_ action: Action, for player: Int) { actions[player] = action.rawValue }

    /// A whole tick with the chosen actions, without allocating anything; returns the team's reward.
    package func tick(_ row: UnsafeMutablePointer<UInt16>) -> Double {
        memory.tables.tick(
            view(row), as: memory.tables.family, players: memory.tables.players, actions: UnsafeBufferPointer(actions), outcomes: outcomes,
            tickingSlots: tickingSlots)
        var reward = 0.0
        for outcome in outcomes where outcome >> Outcome.earningShift != 0 {
            reward += kitchen.sparseReward(Outcome(bits: outcome))
        }
        return reward
    }

    /// A whole tick of `state` with the chosen actions; returns the team's reward.
    package func tick(_ state: StateBuffer) -> Double { tick(state.memory.baseAddress.unsafelyUnwrapped) }

    /// A whole tick of `state` in which nobody interacts, after the caller has moved everyone; in kitchens of Overcooked-AI.
    package func pass(_ state: StateBuffer) {
        let row = view(state.memory.baseAddress.unsafelyUnwrapped)
        memory.tables.pass(row, as: .overcooked, firstSlot: kitchen.shape.firstSlot, tickingSlots: tickingSlots)
    }

    /// As `interact(_:player:)`, on a row that the caller keeps.
    package func interact(_ row: inout [UInt16], player: Int) -> Outcome {
        row.withUnsafeMutableBufferPointer { interact($0.baseAddress.unsafelyUnwrapped, player: player) }
    }

    /// As `move(_:_:)`, on a row that the caller keeps.
    package func move(_ row: inout [UInt16], _ joint: [Action]) {
        row.withUnsafeMutableBufferPointer { move($0.baseAddress.unsafelyUnwrapped, joint) }
    }

    /// As `cook(_:)`, on a row that the caller keeps.
    package func cook(_ row: inout [UInt16]) {
        row.withUnsafeMutableBufferPointer { cook($0.baseAddress.unsafelyUnwrapped) }
    }

    private func view(_ row: UnsafeMutablePointer<UInt16>) -> Row {
        Row(words: UnsafeMutableBufferPointer(start: row, count: words), stamps: stamps)
    }
}

extension KitchenGame {
    /// The packed row, see `KitchenStepper`.
    package var row: [UInt16] {
        get { packed.words }
        set { packed.words = newValue }
    }

    /// When the item on each slot came there, see `KitchenStepper.stamps`.
    package var stamps: [Int32] {
        get { packed.stamps }
        set { packed.stamps = newValue }
    }
}
