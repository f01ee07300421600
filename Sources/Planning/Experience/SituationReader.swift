import Kitchen

/// Reads the situation of any cook from the states of a kitchen.
struct SituationReader: Sendable {
    let knowledge: KitchenKnowledge
    private let ingredients: [Station]
    private let dishes: [Station]
    private let pots: [Station]
    private let servings: [Station]
    private let counters: [Station]

    init(_ knowledge: KitchenKnowledge) {
        self.knowledge = knowledge
        func stations(_ terrains: Terrain...) -> [Station] { knowledge.allStations.filter { terrains.contains(knowledge.terrain($0)) } }
        let tomatoes = knowledge.recipes.aims[0].tomatoes > 0
        let onions = knowledge.recipes.aims[0].onions > 0
        ingredients = (onions ? stations(.onionDispenser) : []) + (tomatoes ? stations(.tomatoDispenser) : [])
        dishes = stations(.dishDispenser)
        pots = stations(.pot)
        servings = stations(.serving)
        counters = stations(.counter)
    }

    /// The situation of a player.
    /// - Parameter left: ticks that are left.
    func situation(_ state: borrowing StateView, of player: Int, left: Int) -> Situation {
        var values: [Situation.Feature: Double] = [:]
        let pose = state.pose(of: player)
        let other = nearestOther(state, player)
        hold(state.held(by: player), [.holdsIngredient, .holdsDish, .holdsSoup], &values)
        look(atPotsOf: state, &values)
        let loose = look(atCountersOf: state, pose, &values)
        note(
            waysFrom: pose, loose, [.wayToIngredient, .wayToDish, .wayToPot, .wayToServing], &values)
        if let other {
            hold(state.held(by: other), [.partnerHoldsIngredient, .partnerHoldsDish, .partnerHoldsSoup], &values)
            let theirs = state.pose(of: other)
            let ways: [Situation.Feature] = [.partnerWayToIngredient, .partnerWayToDish, .partnerWayToPot, .partnerWayToServing]
            note(waysFrom: theirs, loose, ways, &values)
            values[.apart] = saturating(apart(pose, theirs), 2)
        } else {
            for feature in [Situation.Feature.partnerWayToIngredient, .partnerWayToDish, .partnerWayToPot, .partnerWayToServing, .apart] {
                values[feature] = 1
            }
        }
        let aim = knowledge.recipes.aims[0]
        values[.wantsTomatoes] = aim.tomatoes > 0 ? 1 : 0
        values[.orderSize] = Double(aim.onions + aim.tomatoes) / 3
        values[.timeLeft] = saturating(left, 50)
        return Situation(values)
    }

    private func saturating(_ count: Int, _ half: Double) -> Double { Double(count) / (Double(count) + half) }

    private func apart(_ one: Pose, _ other: Pose) -> Int {
        let (from, to) = (knowledge.kitchen.floor[one.cell], knowledge.kitchen.floor[other.cell])
        return abs(from.x - to.x) + abs(from.y - to.y)
    }

    private func nearestOther(_ state: borrowing StateView, _ player: Int) -> Int? {
        let pose = state.pose(of: player)
        return (0..<knowledge.players).filter { $0 != player }
            .min { (apart(pose, state.pose(of: $0)), $0) < (apart(pose, state.pose(of: $1)), $1) }
    }

    private func hold(_ item: Item, _ features: [Situation.Feature], _ values: inout [Situation.Feature: Double]) {
        guard !item.isNone else { return }
        values[features[item.isSoup ? 2 : item == .dish ? 1 : 0]] = 1
    }

    private func look(atPotsOf state: borrowing StateView, _ values: inout [Situation.Feature: Double]) {
        let recipes = knowledge.recipes
        var missing: Int?
        var until: Int?
        for station in pots {
            let soup = knowledge.item(state, at: station)
            if soup.tick < 0 {
                values[soup.isNone ? .emptyPots : .fillingPots, default: 0] += 0.5
                missing = min(missing ?? .max, recipes.aims[soup.content].missing)
            } else {
                let left = max(0, recipes.cookTimes[soup.content] - soup.tick)
                values[left == 0 ? .readyPots : .cookingPots, default: 0] += 0.5
                until = min(until ?? .max, left)
            }
        }
        values[.missing] = Double(missing ?? 0) / 3
        values[.untilReady] = until.map { saturating($0, 10) } ?? 1
    }

    /// Counters with ingredients, dishes and soups on them.
    private func look(
        atCountersOf state: borrowing StateView, _ pose: Pose, _ values: inout [Situation.Feature: Double]
    ) -> [[Station]] {
        var loose: [[Station]] = [[], [], []]
        for station in counters {
            let item = knowledge.item(state, at: station)
            guard !item.isNone else { continue }
            let kind = item.isSoup ? 2 : item == .dish ? 1 : 0
            loose[kind].append(station)
            guard knowledge.distance(pose, station) < Int(MotionPlanner.unreachable) else { continue }
            values[[.looseIngredients, .looseDishes, .looseSoups][kind], default: 0] += 0.5
        }
        return loose
    }

    private func note(
        waysFrom pose: Pose, _ loose: [[Station]], _ features: [Situation.Feature], _ values: inout [Situation.Feature: Double]
    ) {
        for (feature, stations) in zip(features, [ingredients + loose[0], dishes + loose[1], pots, servings]) {
            let steps = stations.map { knowledge.distance(pose, $0) }.min() ?? Int(MotionPlanner.unreachable)
            values[feature] = steps < Int(MotionPlanner.unreachable) ? saturating(steps, 4) : 1
        }
    }
}
