import Kitchen

/// What a coach says of skills, in words for people: stations by their names, no coordinates, no values.
struct CoachWords {
    let knowledge: KitchenKnowledge
    private let names: StationWords

    init(_ knowledge: KitchenKnowledge) {
        self.knowledge = knowledge
        names = StationWords(knowledge.kitchen.layout)
    }

    /// The work of a hint to make way.
    static let stepAside = "step aside"

    /// Where to look, without saying what to do.
    func nudge(_ skill: Skill, _ state: borrowing StateView) -> String {
        switch skill {
        case .take(let item, let cell):
            if knowledge.kitchen.layout[cell] == .counter { return "Have you seen what lies on \(names[cell])?" }
            return wanting(item, state).map { "What does \(names[$0]) need next?" } ?? "What will be needed next?"
        case .pot: return "Where is what you hold needed?"
        case .startCooking(let cell), .fillDish(let cell): return "Have a look at \(names[cell])."
        case .deliver: return "What is to become of the soup in your hands?"
        case .place: return "Who could use what you hold?"
        case .receive(let cell): return "Have a look at \(names[cell])."
        case .standBy: return "There is no hurry."
        }
    }

    /// What to do, and why.
    /// - Parameter isParticular: whether the station matters, and not only the work.
    func reason(_ skill: Skill, _ state: borrowing StateView, isParticular: Bool) -> String {
        switch skill {
        case .take(let item, let cell):
            let isLying = knowledge.kitchen.layout[cell] == .counter
            let from = isLying || isParticular ? " from \(names[cell])" : ""
            return "Take \(article(item, isLying ? "the" : nil))\(from): \(need(item, state))."
        case .pot(let ingredient, let cell):
            let missing = aim(cell, state).missing
            let more = missing > 1 ? "it needs \(missing) more" : missing == 1 ? "it needs just this one" : "it will be free soon"
            return "Put the \(ingredient.name) into \(names[cell]): \(more)."
        case .startCooking(let cell): return "Start \(names[cell]) with empty hands: it is full, and does not cook by itself."
        case .fillDish(let cell): return "Fill your dish at \(names[cell]): its soup \(isReady(cell, state) ? "is" : "will soon be") ready."
        case .deliver(let cell): return "Bring the soup to \(names[cell]): only then does it count."
        case .place(let item, let cell): return "Lay \(article(item, "the")) on \(names[cell]): your partner can take it there."
        case .receive(let cell): return "Go to \(names[cell]): your partner brings something."
        case .standBy: return "Stay out of the way for a moment."
        }
    }

    /// What somebody did, such as "took an onion".
    func past(_ skill: Skill) -> String {
        switch skill {
        case .take(let item, _): "took \(article(item, nil))"
        case .pot(let ingredient, let cell): "put \(article(Item(ingredient), nil)) into \(names[cell])"
        case .startCooking(let cell): "started \(names[cell])"
        case .fillDish(let cell): "filled a dish at \(names[cell])"
        case .deliver: "delivered a soup"
        case .place(let item, _): "laid \(article(item, nil)) down"
        case .receive, .standBy: "waited"
        }
    }

    /// Where somebody seems to go, such as "the left onions".
    func name(_ station: Station) -> String { names[knowledge.motion.stations[station.index]] }

    private func article(_ item: Item, _ article: String?) -> String {
        if item.isSoup { return (article ?? "a") + " soup" }
        guard let article else { return item.words }
        return item.ingredient.map { "\(article) \($0.name)" } ?? "\(article) dish"
    }

    // MARK: Needs

    private func soup(_ cell: Cell, _ state: borrowing StateView) -> Item {
        knowledge.motion.station(at: cell).map { knowledge.item(state, at: Station($0)) } ?? .none
    }

    private func aim(_ cell: Cell, _ state: borrowing StateView) -> (missing: Int, onions: Int, tomatoes: Int) {
        let soup = soup(cell, state)
        guard soup.tick < 0 else { return (0, 0, 0) }
        let aim = knowledge.recipes.aims[soup.content]
        return (aim.missing, aim.onions, aim.tomatoes)
    }

    private func isReady(_ cell: Cell, _ state: borrowing StateView) -> Bool {
        let soup = soup(cell, state)
        return soup.tick >= 0 && soup.tick >= knowledge.recipes.cookTimes[soup.content]
    }

    /// The pot that will want an item first, nil where none does.
    private func wanting(_ item: Item, _ state: borrowing StateView) -> Cell? {
        var best: (cell: Cell, rank: Int)?
        for cell in knowledge.kitchen.layout.cells(of: .pot) {
            let soup = soup(cell, state)
            let aim = aim(cell, state)
            var rank: Int?
            if item == .dish {
                if soup.tick >= 0 { rank = max(0, knowledge.recipes.cookTimes[soup.content] - soup.tick) }
                if soup.isSoup, soup.tick < 0 { rank = Item.maxTicks + aim.missing }
            } else if item == .onion ? aim.onions > 0 : item == .tomato && aim.tomatoes > 0 {
                rank = aim.missing
            }
            if let rank, rank < best?.rank ?? .max { best = (cell, rank) }
        }
        return best?.cell
    }

    /// Why an item is needed.
    private func need(_ item: Item, _ state: borrowing StateView) -> String {
        if item.isSoup { return "it is to be delivered" }
        guard let cell = wanting(item, state) else { return "it will be needed next" }
        if item == .dish {
            if isReady(cell, state) { return "the soup in \(names[cell]) is ready" }
            return soup(cell, state).tick >= 0 ? "the soup in \(names[cell]) will soon be ready" : "\(names[cell]) will soon be full"
        }
        let aim = aim(cell, state)
        return "\(names[cell]) still needs \(item == .onion ? aim.onions : aim.tomatoes)"
    }
}

extension Skill {
    /// The work in a few words that are the same wherever it is done: "take a dish".
    var request: String {
        switch self {
        case .take(let item, _): "take \(item.isSoup ? "a soup" : item.words)"
        case .pot(let ingredient, _): "put \(Item(ingredient).words) into a pot"
        case .startCooking: "start a pot"
        case .fillDish: "fill a dish"
        case .deliver: "deliver a soup"
        case .place(let item, _): "lay \(item.isSoup ? "a soup" : item.words) down"
        case .receive: "wait for what is handed over"
        case .standBy: "stand by"
        }
    }

    /// Whether somebody can be asked to do it: whoever only waits needs no hint.
    var isWork: Bool { work != .none }
}
