import Dispatch

/// Finds the least ticks in which each unit can be earned from every state of a model: one breadth-first search a unit.
///
/// Level k has, for every state, the least ticks T in which k units can be earned. They are one more than the least among the
/// state's successors: of their T on the same level, or on one that is lower by what the tick earned. So a level is searched from
/// what earns something on, backwards, tick by tick, for all places of a configuration at once. Each state is met once a level,
/// where backward induction meets it once a tick.
///
/// A level follows from as many before it as a tick can earn units, and adding ticks to all of these adds them to it. So when that
/// many levels in a row are those of some levels before and the same number of ticks, all later ones repeat them, too.
final class TickSearch: @unchecked Sendable {
    // Sendable: workers write to blocks of their own.

    private let model: CompactModel
    private let horizon: Int
    private let places: PlaceBits
    private let links: BlockLinks
    private let workers: [SearchWorker]
    private let reached: UnsafeMutablePointer<UInt16>
    private let blocks: Int
    private let maxLevels: Int
    private var levels: [TickLevel] = []
    /// By period: how many levels in a row repeat those of a period before, and how many ticks later.
    private var repeats: [Int: (count: Int, ticks: Int)] = [:]

    /// Whether a model can be searched: its rewards are few units, and numbers fit.
    static func suits(_ model: CompactModel, horizon: Int) -> Bool {
        let gains = model.rewards.map { ($0.min() ?? 0, $0.max() ?? 0) }
        return gains.allSatisfy { $0.0 >= 0 } && gains.reduce(0) { $0 + Int($1.1) } <= maxGain
            && model.configurations.faces.allSatisfy { $0.count < Int(BlockLinks.none) } && horizon < Int(Int16.max)
    }

    /// More units in a tick would make levels of which most say little.
    private static let maxGain = 8

    /// - Parameter maxBytes: what the search may take.
    init(_ model: CompactModel, horizon: Int, jobs: Int, maxBytes: Int) {
        (self.model, self.horizon) = (model, horizon)
        blocks = model.configurations.count
        places = PlaceBits(model.places, model.configurations.faces)
        let blocks = blocks
        links = model.withTables { BlockLinks($0, configurations: blocks) }
        let (places, links) = (places, links)
        let secondFaces = model.configurations.faces[1].count
        workers = (0..<max(1, min(jobs, 8))).map { _ in
            SearchWorker(places, links, blocks: blocks, secondFaces: secondFaces, horizon: horizon)
        }
        let setBytes = blocks * places.words * 2
        maxLevels = (maxBytes - setBytes * (workers.count + 1) - links.bytes) / model.states
        reached = LargeMemory.zeros(bytes: setBytes).assumingMemoryBound(to: UInt16.self)
    }

    deinit { LargeMemory.free(reached) }

    /// Searches level by level until one cannot be reached within the horizon, or all others repeat earlier ones.
    /// - Parameter progress: gets the ticks that a level begins with; what it throws ends the search.
    /// - Returns: nil where the levels do not fit into the memory, or their ticks into a byte.
    func run(progress: (Int) throws -> Void) throws -> TickLevels? {
        sowStart()
        while let first = workers.compactMap({ $0.seeds.first(level: levels.count + 1, from: 1) }).min(), first <= horizon {
            guard levels.count < maxLevels else { return nil }
            try progress(first)
            guard let level = search(from: first) else { return nil }
            levels.append(level)
            if let period = period() { return TickLevels(model, levels, period: period, horizon: horizon) }
        }
        return TickLevels(model, levels, period: nil, horizon: horizon)
    }

    // MARK: A level

    /// Without any unit, every place is reached in no time.
    private func sowStart() {
        places.all.withUnsafeBufferPointer { all in
            let all = all.baseAddress.unsafelyUnwrapped
            for block in 0..<blocks { workers[0].sow(block, all, level: 0, tick: 0) }
        }
    }

