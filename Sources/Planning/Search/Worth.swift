import Kitchen

/// What an unfinished state of a kitchen is worth: the work that is in it, at the price of a soup's work, and the time
/// that soups have cooked.
struct Worth: Sendable {
    let knowledge: KitchenKnowledge
    /// Share of a soup's reward that its time on the fire is given; the rest is for the cooks' work.
    let fireShare: Float

    /// Reward a tick of work.
    let price: Float
    /// Reward for a whole soup's cooking.
    private let fire: Float

    private let routes: ItemRoutes
    /// The only player whose hands count; nil for all.
    var loner: Int?

    /// - Parameter isAlone: whether nobody helps with what is laid on counters.
    init(_ knowledge: KitchenKnowledge, fireShare: Float, isAlone: Bool = false) {
        routes = isAlone ? knowledge.loneRoutes : knowledge.routes
        self.knowledge = knowledge
        self.fireShare = fireShare
        price = Float(knowledge.recipes.soup.reward) * (1 - fireShare) / knowledge.recipes.soup.work
        fire = Float(knowledge.recipes.soup.reward) * fireShare
    }

    /// - Parameter goals: every player's station, -1 for none.
    func worth(_ row: UnsafePointer<UInt16>, goals: UnsafePointer<Int16>, ticksLeft: Int) -> Float {
        let recipes = knowledge.recipes
        var work: Float = 0
        var cooking: Float = 0
        var needs = Needs()
        for slot in 0..<knowledge.pots {
            let soup = knowledge.item(row, slot: slot)
            let content = soup.content
            needs.add(soup, recipes)
            guard soup.isSoup, !recipes.aims[content].isSpoiled else { continue }
            if soup.tick >= 0 {
                if recipes.cookTimes[content] - soup.tick > ticksLeft { continue }
                cooking += recipes.cookTimes[content] == 0 ? 1 : Float(soup.tick) / Float(recipes.cookTimes[content])
            }
            work += recipes.workInside[content]
        }
        for player in 0..<knowledge.players where loner == nil || loner == player {
            let held = knowledge.held(row, player)
            let pose = knowledge.pose(row, player)
            if held.isNone {
                work += approach(pose, Int(goals[player]))
            } else if held.isSoup {
                let left = routes.work(held: pose, to: .serving)
                if recipes.rewards[held.content] > 0, Int(left) <= ticksLeft {
                    work += recipes.workInside[held.content] + recipes.work.dish + max(0, recipes.work.delivery - left)
                    cooking += 1
                }
            } else {
                work += loose(held, left: routes.work(held: pose, to: .pot), &needs)
            }
        }
        for slot in knowledge.pots..<knowledge.slots {
            let item = knowledge.item(row, slot: slot)
            guard !item.isNone else { continue }
            let station = knowledge.stationOfSlot[slot]
            if item.isSoup {
                let left = routes.work(lying: station, to: .serving)
                if recipes.rewards[item.content] > 0, Int(left) <= ticksLeft {
                    work += recipes.workInside[item.content] + recipes.work.dish + max(0, recipes.work.delivery - left)
                    cooking += 1
                }
            } else {
                work += loose(item, left: routes.work(lying: station, to: .pot), &needs)
            }
        }
        return work * price + cooking * fire
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

        /// The share of its work that one more thing is worth.
        static func take(_ need: inout (now: Int, later: Int)) -> Float {
            need.now -= 1
            if need.now >= 0 { return 1 }
            need.later -= 1
            return need.later >= 0 ? early : 0
        }

        /// The worth of what comes early.
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

    /// Work that empty hands have done on the way to what they will take.
    private func approach(_ pose: Int, _ goal: Int) -> Float {
        guard goal >= 0 else { return 0 }
        let left = Float(knowledge.distance(pose, goal))
        let coming = knowledge.recipes.coming
        switch knowledge.terrain[goal] {
        case .onionDispenser: return coming.onion - left
        case .tomatoDispenser: return coming.tomato - left
        case .dishDispenser: return coming.dish - left
        default: return 2 - left
        }
    }
}
