import Basics

/// Which recipe is wanted next in OvercookedV2: the only thing that chance decides there once an episode has begun
/// (OvercookedV2 §5.6, §8).
extension RuleTables {
    /// Draws another recipe where the tick that was just played brought a right dish and the layout says so.
    /// - Parameter bits: random bits of this tick, asked for only where a recipe is drawn.
    @inline(__always)
    func redrawRecipe(_ row: Row, firstSlot: Int, bits: @autoclosure () -> UInt64) {
        guard redraws, row[firstSlot &+ slots] & RowShape.deliveredBit != 0 else { return }
        row[firstSlot &+ slots] = drawRecipe(bits()) | RowShape.deliveredBit
    }

    /// One of the possible recipes, as its place in `Recipe.unordered`.
    @inline(__always)
    func drawRecipe(_ bits: UInt64) -> UInt16 {
        possible[Int(truncatingIfNeeded: bits.multipliedFullWidth(by: UInt64(truncatingIfNeeded: possible.count)).high)]
    }
}

extension Kitchen {
    /// The state at the beginning of an episode: `start`, with a recipe that `seed` draws where the kitchen has several.
    public func start(seed: UInt64) -> KitchenState {
        var state = start
        guard layout.parameters.startState == nil, state.recipe != nil else { return state }
        state.recipe?.recipe = Recipe.unordered[Int(tables.drawRecipe(Kitchen.recipeBits(seed: seed, timestep: 0)))]
        return state
    }

    /// Random bits that decide the recipe in a timestep of the game of that seed.
    @inline(__always)
    static func recipeBits(seed: UInt64, timestep: Int) -> UInt64 {
        RandomStream.mix(RandomStream(seed, StreamKey.wantedRecipes).key &+ UInt64(timestep) &* RandomStream.golden)
    }
}
