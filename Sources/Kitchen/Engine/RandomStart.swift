/// Random start states, distributed as the reference's (rules §5): players on any distinct floor cells facing
/// north, pots and hands filled with some probability.
public struct RandomStart: Sendable {
    private let kitchen: Kitchen
    private let probability: Double

    /// - Parameter probability: of each pot being used, of it being started, and of each hand being full.
    public init(_ kitchen: Kitchen, probability: Double) {
        self.kitchen = kitchen
        self.probability = probability
    }

    /// Draws a state.
    public func state(using random: inout some RandomNumberGenerator) -> KitchenState {
        var cells = kitchen.floor
        let players = (0..<kitchen.players).map { _ in
            PlayerState(cell: cells.remove(at: Int.random(in: 0..<cells.count, using: &random)))
        }
        var state = KitchenState(players: players)
        for pot in kitchen.layout.cells(of: .pot) where happens(&random) {
            let tick = happens(&random) ? 0 : -1
            if let soup = Item(soup: ingredients(&random), tick: tick) {
                state.objects.append(PlacedItem(cell: pot, item: soup))
            }
        }
        for index in state.players.indices where happens(&random) {
            state.players[index].held = held(&random)
        }
        return state
    }

    private func happens(_ random: inout some RandomNumberGenerator) -> Bool {
        Double.random(in: 0..<1, using: &random) < probability
    }

    /// 1 to 3 onions, then 0 to what is left to 3 of tomatoes, also where a pot holds more than three.
    private func ingredients(_ random: inout some RandomNumberGenerator) -> [Ingredient] {
        let most = min(3, kitchen.book.maxIngredients)
        let onions = Int.random(in: 1...most, using: &random)
        return Recipe(onions: onions, tomatoes: Int.random(in: 0...(most - onions), using: &random)).ingredients
    }

    private func held(_ random: inout some RandomNumberGenerator) -> Item {
        switch Double.random(in: 0..<1, using: &random) {
        case ..<0.2: return .dish
        case ..<0.8: return .onion
        default:
            let ingredients = ingredients(&random)
            return Item(soup: ingredients, tick: kitchen.book.cookTime(Recipe(ingredients))) ?? .dish
        }
    }
}
