import Kitchen

/// Reads out of packed states which of a kitchen's possible recipes is wanted.
struct WantedRecipe: Sendable {
    /// How many there are; 1 in a kitchen without a recipe that is wanted.
    let count: Int
    private let word: Int
    private let numbers: [UInt16: Int]

    init(_ kitchen: Kitchen) {
        let possible = kitchen.layout.parameters.recipes?.possible ?? []
        count = max(1, possible.count)
        word = kitchen.shape.recipe
        numbers = Dictionary(
            possible.enumerated().compactMap { number, recipe in recipe.unorderedIndex.map { (UInt16($0), number) } },
            uniquingKeysWith: { first, _ in first })
    }

    /// The number of what is wanted among the possible recipes; nil for another.
    @inline(__always)
    func number(in row: UnsafePointer<UInt16>) -> Int? { numbers[row[word] & ~RowShape.deliveredBit] }
}
