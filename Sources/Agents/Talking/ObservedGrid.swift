import Kitchen

/// Writes the grid encoding of what one player sees, out of its observation alone.
///
/// What is out of view is made up: the encoding does not show it.
struct ObservedGrid {
    let encoding: GridEncoding
    private let kitchen: Kitchen
    private let seat: Int
    /// All players' views, of which that of `seat` is right.
    private var views: [Float]

    /// - Throws: `ObservationError` unless the kitchen is one of OvercookedV2.
    init(_ kitchen: Kitchen, seat: Int) throws {
        encoding = try GridEncoding(kitchen)
        self.kitchen = kitchen
        self.seat = seat
        views = Array(repeating: 0, count: encoding.size)
    }

    /// Copies the view of the player, `[encoding.viewElements]`.
    mutating func write(_ seen: Observation, into target: UnsafeMutablePointer<Float>) throws {
        let game = try KitchenGame(kitchen, from: state(seen), horizon: seen.timestep + 1)
        let encoding = encoding
        try views.withUnsafeMutableBufferPointer { try encoding.write(game, into: $0) }
        let first = seat * encoding.viewElements
        for index in 0..<encoding.viewElements { target[index] = views[first + index] }
    }

    /// A state that looks like this to the player.
    private func state(_ seen: Observation) -> KitchenState {
        var hidden = kitchen.floor.filter { !seen.sees($0) }.makeIterator()
        let players = seen.players.map { $0 ?? PlayerState(cell: hidden.next() ?? seen.own.cell) }
        let buttons = Dictionary(uniqueKeysWithValues: seen.litButtons.map { ($0, 1) })
        let recipe = seen.recipe ?? kitchen.book.recipes.first
        return KitchenState(
            timestep: seen.timestep, players: players, objects: seen.objects,
            recipe: recipe.map { RecipeState(recipe: $0, buttons: buttons, hasJustDelivered: seen.hasJustDelivered ?? false) })
    }
}
