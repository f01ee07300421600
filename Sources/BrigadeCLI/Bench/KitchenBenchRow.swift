import ArgumentParser
import Basics
import Benches
import Foundation
import Kitchen

/// One measurement of `brigade bench kitchen`; encodes as a row of its JSON.
struct KitchenBenchRow: Encodable {
    enum Observation: String, Encodable, CaseIterable { case none, lossless, features }
    enum Actions: String, Encodable, CaseIterable { case random, busy }

    let kitchen: String
    /// Games stepped together; 0 is the single game.
    let batch: Int
    let cores: Int
    let observation: Observation
    let actions: Actions
    var stepsPerSecond = 0.0
    var checksum = ""

    /// Every row for a kitchen: the single game, then batches on one core and on all.
    static func plan(_ kitchen: String, cores: Int) -> [KitchenBenchRow] {
        var rows = [KitchenBenchRow(kitchen: kitchen, batch: 0, cores: 1, observation: .none, actions: .random)]
        for count in Set([1, cores]).sorted() {
            for batch in [1, 64, 1024, 8192] where batch >= count {
                for observation in Observation.allCases {
                    for actions in Actions.allCases {
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
        case .lossless: return 4_000_000
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
        let cook = BusyCook(kitchen)
        var lossless = try LosslessObserver(batch)
        let views = UnsafeMutableBufferPointer<UInt8>.allocate(
            capacity: observation == .lossless ? lossless.size(games: games.count) : 1)
        views.initialize(repeating: 0)
        defer { views.deallocate() }
        let encoding = try FeatureEncoding(kitchen)
        let features = UnsafeMutableBufferPointer<Float>.allocate(capacity: games.count * FeatureEncoding.size)
        features.initialize(repeating: 0)
        defer { features.deallocate() }
        for _ in 0..<ticks {
            switch actions {
            case .random: batch.stepRandomly()
            case .busy: batch.step(busy: cook)
            }
            switch observation {
            case .none: break
            case .lossless: try lossless.observe(batch, into: views)
            case .features: try encoding.observe(batch, into: features)
            }
        }
        return batch.checksum
    }
}
