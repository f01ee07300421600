import Agents
import Kitchen

/// A whole state of a kitchen of which a cook sees only a part: what it sees, and for the rest what it saw last, advanced by the
/// engine. Players out of sight are assumed to stand where they were.
struct ImaginedKitchen {
    private var game: KitchenGame
    private let kitchen: Kitchen
    private let seat: Int
    private let zones: FloorZones
    /// What everybody did in the last tick, as far as it shows.
    private(set) var lastActions: [Action]
    private var latest: Observation?

    init(_ kitchen: Kitchen, seat: Int, horizon: Int, zones: FloorZones) throws {
        self.kitchen = kitchen
        self.seat = seat
        self.zones = zones
        game = try KitchenGame(kitchen, horizon: max(1, horizon))
        lastActions = Array(repeating: .stay, count: kitchen.players)
    }

    var state: KitchenState { game.state }

    /// Takes in what is seen.
    /// - Parameters:
    ///   - action: what the cook itself did in the tick before; nil in the first.
    ///   - recipe: what it thinks is wanted.
    ///   - rumours: what others said of where they are and what is in pots.
    /// - Throws: never for observations of this kitchen.
    mutating func observe(
        _ observation: Observation, after action: Action?, wanting recipe: Recipe, rumours: [(seat: Int, meaning: Meaning)] = []
    ) throws {
        var actions = [Action](repeating: .stay, count: kitchen.players)
        if let action, !game.isOver {
            actions[seat] = action
            _ = try game.step(actions)
            for player in actions.indices where player != seat { actions[player] = inferred(player, observation) }
        }
        lastActions = actions
        var imagined = game.state
        for rumour in rumours { believe(rumour.meaning, of: rumour.seat, &imagined) }
        let state = merged(imagined, observation, recipe)
        game = try KitchenGame(kitchen, from: state, horizon: max(game.horizon, observation.timestep + 1))
        latest = observation
    }

    /// Takes what somebody said for what is there.
    private func believe(_ meaning: Meaning, of seat: Int, _ state: inout KitchenState) {
        switch meaning {
        case .stands(let cell, let item):
            guard state.players.indices.contains(seat), !state.players.contains(where: { $0.cell == cell }) else { return }
            state.players[seat].cell = cell
            state.players[seat].held = item
        case .pot(let cell, let item):
            state.objects.removeAll { $0.cell == cell }
            if !item.isNone { state.objects.append(PlacedItem(cell: cell, item: item)) }
        case .wanted, .asksRecipe, .mine, .yours, .wait, .letMeThrough: break
        }
    }

    private func merged(_ imagined: KitchenState, _ seen: Observation, _ recipe: Recipe) -> KitchenState {
        var state = imagined
        state.timestep = seen.timestep
        var taken = Set(seen.players.compactMap { $0?.cell })
        for player in state.players.indices {
            if let known = seen.players[player] {
                state.players[player] = known
            } else {
                let cell = state.players[player].cell
                if taken.contains(cell) || seen.sees(cell) { state.players[player].cell = elsewhere(cell, seen, taken) }
                taken.insert(state.players[player].cell)
            }
        }
        state.objects = imagined.objects.filter { !seen.sees($0.cell) } + seen.objects
        state.recipe = RecipeState(recipe: seen.recipe ?? recipe)
        return state
    }

    /// The nearest cell out of sight in the same zone; any free one where all are in sight.
    private func elsewhere(_ cell: Cell, _ seen: Observation, _ taken: Set<Cell>) -> Cell {
        let floor = kitchen.floor
        let zone = kitchen.pose(cell, .north).map { zones.ofFloor[$0.cell] }
        let free = floor.indices.filter { !taken.contains(floor[$0]) }
        let own = free.filter { zones.ofFloor[$0] == zone }
        func distance(_ index: Int) -> Int { abs(floor[index].x - cell.x) + abs(floor[index].y - cell.y) }
        let candidates = [own.filter { !seen.sees(floor[$0]) }, own, free].first { !$0.isEmpty } ?? []
        return candidates.min { (distance($0), $0) < (distance($1), $1) }.map { floor[$0] } ?? cell
    }

    /// What a player that is in sight must have done: it moved, turned, or holds something else.
    private func inferred(_ player: Int, _ seen: Observation) -> Action {
        guard let before = latest?.players[player], let now = seen.players[player] else { return .stay }
        if before.held != now.held { return .interact }
        if before.cell != now.cell || before.orientation != now.orientation { return Action(now.orientation) }
        return .stay
    }
}
