import Kitchen

/// Everything about a kitchen but where the cooks are: what they hold, what pots and counters hold. Numbered as they
/// are found from the start, with what each interact and a tick's cooking make of them, all asked of the engine.
///
/// A tick is the first cook's interact, the second's, then cooking. Between these a configuration is *raw*; after
/// cooking it is *settled*, and only settled ones are met at the beginning of a tick. Soups are kept with their onions
/// first, since the order of potting changes nothing that follows.
package struct Configurations: Sendable {
    static let none = UInt32.max

    /// Faces of the two cooks; the second of a kitchen of one has none.
    let faces: [[Face]]
    /// The keys: held items, then the items on the slots of the model.
    private(set) var index: WordIndex
    /// By settled number, the raw number.
    private(set) var raw: [UInt32] = []
    /// By raw number: the settled number that it is, or `none`.
    private(set) var settled: [UInt32] = []
    /// By raw number: the settled number after cooking.
    private(set) var cooked: [UInt32] = []
    /// `[settled * faces + face]`: the raw number after the first cook's interact.
    private(set) var first: [UInt32] = []
    /// `[raw * faces + face]`: the raw number after the second cook's interact.
    private(set) var second: [UInt32] = []
    /// Whether any interact was left out as a waste.
    private(set) var leftOutWaste = false
    /// Distinct held items; what a cook holds is coded as an index into them.
    private(set) var heldItems: [Item] = [.none]
    /// By raw number, for each cook: the code of what it holds.
    private(set) var held: [[UInt8]] = [[], []]

    private let keyWords: [Int]
    private let players: Int
    /// How many faces each cook has.
    private let widths: SIMD2<Int>

    package var count: Int { raw.count }

    /// Bytes held.
    package var bytes: Int {
        index.bytes + (raw.capacity + settled.capacity + cooked.capacity + first.capacity + second.capacity) * 4
            + held[0].capacity + held[1].capacity
    }

    /// - Parameters:
    ///   - slots: the slots that change: pots and counters of the abstraction.
    ///   - maxCount: how many settled configurations there may be.
    ///   - progress: gets the number found so far, now and then.
    /// - Returns: nil where there are more than `maxCount`.
    static func find(
        _ stepper: KitchenStepper, faces: [[Face]], slots: [Int], waste: Bool, maxCount: Int,
        progress: (Int) throws -> Void
    ) rethrows -> Configurations? {
        var found = Configurations(stepper, faces: faces, slots: slots)
        let finder = ConfigurationFinder(stepper, faces: faces, keyWords: found.keyWords, waste: waste)
        let start = found.intern(finder)
        found.settle(start)
        var next = 0
        while next < found.count {
            found.expand(next, finder)
            next += 1
            if found.count > maxCount { return nil }
            if next & 0xFFFF == 0 { try progress(found.count) }
        }
        found.leftOutWaste = finder.leftOut
        if found.second.isEmpty { found.second.append(none) }  // so that it has an address for `LayerTables`
        if found.first.isEmpty { found.first.append(none) }
        return found
    }

    private init(_ stepper: KitchenStepper, faces: [[Face]], slots: [Int]) {
        players = stepper.kitchen.players
        keyWords = (0..<players).map(RowShape.held) + slots.map(stepper.slotWord)
        self.faces = faces
        widths = SIMD2(faces[0].count, faces[1].count)
        index = WordIndex(width: keyWords.count)
    }

    // MARK: Looking up

    /// The settled number of a packed row, or nil where the model does not know it.
    func number(of row: [UInt16]) -> Int? {
        let key = keyWords.map { Item(bits: row[$0]).sorted.bits }
        return key.withUnsafeBufferPointer { key in
            guard let base = key.baseAddress, let raw = index.find(base) else { return nil }
            return settled[raw] == Configurations.none ? nil : Int(settled[raw])
        }
    }

    /// Writes the held items and slots of a settled configuration into a packed row.
    func write(_ number: Int, into row: inout [UInt16]) {
        for (word, value) in zip(keyWords, index.key(Int(raw[number]))) { row[word] = value }
    }

    // MARK: Finding

    private mutating func expand(_ number: Int, _ finder: ConfigurationFinder) {
        let here = Int(raw[number])
        for face in 0..<widths[0] {
            let after = apply(0, face, to: here, finder)
            first.append(UInt32(after))
            expandSecond(after, finder)
        }
        expandSecond(here, finder)
    }

    /// Fills in what the second cook's interacts make of a raw configuration, and all cooking.
    private mutating func expandSecond(_ here: Int, _ finder: ConfigurationFinder) {
        let width = widths[1]
        if width > 0 && second[here * width] == Configurations.none {
            for face in 0..<width {
                let after = apply(1, face, to: here, finder)
                second[here * width + face] = UInt32(after)
                cook(after, finder)
            }
        }
        cook(here, finder)
    }

    private mutating func cook(_ here: Int, _ finder: ConfigurationFinder) {
        guard cooked[here] == Configurations.none else { return }
        index.copyKey(here, to: finder.key)
        finder.cook()
        let after = intern(finder)
        settle(after)
        cooked[here] = settled[after]
    }

    private mutating func settle(_ raw: Int) {
        guard settled[raw] == Configurations.none else { return }
        settled[raw] = UInt32(self.raw.count)
        self.raw.append(UInt32(raw))
    }

    /// The raw number after an interact; the same where it does nothing or is left out as a waste.
    private mutating func apply(_ player: Int, _ face: Int, to here: Int, _ finder: ConfigurationFinder) -> Int {
        index.copyKey(here, to: finder.key)
        return finder.interact(player, face) ? intern(finder) : here
    }

    /// The number of the finder's key.
    private mutating func intern(_ finder: ConfigurationFinder) -> Int {
        let before = index.count
        let number = index.intern(finder.key)
        if number == before {
            settled.append(Configurations.none)
            cooked.append(Configurations.none)
            for _ in 0..<widths[1] { second.append(Configurations.none) }
            for player in 0..<2 { held[player].append(player < players ? code(finder.key[player]) : 0) }
        }
        return number
    }

    private mutating func code(_ bits: UInt16) -> UInt8 {
        if let known = heldItems.firstIndex(of: Item(bits: bits)) { return UInt8(known) }
        heldItems.append(Item(bits: bits))
        return UInt8(heldItems.count - 1)
    }
}
