import Kitchen
import Testing

@testable import Episodes

/// An episode that is looked at again.
@Suite struct ReplayTests {
    private static func replay() throws -> Replay {
        var episode = try AnalysisTests.handOver()
        let explanation = Explanation(intention: "fetch an onion", reason: "the pot is empty")
        episode.notes = [
            .init(tick: 2, seat: 0, kind: .message, text: "bring one"),
            .init(tick: 2, seat: 1, kind: .explanation, text: explanation.sentence, data: explanation.json),
            .init(tick: 4, seat: 1, kind: .explanation, text: "waits"),
            .init(tick: 5, seat: 0, kind: .fault, text: "late", data: Episode.Fault(kind: "late", ticks: 1).json),
            // A damaged store can hold anything.
            .init(tick: 99, seat: 0, kind: .explanation, text: "nowhere"), .init(tick: 3, seat: 9, kind: .message, text: "nobody"),
        ]
        return try Replay(episode)
    }

    @Test func whatAgentsSaidIsFoundByTickAndSeat() throws {
        let replay = try Self.replay()
        #expect(replay.explanations[2]?[1] == Explanation(intention: "fetch an onion", reason: "the pot is empty"))
        #expect(replay.explanations[4] == [1: Explanation(intention: "waits")] && replay.explanations.count == 2)
        #expect(replay.messages(in: -20..<3) == [0: "bring one"] && replay.messages(in: 3..<99).isEmpty)
        #expect(replay.fault(in: 5, seat: 0)?.kind == "late" && replay.fault(in: 5, seat: 1) == nil && replay.fault(in: 4, seat: 0) == nil)
    }

    @Test func whatIsFoundAgainDoesNotReplaceTheLog() throws {
        var replay = try Self.replay()
        replay.add(explanations: [4: [0: Explanation(intention: "found"), 1: Explanation(intention: "other")], 6: [:]])
        #expect(replay.explanations[4] == [0: Explanation(intention: "found"), 1: Explanation(intention: "waits")])
    }

    @Test func statesAndActionsAreTheEpisodes() throws {
        let replay = try Self.replay()
        #expect(replay.states.count == replay.count + 1 && replay.states.map(\.timestep) == Array(0...replay.count))
        #expect((0..<replay.count).flatMap(replay.actions) == replay.episode.actions)
        #expect(replay.actions(in: -1).isEmpty && replay.actions(in: replay.count).isEmpty)
        #expect(replay.handOvers.count == 1 && replay.deliveries.isEmpty && replay.score(at: replay.count) == 0)
    }

    /// Between two ticks, as when a replay moves like the game.
    @Test func aFractionOfATickPassesWithTime() {
        var cursor = Replay.Cursor(
            range: 2...10, events: [3], speed: 1, speeds: Replay.Cursor.gameSpeeds, ticksPerSecond: 5, isPlaying: true)
        cursor.update(now: 7)
        cursor.update(now: 7.3)
        #expect(abs(cursor.time - 3.5) < 1e-9 && cursor.tick == 3)
        cursor.apply(.previousEvent)
        #expect(cursor.time == 2 && !cursor.isPlaying)
        cursor.apply(.nextEvent)
        #expect(cursor.time == 4)
        cursor.apply(.slower)
        #expect(cursor.speed == 0.5)
        cursor.update(now: 99)
        #expect(cursor.time == 4, "nothing moves while it is paused")
    }
}
