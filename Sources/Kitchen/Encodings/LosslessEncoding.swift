/// The channels of the lossless encoding, in order (rules §7). Each is a number for every cell of the grid, 0 where nothing of it
/// is there.
enum Channel {
    /// 1 where the viewer stands.
    static let ownPosition = 0
    /// 1 where the other player stands.
    static let otherPosition = 1
    /// Four, by direction: 1 where the viewer stands, in the channel of the direction that it faces.
    static let ownOrientation = 2
    /// Four, the same for the other player.
    static let otherOrientation = 6
    /// 1 on every cell of that terrain.
    static let stations: [(terrain: Terrain, channel: Int)] = [
        (.pot, 10), (.counter, 11), (.onionDispenser, 12), (.tomatoDispenser, 13), (.dishDispenser, 14), (.serving, 15),
    ]
    /// How many onions are in a pot that does not cook yet.
    static let idleOnions = 16
    /// How many tomatoes are in a pot that does not cook yet.
    static let idleTomatoes = 17
    /// How many onions are in a soup that cooks or is ready, in a pot, on a counter or in a hand.
    static let soupOnions = 18
    /// How many tomatoes are in such a soup.
    static let soupTomatoes = 19
    /// Ticks until the soup in a pot is ready.
    static let cookTime = 20
    /// 1 where a soup is done: in a pot, on a counter or in a hand.
    static let ready = 21
    /// 1 where a dish lies or is held.
    static let dishes = 22
    /// 1 where a loose onion lies or is held.
    static let onions = 23
    /// 1 where a loose tomato lies or is held.
    static let tomatoes = 24
    /// 1 everywhere in the last ticks of an episode (`LosslessEncoding.urgentTicks`).
    static let urgency = 25
}

/// The 26-channel lossless encoding of both players' views: `[2, width, height, 26]`, x before y (rules §7).
///
/// Buffers belong to the caller. `write` fills one from nothing; `update` brings one up to date that was
/// written for an earlier state, touching only what changed.
public struct LosslessEncoding: Sendable {
    public static let channels = 26
    /// The urgency channel lights up when fewer ticks than this are left.
    public static let urgentTicks = 40

    /// Elements of one player's view.
    public let viewSize: Int
    /// Elements of both players' views.
    public var size: Int { 2 * viewSize }
    let horizon: Int
    private let players = 2
    private let firstSlot: Int
    private let slots: Int
    private let pots: Int
    /// Where a floor cell's channels begin in a view, by floor index.
    private let floorBase: [Int]
    /// Where a slot's channels begin in a view.
    private let slotBase: [Int]
    /// By content.
    private let soups: [SoupFacts]
    /// A view with nothing but the stations.
    private let stations: [UInt8]

    /// - Parameter horizon: the tick at which episodes end, for the urgency channel.
    /// - Throws: `ObservationError` unless the kitchen is one of Overcooked-AI with two players.
    public init(_ kitchen: Kitchen, horizon: Int = 400) throws(ObservationError) {
        try ObservationError.family(kitchen, .overcooked)
        try ObservationError.twoPlayers(kitchen)
        let layout = kitchen.layout
        func base(_ cell: Cell) -> Int { (cell.x * layout.height + cell.y) * LosslessEncoding.channels }
        self.horizon = horizon
        viewSize = layout.width * layout.height * LosslessEncoding.channels
        firstSlot = kitchen.shape.firstSlot
        slots = kitchen.shape.slots
        pots = kitchen.geometry.pots
        floorBase = kitchen.geometry.floor.map(base)
        slotBase = kitchen.geometry.slotCells.map(base)
        soups = SoupFacts.byContent(kitchen)
        var stations = [UInt8](repeating: 0, count: viewSize)
        for (terrain, channel) in Channel.stations {
            for cell in layout.cells(of: terrain) { stations[base(cell) + channel] = 1 }
        }
        self.stations = stations
    }

    /// Fills `buffer` with both views of a packed row.
    @inline(__always)
    func write<Element: EncodingElement>(_ row: UnsafePointer<UInt16>, into buffer: UnsafeMutablePointer<Element>) {
        stations.withUnsafeBufferPointer { stations in
            let empty = stations.baseAddress.unsafelyUnwrapped
            for view in 0..<players { Element.copy(empty, to: buffer + view &* viewSize, count: viewSize) }
        }
        for player in 0..<players { mark(player, row, .encoded(1), buffer) }
        for slot in 0..<slots where row[firstSlot &+ slot] != 0 {
            draw(row[firstSlot &+ slot], at: slotBase.span[slot], inPot: slot < pots, buffer)
        }
        if isUrgent(row) { setUrgency(.encoded(1), buffer) }
    }

