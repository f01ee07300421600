import Dispatch

/// How the last levels of a search go on.
struct TickPeriod {
    let levels: Int
    let ticks: Int
}

/// The levels of a model as a search found them, and what follows from them.
final class TickLevels: @unchecked Sendable {
    // Sendable: workers write to states of their own.

    private let model: CompactModel
    private let horizon: Int
    private let found: [TickLevel]
    /// For every unit that is within the horizon: which of `found` it is, and how many ticks later.
    private let levels: [(index: Int, later: Int)]

    init(_ model: CompactModel, _ found: [TickLevel], period: TickPeriod?, horizon: Int) {
        (self.model, self.found, self.horizon) = (model, found, horizon)
        var levels = found.indices.map { (index: $0, later: 0) }
        while let period {
            let before = levels[levels.count - period.levels]
            let next = (index: before.index, later: before.later + period.ticks)
            guard found[next.index].first + next.later <= horizon else { break }
            levels.append(next)
        }
        self.levels = levels
    }

    /// Units to be had from the start.
    var startValue: Int {
        let start = model.start.configuration * model.places.count + model.start.place
        return levels.count { level in
            let mark = Int(found[level.index].marks[start])
            return mark > 0 && found[level.index].first + level.later + mark - 1 <= horizon
        }
    }

    /// Units that any state can earn in `ticks`.
    private func highest(_ ticks: Int) -> Int { levels.count { found[$0.index].first + $0.later <= ticks } }

    // MARK: What follows

    /// Bounds the long-run rate, and makes the table of the levels, which are of no use after that.
    /// - Parameter maxPlanes: how many planes the table may have.
    /// - Returns: units in ticks that no cooks exceed in the long run, as in `BackwardInduction.highestRate`; the table, unless it
    ///   does not fit or a state waits longer for a unit than a table can say.
    func finish(jobs: Int, maxPlanes: Int) -> (rate: (units: Int, ticks: Int), table: TickTable?) {
        let planes = highest(horizon - 1) > maxPlanes ? nil : makePlanes()
        let (states, chunk) = (model.states, 1 << 12)
        let count = (states + chunk - 1) / chunk
        let parts = UnsafeMutableBufferPointer<Part>.allocate(capacity: jobs)
        parts.initialize(repeating: Part(levels.count))
        defer {
            parts.deinitialize()
            parts.deallocate()
        }
        nonisolated(unsafe) let (own, out) = (parts, planes)  // every worker writes its own part, and planes of its own states
        DispatchQueue.concurrentPerform(iterations: jobs) { worker in
            var part = Part(levels.count)
            let rows = UnsafeMutablePointer<UInt8>.allocate(capacity: (found.count + 1) * chunk)
            rows.initialize(repeating: 0, count: (found.count + 1) * chunk)
            defer { rows.deallocate() }
            for index in (count * worker / jobs)..<(count * (worker + 1) / jobs) {
                let first = index * chunk
                let size = min(chunk, states - first)
                for (number, level) in found.enumerated() { (rows + (number + 1) * chunk).update(from: level.marks + first, count: size) }
                let marks = Marks(rows: rows, stride: chunk, size: size)
                if let out { write(marks, out, first, &part) }
                gather(marks, &part)
            }
            own[worker] = part
        }
        let gains = levels.indices.map { level in parts.map { $0.gains[level] }.min() ?? .max }
        guard let planes else { return (rate(gains), nil) }
        let table = TickTable(states: states, horizon: horizon, planes: planes)
        if parts.contains(where: \.isTooLong) { table.giveUp() }
        return (rate(gains), table.finished())
    }

    /// What a worker found.
    private struct Part {
        /// The least ticks in which any state gained one unit, two, and so on beyond what it has half-way.
        var gains: [Int]
        /// Whether a state waits longer for a unit than a byte can say.
        var isTooLong = false

        init(_ levels: Int) { gains = Array(repeating: .max, count: levels) }
    }

    /// The marks of some states in all levels that were found, after a row of zeros.
    private struct Marks {
        let rows: UnsafePointer<UInt8>
        let stride: Int
        let size: Int

