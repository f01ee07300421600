import Kitchen

/// How one who sees which recipe is wanted can show it where there is neither a button nor a pot to show it with: by the counter on which
/// an ingredient lies that no recipe needs.
///
/// Both cooks work the places out from the kitchen alone: of the counters that the one reaches and the other sees, in reading order, the
/// first stands for the first recipe, the second for the second, and so on.
struct Signs: Sendable {
    /// A counter for each recipe, in the order of `RecipeBook.recipes`.
    let counters: [Station]
    let cells: [Cell]
    /// Where the ingredients that are laid down come from.
    let piles: [Station]
    private let decoys: Set<Ingredient>

    /// Nil where one in `writer`, a zone, cannot show one in `reader` anything in this way.
    init?(_ kitchen: Kitchen, _ map: InformationMap, from writer: Int, to reader: Int) {
        let needed = Set(kitchen.book.recipes.flatMap(\.ingredients))
        let spare = Ingredient.allCases.filter { ingredient in
            !needed.contains(ingredient)
                && kitchen.stations(of: .dispenser(of: ingredient)).contains { map.zones.reaches(writer, $0) }
        }
        let stations = kitchen.motion.stations
        let ordered = map.zones.counters(writer, seenFrom: reader, in: kitchen)
        guard !spare.isEmpty, kitchen.book.recipes.count > 1, ordered.count >= kitchen.book.recipes.count else { return nil }
        let chosen = ordered.prefix(kitchen.book.recipes.count)
        counters = chosen.map(Station.init)
        cells = chosen.map { stations[$0] }
        piles = spare.flatMap { kitchen.stations(of: .dispenser(of: $0)) }.filter { map.zones.reaches(writer, $0) }.map(Station.init)
        decoys = Set(spare)
    }

    /// Whether an item is one that is laid down as a sign.
    func isSign(_ item: Item) -> Bool { item.ingredient.map(decoys.contains) ?? false }

    /// On which of its counters signs lie, a bit each; nil where not all are in view.
    func read(_ seen: Observation) -> Int? {
        var state = 0
        for (index, cell) in cells.enumerated() {
            guard let item = seen.item(on: cell) else { return nil }
            if isSign(item) { state |= 1 << index }
        }
        return state
    }
}

/// What signs have turned out to mean, for one who reads them.
///
/// At first what `Signs` says; what was right after a sign is counted, so that signs of one who means something else by them, or nothing,
/// are understood, or no longer believed, after some dishes.
struct SignReading {
    private let recipes: Int
    /// How often each recipe was wanted while signs lay like this.
    private var counts: [Int: [Double]] = [:]
    /// How signs lay when they were last seen.
    private var latest: Int?
    /// How they lay when the last dish left.
    private var atDelivery: Int?
    /// What has been taken into the belief since the last dish left.
    private(set) var applied: [Double]?
    /// How signs lay when it was.
    private var appliedState: Int?

    private enum Numbers {
        /// How often a sign is taken to have been right before anything was seen, and wrong.
        static let right = 6.0
        static let wrong = 1.0
        /// Ticks after a dish in which signs that were not changed mean nothing.
        static let delay = 10
    }

    init(recipes: Int) { self.recipes = recipes }

    private func count(_ state: Int) -> [Double] {
        counts[state]
            ?? (0..<recipes).map { state == 1 << $0 ? Numbers.right : Numbers.wrong }
    }

    /// Takes in how signs lie now.
    /// - Returns: by what the belief of each recipe changes; nil where it does not.
    mutating func read(_ state: Int, sinceDelivery: Int) -> [Double]? {
        latest = state
        guard state != atDelivery || sinceDelivery >= Numbers.delay, state != appliedState else { return nil }
        let counts = count(state)
        let now = counts.map { $0 / counts.reduce(0, +) }
        let before = applied ?? now.map { _ in 1 }
        (applied, appliedState) = (now, state)
        return zip(now, before).map { $0 / $1 }
    }

    /// Takes in that a dish left.
    /// - Parameter wanted: the recipe that was wanted, as its index; nil where that is not known.
    mutating func noteDelivery(wanted: Int?) {
        if let wanted, let state = appliedState {
            var changed = count(state)
            changed[wanted] += 1
            counts[state] = changed
        }
        atDelivery = latest
        (applied, appliedState) = (nil, nil)
    }
}

extension Errands {
    /// Shows others the recipe by signs, or stays where it sees it.
    func signing(
        _ state: KitchenState, _ seen: Observation, _ belief: RecipeBelief, _ pose: Pose, _ taken: Set<Int>, _ planned: Action
    ) -> Errand? {
        guard let signs else { return nil }
        if let recipe = seen.recipe ?? (belief.isSure ? belief.recipes[belief.best(preferring: nil)] : nil),
            let wanted = belief.recipes.firstIndex(of: recipe), let station = nextForSign(signs, wanted, state, seen, pose),
            let action = kitchen.motion.firstAction(pose: pose, station: station)
        {
            return Errand(
                action: action, words: "shows by an ingredient at \(signs.cells[wanted]) that \(recipe.name) is wanted",
                reason: "\(othersInWords) cannot see it")
        }
        return watchingRecipe(seen, pose, taken, planned)
    }

    /// The station to use next so that a sign lies on the wanted recipe's counter and on no other; nil where that is so, or cannot be.
    private func nextForSign(_ signs: Signs, _ wanted: Int, _ state: KitchenState, _ seen: Observation, _ pose: Pose) -> Int? {
        let items = signs.cells.map { state.item(on: $0) }
        let isOpen = items[wanted].isNone
        if signs.isSign(seen.own.held) {
            if isOpen { return signs.counters[wanted].index }
            let places = counters.filter { !signs.counters.contains($0) && state.item(on: kitchen.motion.stations[$0.index]).isNone }
            return kitchen.nearest(places, from: pose)?.station.index
        }
        guard seen.own.held.isNone else { return nil }
        let wrong = items.indices.filter { $0 != wanted && signs.isSign(items[$0]) }.map { signs.counters[$0] }
        if let taken = kitchen.nearest(wrong, from: pose) { return taken.station.index }
        return isOpen ? kitchen.nearest(signs.piles, from: pose)?.station.index : nil
    }
}
