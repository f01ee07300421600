import Agents
import Kitchen

/// The decision process of one cook whose partner follows a stationary policy: every state that the two can get to,
/// the partner's memory made part of it, with what each of the cook's six actions leads to.
///
/// States are enumerated by playing the engine from the start, for all that the partner may do there. The cook keeps off
/// counters outside its abstraction; the partner does not.
struct ResponseModel: Sendable {
    /// Keys: the row without timestep, then the partner's memory, then the order on counters if the partner heeds it.
    fileprivate(set) var index: WordIndex
    /// Where the successors of each state begin in `successors`, with an end after the last.
    fileprivate(set) var starts: [Int] = [0]
    /// `[start + action * support + outcome]`: the state that follows when the cook does `action` and the partner the
    /// `outcome`-th of the actions that it may do.
    fileprivate(set) var successors: [UInt32] = []
    /// Along `successors`: units that the tick brings.
    fileprivate(set) var gains: [UInt8] = []
    /// By phase, per state and outcome: how likely the partner does it. States begin at a sixth of `starts`.
    fileprivate(set) var probabilities: [[Float]] = []
    /// Whether the cook was kept from anything.
    fileprivate(set) var isRestricted = false
    /// Timesteps from which on the partner plays by the next phase.
    let changes: [Int]
    /// Reward of a unit.
    let unit: Double
    /// Words of a row that hold items.
    private let itemWords: [Int]
    /// Nil where the partner does not heed it.
    private let order: CounterOrder?

    var count: Int { index.count }

    /// Bytes held.
    var bytes: Int {
        index.bytes + successors.capacity * 4 + gains.capacity + starts.capacity * 8
            + probabilities.reduce(0) { $0 + $1.capacity * 4 }
    }

    /// - Parameters:
    ///   - partner: the other cook, already begun in its seat.
    ///   - seat: the cook's player, counted from zero.
    ///   - counters: counters that the cook may use.
    ///   - minProbability: see `SolveOptions.minProbability`.
    ///   - maxBytes: what the model may take.
    /// - Returns: nil where it takes more.
    /// - Throws: `OracleError`; what `progress` throws, which gets the number of states found.
    static func find(
        _ kitchen: Kitchen, partner: any StationaryPolicy, seat: Int, horizon: Int, counters: [Cell],
        minProbability: Float, maxBytes: Int, progress: (Int) throws -> Void
    ) throws -> ResponseModel? {
        let finder = try ResponseFinder(kitchen, partner, seat: seat, horizon: horizon, counters: counters, minProbability: minProbability)
        var model = ResponseModel(finder)
        finder.loadStart()
        _ = finder.intern(into: &model)
        var next = 0
        while next < model.count {
            finder.expand(next, into: &model)
            next += 1
            if next & 0xFFF == 0 {
                if model.bytes > maxBytes { return nil }
                if next & 0xFFFF == 0 { try progress(model.count) }
            }
        }
        model.isRestricted = finder.isRestricted
        return model
    }

    private init(_ finder: ResponseFinder) {
        index = WordIndex(width: finder.keyWidth)
        changes = finder.changes
        unit = finder.unit
        itemWords = finder.itemWords
        order = finder.order
        probabilities = Array(repeating: [], count: changes.count + 1)
    }

    /// The number of a game's state, or nil where it cannot be met.
    func state(of game: KitchenGame, memory: Int) -> Int? {
        var row = game.row
        for word in itemWords { row[word] = Item(bits: row[word]).sorted.bits }
        var key = Array(row.dropFirst(ResponseFinder.timeWords)) + [UInt16(memory)]
        if let order {
            var numbers = [UInt16](repeating: 0, count: order.count)
            order.write(row, stamps: game.stamps, into: &numbers)
            key += numbers
        }
        return key.withUnsafeBufferPointer { key in key.baseAddress.flatMap { index.find($0) } }
    }
}

/// Plays every joint action of a state.
private final class ResponseFinder {
    let changes: [Int]
    let unit: Double
    let itemWords: [Int]
    let order: CounterOrder?
    private(set) var isRestricted = false
    private let partner: any StationaryPolicy
    private let seat: Int
    private let minProbability: Float
    private let stepper: KitchenStepper
    private var before: KitchenGame
    private var after: KitchenGame
    private let firstSteps: [Int]
    private let forbidden: Set<Int>
    /// The state being expanded and the one that follows: a row, then the partner's memory and the order on counters.
    private let here: UnsafeMutablePointer<UInt16>
    private let next: UnsafeMutablePointer<UInt16>

