import Dispatch
import Foundation

/// Finite-horizon backward induction where cooks can do much with many counters and values change everywhere in every tick, as with
/// priced counters: the same layers as those of `BackwardInduction`, without what that one makes for tables and rates.
///
/// Interacts that lead to the same configuration are taken together, with what each earns by the cook's pose: so sixteen places at a
/// time are moved, looked up and added up, whatever the number of counters. What either cook's moves lead to is the same for all
/// interacts of the other, and is computed once a layer.
///
/// A layer is monotone in the one before and passes constants on (Puterman 1994, §8.5). So when no state gained less than `l` nor more
/// than `h` in the last `p` ticks, none ever will in any `p` ticks that begin no earlier; which soon says much of the last layer.
final class DenseInduction: @unchecked Sendable {
    // Sendable: in a layer every worker writes blocks of its own.

    typealias Lanes = SIMD16<Int16>

    private let model: CompactModel
    private let jobs: Int
    private let moves: DenseMoves
    private let deeds: DenseDeeds
    private let blocks: Int
    private let size: Int
    private var values: UnsafeMutablePointer<Int16>
    private var next: UnsafeMutablePointer<Int16>
    /// The best after the second cook's move, and after the first's, while the other does something.
    private let secondMoved: UnsafeMutablePointer<Int16>
    private let firstMoved: UnsafeMutablePointer<Int16>
    /// Whether a block's values changed in the last layer, and in the one being made.
    private var changed: UnsafeMutablePointer<Bool>
    private var changing: UnsafeMutablePointer<Bool>
    /// An earlier layer, and when that was.
    private let anchor: UnsafeMutablePointer<Int16>
    private var anchorTick = 0
    private let largestGain: Int
    /// Units to be had from the start, by ticks.
    private var startValues = [0]

    /// Bytes for each state.
    static let bytesPerState = 10

    /// Less than any value that is not to be chosen; twice that still fits.
    static let never: Int16 = -12_000

    init(_ model: CompactModel, jobs: Int) {
        self.model = model
        self.jobs = max(1, jobs)
        (blocks, size) = (model.configurations.count, model.places.count)
        moves = DenseMoves(model.places)
        deeds = model.withTables { DenseDeeds($0, configurations: model.configurations.count) }
        func layer() -> UnsafeMutablePointer<Int16> { LargeMemory.zeros(bytes: model.states * 2).assumingMemoryBound(to: Int16.self) }
        (values, next, secondMoved, firstMoved, anchor) = (layer(), layer(), layer(), layer(), layer())
        (changed, changing) = (.allocate(capacity: blocks), .allocate(capacity: blocks))
        changed.initialize(repeating: true, count: blocks)
        changing.initialize(repeating: false, count: blocks)
        largestGain = model.rewards.map { Int($0.max() ?? 0) }.reduce(0) { $0 + max(0, $1) }
    }

    deinit {
        for layer in [values, next, secondMoved, firstMoved, anchor] { LargeMemory.free(layer) }
        changed.deallocate()
        changing.deallocate()
        moves.deallocate()
    }

    /// Plays layers until it is known well enough how many units can be had from the start in `horizon` ticks.
    /// - Parameter isEnough: whether these bounds on them are.
    /// - Returns: the bounds.
    /// - Throws: `Overflow` where values outgrow their type; what `progress` throws.
    func run(horizon: Int, until isEnough: (ClosedRange<Int>) -> Bool, progress: (Int) throws -> Void) throws -> ClosedRange<Int> {
        var highest = 0
        for tick in 1..<max(1, horizon + 1) {
            guard highest + largestGain < -Int(Self.never) else { throw Overflow() }
            inParallel { block in
                let at = block &* self.size
                if self.changed[block] { self.moves.apart(self.values + at, self.secondMoved + at, self.firstMoved + at) }
                return 0
            }
            highest = max(highest, Int(inParallel { self.induce($0) }))
            swap(&values, &next)
            swap(&changed, &changing)
            startValues.append(Int(values[model.start.configuration * size + model.start.place]))
            if let bounds = bounds(tick, horizon), isEnough(bounds) { return bounds }
            try progress(tick)
        }
        let value = startValues[startValues.count - 1]
        return value...value
    }

    // MARK: Bounds

    /// Ticks between two looks at what was gained.
    private static let pause = 4
    /// Ticks after which the first layer becomes the anchor.
    private static let firstAnchor = 32

    /// Bounds on the units to be had from the start, by what all states gained since the anchor; now and then.
    private func bounds(_ tick: Int, _ horizon: Int) -> ClosedRange<Int>? {
        guard tick >= Self.firstAnchor, tick < horizon else { return nil }
        if anchorTick == 0 || tick * 2 >= anchorTick * 3 {
            anchor.update(from: values, count: model.states)
            anchorTick = tick
            return nil
        }
        let ticks = tick - anchorTick
        guard ticks % Self.pause == 0 else { return nil }
        let most = Int(inParallel { self.moves.greatestRise(from: self.anchor + $0 &* self.size, to: self.values + $0 &* self.size) })
        let least = -Int(inParallel { self.moves.greatestRise(from: self.values + $0 &* self.size, to: self.anchor + $0 &* self.size) })
        let times = (horizon - tick + ticks - 1) / ticks
        let known = startValues[horizon - times * ticks]
        return (known + times * least)...(known + times * most)
    }

    // MARK: Layers

    /// Calls `body` with every block, and returns the greatest that it returned.
    @discardableResult
    private func inParallel(_ body: @Sendable (Int) -> Int16) -> Int16 {
        let (blocks, jobs) = (blocks, jobs)
        let found = UnsafeMutableBufferPointer<Int16>.allocate(capacity: jobs)
        found.initialize(repeating: .min)
        defer { found.deallocate() }
        nonisolated(unsafe) let greatest = found  // every worker writes its own element
        DispatchQueue.concurrentPerform(iterations: jobs) { worker in
            var most = Int16.min
            for block in stride(from: worker, to: blocks, by: jobs) { most = max(most, body(block)) }
            greatest[worker] = most
        }
        return found.max() ?? 0
    }

    /// Makes a block of the next layer; returns the greatest value of one that changed.
    ///
    /// With more time there is no less to be had, so what leads to a block that did not change has been counted: see `LayerTables.induce`.
    private func induce(_ block: Int) -> Int16 {
        let (out, before) = (next + block &* size, values + block &* size)
        out.update(from: before, count: size)
        let cooked = deeds.cooked[block]
        var isSame = true
        if changed[cooked] {
            isSame = false
            moves.together(values + cooked &* size, secondMoved + cooked &* size, firstMoved + cooked &* size, out)
        }
        for index in deeds.range(block) where changed[deeds.list[index].to] {
            isSame = false
            let (to, first, second) = (deeds.list[index].to &* size, deeds.list[index].first, deeds.list[index].second)
            if second < 0 {
                moves.add(secondMoved + to, deeds.firstGains[first], nil, out)
            } else if first < 0 {
                moves.add(firstMoved + to, nil, deeds.secondGains[second], out)
            } else {
                moves.add(values + to, deeds.firstGains[first], deeds.secondGains[second], out)
            }
        }
        changing[block] = !isSame && memcmp(out, before, size * 2) != 0
        return changing[block] ? moves.greatest(out) : 0
    }
}
