import Kitchen

/// The value of an unfinished state of a kitchen: the work that is in it, at the price of a soup's work, and the time
/// that soups have cooked.
struct StateValue: Sendable {
    let knowledge: KitchenKnowledge
    /// Share of a soup's reward that counts for its cooking time; the rest is for the cooks' work.
    let cookingShare: Float

    /// Reward a tick of work.
    let price: Float
    /// Reward for a whole soup's cooking.
    let cookingReward: Float

    private let routes: ItemRoutes
    /// Whether nobody helps with what is laid on counters.
    let isAlone: Bool
    /// The only player whose hands count; nil for all.
    var loner: Int?

    /// - Parameter isAlone: whether nobody helps with what is laid on counters.
    init(_ knowledge: KitchenKnowledge, cookingShare: Float, isAlone: Bool = false) {
        self.isAlone = isAlone
        routes = isAlone ? knowledge.loneRoutes : knowledge.routes
        self.knowledge = knowledge
        self.cookingShare = cookingShare
        price = Float(knowledge.recipes.soup.reward) * (1 - cookingShare) / knowledge.recipes.soup.work
        cookingReward = Float(knowledge.recipes.soup.reward) * cookingShare
    }

    /// What a state holds.
    struct Stock {
        /// Ticks of work.
        var work: Float = 0
        /// Soups that have cooked, and parts of soups.
        var cooking: Float = 0
        /// Ticks that must be left for all of it to be earned.
        var ticks: Int16 = 0
    }

    /// So many ticks are enough for whatever can be earned at all; `Stock.ticks` is no more.
    static let ample = Int(Int16.max)

    /// The value in units of reward.
    /// - Parameters:
    ///   - goals: everyone's.
    ///   - ticksLeft: until the episode ends.
    /// - Complexity: O(slots + players).
    func value(of state: borrowing StateView, goals: TeamGoals, ticksLeft: Int) -> Float {
        let stock = stock(of: state, goals: goals, ticksLeft: ticksLeft)
        return stock.work * price + stock.cooking * cookingReward
    }

    /// What counts of a state, as `value` has it.
    func stock(of state: borrowing StateView, goals: TeamGoals, ticksLeft: Int = StateValue.ample) -> Stock {
        var stock = Stock()
        var needs = Needs()
        for slot in 0..<knowledge.pots { add(pot: state.item(in: Slot(slot)), ticksLeft, &stock, &needs) }
        for player in 0..<knowledge.players where loner == nil || loner == player {
            let held = state.held(by: player)
            let pose = state.pose(of: player)
            if held.isNone {
                stock.work += approach(pose, goals[player])
            } else {
                add(
                    held, toServing: routes.work(held: pose, to: .serving), toPot: routes.work(held: pose, to: .pot), ticksLeft, &stock,
                    &needs)
            }
        }
        for slot in knowledge.pots..<knowledge.slots {
            let item = state.item(in: Slot(slot))
            guard !item.isNone else { continue }
            let station = knowledge.stationOfSlot[slot]
            add(
                item, toServing: routes.work(lying: station, to: .serving), toPot: routes.work(lying: station, to: .pot), ticksLeft,
                &stock, &needs)
        }
        return stock
    }

    /// Adds what is in a pot, and what it needs.
    @inline(__always)
    private func add(pot soup: Item, _ ticksLeft: Int, _ stock: inout Stock, _ needs: inout Needs) {
        let recipes = knowledge.recipes
        let content = soup.content
        needs.add(soup, recipes)
        guard soup.isSoup, !recipes.aims[content].isSpoiled else { return }
        if soup.tick >= 0 {
            let left = recipes.cookTimes[content] - soup.tick
            if left > ticksLeft { return }
            stock.ticks = max(stock.ticks, Int16(left))
            stock.cooking += recipes.cookTimes[content] == 0 ? 1 : Float(soup.tick) / Float(recipes.cookTimes[content])
        }
        stock.work += recipes.workInside[content]
    }

    /// Adds an item outside pots; a soup that earns nothing, or too late, counts for nothing.
    /// - Parameters:
    ///   - toServing: work until it is served, if it is a soup.
    ///   - toPot: work until it is in a pot, if it is anything else.
    @inline(__always)
    private func add(
        _ item: Item, toServing: @autoclosure () -> Float, toPot: @autoclosure () -> Float, _ ticksLeft: Int, _ stock: inout Stock,
        _ needs: inout Needs
    ) {
        guard item.isSoup else {
            stock.work += loose(item, left: toPot(), &needs)
            return
        }
        let recipes = knowledge.recipes
        let left = toServing()
        guard recipes.rewards[item.content] > 0, Int(left) <= ticksLeft else { return }
        stock.ticks = max(stock.ticks, Int16(left))
        stock.work += recipes.workInside[item.content] + recipes.work.dish + max(0, recipes.work.delivery - left)
        stock.cooking += 1
    }

    /// How many things pots have a use for at once, and how many only once they have been emptied.
    private struct Needs {
        var onions = (now: 0, later: 0)
        var tomatoes = (now: 0, later: 0)
        var dishes = (now: 0, later: 0)

        mutating func add(_ soup: Item, _ recipes: RecipeKnowledge) {
            let aim = recipes.aims[soup.tick < 0 ? soup.content : 0]
            if soup.tick < 0 {
                onions.now += aim.onions
                tomatoes.now += aim.tomatoes
                dishes.later += 1
            } else {
                onions.later += aim.onions
                tomatoes.later += aim.tomatoes
                dishes.now += 1
            }
        }

        /// The share of its work that counts of one more thing.
        static func take(_ need: inout (now: Int, later: Int)) -> Float {
            need.now -= 1
            if need.now >= 0 { return 1 }
            need.later -= 1
            return need.later >= 0 ? early : 0
        }

        /// The share of what comes early.
        static let early: Float = 0.5
    }

    /// Work in an ingredient or a dish outside pots, none where nobody has a use for it.
    private func loose(_ item: Item, left: Float, _ needs: inout Needs) -> Float {
        let recipes = knowledge.recipes
        switch item {
        case .onion: return Needs.take(&needs.onions) * max(0, recipes.work.onion - left)
        case .tomato: return Needs.take(&needs.tomatoes) * max(0, recipes.work.tomato - left)
        default: return Needs.take(&needs.dishes) * max(0, recipes.work.dish - left)
        }
    }

    /// Ways to other stations than dispensers count from so near on.
    private static let nearStation: Float = 2

    /// Work that empty hands have done on the way to what they will take.
    private func approach(_ pose: Pose, _ goal: Goal) -> Float {
        guard let station = goal.station else { return 0 }
        let left = Float(knowledge.distance(pose, station))
        let coming = knowledge.recipes.coming
        switch knowledge.terrain(station) {
        case .onionDispenser: return coming.onion - left
        case .tomatoDispenser: return coming.tomato - left
        case .dishDispenser: return coming.dish - left
        default: return StateValue.nearStation - left
        }
    }
}
