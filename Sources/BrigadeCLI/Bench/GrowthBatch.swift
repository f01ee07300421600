import Kitchen

/// A batch that one thread at a time plays on.
final class GrowthBatch: @unchecked Sendable {
    // Sendable: workers take a batch each and wait for each other.
    private var batch: KitchenBatch

    init(_ kitchen: Kitchen, games: Int, firstGame: Int) throws {
        batch = try KitchenBatch(kitchen, games: games, seed: 1, firstGame: firstGame)
    }

    /// Plays so many ticks with random actions.
    func play(_ ticks: Int) { for _ in 0..<ticks { batch.stepRandomly() } }
}