        /// Sixteen marks of a level by its place among those found; -1 for the zeros.
        @inline(__always)
        func load(_ level: Int, _ at: Int) -> SIMD16<UInt8> { MoveLanes.load(rows + ((level &+ 1) &* stride &+ at)) }
    }

    /// A plane for every level: those of the search, and new ones.
    private func makePlanes() -> [UnsafeMutablePointer<UInt8>] {
        levels.indices.map { $0 < found.count ? found[$0].take() : TickLevel(states: model.states, first: 0).take() }
    }

    /// The ticks that the first mark of a level means.
    private func first(_ number: Int) -> Int { found[levels[number].index].first + levels[number].later }

    /// The highest mark of a level that is within `ticks`.
    private func limit(_ number: Int, _ ticks: Int) -> UInt8 { UInt8(clamping: ticks - first(number) + 1) }

    /// Writes what each level takes beyond the one before into the planes.
    private func write(_ marks: Marks, _ planes: [UnsafeMutablePointer<UInt8>], _ from: Int, _ part: inout Part) {
        for number in levels.indices {
            let (level, before) = (levels[number].index, number == 0 ? -1 : levels[number - 1].index)
            let more = number == 0 ? first(0) : first(number) - first(number - 1) + 1
            let (beyond, added) = (SIMD16(repeating: limit(number, horizon)), SIMD16(repeating: UInt8(truncatingIfNeeded: more)))
            let plane = UnsafeMutableRawPointer(planes[number] + from)
            let zero = SIMD16<UInt8>.zero
            var longest = zero
            for at in Swift.stride(from: 0, to: marks.size, by: 16) {
                let (mark, old) = (marks.load(level, at), marks.load(before, at))
                let isOut = (mark .== zero) .| (mark .> beyond)
                plane.storeBytes(of: (mark &- old &+ added).replacing(with: zero, where: isOut), toByteOffset: at, as: SIMD16<UInt8>.self)
                longest = longest.greater((mark.greater(old) &- old).replacing(with: zero, where: isOut))
            }
            if Int(longest.max()) + more > Int(UInt8.max) { part.isTooLong = true }
        }
    }

    // MARK: Rate

    /// Lowers the gains to those of some states.
    private func gather(_ marks: Marks, _ part: inout Part) {
        let half = horizon / 2
        for units in levels.indices where units == 0 || first(units - 1) <= half {
            // States that have so many units half-way, and earn another one later.
            let (level, later) = (levels[units].index, limit(units, half))
            let (before, earlier) = units == 0 ? (-1, 0) : (levels[units - 1].index, limit(units - 1, half))
            guard Int(later) < found[level].highestMark else { continue }
            let (isLater, isEarlier) = (SIMD16(repeating: later), SIMD16(repeating: earlier))
            let (one, none) = (SIMD16<UInt8>(repeating: 1), SIMD16<UInt8>(repeating: .max))
            for number in units..<levels.count where first(number) < part.gains[number - units] {
                let found = levels[number].index
                var least = none
                for at in Swift.stride(from: 0, to: marks.size, by: 16) {
                    let ticks = (marks.load(found, at) &- one)
                        .replacing(with: none, where: marks.load(before, at) .> isEarlier)
                    least = least.replacing(with: ticks, where: (marks.load(level, at) .> isLater) .& (least .> ticks))
                }
                if least.min() < .max { part.gains[number - units] = min(part.gains[number - units], first(number) + Int(least.min())) }
            }
        }
    }

    /// No state can gain more in the long run than the most that any gained since half-way, over the ticks since.
    private func rate(_ gains: [Int]) -> (units: Int, ticks: Int) {
        var rate = (units: Int(Int32.max), ticks: 1)
        let half = horizon / 2
        guard half > 0 else { return rate }
        for tick in (half + 1)..<max(half + 1, horizon + 1) {
            let most = gains.count { $0 <= tick }
            if most * rate.ticks < rate.units * (tick - half) { rate = (most, tick - half) }
        }
        return rate
    }
}
