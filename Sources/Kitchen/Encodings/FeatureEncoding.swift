/// Which counters the 96 features treat as places to go to (rules §8).
public enum CounterGoals: Hashable, Sendable {
    /// The reference's default: nothing on a counter is ever "closest".
    case none
    case all
    case some(Set<Cell>)
}

/// The 96 hand-crafted features of both players: `[2, 96]` (rules §8).
///
/// What depends on a player's pose alone (stations, walls, which pots are nearest) is a table made once.
public struct FeatureEncoding: Sendable {
    /// Features of one player.
    public static let count = 96
    /// Features of both players.
    public static let size = 2 * count
    static let block = 46
    static let pots = 2

    /// Offsets in a player's block.
    private enum At {
        static let held = 4, onion = 8, tomato = 10, dish = 12, soup = 14, soupContents = 16, serving = 18
        static let emptyCounter = 20, pots = 22, potSize = 10, walls = 42
    }

    private let shape: RowShape
    private let potCount: Int
    private let maxIngredients: Int
    /// What a block always holds: `[pose.index * block]`.
    private let templates: [Int16]
    /// The slots of the two nearest pots: `[pose.index * 2]`, -1 for none.
    private let nearestPots: [Int16]
    /// Column and row of a floor cell: `[floor index * 2]`.
    private let cells: [Int16]
    /// By content.
    private let soups: [SoupFacts]
    private let goals: [CounterGoal]
    private let goalDistances: [UInt16]
    /// Distance to the nearest dispenser of onions, tomatoes and dishes: `[pose.index * 3]`.
    private let dispenserDistances: [UInt16]
    private let poses: Int

    private struct CounterGoal: Sendable {
        let slot: Int
        let cell: Cell
    }

    /// - Throws: `ObservationError` unless the kitchen is one of Overcooked-AI with two players.
    public init(_ kitchen: Kitchen, counterGoals: CounterGoals = .none) throws(ObservationError) {
        try ObservationError.family(kitchen, .overcooked)
        try ObservationError.twoPlayers(kitchen)
        let geometry = kitchen.geometry
        shape = kitchen.shape
        potCount = geometry.pots
        maxIngredients = kitchen.book.maxIngredients
        poses = geometry.poses
        let blocks = kitchen.allPoses.map { FeatureEncoding.poseBlock($0, kitchen) }
        templates = blocks.flatMap { $0.template }
        nearestPots = blocks.flatMap { $0.pots }
        dispenserDistances = blocks.flatMap { $0.dispensers }
        cells = geometry.floor.flatMap { [Int16($0.x), Int16($0.y)] }
        soups = SoupFacts.byContent(kitchen)
        goals = geometry.slotCells.enumerated().dropFirst(geometry.pots).filter { _, cell in
            switch counterGoals {
            case .none: false
            case .all: true
            case .some(let cells): cells.contains(cell)
            }
        }.map { CounterGoal(slot: $0, cell: $1) }
        goalDistances = goals.flatMap { goal in
            let station = kitchen.motion.station(at: goal.cell)
            return kitchen.allPoses.map { pose in
                station.map { kitchen.motion.distance(pose: pose, station: $0) } ?? MotionPlanner.unreachable
            }
        }
    }

    // MARK: Tables

