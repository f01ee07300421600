/// The features of OvercookedV2, its reference's FEATURIZED: for every player 48 numbers a player, `[players, 48 * players]`
/// (OvercookedV2 §7.5).
///
/// A player's own block of 46 comes first, then the others' in the order of their seats, then where they are, seen from the player,
/// then where the player is. Objects on counters count as places to go to; of several equally near places the first counts, row by
/// row.
public struct FeatureEncodingV2: Sendable {
    static let block = 46
    private static let perPlayer = 48

    /// Offsets in a player's block.
    private enum At {
        static let held = 4, onion = 8, dish = 12, soup = 14, soupContents = 16, serving = 18
        static let emptyCounter = 20, pots = 22, potSize = 10, walls = 42
    }

    public let players: Int
    /// Features of one player.
    public var count: Int { FeatureEncodingV2.perPlayer * players }
    /// Features of all players.
    public var size: Int { players * count }

    private let firstSlot: Int
    private let slots: Int
    private let pots: Int
    /// Every cell that is no floor, row by row.
    private let stations: [Station]
    /// Every floor cell.
    private let floor: [Cell]
    /// Whether a pose's neighbours are no floor, by floor cell and direction.
    private let walls: [UInt8]
    private let motion: MotionPlanner
    /// A dish of three onions, the only soup that is shown.
    private let dish: UInt16
    /// By `Item.unorderedIndex`: number of ingredients.
    private let sizes: [UInt8]

    private struct Station: Sendable {
        let cell: Cell
        let terrain: Terrain
        /// -1 where nothing can lie.
        let slot: Int
    }

    /// The nearest of several stations, the first where several are equally near.
    private struct Nearest {
        var distance = MotionPlanner.unreachable
        var station = -1

        mutating func offer(_ station: Int, _ distance: UInt16) {
            if distance < self.distance { (self.distance, self.station) = (distance, station) }
        }
    }

    /// - Throws: `ObservationError` unless the kitchen is one of OvercookedV2 with several players and onions alone.
    public init(_ kitchen: Kitchen) throws(ObservationError) {
        try ObservationError.family(kitchen, .overcookedV2)
        guard kitchen.players > 1, kitchen.layout.ingredientKinds == 1 else {
            throw ObservationError(
                description: "the features of OvercookedV2 are defined for several players and one ingredient; "
                    + "'\(kitchen.layout.name)' has \(kitchen.players) and \(kitchen.layout.ingredientKinds)")
        }
        players = kitchen.players
        firstSlot = kitchen.shape.firstSlot
        slots = kitchen.shape.slots
        pots = kitchen.pots
        motion = kitchen.motion
        floor = kitchen.floor
        stations = kitchen.motion.stations.map { cell in
            Station(cell: cell, terrain: kitchen.layout[cell], slot: kitchen.geometry.slot(cell) ?? -1)
        }
        walls = kitchen.floor.flatMap { cell in Direction.allCases.map { kitchen.layout[cell.neighbour($0)] == .floor ? 0 : 1 } }
        sizes = Recipe.unordered.map { UInt8($0.size) }
        dish = Item(unordered: Recipe(onions: Recipe.mostUnordered, tomatoes: 0), tick: RecipeRules.cookTime)?.bits ?? 0
    }

    // MARK: Writing

    /// Writes all players' features of a packed row.
    @inline(__always)
    func write<Element: EncodingElement>(_ row: UnsafePointer<UInt16>, into buffer: UnsafeMutablePointer<Element>) {
        let block = FeatureEncodingV2.block
        let tail = players &* block
        for player in 0..<players { writeBlock(player, row, buffer + player &* count) }
        for viewer in 0..<players {
            let own = buffer + viewer &* count
            let here = floor.span[Pose(bits: row[RowShape.pose(viewer)]).cell]
            var place = 1
            for other in 0..<players where other != viewer {
                let theirs = buffer + other &* count
                for index in 0..<block { own[place &* block &+ index] = theirs[index] }
                let there = floor.span[Pose(bits: row[RowShape.pose(other)]).cell]
                own[tail &+ 2 &* place &- 2] = .encoded(there.x &- here.x)
                own[tail &+ 2 &* place &- 1] = .encoded(there.y &- here.y)
                place &+= 1
            }
            own[tail &+ 2 &* place &- 2] = .encoded(here.x)
            own[tail &+ 2 &* place &- 1] = .encoded(here.y)
        }
    }

    @inline(__always)
    private func writeBlock<Element: EncodingElement>(
        _ player: Int, _ row: UnsafePointer<UInt16>, _ out: UnsafeMutablePointer<Element>
    ) {
        let pose = Pose(bits: row[RowShape.pose(player)])
        let held = row[RowShape.held(player)]
        for index in 0..<FeatureEncodingV2.block { out[index] = .encoded(0) }
        out[pose.direction] = .encoded(1)
        for direction in 0..<Pose.perCell { out[At.walls &+ direction] = .encoded(Int(walls.span[pose.cell &* Pose.perCell &+ direction])) }
        writeNearest(pose, held, row, out)
        let hot = held == Item.onion.bits ? 0 : held == dish ? 1 : held == Item.dish.bits ? 2 : -1
        if hot >= 0 { out[At.held &+ hot] = .encoded(1) }
        var anySoup = held == dish
        for slot in pots..<slots where row[firstSlot &+ slot] == dish { anySoup = true }
        if anySoup { out[At.soupContents] = .encoded(Recipe.mostUnordered) }
    }