    private func search(from first: Int) -> TickLevel? {
        let number = levels.count + 1
        reached.update(repeating: 0, count: blocks * places.words)
        let level = TickLevel(states: model.states, first: first)
        var tick = first
        inParallel { $0.takeSeeds(level: number, tick: first, reached: self.reached) }
        while tick - first < TickLevel.maxSpread {
            let (now, mark) = (tick, UInt8(tick - first + 1))
            inParallel { self.settle($0, level, mark) }
            if workers.contains(where: { $0.frontier.count > 0 }) { level.highestMark = Int(mark) }
            guard tick < horizon else { return level }
            if workers.allSatisfy({ $0.frontier.count == 0 }) {
                guard let next = workers.compactMap({ $0.seeds.first(level: number, from: tick) }).min(), next <= horizon else {
                    return level
                }
                tick = next
                inParallel { $0.takeSeeds(level: number, tick: next, reached: self.reached) }
            } else {
                inParallel { self.spread($0, number, now) }
                tick += 1
            }
        }
        return nil
    }

    private func inParallel(_ body: @Sendable (SearchWorker) -> Void) {
        DispatchQueue.concurrentPerform(iterations: workers.count) { body(workers[$0]) }
    }

    /// Blocks that a worker takes together.
    private static let stripe = 256

    /// Collects what all workers found reached in the blocks of one worker, and marks it in the level.
    private func settle(_ worker: SearchWorker, _ level: TickLevel, _ mark: UInt8) {
        worker.frontier.removeAll()
        let touched = workers.map { UnsafeRawPointer($0.isTouched) }
        let mine = workers.firstIndex { $0 === worker } ?? 0
        for first in stride(from: mine * Self.stripe, to: blocks, by: workers.count * Self.stripe) {
            for eight in stride(from: first, to: min(blocks, first + Self.stripe), by: 8) {
                let any = touched.reduce(0) { $0 | $1.load(fromByteOffset: eight, as: UInt64.self) }
                guard any != 0 else { continue }
                for block in eight..<(eight + 8) where touched.contains(where: { $0.load(fromByteOffset: block, as: UInt8.self) != 0 }) {
                    settle(block, worker, level, mark)
                }
            }
        }
    }

    @inline(__always)
    private func settle(_ block: Int, _ worker: SearchWorker, _ level: TickLevel, _ mark: UInt8) {
        let start = block &* places.words
        let set = worker.frontier.append(block)
        for word in 0..<places.words { set[word] = 0 }
        for other in workers where other.isTouched[block] != 0 {
            other.isTouched[block] = 0
            let found = other.next + start
            for word in 0..<places.words {
                set[word] |= found[word]
                found[word] = 0
            }
        }
        let known = reached + start
        for word in 0..<places.words { known[word] |= set[word] }
        level.mark(set, words: model.places.count / 16, at: block &* model.places.count, mark)
    }

    /// Spreads a worker's share of the frontier to the next tick, and the seeds for that tick.
    private func spread(_ worker: SearchWorker, _ number: Int, _ tick: Int) {
        let mine = workers.firstIndex { $0 === worker } ?? 0
        worker.takeSeeds(level: number, tick: tick + 1, reached: reached)
        var turn = 0
        for other in workers {
            let frontier = other.frontier
            for first in stride(from: 0, to: frontier.count, by: 32) {
                turn += 1
                guard turn % workers.count == mine else { continue }
                for index in first..<min(frontier.count, first + 32) {
                    let (block, bits) = (frontier.block(index), frontier.bits(index))
                    worker.spread(block, bits, reached: reached)
                    worker.sow(block, bits, level: number, tick: tick)
                }
            }
        }
    }

    // MARK: Repetition

    /// The number of levels after which the levels repeat, and of ticks between those; nil where they do not repeat yet.
    private func period() -> TickPeriod? {
        let last = levels.count - 1
        for length in 1..<max(2, levels.count) where last - length >= 0 {
            let ticks = levels[last].first - levels[last - length].first
            guard levels[last].repeats(levels[last - length], states: model.states, horizon: horizon) else {
                repeats[length] = nil
                continue
            }
            let before = repeats[length].flatMap { $0.ticks == ticks ? $0.count : nil } ?? 0
            repeats[length] = (before + 1, ticks)
            if before + 1 >= links.highestGain { return TickPeriod(levels: length, ticks: ticks) }
        }
        return nil
    }
}
