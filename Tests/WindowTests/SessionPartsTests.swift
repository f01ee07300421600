import Agents
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import Testing
import Window

@Suite struct SessionPartsTests {
    /// Answers only after it is let go.
    private final class Gate: @unchecked Sendable {
        let semaphore = DispatchSemaphore(value: 0)
        private let lock = NSLock()
        private var count = 0
        var closed: Int { lock.withLock { count } }
        func close() { lock.withLock { count += 1 } }
    }

    private struct SlowKind: AgentKind {
        static let name = "slow"
        static let summary = "Waits."
        let gate: Gate
        init(gate: Gate) { self.gate = gate }
        init(_ reader: inout ParameterReader) { gate = Gate() }
        func makeAgent() -> any Agent { Slow(gate: gate) }
    }

    private struct Slow: Agent {
        let gate: Gate
        func begin(_ episode: EpisodeContext) {}
        func act(_ game: KitchenGame) -> Decision {
            gate.semaphore.wait()
            return Decision(.interact)
        }
        func close() { gate.close() }
    }

    @Test func agentsThinkOnTheirOwnThreadAndAreClosed() throws {
        let kitchen = try Kitchen(MapLibrary.standard.layout("cramped_room"))
        let gate = Gate()
        let partner = Partner(SlowKind(gate: gate), EpisodeContext(kitchen: kitchen, seat: 1, seed: 1, horizon: 9))
        try until { partner.readiness == .ready }
        partner.ask(try KitchenGame(kitchen), withExplanation: false)
        #expect(partner.answer(tick: 0) == nil, "nobody waits for it")
        gate.semaphore.signal()
        try until { partner.answer(tick: 0) != nil }
        #expect(partner.answer(tick: 0)?.decision == Decision(.interact) && partner.answer(tick: 1) == nil)
        #expect(partner.stop(by: Date(timeIntervalSinceNow: 30)) == EpisodeEnd())
        #expect(gate.closed == 1)
    }

    @Test func replaysPlayStepAndScrub() {
        var clock = Replay.Cursor(
            range: 0...10, events: [], speed: 1, speeds: Replay.Cursor.gameSpeeds, ticksPerSecond: 10, isPlaying: true)
        clock.update(now: 5)
        clock.update(now: 5.25)
        #expect(abs(clock.time - 2.5) < 1e-9)
        clock.apply(.faster)
        clock.update(now: 5.35)
        #expect(abs(clock.time - 4.5) < 1e-9 && clock.speed == 2)
        clock.step(1)
        #expect(clock.time == 5 && !clock.isPlaying)
        clock.step(-1)
        #expect(clock.time == 4)
        clock.seek(99)
        #expect(clock.time == 10)
        clock.apply(.playOrPause)
        #expect(clock.time == 0 && clock.isPlaying, "at the end it begins again")
        clock.update(now: 99)
        #expect(clock.time == 10 && !clock.isPlaying)
    }
}
