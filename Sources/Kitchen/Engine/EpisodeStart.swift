import Basics

extension KitchenBatch {
    /// How episodes begin.
    public enum Starts: Sendable, Hashable {
        /// As the layout says.
        case standard
        /// Like the random starts of Overcooked-AI's reference, with this probability of things lying about (rules §5).
        case random(Double)
        /// Everyone on a random cell of their room, facing anywhere; the reference's `random_agent_positions` (OvercookedV2 §4).
        case randomPositions
        /// Random positions, hands, pots and counters; the reference's `random_reset` (OvercookedV2 §4).
        case randomReset
        /// One of these states, each equally likely, at timestep 0; in OvercookedV2 with its recipe (OvercookedV2 §4,
        /// `initial_state_buffer`).
        case states([KitchenState])
    }
}

/// The starts of a kitchen's episodes, ready to be drawn.
struct EpisodeStart: Sendable {
    /// The layout's start.
    let standard: PackedState
    /// How many slots cook after any of the starts, see `RuleTables.tick`.
    let tickingSlots: Int
    /// Whether the wanted recipe is drawn apart.
    let drawsRecipe: Bool
    private let kitchen: Kitchen
    private let way: Way

    private enum Way {
        case standard
        case random(RandomStart)
        case reset(RandomReset)
        case states([PackedState])
    }

    /// - Throws: `StepError` for a way that the kitchen's rule family has not, no states, or a state that is none of the kitchen's.
    init(_ kitchen: Kitchen, _ starts: KitchenBatch.Starts) throws(StepError) {
        let standard = try EpisodeStart.packed(kitchen.start, kitchen)
        var tickingSlots = standard.tickingSlots
        var keepsRecipe = false
        switch starts {
        case .standard: way = .standard
        case .random(let probability):
            try EpisodeStart.check(kitchen, .overcooked, "these random starts; use a random reset")
            way = .random(RandomStart(kitchen, probability: probability))
        case .randomPositions, .randomReset:
            try EpisodeStart.check(kitchen, .overcookedV2, "random positions and random resets; use random starts")
            way = .reset(RandomReset(kitchen, fills: starts == .randomReset))
        case .states(let states):
            guard !states.isEmpty else { throw StepError(description: "no states to begin with; give at least one") }
            let packed = try states.map { state throws(StepError) in
                var state = state
                state.timestep = 0
                state.recipe?.hasJustDelivered = false
                return try EpisodeStart.packed(state, kitchen)
            }
            way = .states(packed)
            keepsRecipe = true
            tickingSlots = packed.reduce(tickingSlots) { max($0, $1.tickingSlots) }
        }
        self.kitchen = kitchen
        self.standard = standard
        self.tickingSlots = tickingSlots
        drawsRecipe = !keepsRecipe && kitchen.layout.parameters.recipes != nil && kitchen.layout.parameters.startState == nil
    }

    private static func packed(_ state: KitchenState, _ kitchen: Kitchen) throws(StepError) -> PackedState {
        do { return try kitchen.pack(state) } catch { throw StepError(description: error.description) }
    }

    private static func check(_ kitchen: Kitchen, _ family: RuleFamily, _ what: String) throws(StepError) {
        guard kitchen.layout.family != family else { return }
        throw StepError(description: "'\(kitchen.layout.name)' is a kitchen of \(kitchen.layout.family.name), which has not \(what)")
    }

    /// Puts a start into `row`, without the recipe where that is drawn apart.
    /// - Parameter random: the stream of this episode; asked for only where chance decides.
    func begin(_ row: Row, _ random: () -> RandomStream) {
        switch way {
        case .standard: load(standard, row)
        case .random(let start):
            var stream = random()
            // A random start is always a state of its kitchen.
            load((try? kitchen.pack(start.state(using: &stream))) ?? standard, row)
        case .reset(let reset):
            load(standard, row)
            var stream = random()
            reset.fill(row, using: &stream)
        case .states(let states):
            var stream = random()
            load(states[stream.below(states.count)], row)
        }
    }

    private func load(_ state: PackedState, _ row: Row) {
        _ = row.words.update(from: state.words)
        _ = row.stamps.update(from: state.stamps)
    }
}

extension Kitchen {
    /// The state at the beginning of an episode that begins in one of these ways: a function of `seed`.
    /// - Throws: `StepError` for a way that the kitchen's rule family has not, or a state that is none of the kitchen's.
    public func start(_ starts: KitchenBatch.Starts, seed: UInt64) throws(StepError) -> KitchenState {
        let start = try EpisodeStart(self, starts)
        var packed = start.standard
        packed.words.withUnsafeMutableBufferPointer { words in
            packed.stamps.withUnsafeMutableBufferPointer { stamps in
                let row = Row(words: words, stamps: stamps)
                start.begin(row) { RandomStream(seed, StreamKey.randomStarts) }
                guard start.drawsRecipe else { return }
                row[shape.recipe] = tables.drawRecipe(Kitchen.recipeBits(seed: seed, timestep: 0))
            }
        }
        return unpack(words: packed.words, stamps: packed.stamps)
    }
}
