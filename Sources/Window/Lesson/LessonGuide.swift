import Agents
import Kitchen

/// What makes sense next for a person in any kitchen: found from the state and the rules, tick by tick, so that it is right also
/// after a wrong turn, or when a partner has done it meanwhile.
struct LessonGuide: Sendable {
    private let kitchen: Kitchen
    private let seat: Int
    private let model: GreedyGoalModel

    init(_ kitchen: Kitchen, seat: Int) {
        self.kitchen = kitchen
        self.seat = seat
        model = GreedyGoalModel(GreedyGoalModel.Tables(kitchen), seat: seat)
    }

    /// The next step.
    func step(_ moment: LessonMoment) -> LessonStep {
        let goal = moment.game.withState { model.goal($0, trustsOthers: moment.hasActivePartner) }
        guard let goal else { return LessonStep(text: "Nothing to do for now: wait.", target: nil, waits: true, until: .advised) }
        let target = kitchen.motion.stations[goal.station]
        let held = moment.game.player(seat).held
        let text = words(held, target, moment.game.item(on: target), waits: goal.waits)
        return LessonStep(text: text, target: target, waits: goal.waits, until: .advised)
    }

    // MARK: Words

    private func words(_ held: Item, _ target: Cell, _ there: Item, waits: Bool) -> String {
        let terrain = kitchen.layout[target]
        if waits { return waiting(terrain, there) }
        if held.isNone { return emptyHanded(terrain, there) }
        switch terrain {
        case .serving: return "Bring the soup to the bell."
        case .pot where held == .dish: return dishAtPot(there)
        case .pot: return "Put the \(Self.name(held)) into the pot: it will hold \(there.ingredients.count + 1) of \(size(there, held))."
        case .counter: return passes(held) ? "Put the \(Self.name(held)) on the counter, for your partner." : aside(held)
        default: return "Go there with the \(Self.name(held))."
        }
    }

    private func emptyHanded(_ terrain: Terrain, _ there: Item) -> String {
        switch terrain {
        case .onionDispenser: "Take an onion."
        case .tomatoDispenser: "Take a tomato."
        case .dishDispenser: "Take a dish."
        case .pot: "The pot is full: touch it with empty hands, so that it cooks."
        default: there.isNone ? "Wait there for your partner." : "Take the \(Self.name(there)) from the counter."
        }
    }

    private func dishAtPot(_ soup: Item) -> String {
        guard let left = ticksLeft(soup), left > 0 else { return "Take the soup out of the pot with the dish." }
        return "Wait at the pot with the dish: the soup needs \(left) more ticks."
    }

    private func waiting(_ terrain: Terrain, _ there: Item) -> String {
        guard terrain == .pot, let left = ticksLeft(there), left > 0 else { return "Wait for your partner, near there." }
        return "The soup cooks for \(left) more ticks: wait near the pot."
    }

    private func aside(_ held: Item) -> String { "The \(Self.name(held)) is not needed now: put it on a free counter." }

    /// Ticks until the soup is ready; nil for none that cooks.
    private func ticksLeft(_ soup: Item) -> Int? {
        guard let recipe = soup.recipe, soup.tick >= 0 else { return nil }
        return max(0, kitchen.book.cookTime(recipe) - soup.tick)
    }

    /// The ingredients of the smallest order that the pot's content and what is held go into.
    private func size(_ soup: Item, _ held: Item) -> Int {
        let inside = soup.ingredients + (held.ingredient.map { [$0] } ?? [])
        func fits(_ recipe: Recipe) -> Bool {
            Ingredient.allCases.allSatisfy { kind in recipe.ingredients.count { $0 == kind } >= inside.count { $0 == kind } }
        }
        return kitchen.book.orders.filter(fits).map(\.size).min() ?? kitchen.book.maxIngredients
    }

    /// Whether what is held can be used only by somebody else: the person gets to no pot, or with a soup to no bell.
    private func passes(_ held: Item) -> Bool {
        let place: Terrain = held.isSoup ? .serving : .pot
        let start = kitchen.start.players[seat]
        return kitchen.layout.cells(of: place).allSatisfy { kitchen.motion.distance(from: start.cell, start.orientation, to: $0) == nil }
    }

    static func name(_ item: Item) -> String {
        if let ingredient = item.ingredient { return ingredient.name }
        return item.isSoup ? "soup" : "dish"
    }
}