    private static func poseBlock(
        _ pose: Pose, _ kitchen: Kitchen
    ) -> (template: [Int16], pots: [Int16], dispensers: [UInt16]) {
        let motion = kitchen.motion
        let cell = kitchen.geometry.floor[pose.cell]
        var template = [Int16](repeating: 0, count: block)
        template[pose.direction] = 1
        func nearest(_ cells: [Cell]) -> (cell: Cell, distance: UInt16)? {
            motion.nearest(of: cells.compactMap(motion.station), pose: pose).map { (motion.stations[$0.station], $0.distance) }
        }
        func put(_ target: Cell, at offset: Int) {
            template[offset] = Int16(target.x - cell.x)
            template[offset + 1] = Int16(target.y - cell.y)
        }
        var dispensers: [UInt16] = []
        for (terrain, offset) in [(Terrain.onionDispenser, At.onion), (.tomatoDispenser, At.tomato), (.dishDispenser, At.dish)] {
            let found = nearest(kitchen.layout.cells(of: terrain))
            if let found { put(found.cell, at: offset) }
            dispensers.append(found?.distance ?? MotionPlanner.unreachable)
        }
        if let serving = nearest(kitchen.layout.cells(of: .serving)) { put(serving.cell, at: At.serving) }
        var potCells = kitchen.layout.cells(of: .pot)
        var pots: [Int16] = []
        for index in 0..<FeatureEncoding.pots {
            guard let found = nearest(potCells), let slot = kitchen.geometry.slot(found.cell) else {
                pots.append(-1)
                continue
            }
            potCells.removeAll { $0 == found.cell }
            pots.append(Int16(slot))
            template[At.pots + index * At.potSize] = 1
            put(found.cell, at: At.pots + index * At.potSize + 8)
        }
        for direction in Direction.allCases where kitchen.layout[cell.neighbour(direction)] != .floor {
            template[At.walls + Int(direction.rawValue)] = 1
        }
        return (template, pots, dispensers)
    }

    // MARK: Writing

    /// Writes both players' features of a packed row.
    @inline(__always)
    func write<Element: EncodingElement>(
        _ row: UnsafePointer<UInt16>, stamps: UnsafePointer<Int32>, into buffer: UnsafeMutablePointer<Element>
    ) {
        let count = FeatureEncoding.count
        let block = FeatureEncoding.block
        for player in 0..<2 {
            let own = buffer + player &* count
            writeBlock(player, row, stamps, own)
            let copy = buffer + ((1 &- player) &* count &+ block)
            for index in 0..<block { copy[index] = own[index] }
        }
        for player in 0..<2 {
            let here = 2 &* Pose(bits: row[RowShape.pose(player)]).cell
            let there = 2 &* Pose(bits: row[RowShape.pose(1 &- player)]).cell
            let tail = buffer + (player &* count &+ 2 &* block)
            for axis in 0..<2 {
                let own = Int(cells.span[here &+ axis])
                tail[axis] = .encoded(Int(cells.span[there &+ axis]) &- own)
                tail[2 &+ axis] = .encoded(own)
            }
        }
    }

    @inline(__always)
    private func writeBlock<Element: EncodingElement>(
        _ player: Int, _ row: UnsafePointer<UInt16>, _ stamps: UnsafePointer<Int32>, _ out: UnsafeMutablePointer<Element>
    ) {
        let pose = Pose(bits: row[RowShape.pose(player)])
        let held = row[RowShape.held(player)]
        let templates = templates.span
        for index in 0..<FeatureEncoding.block {
            out[index] = .encoded(Int(templates[pose.index &* FeatureEncoding.block &+ index]))
        }
        if !goals.isEmpty { writeCounters(pose, row, stamps, out) }
        writeHeld(held, out)
        for index in 0..<FeatureEncoding.pots {
            let slot = Int(nearestPots.span[pose.index &* FeatureEncoding.pots &+ index])
            if slot >= 0 { writePot(row[shape.firstSlot &+ slot], out + (At.pots &+ index &* At.potSize)) }
        }
    }

    /// The held one-hot (onion, soup, dish, tomato); what is held is nowhere else closest.
    @inline(__always)
    private func writeHeld<Element: EncodingElement>(_ held: UInt16, _ out: UnsafeMutablePointer<Element>) {
        guard held != 0 else { return }
        let zero = Element.encoded(0)
        let (hot, closest): (Int, Int) =
            switch held {
            case Item.onion.bits: (0, At.onion)
            case Item.dish.bits: (2, At.dish)
            case Item.tomato.bits: (3, At.tomato)
            default: (1, At.soup)
            }
        out[At.held &+ hot] = .encoded(1)
        out[closest] = zero
        out[closest &+ 1] = zero
        if hot == 1 { writeContents(held, out + At.soupContents) }
    }

    @inline(__always)
    private func writeContents<Element: EncodingElement>(_ soup: UInt16, _ out: UnsafeMutablePointer<Element>) {
        let contents = soups.span[Int(soup & Item.contentMask)]
        out[0] = .encoded(Int(contents.onions))
        out[1] = .encoded(Int(contents.tomatoes))
    }

