import Kitchen

/// A piece of work with a name: what a cook does at one station, when it can begin, and when it is done.
///
/// Every skill ends with one interact at its station, apart from standing by. What the interact does follows from what the
/// cook holds, so a skill is made from the station and the hands.
public enum Skill: Hashable, Sendable {
    /// Takes an item from a dispenser or a counter.
    case take(Item, from: Cell)
    /// Puts an ingredient into a pot, waiting there while the pot has no room.
    case pot(Ingredient, into: Cell)
    /// Starts a full pot (new dynamics).
    case startCooking(Cell)
    /// Takes a soup out of a pot with a dish, waiting there until it is done.
    case fillDish(from: Cell)
    /// Delivers a soup.
    case deliver(to: Cell)
    /// Lays something on a counter, to hand it over or to free the hands.
    case place(Item, on: Cell)
    /// Waits at a counter for what somebody else brings there.
    case receive(at: Cell)
    /// Stands by, out of everybody's way, until there is something to do.
    case standBy

    /// Where it is done, nil for standing by.
    public var cell: Cell? {
        switch self {
        case .take(_, let cell), .pot(_, let cell), .startCooking(let cell), .fillDish(let cell), .deliver(let cell), .place(_, let cell),
            .receive(let cell):
            cell
        case .standBy: nil
        }
    }

    /// In words, as what somebody does: "takes an onion from (0, 1)".
    public var words: String {
        switch self {
        case .take(let item, let cell): "takes \(item.words) from \(cell)"
        case .pot(let ingredient, let cell): "puts \(Item(ingredient).words) into the pot at \(cell)"
        case .startCooking(let cell): "starts the pot at \(cell)"
        case .fillDish(let cell): "fills a dish from the pot at \(cell)"
        case .deliver(let cell): "delivers the soup at \(cell)"
        case .place(let item, let cell): "lays \(item.words) on the counter at \(cell)"
        case .receive(let cell): "waits at the counter at \(cell) for what is handed over"
        case .standBy: "stands by"
        }
    }

    /// The kind of work, in any place: for counting what somebody does and never does.
    public enum Work: Int, CaseIterable, Sendable, Codable {
        case ingredient, dish, soup, pot, start, fill, deliver, place, none
    }

    public var work: Work {
        switch self {
        case .take(let item, _): item == .dish ? .dish : item.isSoup ? .soup : .ingredient
        case .pot: .pot
        case .startCooking: .start
        case .fillDish: .fill
        case .deliver: .deliver
        case .place: .place
        case .receive, .standBy: .none
        }
    }
}

extension Item {
    /// In words with its article: "an onion", "a soup of 3 onions".
    var words: String {
        if let ingredient { return ingredient.withArticle }
        if self == .dish { return "a dish" }
        return isSoup ? "a soup of \(ingredientWords)" : "nothing"
    }

    /// A soup's ingredients in words: "3 onions", "2 onions and 1 tomato".
    var ingredientWords: String {
        guard let recipe else { return "nothing" }
        let parts = [(recipe.onions, "onion", "onions"), (recipe.tomatoes, "tomato", "tomatoes")].filter { $0.0 > 0 }
        return parts.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }.joined(separator: " and ")
    }
}

extension KitchenKnowledge {
    /// What going for `goal` means for somebody who holds `held`.
    func skill(_ state: borrowing StateView, held: Item, goal: Goal) -> Skill {
        guard let station = goal.station else { return .standBy }
        let cell = motion.stations[station.index]
        switch terrain(station) {
        case .dishDispenser: return .take(.dish, from: cell)
        case .serving: return .deliver(to: cell)
        case .pot:
            if let ingredient = held.ingredient { return .pot(ingredient, into: cell) }
            return held == .dish ? .fillDish(from: cell) : .startCooking(cell)
        case .counter:
            if !held.isNone { return .place(held, on: cell) }
            let lying = item(state, at: station)
            return lying.isNone ? .receive(at: cell) : .take(lying, from: cell)
        case .floor, .recipeIndicator, .recipeButton: return .standBy
        default: return terrain(station).ingredient.map { .take(Item($0), from: cell) } ?? .standBy
        }
    }
}
