import Kitchen

/// One cook alone, to which everybody else's work is a market: it is paid for what it brings to pots and counters, and
/// pays for what it takes from them.
///
/// A cook's *trade* is one kind of deal with a pot or counter. Without prices the model is a relaxation of the kitchen:
/// nobody is in the way, things are always there to be taken, and there is always room for what is brought. Holding what
/// no order wants, such as a worthless soup, counts as empty hands, with which a cook can do all that it could and more.
struct LabourModel: Sendable {
    enum Trade: Sendable, Hashable {
        /// Potting an ingredient.
        case pot(Int, Ingredient)
        /// Filling a dish from a pot with a recipe, by index among the market's recipes.
        case fill(Int, recipe: Int)
        /// Putting an item on a counter, by slot.
        case lend(Int, Item)
        /// Taking an item from a counter, by slot.
        case borrow(Int, Item)
        /// Delivering a soup of a recipe, by index.
        case deliver(recipe: Int)
    }

    struct Edge: Sendable {
        let to: Int
        let trade: Trade?
    }

    /// The cook's possible next situations, by situation: pose and held item.
    let edges: [[Edge]]
    let start: Int
    /// `edges` one after the other, and where each situation's begin, with an end after the last.
    private let flat: [Edge]
    private let starts: [Int]
    /// Where each edge of `flat` leads.
    private let targets: [Int]

    /// - Parameters:
    ///   - recipes: the recipes that pay.
    ///   - items: everything that can be held.
    init(_ stepper: KitchenStepper, _ places: Places, player: Int, recipes: [Recipe], items: [Item]) {
        let kitchen = stepper.kitchen
        let cells = places.cells[player]
        let index = Dictionary(uniqueKeysWithValues: zip(cells, cells.indices))
        func situation(_ pose: Pose, _ held: Int) -> Int {
            ((index[pose.cell] ?? 0) * Pose.perCell + pose.direction) * items.count + held
        }
        var edges: [[Edge]] = []
        for cell in cells {
            for direction in 0..<Pose.perCell {
                let pose = Pose(cell: cell, direction: direction)
                for held in items.indices {
                    let moves = Set((Action.moves + [.stay]).map { kitchen.moves[pose, $0] }).sorted { $0.index < $1.index }
                    edges.append(
                        moves.map { Edge(to: situation($0, held), trade: nil) }
                            + LabourModel.deals(stepper, pose, items[held], recipes).compactMap { deal in
                                items.firstIndex(of: deal.after).map { Edge(to: situation(pose, $0), trade: deal.trade) }
                            })
                }
            }
        }
        self.edges = edges
        flat = edges.flatMap { $0 }
        targets = flat.map(\.to)
        starts = edges.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
        start = situation(Pose(bits: stepper.start[RowShape.pose(player)]), 0)
    }

    /// What interacting can come to.
    private static func deals(
        _ stepper: KitchenStepper, _ pose: Pose, _ held: Item, _ recipes: [Recipe]
    ) -> [(after: Item, trade: Trade?)] {
        let (terrain, slot) = stepper.faced(pose)
        switch terrain {
        case .dishDispenser: return held.isNone ? [(.dish, nil)] : []
        case .serving:
            guard held.isSoup else { return [] }
            let known = held.recipe.flatMap { recipes.firstIndex(of: $0) }
            return [(.none, known.map { .deliver(recipe: $0) })]
        case .pot:
            guard let slot else { return [] }
            if let ingredient = held.ingredient { return [(.none, .pot(slot, ingredient))] }
            guard held == .dish else { return [] }
            return [(.none, nil)]
                + recipes.indices.compactMap { recipe in
                    soup(recipes[recipe], stepper.kitchen).map { ($0, .fill(slot, recipe: recipe)) }
                }
        case .counter:
            guard let slot else { return [] }
            if !held.isNone { return [(.none, .lend(slot, held))] }
            return items(stepper.kitchen, recipes).map { ($0, .borrow(slot, $0)) }
        case .floor, .recipeIndicator, .recipeButton: return []
        default: return held.isNone ? terrain.ingredient.map { [(Item($0), nil)] } ?? [] : []
        }
    }

    /// Everything that it may pay to hold.
    static func items(_ kitchen: Kitchen, _ recipes: [Recipe]) -> [Item] {
        let wanted = Set(recipes.flatMap(\.ingredients))
        return Ingredient.allCases.filter(wanted.contains).map(Item.init) + [.dish] + recipes.compactMap { soup($0, kitchen) }
    }

    /// The ready soup of a recipe.
    private static func soup(_ recipe: Recipe, _ kitchen: Kitchen) -> Item? {
        let ticks = kitchen.book.cookTime(recipe)
        switch kitchen.layout.family {
        case .overcooked: return Item(soup: recipe.ingredients, tick: ticks)
        case .overcookedV2: return Item(unordered: recipe, tick: ticks)
        }
    }

    /// The most that the cook can earn in `ticks`, and how often it makes each trade then.
    /// - Parameter gain: what each trade brings.
    /// - Complexity: O(ticks * edges).
    func best(ticks: Int, gain: (Trade) -> Double) -> (value: Double, trades: [Trade: Int]) {
        let gains = flat.map { $0.trade.map(gain) ?? 0 }
        var values = [Double](repeating: 0, count: edges.count)
        var next = values
        var choices = [UInt16](repeating: 0, count: edges.count * ticks)
        for tick in 0..<ticks {
            choices.withUnsafeMutableBufferPointer { choices in
                plan(gains, values, &next, UnsafeMutableBufferPointer(rebasing: choices[(tick * edges.count)...]))
            }
            swap(&values, &next)
        }
        var trades: [Trade: Int] = [:]
        var here = start
        for tick in (0..<ticks).reversed() {
            let edge = edges[here][Int(choices[tick * edges.count + here])]
            if let trade = edge.trade { trades[trade, default: 0] += 1 }
            here = edge.to
        }
        return (values[start], trades)
    }

    /// A tick more: the most to be had from each situation, and along which of its edges.
    private func plan(
        _ gains: [Double], _ values: [Double], _ next: inout [Double], _ choices: UnsafeMutableBufferPointer<UInt16>
    ) {
        starts.withUnsafeBufferPointer { starts in
            targets.withUnsafeBufferPointer { targets in
                gains.withUnsafeBufferPointer { gains in
                    values.withUnsafeBufferPointer { values in
                        for situation in next.indices {
                            let first = starts[situation]
                            var (best, choice) = (-Double.infinity, first)
                            for edge in first..<starts[situation &+ 1] {
                                let value = gains[edge] + values[targets[edge]]
                                if value > best { (best, choice) = (value, edge) }
                            }
                            next[situation] = best
                            choices[situation] = UInt16(truncatingIfNeeded: choice &- first)
                        }
                    }
                }
            }
        }
    }
}
