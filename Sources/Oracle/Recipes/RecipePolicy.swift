import Kitchen

/// What cooks do who earn the most that their knowledge of the recipe allows.
package struct RecipePolicy: Sendable {
    let model: CompactModel
    package let beliefs: RecipeBeliefs
    /// `[ticks left][belief][state]`
    let layers: [[[Float]]]

    /// What is expected of the game's remaining ticks by cooks of a belief; nil where the model does not know the state.
    package func value(of game: KitchenGame, belief: Int) -> Double? {
        model.state(of: game.row).map { value($0, belief, ticks: game.horizon - game.timestep) }
    }

    private func value(_ state: Int, _ belief: Int, ticks: Int) -> Double {
        Double(layers[ticks][belief][model.kitchen.players == 1 ? state / 4 : state])
    }

    /// The best joint action of cooks of a belief, the first of several, and what each cook does of it that has to do with the
    /// recipe; nil where the game is over or its state unknown.
    package func best(in game: KitchenGame, belief: Int) -> (actions: [Action], deeds: [RecipeBeliefs.Deed])? {
        guard !game.isOver else { return nil }
        var best: (actions: [Action], deeds: [RecipeBeliefs.Deed])?
        var highest = -Double.infinity
        for actions in JointActions.all(players: model.kitchen.players) {
            var next = game
            guard (try? next.advance(actions)) != nil, let state = model.state(of: next.row) else { continue }
            guard model.keeps(next.row, after: game.row) else { continue }
            let deeds = deeds(of: actions, in: game)
            let outcome = beliefs.outcome(belief, deeds)
            let value = outcome.parts.reduce(outcome.reward) { sum, part in
                sum + part.weight * self.value(state, part.belief, ticks: next.horizon - next.timestep)
            }
            if value > highest { (best, highest) = ((actions, deeds), value) }
        }
        return best
    }

    private func deeds(of actions: [Action], in game: KitchenGame) -> [RecipeBeliefs.Deed] {
        actions.enumerated().map { player, action in
            guard action == .interact else { return .none }
            let cook = game.player(player)
            return beliefs.deed(game.kitchen.layout[cook.cell.neighbour(cook.orientation)], cook.held)
        }
    }
}
