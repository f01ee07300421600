import Dispatch
import Foundation

/// Values outgrew their type; a wider one is needed.
struct Overflow: Error {}

/// Finite-horizon backward induction over a compact model (Bellman 1957), a layer of values a tick, in parallel.
///
/// Two layers are kept, and a third from half-way on, against which the long-run rate is bounded.
final class BackwardInduction<Value: FixedWidthInteger & LayerValue>: @unchecked Sendable {
    // Sendable: in a layer every worker writes blocks of its own.

    let model: CompactModel
    private let jobs: Int
    let table: TickTable?
    private(set) var values: UnsafeMutablePointer<Value>
    private var next: UnsafeMutablePointer<Value>
    private var anchor: UnsafeMutablePointer<Value>?
    private var anchorTick = 0
    /// Whether a block's values changed in the last layer, and in the one being made.
    private var changed: UnsafeMutablePointer<Bool>
    private var changing: UnsafeMutablePointer<Bool>
    private(set) var tick = 0
    /// Units in ticks that no cooks exceed in the long run.
    private(set) var highestRate = (units: Int(Int32.max), ticks: 1)
    private var highest: Value = 0
    private let largestGain: Int

    init(_ model: CompactModel, jobs: Int, table: TickTable?) {
        self.model = model
        self.jobs = max(1, jobs)
        self.table = table
        values = .allocate(capacity: model.states)
        next = .allocate(capacity: model.states)
        values.initialize(repeating: 0, count: model.states)
        next.initialize(repeating: 0, count: model.states)
        changed = .allocate(capacity: model.configurations.count)
        changing = .allocate(capacity: model.configurations.count)
        changed.initialize(repeating: true, count: model.configurations.count)
        changing.initialize(repeating: false, count: model.configurations.count)
        largestGain = model.rewards.map { Int($0.max() ?? 0) }.reduce(0) { $0 + max(0, $1) }
    }

    deinit {
        values.deallocate()
        next.deallocate()
        anchor?.deallocate()
        changed.deallocate()
        changing.deallocate()
    }

    /// Plays the layers up to `horizon`.
    /// - Parameters:
    ///   - wantsRate: whether to bound the long-run rate, which takes a third layer.
    ///   - progress: gets the ticks done; what it throws ends the run.
    /// - Throws: `Overflow` where values outgrow their type.
    func run(horizon: Int, wantsRate: Bool, progress: (Int) throws -> Void) throws {
        try model.withTables { tables in
            while tick < horizon {
                guard Int(highest) + largestGain <= Int(Value.max) else { throw Overflow() }
                table?.grow(to: Int(highest) + largestGain, reached: Int(highest))
                layer(tables)
                if wantsRate {
                    boundRate()
                    if tick == horizon / 2 { dropAnchor() }
                }
                try progress(tick)
            }
        }
    }

    /// Units to be had from the start.
    var startValue: Int { Int(values[model.start.configuration * model.places.count + model.start.place]) }

    // MARK: Layers

    private func layer(_ tables: LayerTables) {
        let count = model.configurations.count
        let chunk = max(1, min(256, count / (jobs * 4)))
        let chunks = (count + chunk - 1) / chunk
        tick += 1
        let shares = UnsafeMutableBufferPointer<Share>.allocate(capacity: jobs)
        shares.initialize(repeating: Share())
        defer { shares.deallocate() }
        nonisolated(unsafe) let found = shares  // every worker writes its own element
        DispatchQueue.concurrentPerform(iterations: jobs) { worker in
            var share = Share()
            for index in stride(from: worker, to: chunks, by: jobs) {
                for configuration in (index * chunk)..<min(count, (index + 1) * chunk) {
                    induce(configuration, tables, &share)
                }
            }
            found[worker] = share
        }
        highest = max(highest, shares.map(\.highest).max() ?? 0)
        if shares.contains(where: \.waitsTooLong) { table?.giveUp() }
        swap(&values, &next)
        swap(&changed, &changing)
    }

    /// What a worker found in a layer.
    private struct Share {
        var highest: Value = 0
        var waitsTooLong = false
    }

    /// Makes the block of `configuration` in the next layer.
    @inline(__always)
    private func induce(_ configuration: Int, _ tables: LayerTables, _ share: inout Share) {
        let size = model.places.count
        let start = configuration &* size
        let old = values + start
        let new = next + start
        guard tables.anySource(configuration, changed) else {
            if changed[configuration] { new.update(from: old, count: size) }
            changing[configuration] = false
            return
        }
        tables.induce(configuration, from: values, where: changed, into: new)
        let isChanged = memcmp(old, new, size &* MemoryLayout<Value>.size) != 0
        changing[configuration] = isChanged
        if isChanged { note(start, old, new, size, &share) }
    }

    /// Notes the rises of a block in the table, sixteen places at a time.
    @inline(__always)
    private func note(
        _ start: Int, _ old: UnsafePointer<Value>, _ new: UnsafePointer<Value>, _ size: Int, _ share: inout Share
    ) {
        for place in 0..<size { share.highest = max(share.highest, new[place]) }
        guard let table, !table.isGivenUp else { return }
        let tick = tick
        table.planes.withUnsafeBufferPointer { planes in
            for first in stride(from: 0, to: size, by: TickTable.lanes) {
                var reached: Value = 0
                for place in first..<(first &+ TickTable.lanes) where new[place] != old[place] { reached = max(reached, new[place]) }
                guard reached > 0 else { continue }
                let before = TickTable.Sums(planes, units: Int(reached), at: start &+ first)
                for lane in 0..<TickTable.lanes where new[first &+ lane] != old[first &+ lane] {
                    let (from, to) = (Int(old[first &+ lane]), Int(new[first &+ lane]))
                    let wait = before.wait(lane, units: from, until: tick)
                    if !TickTable.note(planes, start &+ first &+ lane, from: from, to: to, wait: wait) { share.waitsTooLong = true }
                }
            }
        }
    }

    // MARK: Rate

    private func dropAnchor() {
        let copy = UnsafeMutablePointer<Value>.allocate(capacity: model.states)
        copy.initialize(from: values, count: model.states)
        anchor = copy
        anchorTick = tick
    }

    /// No state can gain more in the long run than the most that any gained since the anchor, over the ticks since:
    /// backward induction is monotone and passes constants on (Puterman 1994, §8.5).
    private func boundRate() {
        guard let anchor else { return }
        let (states, jobs) = (model.states, jobs)
        let found = UnsafeMutableBufferPointer<Value>.allocate(capacity: jobs)
        found.initialize(repeating: 0)
        defer { found.deallocate() }
        nonisolated(unsafe) let (mosts, now, then) = (found, values, anchor)  // every worker writes its own element
        DispatchQueue.concurrentPerform(iterations: jobs) { worker in
            var most: Value = 0
            for state in (states * worker / jobs)..<(states * (worker + 1) / jobs) { most = max(most, now[state] &- then[state]) }
            mosts[worker] = most
        }
        let most = found.max() ?? 0
        let ticks = tick - anchorTick
        if Int(most) * highestRate.ticks < highestRate.units * ticks { highestRate = (Int(most), ticks) }
    }
}
