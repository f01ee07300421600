import ArgumentParser
import Basics
import Benches
import Foundation
import Kitchen

/// One measurement of `brigade bench kitchen`; encodes as a row of its JSON.
struct KitchenBenchRow: Encodable {
    enum Observation: String, Encodable {
        case none, lossless, features
        /// The whole kitchen in OvercookedV2's grid encoding.
        case whole = "full view"
        /// The cells around each cook in that encoding.
        case around = "5x5 views"

        /// Those of a rule family.
        static func all(_ family: RuleFamily) -> [Observation] {
            family == .overcooked ? [.none, .lossless, .features] : [.none, .whole, .around]
        }

        /// What the grid encoding shows; nil for the other encodings.
        fileprivate var options: GridEncoding.Options? {
            switch self {
            case .none, .lossless, .features: nil
            case .whole: GridEncoding.Options(viewSize: nil)
            case .around: GridEncoding.Options(viewSize: 2)
            }
        }
    }
    enum Actions: String, Encodable {
        case random, busy

        /// Those that are measured in a rule family: the busy cook knows Overcooked-AI alone.
        static func all(_ family: RuleFamily) -> [Actions] { family == .overcooked ? [.random, .busy] : [.random] }
    }

    let kitchen: String
    /// Games stepped together; 0 is the single game.
    let batch: Int
    let cores: Int
    let observation: Observation
    let actions: Actions
    var stepsPerSecond = 0.0
    var checksum = ""

    /// Every row for a kitchen: the single game, then batches on one core and on all.
    static func plan(_ kitchen: String, _ family: RuleFamily, cores: Int) -> [KitchenBenchRow] {
        var rows = [KitchenBenchRow(kitchen: kitchen, batch: 0, cores: 1, observation: .none, actions: .random)]
        for count in Set([1, cores]).sorted() {
            for batch in [1, 64, 1024, 8192] where batch >= count {
                for observation in Observation.all(family) {
                    for actions in Actions.all(family) {
                        rows.append(
                            .init(kitchen: kitchen, batch: batch, cores: count, observation: observation, actions: actions))
                    }
                }
            }
        }
        return rows
    }

    /// Ticks of all games together that a row plays.
    private var work: Double {
        if batch == 0 { return 300_000 }
        switch observation {
        case .none: return 8_000_000
        case .lossless, .whole, .around: return 4_000_000
        case .features: return 2_000_000
        }
    }

    /// The row with its median speed of three runs.
    func measured(_ kitchen: Kitchen, scale: Double, seed: UInt64) throws -> KitchenBenchRow {
        // Not a multiple of the horizon, where every game would be back at its start.
        let ticks = Int(work * scale) / max(1, batch) / 400 * 400 + 333
        var seconds: [Double] = []
        var sums: Set<UInt64> = []
        for _ in 0..<3 {
            let run =
                batch == 0
                ? try single(kitchen, ticks: ticks, seed: seed) : try batched(kitchen, ticks: ticks, seed: seed)
            seconds.append(run.seconds)
            sums.insert(run.checksum)
        }
        guard sums.count == 1, let sum = sums.first else {
            throw ValidationError("three runs of one row ended in different states: a bug; please report it with your machine")
        }
        var row = self
        row.stepsPerSecond = Double(ticks * max(1, batch)) / seconds.sorted()[1]
        row.checksum = String(format: "%016lx", sum)
        return row
    }

    private func single(_ kitchen: Kitchen, ticks: Int, seed: UInt64) throws -> (seconds: Double, checksum: UInt64) {
        var random = RandomStream(seed)
        let begin = ContinuousClock.now
        var game = try KitchenGame(kitchen)
        for _ in 0..<ticks {
            if game.isOver { game = try KitchenGame(kitchen) }
            let joint = (0..<kitchen.players).map { _ in Action.allCases[Int(random.next() % 6)] }
            try game.step(joint)
        }
        return ((ContinuousClock.now - begin) / .seconds(1), game.checksum)
    }

    /// One share of the batch a core, each on its own thread.
    private func batched(_ kitchen: Kitchen, ticks: Int, seed: UInt64) throws -> (seconds: Double, checksum: UInt64) {
        let shares = (0..<cores).map { (first: $0 * batch / cores, end: ($0 + 1) * batch / cores) }
        let sums = Shares<UInt64>(count: cores)
        let begin = ContinuousClock.now
        DispatchQueue.concurrentPerform(iterations: cores) { core in
            let share = shares[core]
            sums.set(core, Result { try play(kitchen, share.first..<share.end, ticks: ticks, seed: seed) })
        }
        return ((ContinuousClock.now - begin) / .seconds(1), try sums.values().reduce(0, &+))
    }

    private func play(_ kitchen: Kitchen, _ games: Range<Int>, ticks: Int, seed: UInt64) throws -> UInt64 {
        var batch = try KitchenBatch(kitchen, games: games.count, seed: seed, firstGame: games.lowerBound)
        switch observation {
        case .none: try step(&batch, ticks) { _ in }
        case .lossless:
            var observer = try LosslessObserver(batch)
            try withBuffer(of: UInt8(0), observer.size(games: games.count)) { views in
                try step(&batch, ticks) { try observer.observe($0, into: views) }
            }
        case .features:
            let encoding = try FeatureEncoding(kitchen)
            try withBuffer(of: Float(0), games.count * FeatureEncoding.size) { features in
                try step(&batch, ticks) { try encoding.observe($0, into: features) }
            }
        case .whole, .around:
            var observer = try GridObserver(batch, options: observation.options)
            try withBuffer(of: UInt8(0), observer.size(games: games.count)) { views in
                try step(&batch, ticks) { try observer.observe($0, into: views) }
            }
        }
        return batch.checksum
    }

    /// Steps the batch and lets `observe` look at it after every tick.
    private func step(_ batch: inout KitchenBatch, _ ticks: Int, _ observe: (borrowing KitchenBatch) throws -> Void) throws {
        let cook = actions == .busy ? BusyCook(batch.kitchen) : nil
        for _ in 0..<ticks {
            if let cook { batch.step(busy: cook) } else { batch.stepRandomly() }
            try observe(batch)
        }
    }

    private func withBuffer<Element>(of zero: Element, _ count: Int, _ body: (UnsafeMutableBufferPointer<Element>) throws -> Void) rethrows
    {
        let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: count)
        buffer.initialize(repeating: zero)
        defer { buffer.deallocate() }
        try body(buffer)
    }
}
