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
        var finder = Finder(stepper, waste: waste)
        var found = Configurations(stepper, faces: faces, slots: slots)
        let start = found.intern(stepper.start, &finder)
        found.settle(start)
        var next = 0
        while next < found.count {
            found.expand(next, &finder)
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

    private mutating func expand(_ number: Int, _ finder: inout Finder) {
        let here = Int(raw[number])
        for face in faces[0].indices {
            let after = apply(faces[0][face].effect, to: here, player: 0, &finder)
            first.append(UInt32(after))
            expandSecond(after, &finder)
        }
        expandSecond(here, &finder)
    }

    /// Fills in what the second cook's interacts make of a raw configuration, and all cooking.
    private mutating func expandSecond(_ here: Int, _ finder: inout Finder) {
        let width = faces[1].count
        if width > 0 && second[here * width] == Configurations.none {
            for face in 0..<width {
                let after = apply(faces[1][face].effect, to: here, player: 1, &finder)
                second[here * width + face] = UInt32(after)
                cook(after, &finder)
            }
        }
        cook(here, &finder)
    }

    private mutating func cook(_ here: Int, _ finder: inout Finder) {
        guard cooked[here] == Configurations.none else { return }
        load(here, &finder)
        finder.cook()
        let after = intern(finder.row, &finder)
        settle(after)
        cooked[here] = settled[after]
    }

    private mutating func settle(_ raw: Int) {
        guard settled[raw] == Configurations.none else { return }
        settled[raw] = UInt32(self.raw.count)
        self.raw.append(UInt32(raw))
    }

    /// The raw number after `effect`; the same where it does nothing or is left out as a waste.
    private mutating func apply(_ effect: Face.Effect, to here: Int, player: Int, _ finder: inout Finder) -> Int {
        load(here, &finder)
        guard finder.apply(effect, player: player) else { return here }
        return intern(finder.row, &finder)
    }

    private func load(_ number: Int, _ finder: inout Finder) {
        let key = index.key(number)
        for (word, value) in zip(keyWords, key) { finder.row[word] = value }
    }

    private mutating func intern(_ row: [UInt16], _ finder: inout Finder) -> Int {
        for (position, word) in keyWords.enumerated() { finder.key[position] = Item(bits: row[word]).sorted.bits }
        let before = index.count
        let number = finder.key.withUnsafeBufferPointer { key in key.baseAddress.map { index.intern($0) } ?? 0 }
        if number == before {
            settled.append(Configurations.none)
            cooked.append(Configurations.none)
            second.append(contentsOf: repeatElement(Configurations.none, count: faces[1].count))
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

/// Asks the engine what interacts and cooking make of one row, and sees what is a waste.
private struct Finder {
    let stepper: KitchenStepper
    let waste: Bool
    var row: [UInt16]
    var key: [UInt16]
    private(set) var leftOut = false
    private let pots: [Int]
    private let wanted: Set<Ingredient>

    init(_ stepper: KitchenStepper, waste: Bool) {
        self.stepper = stepper
        self.waste = waste
        row = stepper.start
        key = Array(repeating: 0, count: stepper.words)
        let kitchen = stepper.kitchen
        pots = kitchen.layout.cells(of: .pot).indices.map(stepper.slotWord)
        wanted = Set(kitchen.book.orders.filter { kitchen.book.reward($0) > 0 }.flatMap(\.ingredients))
    }

    mutating func cook() {
        stepper.cook(&row)
    }

    /// Applies `effect` to the row; false where that changes nothing or is a waste that the model leaves out.
    mutating func apply(_ effect: Face.Effect, player: Int) -> Bool {
        let held = RowShape.held(player)
        switch effect {
        case .lend:
            guard row[held] != 0 else { return false }
            row[held] = 0
            return true
        case .borrow(_, let item):
            guard row[held] == 0 else { return false }
            row[held] = item.bits
            return true
        case .rules(let pose):
            let before = row
            row[RowShape.pose(player)] = pose.bits
            _ = stepper.interact(&row, player: player)
            row[RowShape.pose(player)] = before[RowShape.pose(player)]
            guard row != before else { return false }
            guard waste || !isWaste(before, held) else {
                leftOut = true
                return false
            }
            return true
        }
    }

    /// Whether the interact that led from `before` to `row` can only spoil something.
    private func isWaste(_ before: [UInt16], _ held: Int) -> Bool {
        let book = stepper.kitchen.book
        if before[held] == 0, let ingredient = Item(bits: row[held]).ingredient, !wanted.contains(ingredient) { return true }
        for pot in pots where row[pot] != before[pot] {
            let soup = Item(bits: row[pot])
            guard let recipe = soup.recipe else { continue }
            if soup.tick < 0 ? book.bestReward(from: recipe) == 0 : book.reward(recipe) == 0 { return true }
        }
        return false
    }
}
