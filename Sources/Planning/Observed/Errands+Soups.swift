import Agents
import Kitchen

/// What a cook does because of soups: of those that are most likely wrong, of the next one while nobody knows what it will be, and of
/// those that it may only imagine.
extension Errands {
    /// Ticks that an ingredient is kept back at most.
    private static let reserve = 12
    /// Ticks after which a pot out of view may have been emptied.
    private static let stale = 4

    func aboutSoups(
        _ state: KitchenState, _ seen: Observation, _ belief: RecipeBelief, _ memory: inout Memory, _ pose: Pose, _ taken: Set<Int>,
        _ planned: Action
    ) -> Errand? {
        layingAside(state, seen, belief, pose, planned) ?? keepingBack(state, seen, belief, &memory, planned)
            ?? lookingAtPots(state, seen, memory, pose, taken)
    }

    /// Where a wrong dish costs: keeps one that is most likely wrong from being delivered, and leaves it where it lies.
    private func layingAside(
        _ state: KitchenState, _ seen: Observation, _ belief: RecipeBelief, _ pose: Pose, _ planned: Action
    ) -> Errand? {
        guard kitchen.layout.parameters.recipes?.punishesWrongDishes == true else { return nil }
        func isWrong(_ item: Item) -> Bool { item.recipe.map { belief.share(of: $0) < 0.5 } ?? false }
        let reason = "it is most likely not what is wanted, and a wrong dish costs"
        if seen.own.held.isNone {
            let facing = seen.own.cell.neighbour(seen.own.orientation)
            guard planned == .interact, kitchen.layout[facing] == .counter, isWrong(state.item(on: facing)) else { return nil }
            return Errand(action: .stay, words: "leaves the soup at \(facing)", reason: reason)
        }
        guard isWrong(seen.own.held) else { return nil }
        let free = counters.filter { state.item(on: kitchen.motion.stations[$0.index]).isNone }
        guard let counter = kitchen.nearest(free, from: pose)?.station.index,
            let action = kitchen.motion.firstAction(pose: pose, station: counter)
        else { return nil }
        return Errand(action: action, words: "lays the soup aside at \(kitchen.motion.stations[counter])", reason: reason)
    }

    /// While the dish that was wanted is on its way and another recipe may be wanted after it: begins no soup in the last empty pot.
    private func keepingBack(
        _ state: KitchenState, _ seen: Observation, _ belief: RecipeBelief, _ memory: inout Memory, _ planned: Action
    ) -> Errand? {
        let facing = seen.own.cell.neighbour(seen.own.orientation)
        guard kitchen.layout.parameters.recipes?.redrawsOnDelivery == true, belief.recipes.count > 1, memory.heldBack < Errands.reserve,
            planned == .interact, seen.own.held.ingredient != nil, pots.contains(facing),
            pots.filter({ state.item(on: $0).isNone }) == [facing],
            state.players.contains(where: { $0.held.recipe.map { belief.share(of: $0) >= 0.5 } ?? false })
        else { return nil }
        memory.heldBack += 1
        return Errand(action: .stay, words: "keeps its ingredient back", reason: "another recipe may be wanted after this dish")
    }

    /// Looks at a pot that others may have emptied, where it believes that none takes an ingredient.
    private func lookingAtPots(
        _ state: KitchenState, _ seen: Observation, _ memory: Memory, _ pose: Pose, _ taken: Set<Int>
    ) -> Errand? {
        let held = seen.own.held
        guard held.isNone || held.ingredient != nil, pots.allSatisfy({ state.item(on: $0).isStarted }),
            let pot = sharedPots.first(where: {
                state.item(on: $0).tick == RecipeRules.cookTime && memory.unseen[$0, default: 0] >= Errands.stale
            })
        else { return nil }
        return map.way(from: pose, taken: taken, to: { map.sees(pot: pot, from: $0) }).map {
            Errand(action: $0.action, words: "goes to look into the pot at \(pot)", reason: "somebody may have emptied it")
        }
    }
}
