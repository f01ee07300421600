import Kitchen

/// Something that is heard of a tick.
enum Sound: Int, Sendable, Hashable, CaseIterable {
    /// Somebody takes something up.
    case take
    /// Somebody puts something down, or into a pot.
    case put
    /// A pot begins to cook.
    case boil
    /// A soup is delivered.
    case bell
    /// Two cooks are in each other's way.
    case bump
    /// A second of the last ten passes.
    case lastSeconds

    /// What is heard of the tick that `game` has just played, each once, in the order of the cases.
    /// - Parameters:
    ///   - before: the state before the tick.
    ///   - tickLength: seconds a tick.
    static func sounds(of game: KitchenGame, before: KitchenState, tickLength: Double) -> [Sound] {
        let seats = 0..<game.kitchen.players
        let events = seats.reduce(into: EventSet()) { $0.formUnion(game.outcome(of: $1).events) }
        return allCases.filter { sound in
            switch sound {
            case .take: !events.isDisjoint(with: pickups)
            case .put: !events.isDisjoint(with: drops)
            case .bell: events.contains(.soupDelivery)
            case .boil: game.kitchen.layout.cells(of: .pot).contains { before.item(on: $0).tick < 0 && game.item(on: $0).tick >= 0 }
            case .bump:
                seats.contains { Collision.holds($0, before: before, after: game.player($0), game.lastAction(of: $0), game.kitchen.layout) }
            case .lastSeconds: isSecondOfTheLastTen(ticksLeft: game.horizon - game.timestep, tickLength: tickLength)
            }
        }
    }

    private static let pickups: EventSet = [
        EventSet(.onionPickup), EventSet(.tomatoPickup), EventSet(.dishPickup), EventSet(.soupPickup),
    ]
    private static let drops: EventSet = [
        EventSet(.onionDrop), EventSet(.tomatoDrop), EventSet(.dishDrop), EventSet(.soupDrop), EventSet(.pottingOnion),
        EventSet(.pottingTomato),
    ]

    /// Whether a whole second has just begun to be left, of the last ten.
    private static func isSecondOfTheLastTen(ticksLeft: Int, tickLength: Double) -> Bool {
        // A hair more, so that what is a whole second but for rounding counts as one.
        func seconds(_ ticks: Int) -> Int { Int((Double(ticks) * tickLength + 1e-6).rounded(.down)) }
        let (before, now) = (seconds(ticksLeft + 1), seconds(ticksLeft))
        return now < before && now < 10
    }
}

/// Whether a cook was held back by another.
enum Collision {
    /// Whether the cook of `seat` tried to walk onto floor and is where it was.
    static func holds(_ seat: Int, before: KitchenState, after: PlayerState, _ action: Action, _ layout: Layout) -> Bool {
        guard let way = Direction(rawValue: action.rawValue), before.players[seat].cell == after.cell else { return false }
        return layout[after.cell.neighbour(way)] == .floor
    }
}
