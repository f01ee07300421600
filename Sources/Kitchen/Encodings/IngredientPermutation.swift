import Basics

/// Which ingredient a player is shown in the place of each (Other-Play; OvercookedV2 §7.4): four bits an ingredient.
public struct IngredientPermutation: Hashable, Sendable {
    private let packed: UInt64

    private static let bits: UInt64 = 4
    private static let mask: UInt64 = 0xF

    /// Everyone is shown what is there.
    public static let identity = IngredientPermutation(packed: 0x98_7654_3210)

    private init(packed: UInt64) { self.packed = packed }

    /// - Parameter shown: the ingredients that stand for the first, the second and so on; the others stand for themselves.
    public init(_ shown: [Ingredient]) {
        packed = shown.enumerated().reduce(IngredientPermutation.identity.packed) { packed, place in
            let shift = UInt64(place.offset) * IngredientPermutation.bits
            return packed & ~(IngredientPermutation.mask << shift) | UInt64(place.element.rawValue) << shift
        }
    }

    /// A permutation of `ingredients` alone, each equally likely.
    public init(shuffling ingredients: [Ingredient], using random: inout some RandomNumberGenerator) {
        var drawn = ingredients
        for place in drawn.indices.dropFirst().reversed() { drawn.swapAt(place, random.below(place + 1)) }
        var shown = Ingredient.allCases
        for (ingredient, replacement) in zip(ingredients, drawn) { shown[Int(ingredient.rawValue)] = replacement }
        self.init(shown)
    }

    /// The index of what the ingredient of that index is shown as.
    @inline(__always)
    subscript(index: Int) -> Int {
        Int(truncatingIfNeeded: packed &>> (UInt64(truncatingIfNeeded: index) &* IngredientPermutation.bits) & IngredientPermutation.mask)
    }

    /// What an ingredient is shown as.
    public subscript(ingredient: Ingredient) -> Ingredient { Ingredient(rawValue: UInt8(self[Int(ingredient.rawValue)])) ?? ingredient }

    /// One permutation a player for an episode: a function of its arguments alone.
    /// - Parameters:
    ///   - ingredients: those that are permuted; none means that everyone is shown what is there.
    ///   - game: the number of the game among those of that seed.
    ///   - episode: how many episodes of that game were before.
    public static func drawn(
        _ ingredients: [Ingredient], players: Int, seed: UInt64, game: Int = 0, episode: Int = 0
    ) -> [IngredientPermutation] {
        guard ingredients.count > 1 else { return Array(repeating: .identity, count: players) }
        return (0..<players).map { player in
            var random = RandomStream(seed, StreamKey.ingredientPermutations, UInt64(game), UInt64(episode), UInt64(player))
            return IngredientPermutation(shuffling: ingredients, using: &random)
        }
    }
}
