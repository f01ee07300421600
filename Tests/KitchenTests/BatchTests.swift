import Benches
import Foundation
import Kitchen
import KitchenMaps
import Testing

/// The batched engine against the single game.
@Suite struct BatchTests {
    static let maps = (try? MapLibrary(folder: Paths.maps).names()) ?? []

    static func kitchens(_ map: String) throws -> [Kitchen] {
        let layout = try MapLibrary(folder: Paths.maps).layout(map)
        return Dynamics.allCases.compactMap { try? Kitchen(layout, dynamics: $0) }
    }

    @Test func everyMapIsThere() { #expect(BatchTests.maps.count >= 49) }

    @Test(arguments: maps)
    func batchEqualsSingleStepByStep(map: String) throws {
        for kitchen in try BatchTests.kitchens(map) {
            for starts in [KitchenBatch.Starts.standard, .random(0.5)] {
                try compare(kitchen, starts)
            }
        }
    }

    private func compare(_ kitchen: Kitchen, _ starts: KitchenBatch.Starts) throws {
        let games = 3
        let horizon = 120
        var batch = try KitchenBatch(kitchen, games: games, horizon: horizon, seed: 5, starts: starts)
        let cook = BusyCook(kitchen)
        var singles = try (0..<games).map { try KitchenGame(kitchen, from: batch.state(game: $0), horizon: horizon) }
        for tick in 0..<300 {
            if tick % 3 == 0 { batch.step(busy: cook) } else { batch.stepRandomly() }
            for game in 0..<games {
                let actions = (0..<kitchen.players).map { batch.action(game: game, player: $0) }
                let transition = try singles[game].step(actions)
                #expect(transition.outcomes == (0..<kitchen.players).map { batch.outcome(game: game, player: $0) })
                #expect(transition.done == batch.ended(game: game))
                if transition.done {
                    singles[game] = try KitchenGame(kitchen, from: batch.state(game: game), horizon: horizon)
                }
                #expect(singles[game].state == batch.state(game: game))
            }
        }
    }

    @Test func givenActionsAreTaken() throws {
        let kitchen = try #require(try BatchTests.kitchens("cramped_room").first)
        var batch = try KitchenBatch(kitchen, games: 2)
        var single = try KitchenGame(kitchen)
        try [UInt8]([3, 2, 3, 2]).withUnsafeBufferPointer { try batch.step($0) }
        try single.step([.west, .east])
        #expect(batch.state(game: 0) == single.state && batch.state(game: 1) == single.state)
        #expect(throws: StepError.self) { try [UInt8]([3, 2]).withUnsafeBufferPointer { try batch.step($0) } }
        #expect(throws: StepError.self) { try [UInt8]([3, 2, 6, 2]).withUnsafeBufferPointer { try batch.step($0) } }
    }

    /// Any split into shares, on any number of threads, ends in the same states.
    @Test(arguments: [1, 2, 3, 7])
    func resultsDoNotDependOnTheSplit(shares: Int) throws {
        let kitchen = try #require(try BatchTests.kitchens("soup_coordination").first)
        let games = 21
        let whole = try BatchTests.sum(kitchen, 0..<games)
        let sums = SumBox(count: shares)
        DispatchQueue.concurrentPerform(iterations: shares) { share in
            let range = share * games / shares..<(share + 1) * games / shares
            sums.set(share, (try? BatchTests.sum(kitchen, range)) ?? 0)
        }
        #expect(sums.total == whole)
    }

    private static func sum(_ kitchen: Kitchen, _ games: Range<Int>) throws -> UInt64 {
        var batch = try KitchenBatch(
            kitchen, games: games.count, horizon: 50, seed: 3, firstGame: games.lowerBound, starts: .random(0.3))
        for _ in 0..<333 { batch.stepRandomly() }
        return batch.checksum
    }

    @Test func batchesOfNothingAreRefused() throws {
        let kitchen = try #require(try BatchTests.kitchens("cramped_room").first)
        #expect(throws: StepError.self) { _ = try KitchenBatch(kitchen, games: 0) }
        #expect(throws: StepError.self) { _ = try KitchenBatch(kitchen, games: 1, horizon: 0) }
    }

    /// A fingerprint of behaviour: it moves exactly when the rules, the random numbers or the cook do.
    @Test func theSignatureOfBehaviourStands() throws {
        var sum: UInt64 = 0
        for map in BatchTests.maps {
            for kitchen in try BatchTests.kitchens(map) {
                var batch = try KitchenBatch(kitchen, games: 4, seed: 1)
                let cook = BusyCook(kitchen)
                for _ in 0..<333 { batch.step(busy: cook) }
                sum = sum &* 31 &+ batch.checksum
            }
        }
        #expect(String(sum, radix: 16) == BatchTests.signature)
    }

    static let signature = "5f30e67014e997d8"
}

/// Sums from several threads.
private final class SumBox: @unchecked Sendable {
    private let lock = NSLock()
    private var sums: [UInt64]

    init(count: Int) { sums = Array(repeating: 0, count: count) }

    func set(_ index: Int, _ sum: UInt64) { lock.withLock { sums[index] = sum } }

    var total: UInt64 { lock.withLock { sums.reduce(0, &+) } }
}