    /// The nearest of everything that a player can go to.
    private struct Goals {
        var onion = Nearest()
        var plate = Nearest()
        var soup = Nearest()
        var serving = Nearest()
        var counter = Nearest()
        var pot = Nearest()
        var secondPot = Nearest()

        mutating func offer(pot index: Int, _ distance: UInt16) {
            if distance < pot.distance {
                secondPot = pot
                pot.offer(index, distance)
            } else {
                secondPot.offer(index, distance)
            }
        }
    }

    @inline(__always)
    private func goals(_ pose: Pose, _ row: UnsafePointer<UInt16>) -> Goals {
        var goals = Goals()
        for index in 0..<stations.count {
            let distance = motion.distance(pose: pose, station: index)
            switch stations.span[index].terrain {
            case .onionDispenser: goals.onion.offer(index, distance)
            case .dishDispenser: goals.plate.offer(index, distance)
            case .serving: goals.serving.offer(index, distance)
            case .pot: goals.offer(pot: index, distance)
            case .counter:
                switch row[firstSlot &+ stations.span[index].slot] {
                case 0: goals.counter.offer(index, distance)
                case Item.onion.bits: goals.onion.offer(index, distance)
                case Item.dish.bits: goals.plate.offer(index, distance)
                case dish: goals.soup.offer(index, distance)
                default: break
                }
            default: break
            }
        }
        return goals
    }

    /// Where the nearest of everything is; what is held is nowhere else closest.
    @inline(__always)
    private func writeNearest<Element: EncodingElement>(
        _ pose: Pose, _ held: UInt16, _ row: UnsafePointer<UInt16>, _ out: UnsafeMutablePointer<Element>
    ) {
        let goals = goals(pose, row)
        let here = floor.span[pose.cell]
        if held != Item.onion.bits { put(goals.onion, here, out + At.onion) }
        if held != Item.dish.bits { put(goals.plate, here, out + At.dish) }
        if held != dish { put(goals.soup, here, out + At.soup) }
        put(goals.serving, here, out + At.serving)
        put(goals.counter, here, out + At.emptyCounter)
        writePot(goals.pot, here, row, out + At.pots)
        writePot(goals.secondPot, here, row, out + (At.pots &+ At.potSize))
    }

    @inline(__always)
    private func put<Element: EncodingElement>(_ nearest: Nearest, _ here: Cell, _ out: UnsafeMutablePointer<Element>) {
        guard nearest.station >= 0 else { return }
        let cell = stations.span[nearest.station].cell
        out[0] = .encoded(cell.x &- here.x)
        out[1] = .encoded(cell.y &- here.y)
    }

    /// That there is a pot, empty, full, cooking, ready, ingredients, nothing, remaining ticks, and where it is.
    @inline(__always)
    private func writePot<Element: EncodingElement>(
        _ nearest: Nearest, _ here: Cell, _ row: UnsafePointer<UInt16>, _ out: UnsafeMutablePointer<Element>
    ) {
        guard nearest.station >= 0 else { return }
        let one = Element.encoded(1)
        out[0] = one
        put(nearest, here, out + 8)
        let soup = Item(bits: row[firstSlot &+ stations.span[nearest.station].slot])
        guard !soup.isNone else {
            out[1] = one
            return
        }
        let size = Int(sizes.span[soup.unorderedIndex])
        if size == Recipe.mostUnordered { out[2] = one }
        out[5] = .encoded(size)
        guard soup.isStarted else { return }
        let left = RecipeRules.cookTime &- soup.tick
        out[left > 0 ? 3 : 4] = one
        out[7] = .encoded(left)
    }
}

extension FeatureEncodingV2 {
    /// Fills `buffer` (`size` elements) with all players' features of `game`.
    /// - Throws: `ObservationError` for a buffer of another size.
    public func write(_ game: KitchenGame, into buffer: UnsafeMutableBufferPointer<Int16>) throws(ObservationError) {
        try ObservationError.size(buffer.count, expected: size)
        game.withRow { write($0, into: buffer.baseAddress.unsafelyUnwrapped) }
    }

    /// Fills `buffer` (`size` elements) with all players' features of `game`.
    /// - Throws: `ObservationError` for a buffer of another size.
    public func write(_ game: KitchenGame, into buffer: UnsafeMutableBufferPointer<Float>) throws(ObservationError) {
        try ObservationError.size(buffer.count, expected: size)
        game.withRow { write($0, into: buffer.baseAddress.unsafelyUnwrapped) }
    }
}