    init(
        _ kitchen: Kitchen, _ partner: any StationaryPolicy, seat: Int, horizon: Int, counters: [Cell], minProbability: Float
    ) throws {
        self.minProbability = minProbability
        self.partner = partner
        self.seat = seat
        changes = partner.changes.filter { (1..<horizon).contains($0) }
        unit = try RewardUnit.of(kitchen.book)
        let stepper = try KitchenStepper(kitchen)
        self.stepper = stepper
        before = try KitchenGame(kitchen, horizon: horizon)
        after = before
        firstSteps = [0] + changes
        order = partner.heedsOrder ? CounterOrder(stepper) : nil
        itemWords = (0..<kitchen.players).map(RowShape.held) + stepper.slotCells.indices.map(stepper.slotWord)
        let allowed = Set(counters)
        forbidden = Set(
            stepper.slotCells.indices.filter {
                kitchen.layout[stepper.slotCells[$0]] == .counter && !allowed.contains(stepper.slotCells[$0])
            }.map(stepper.slotWord))
        let size = stepper.words + 1 + (order?.count ?? 0)
        here = .allocate(capacity: size)
        next = .allocate(capacity: size)
        here.initialize(repeating: 0, count: size)
        next.initialize(repeating: 0, count: size)
    }

    deinit {
        here.deallocate()
        next.deallocate()
    }

    /// Words of a row before those of a state: the timestep.
    static let timeWords = 2

    var keyWidth: Int { stepper.words - ResponseFinder.timeWords + 1 + (order?.count ?? 0) }

    private var stamps: UnsafeMutablePointer<Int32> {
        // A stepper has at least one stamp.
        stepper.stamps.baseAddress.unsafelyUnwrapped
    }

    func loadStart() {
        for (word, value) in stepper.start.enumerated() { next[word] = value }
        tidy()
    }

    /// The number of the state in `next`.
    func intern(into model: inout ResponseModel) -> UInt32 {
        UInt32(model.index.intern(next + ResponseFinder.timeWords))
    }

    /// Makes equal what no rule distinguishes: soups come with their onions first, and without a timestep.
    private func tidy() {
        next[0] = 0
        next[1] = 0
        for word in itemWords { next[word] = Item(bits: next[word]).sorted.bits }
        order?.write(next, stamps: stamps, into: next + stepper.words + 1)
    }

    /// Appends the successors of state `number`, the next that has none, to `model`.
    func expand(_ number: Int, into model: inout ResponseModel) {
        for (word, value) in model.index.key(number).enumerated() { here[ResponseFinder.timeWords + word] = value }
        let memory = Int(here[stepper.words])
        let phases = firstSteps.map { distribution(at: $0, memory) }
        let support = Action.allCases.filter { action in phases.contains { $0[action] > 0 } }
        let mayInteract = mayInteract()
        for own in Action.allCases {
            stepper.choose(own == .interact && !mayInteract ? .stay : own, for: seat)
            for theirs in support {
                stepper.choose(theirs, for: 1 - seat)
                next.update(from: here, count: stepper.words + 1)
                order?.stamp(here + stepper.words + 1, into: stamps)
                let reward = stepper.tick(next)
                tidy()
                if partner.memories > 1 { next[stepper.words] = following(memory, theirs) }
                model.successors.append(intern(into: &model))
                model.gains.append(UInt8(clamping: Int((reward / unit).rounded())))
            }
        }
        for (phase, distribution) in phases.enumerated() { model.probabilities[phase] += support.map { distribution[$0] } }
        model.starts.append(model.successors.count)
    }

    private func distribution(at step: Int, _ memory: Int) -> ActionDistribution {
        (here[0], here[1]) = RowShape.timeWords(step)
        before.row = Array(UnsafeBufferPointer(start: here, count: stepper.words))
        if let order {
            order.stamp(here + stepper.words + 1, into: stamps)
            before.stamps = Array(stepper.stamps.prefix(stepper.slotCells.count))
        }
        here[0] = 0
        here[1] = 0
        let distribution = partner.distribution(in: before, memory: memory)
        guard minProbability > 0 else { return distribution }
        let least = min(minProbability, distribution.probabilities.max())
        return ActionDistribution(weights: Action.allCases.map { distribution[$0] < least ? 0 : distribution[$0] })
    }

    private func following(_ memory: Int, _ theirs: Action) -> UInt16 {
        after.row = Array(UnsafeBufferPointer(start: next, count: stepper.words))
        return UInt16(partner.memory(after: memory, from: before, doing: theirs, to: after))
    }

    /// Whether the cook may interact: it may not touch counters outside its abstraction.
    private func mayInteract() -> Bool {
        guard let slot = stepper.faced(Pose(bits: here[RowShape.pose(seat)])).slot else { return true }
        let word = stepper.slotWord(slot)
        guard forbidden.contains(word) else { return true }
        if (here[RowShape.held(seat)] == 0) != (here[word] == 0) { isRestricted = true }
        return false
    }
}