    /// Brings `buffer`, which shows `old`, up to `new`.
    @inline(__always)
    func update<Element: EncodingElement>(
        from old: UnsafePointer<UInt16>, to new: UnsafePointer<UInt16>, in buffer: UnsafeMutablePointer<Element>
    ) {
        // Both are unmarked before either is marked, for one may be where the other was.
        let changed = (hasChanged(0, old, new), hasChanged(1, old, new))
        if changed.0 { mark(0, old, .encoded(0), buffer) }
        if changed.1 { mark(1, old, .encoded(0), buffer) }
        if changed.0 { mark(0, new, .encoded(1), buffer) }
        if changed.1 { mark(1, new, .encoded(1), buffer) }
        // Most slots stay as they are: four are compared at a time.
        for word in stride(from: firstSlot / 4 * 4, to: firstSlot &+ slots, by: 4)
        where UnsafeRawPointer(old + word).load(as: UInt64.self) != UnsafeRawPointer(new + word).load(as: UInt64.self) {
            for index in max(word, firstSlot)..<min(word &+ 4, firstSlot &+ slots) where old[index] != new[index] {
                let slot = index &- firstSlot
                let base = slotBase.span[slot]
                if old[index] != 0 { erase(old[index], at: base, buffer) }
                if new[index] != 0 { draw(new[index], at: base, inPot: slot < pots, buffer) }
            }
        }
        let urgent = isUrgent(new)
        if urgent != isUrgent(old) { setUrgency(.encoded(urgent ? 1 : 0), buffer) }
    }

    @inline(__always)
    private func isUrgent(_ row: UnsafePointer<UInt16>) -> Bool {
        horizon &- RowShape.timestep(low: row[0], high: row[1]) < LosslessEncoding.urgentTicks
    }

    @inline(never)
    private func setUrgency<Element: EncodingElement>(_ value: Element, _ buffer: UnsafeMutablePointer<Element>) {
        for cell in stride(from: Channel.urgency, to: 2 * viewSize, by: LosslessEncoding.channels) { buffer[cell] = value }
    }

    @inline(__always)
    private func hasChanged(_ player: Int, _ old: UnsafePointer<UInt16>, _ new: UnsafePointer<UInt16>) -> Bool {
        old[RowShape.pose(player)] != new[RowShape.pose(player)] || old[RowShape.held(player)] != new[RowShape.held(player)]
    }

    /// Marks a player and what they hold, or with a `mark` of zero unmarks them, in both views.
    @inline(__always)
    private func mark<Element: EncodingElement>(
        _ player: Int, _ row: UnsafePointer<UInt16>, _ mark: Element, _ buffer: UnsafeMutablePointer<Element>
    ) {
        let pose = Pose(bits: row[RowShape.pose(player)])
        let base = floorBase.span[pose.cell]
        let own = buffer + (player &* viewSize &+ base)
        let other = buffer + ((1 &- player) &* viewSize &+ base)
        own[Channel.ownPosition] = mark
        own[Channel.ownOrientation &+ pose.direction] = mark
        other[Channel.otherPosition] = mark
        other[Channel.otherOrientation &+ pose.direction] = mark
        let held = row[RowShape.held(player)]
        guard held != 0 else { return }
        if held & Item.soupBit == 0 {
            let channel = looseChannel(held)
            own[channel] = mark
            other[channel] = mark
        } else {
            erase(held, at: base, buffer)
            if mark == .encoded(1) { draw(held, at: base, inPot: false, buffer) }
        }
    }

    @inline(__always)
    private func looseChannel(_ item: UInt16) -> Int {
        item == Item.dish.bits ? Channel.dishes : item == Item.onion.bits ? Channel.onions : Channel.tomatoes
    }

    @inline(__always)
    private func erase<Element: EncodingElement>(_ item: UInt16, at base: Int, _ buffer: UnsafeMutablePointer<Element>) {
        for view in 0..<players {
            let cell = buffer + (view &* viewSize &+ base)
            if item & Item.soupBit == 0 {
                cell[looseChannel(item)] = .encoded(0)
            } else {
                for channel in Channel.idleOnions...Channel.ready { cell[channel] = .encoded(0) }
            }
        }
    }

    @inline(__always)
    private func draw<Element: EncodingElement>(
        _ item: UInt16, at base: Int, inPot: Bool, _ buffer: UnsafeMutablePointer<Element>
    ) {
        for view in 0..<players {
            let cell = buffer + (view &* viewSize &+ base)
            if item & Item.soupBit == 0 {
                cell[looseChannel(item)] = .encoded(1)
                continue
            }
            let soup = soups.span[Int(item & Item.contentMask)]
            let idle = inPot && item < Item.oneTick
            cell[idle ? Channel.idleOnions : Channel.soupOnions] = .encoded(Int(soup.onions))
            cell[idle ? Channel.idleTomatoes : Channel.soupTomatoes] = .encoded(Int(soup.tomatoes))
            let remaining = soup.remaining(item)
            if inPot && !idle { cell[Channel.cookTime] = .encoded(remaining) }
            if !inPot || (!idle && remaining <= 0) { cell[Channel.ready] = .encoded(1) }
        }
    }
}

extension LosslessEncoding {
    /// Fills `buffer` (`size` elements) with both players' views of `game`.
    /// - Throws: `ObservationError` for a buffer of another size.
    public func write(_ game: KitchenGame, into buffer: UnsafeMutableBufferPointer<UInt8>) throws(ObservationError) {
        try ObservationError.size(buffer.count, expected: size)
        game.withRow { write($0, into: buffer.baseAddress.unsafelyUnwrapped) }
    }

    /// Fills `buffer` (`size` elements) with both players' views of `game`.
    /// - Throws: `ObservationError` for a buffer of another size.
    public func write(_ game: KitchenGame, into buffer: UnsafeMutableBufferPointer<Float>) throws(ObservationError) {
        try ObservationError.size(buffer.count, expected: size)
        game.withRow { write($0, into: buffer.baseAddress.unsafelyUnwrapped) }
    }
}