    /// Empty, full (cooking and ready are full, too), cooking, ready, onions, tomatoes, remaining ticks; the rest is in the template.
    @inline(__always)
    private func writePot<Element: EncodingElement>(_ soup: UInt16, _ out: UnsafeMutablePointer<Element>) {
        let one = Element.encoded(1)
        guard soup != 0 else {
            out[1] = one
            return
        }
        let contents = soups.span[Int(soup & Item.contentMask)]
        if soup >= Item.oneTick || contents.size == maxIngredients { out[2] = one }
        if soup >= Item.oneTick {
            let remaining = max(0, contents.remaining(soup))
            out[remaining > 0 ? 3 : 4] = one
            out[7] = .encoded(remaining)
        }
        writeContents(soup, out + 5)
    }

    /// Objects on counters that are goals compete with the dispensers; a tie goes to the dispenser, then to
    /// what was put down first. The closest empty counter is the first of the nearest, row by row.
    private func writeCounters<Element: EncodingElement>(
        _ pose: Pose, _ row: UnsafePointer<UInt16>, _ stamps: UnsafePointer<Int32>, _ out: UnsafeMutablePointer<Element>
    ) {
        let cell = (x: Int(cells[pose.cell * 2]), y: Int(cells[pose.cell * 2 + 1]))
        func put(_ goal: CounterGoal, at offset: Int) {
            out[offset] = .encoded(goal.cell.x - cell.x)
            out[offset + 1] = .encoded(goal.cell.y - cell.y)
        }
        let kinds: [(offset: Int, limit: UInt16)] = [
            (At.onion, dispenserDistances[pose.index * 3]), (At.tomato, dispenserDistances[pose.index * 3 + 1]),
            (At.dish, dispenserDistances[pose.index * 3 + 2]), (At.soup, MotionPlanner.unreachable),
            (At.emptyCounter, MotionPlanner.unreachable),
        ]
        for (kind, (offset, limit)) in kinds.enumerated() {
            var best = (distance: limit, stamp: Int32.min, goal: -1)
            for (index, goal) in goals.enumerated() where self.kind(of: row[shape.firstSlot + goal.slot]) == kind {
                let distance = goalDistances[index * poses + pose.index]
                let stamp = offset == At.emptyCounter ? Int32(index) : stamps[goal.slot]
                if distance < best.distance || (distance == best.distance && best.goal >= 0 && stamp < best.stamp) {
                    best = (distance, stamp, index)
                }
            }
            guard best.goal >= 0 else { continue }
            put(goals[best.goal], at: offset)
            if offset == At.soup { writeContents(row[shape.firstSlot + goals[best.goal].slot], out + At.soupContents) }
        }
    }

    /// Index in `writeCounters`' table.
    private func kind(of item: UInt16) -> Int {
        switch item {
        case 0: 4
        case Item.onion.bits: 0
        case Item.tomato.bits: 1
        case Item.dish.bits: 2
        default: 3
        }
    }
}

extension FeatureEncoding {
    /// Fills `buffer` (`FeatureEncoding.size` elements) with both players' features of `game`.
    /// - Throws: `ObservationError` for a buffer of another size.
    public func write(_ game: KitchenGame, into buffer: UnsafeMutableBufferPointer<Int16>) throws(ObservationError) {
        try ObservationError.size(buffer.count, expected: FeatureEncoding.size)
        game.withRow(andStamps: { write($0, stamps: $1, into: buffer.baseAddress.unsafelyUnwrapped) })
    }

    /// Fills `buffer` (`FeatureEncoding.size` elements) with both players' features of `game`.
    /// - Throws: `ObservationError` for a buffer of another size.
    public func write(_ game: KitchenGame, into buffer: UnsafeMutableBufferPointer<Float>) throws(ObservationError) {
        try ObservationError.size(buffer.count, expected: FeatureEncoding.size)
        game.withRow(andStamps: { write($0, stamps: $1, into: buffer.baseAddress.unsafelyUnwrapped) })
    }
}
