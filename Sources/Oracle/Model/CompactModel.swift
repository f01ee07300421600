import Kitchen

/// A kitchen under an abstraction as a finite model: settled configurations times places.
///
/// A state's number is `configuration * places + place`. For every configuration the successors of all its places lie
/// in few other configurations' blocks, so that nothing need be stored for a state but its value: a move stays in the
/// block of the cooked configuration, an interact leads to the block of what the engine made of it.
package struct CompactModel: Sendable {
    let kitchen: Kitchen
    package let abstraction: Abstraction
    package let places: Places
    package let configurations: Configurations
    /// Reward of one unit of a value.
    let unit: Double
    /// Units a cook gains by doing a face with what it holds: `[face * held items + code]`, for each cook.
    let rewards: [[Int32]]
    /// Whether the model leaves nothing out that cooks can do.
    package let isExact: Bool
    /// The words of a row that hold what lies on counters outside the model.
    let fixedWords: [Int]
    /// Where an episode begins: configuration and place.
    package let start: (configuration: Int, place: Int)

    /// All states, with those of two cooks on one cell.
    package var states: Int { configurations.count * places.count }

    /// States that can be met.
    package var realStates: Int { configurations.count * places.pairs.count * 16 }

    /// The number of a packed row's state, or nil where the model does not know it. Things on counters outside the
    /// model are not seen; they only lie there.
    func state(of row: [UInt16]) -> Int? {
        guard let place = places.place(in: row), let configuration = configurations.number(of: row)
        else { return nil }
        return configuration * places.count + place
    }

    /// Whether nobody laid anything on a counter outside the model, or took it from there.
    func keeps(_ now: [UInt16], after then: [UInt16]) -> Bool {
        fixedWords.allSatisfy { Item(bits: now[$0]).isSame(as: Item(bits: then[$0])) }
    }
}

extension Item {
    /// Whether both are the same but for cooking.
    fileprivate func isSame(as other: Item) -> Bool { ingredients == other.ingredients && (isSoup || self == other) }
}

/// Prices of items on counters outside a model, for a relaxation; in units of the model.
package struct CounterPrices: Sendable, Hashable {
    /// Items that can lie on a counter.
    let items: [Item]
    /// Units for an item on a counter, by slot and item.
    var prices: [Int: [Int32]]
    /// Units of the model in one of the kitchen's.
    let scale: Int32
}

/// Makes compact models of one kitchen.
package struct ModelMaker {
    let kitchen: Kitchen
    let stepper: KitchenStepper
    package let places: Places
    package let finder: FaceFinder
    /// The largest reward of which every order's is a multiple.
    let unit: Double

    /// - Throws: `OracleError` for kitchens that cannot be solved.
    package init(_ kitchen: Kitchen) throws {
        self.kitchen = kitchen
        stepper = try KitchenStepper(kitchen)
        places = try Places(stepper)
        finder = FaceFinder(stepper, places)
        unit = try RewardUnit.of(kitchen.book)
    }

    /// The model of `abstraction`, or nil where it has more than `maxStates` states.
    /// - Parameter prices: when given, everything outside the abstraction's counters can be lent and borrowed at a price.
    package func model(
        _ abstraction: Abstraction, prices: CounterPrices? = nil, maxStates: Int, progress: (Int) throws -> Void = { _ in }
    ) throws -> CompactModel? {
        let faces = (0..<2).map { player -> [Face] in
            guard player < kitchen.players else { return [] }
            let modelled = finder.faces(player: player, counters: abstraction.cells)
            guard let prices else { return modelled }
            return modelled + finder.pricedFaces(player: player, outside: abstraction.cells, items: prices.items)
        }
        let slotOf = Dictionary(uniqueKeysWithValues: zip(stepper.slotCells, stepper.slotCells.indices))
        let slots = Array(kitchen.layout.cells(of: .pot).indices) + abstraction.cells.compactMap { slotOf[$0] }
        let found = try Configurations.find(
            stepper, faces: faces, slots: slots, waste: abstraction.waste, maxCount: maxStates / places.count,
            progress: progress)
        guard let found else { return nil }
        guard
            let place = places.place(in: stepper.start)
        else { throw OracleError("the cooks' start is out of their own reach: a bug; please report the map") }
        let usable = Set(finder.usableCounters)
        return CompactModel(
            kitchen: kitchen, abstraction: abstraction, places: places, configurations: found,
            unit: unit / Double(prices?.scale ?? 1),
            rewards: faces.map { faces in rewards(faces, found.heldItems, prices) },
            isExact: prices == nil && usable.isSubset(of: abstraction.cells) && !found.leftOutWaste,
            fixedWords: stepper.slotCells.indices.filter { !slots.contains($0) }.map(stepper.slotWord), start: (0, place))
    }

    /// `CompactModel.rewards` of one cook.
    private func rewards(_ faces: [Face], _ held: [Item], _ prices: CounterPrices?) -> [Int32] {
        let scale = Double(prices?.scale ?? 1)
        return faces.flatMap { face in
            held.map { item -> Int32 in
                switch face.effect {
                case .rules(let pose):
                    guard stepper.faced(pose).terrain == .serving, let recipe = item.recipe else { return 0 }
                    return Int32((kitchen.book.reward(recipe) / unit * scale).rounded())
                case .lend(let counter):
                    return prices?.price(of: item, on: counter) ?? 0
                case .borrow(let counter, let taken):
                    return -(prices?.price(of: taken, on: counter) ?? 0)
                }
            }
        }
    }
}

extension CounterPrices {
    fileprivate func price(of item: Item, on counter: Int) -> Int32 {
        items.firstIndex(of: item).flatMap { prices[counter]?[$0] } ?? 0
    }
}

/// The unit in which rewards are counted.
enum RewardUnit {
    /// The greatest reward of which all are whole multiples.
    /// - Throws: `OracleError` where rewards are infinite, negative or have no common measure down to a thousandth.
    static func of(_ book: RecipeBook) throws -> Double {
        let rewards = book.recipes.map(book.reward).filter { $0 != 0 }
        guard rewards.allSatisfy({ $0.isFinite && $0 > 0 }) else {
            throw OracleError("a recipe pays an infinite or negative reward; the oracle needs finite ones of at least 0")
        }
        let thousandths = rewards.map { ($0 * 1000).rounded() }
        guard zip(rewards, thousandths).allSatisfy({ abs($0 * 1000 - $1) < 1e-6 }), thousandths.allSatisfy({ $0 < 1e12 }) else {
            throw OracleError("rewards must be whole thousandths to be counted exactly")
        }
        let common = thousandths.reduce(0) { greatestCommonDivisor($0, Int($1)) }
        return common == 0 ? 1 : Double(common) / 1000
    }

    private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : greatestCommonDivisor(b, a % b) }
}
