import Episodes
import Kitchen

/// What is known of the recipe that is wanted.
package enum WantedRecipe: Hashable, Sendable {
    /// Something in view shows it.
    case seen(Recipe)
    /// Nothing shows it now; this one was seen last.
    case remembered(Recipe)
    /// It was never seen.
    case unknown

    /// The recipe, where one was ever seen.
    package var recipe: Recipe? {
        switch self {
        case .seen(let recipe), .remembered(let recipe): recipe
        case .unknown: nil
        }
    }
}

/// What those in some seats see of a kitchen that hides something, and what they last saw where they do not look now.
package struct SeatMemory: Sendable {
    /// Whose eyes they are; what one of them sees is seen.
    let seats: [Int]
    private let kitchen: Kitchen
    private(set) var areas: [ViewArea] = []
    /// What lies where, as far as it was ever seen.
    private var items: [Cell: Item] = [:]
    /// Cooks as they were last seen, without those who are known to have gone from there.
    private var players: [Int: PlayerState] = [:]
    /// The seats whose cooks are seen now.
    private(set) var visible: Set<Int> = []
    private var litButtons: [Cell: Int] = [:]
    package private(set) var wanted = WantedRecipe.unknown

    package init(seats: [Int], in kitchen: Kitchen) {
        self.seats = seats
        self.kitchen = kitchen
    }

    /// Cooks that are remembered and not seen.
    var ghosts: Set<Int> { Set(players.keys).subtracting(visible) }

    package func sees(_ cell: Cell) -> Bool { areas.contains { $0.contains(cell) } }

    /// Looks at the next state, and remembers what is seen.
    package mutating func look(at state: KitchenState) {
        let views = seats.map { Observation(of: state, seat: $0, in: kitchen) }
        areas = views.map(\.area)
        items = items.filter { !sees($0.key) }
        players = players.filter { !sees($0.value.cell) }
        visible = []
        for view in views {
            for object in view.objects { items[object.cell] = object.item }
            for (seat, player) in view.players.enumerated() where player != nil {
                players[seat] = player
                visible.insert(seat)
            }
        }
        litButtons = (state.recipe?.buttons ?? [:]).filter { sees($0.key) }
        if let recipe = views.lazy.compactMap(\.recipe).first {
            wanted = .seen(recipe)
        } else if let recipe = wanted.recipe {
            wanted = .remembered(recipe)
        }
    }

    /// The state as it is in mind: what is seen, and elsewhere what was last seen there. Of cooks that were never seen, or whose
    /// place is not known, nothing is right but that they are there.
    /// - Parameter state: the one that was looked at last.
    package func inMind(_ state: KitchenState) -> KitchenState {
        var known = state
        for seat in known.players.indices {
            known.players[seat] = players[seat] ?? PlayerState(cell: state.players[seats.first ?? seat].cell)
        }
        known.objects = items.map { PlacedItem(cell: $0.key, item: $0.value) }
        known.recipe = wanted.recipe.map { RecipeState(recipe: $0, buttons: litButtons) }
        return known
    }

    /// The state before the one that was looked at last, as far as it explains what moves in sight.
    func inMind(before: KitchenState, of state: KitchenState) -> KitchenState {
        var known = inMind(state)
        let size = kitchen.layout.parameters.recipes?.viewSize
        let areas = seats.map { ViewArea(around: before.players[$0].cell, size: size, in: kitchen.layout) }
        func isSeenInBoth(_ cell: Cell) -> Bool { sees(cell) && areas.contains { $0.contains(cell) } }
        for seat in visible where areas.contains(where: { $0.contains(before.players[seat].cell) }) {
            known.players[seat] = before.players[seat]
        }
        known.objects = known.objects.filter { !isSeenInBoth($0.cell) } + before.objects.filter { isSeenInBoth($0.cell) }
        return known
    }
}

extension KitchenScene {
    /// Leaves of the scene what those see who have looked at `after` last.
    mutating func limit(to memory: SeatMemory) {
        let (earlier, later) = (before, after)
        before = memory.inMind(before: earlier, of: later)
        after = memory.inMind(later)
        popups = popups.filter { memory.sees($0.cell) }
        sight = memory
    }

    /// Whether a cook is seen, and not only remembered.
    func shows(_ seat: Int) -> Bool { sight?.visible.contains(seat) ?? true }

    /// Whether a cell is seen, and not only remembered.
    func shows(_ cell: Cell) -> Bool { sight?.sees(cell) ?? true }
}

extension PlaySession {
    /// The state as the people know it.
    var known: KitchenState { sight?.inMind(after) ?? after }

    /// What the people know of the wanted recipe; nil in kitchens without one.
    var wanted: WantedRecipe? { sight?.wanted ?? after.recipe.map { WantedRecipe.seen($0.recipe) } }

    /// The deliveries of which the people know: their own where they do not see everything.
    var knownDeliveries: [Delivery] {
        sight.map { sight in deliveries.filter { sight.seats.contains($0.seat) } } ?? deliveries
    }
}
