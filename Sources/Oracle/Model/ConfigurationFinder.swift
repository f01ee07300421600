import Kitchen

/// Asks the engine what interacts and cooking make of a configuration, sees what is a waste, and remembers the answers.
///
/// An interact changes nothing but what the cook holds and what is on the slot that it faces, and depends on nothing else; what cooking
/// makes of a slot depends on that slot alone. So each question is asked once, whatever else the configuration has.
final class ConfigurationFinder {
    /// A key, see `Configurations`: what is asked about, and then the answer.
    let key: UnsafeMutablePointer<UInt16>
    /// Whether any interact was left out as a waste.
    private(set) var leftOut = false
    private let stepper: KitchenStepper
    private let waste: Bool
    private let keyWords: [Int]
    private let players: Int
    /// By cook: effects of its faces, and where the slot of each is in a key, -1 for what has none there.
    private let effects: [[Face.Effect]]
    private let slots: [[Int]]
    private let pots: [Int]
    private let wanted: Set<Ingredient>
    private var row: [UInt16]
    /// The answer to a question is in the place of its hash, until one to another question takes it.
    private let answers: UnsafeMutablePointer<Answer>

    private struct Answer {
        var question: UInt64
        var held: UInt16
        var lying: UInt16
    }

    private static let answerBits: UInt64 = 13

    /// - Parameter keyWords: the words of a row that make a key, those of held items first.
    init(_ stepper: KitchenStepper, faces: [[Face]], keyWords: [Int], waste: Bool) {
        self.stepper = stepper
        self.waste = waste
        self.keyWords = keyWords
        row = stepper.start
        let kitchen = stepper.kitchen
        players = kitchen.players
        pots = kitchen.layout.cells(of: .pot).indices.map(stepper.slotWord)
        wanted = Set(kitchen.book.orders.filter { kitchen.book.reward($0) > 0 }.flatMap(\.ingredients))
        effects = faces.map { $0.map(\.effect) }
        slots = effects.map { effects in
            effects.map { effect in
                guard case .rules(let pose) = effect, let slot = stepper.faced(pose).slot else { return -1 }
                return keyWords.firstIndex(of: stepper.slotWord(slot)) ?? -1
            }
        }
        key = .allocate(capacity: keyWords.count)
        for (position, word) in keyWords.enumerated() { (key + position).initialize(to: Item(bits: row[word]).sorted.bits) }
        answers = .allocate(capacity: 1 << Self.answerBits)
        answers.initialize(repeating: Answer(question: .max, held: 0, lying: 0), count: 1 << Self.answerBits)
    }

    deinit {
        key.deallocate()
        answers.deallocate()
    }

    /// Lets `player` interact with a face; false where that changes nothing or is a waste that the model leaves out.
    func interact(_ player: Int, _ face: Int) -> Bool {
        let (held, slot) = (key[player], slots[player][face])
        let lying = slot < 0 ? 0 : key[slot]
        let question = UInt64(player << 16 | face) << 32 | UInt64(held) << 16 | UInt64(lying)
        let place = place(question)
        if answers[place].question != question {
            answers[place] = Answer(question: question, held: held, lying: lying)
            load()
            if apply(effects[player][face], player) {
                answers[place].held = word(player)
                if slot >= 0 { answers[place].lying = word(slot) }
            }
        }
        let answer = answers[place]
        guard answer.held != held || answer.lying != lying else { return false }
        key[player] = answer.held
        if slot >= 0 { key[slot] = answer.lying }
        return true
    }

    /// Lets soups start and cook.
    func cook() {
        for position in players..<keyWords.count {
            let question = UInt64(1) << 63 | UInt64(position) << 32 | UInt64(key[position])
            let place = place(question)
            if answers[place].question != question {
                load()
                stepper.cook(&row)
                answers[place] = Answer(question: question, held: 0, lying: word(position))
            }
            key[position] = answers[place].lying
        }
    }

    @inline(__always)
    private func place(_ question: UInt64) -> Int {
        Int(truncatingIfNeeded: (question &* 0x9E37_79B9_7F4A_7C15) &>> (64 &- Self.answerBits))
    }

    /// Fills the row from the key.
    private func load() {
        for (position, word) in keyWords.enumerated() { row[word] = key[position] }
    }

    /// A word of the key that the row has.
    private func word(_ position: Int) -> UInt16 { Item(bits: row[keyWords[position]]).sorted.bits }

    /// Applies `effect` to the row; false where that changes nothing or is a waste that the model leaves out.
    private func apply(_ effect: Face.Effect, _ player: Int) -> Bool {
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
