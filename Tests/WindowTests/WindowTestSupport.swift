import EpisodeStore
import Foundation
import Testing

@testable import Window

/// A log that keeps games in memory.
final class MemoryLog: GameLog {
    var records: [GameRecord] = []
    private let number: EpisodeID

    /// - Parameter number: what every game gets.
    init(number: EpisodeID = 1) { self.number = number }

    func save(_ record: GameRecord) -> EpisodeID {
        records.append(record)
        return number
    }

    func pastGames(like plan: GamePlan) -> [PastGame] { [] }
}

/// Waits for what happens on another thread.
func until(_ condition: () throws -> Bool) throws {
    let deadline = Date(timeIntervalSinceNow: 30)
    while try !condition() {
        try #require(Date() < deadline)
        Thread.sleep(forTimeInterval: 0.001)
    }
}
