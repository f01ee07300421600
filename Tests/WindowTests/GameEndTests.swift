import Agents
import EpisodeStore
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import Synchronization
import Testing

@testable import Window

/// What agents have left to say when a game in the window ends is kept with it.
@Suite struct GameEndTests {
    /// Asks in every tick, tells of it in the next, and has a question open at the end.
    private struct AskingKind: AgentKind {
        static let name = "asking"
        static let summary = "Asks."
        private var tell: @Sendable () -> Void = {}
        init(_ reader: inout ParameterReader) {}
        func makeAgent() -> any Agent { Asking(tell: tell) }

        /// The same, calling `tell` with every decision.
        func telling(_ tell: @escaping @Sendable () -> Void) -> Self {
            var kind = self
            kind.tell = tell
            return kind
        }
    }

    private struct Asking: Agent {
        let tell: () -> Void
        private var asked = 0

        init(tell: @escaping () -> Void) { self.tell = tell }

        mutating func begin(_ episode: EpisodeContext) { asked = 0 }
        mutating func act(_ game: KitchenGame) -> Decision {
            defer { tell() }
            asked += 1
            var decision = Decision(.stay)
            if asked > 1 { decision.exchanges = [.init(text: "question \(asked - 1)", data: "{}")] }
            return decision
        }
        func finish() -> EpisodeEnd {
            EpisodeEnd(exchanges: [.init(text: "question \(asked), open", data: "{}")], remarks: ["that was all"])
        }
    }

    private func agent() throws -> AgentFile {
        let path = NSTemporaryDirectory() + "brigade-\(UUID().uuidString).yaml"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try "name: asker\nkind: asking\n".write(toFile: path, atomically: true, encoding: .utf8)
        return try AgentFile.read(path, catalogue: AgentCatalogue([AskingKind.self]))
    }

    private static let last = [
        Episode.Note(tick: 2, seat: 1, kind: .exchange, text: "question 3, open", data: "{}"),
        Episode.Note(tick: 2, seat: 1, kind: .remark, text: "that was all"),
    ]

    /// A screen of a game that two agents play, so that ticks wait for them, and its log.
    private func screen(horizon: Int) throws -> (GameScreen, MemoryLog) {
        let kitchen = try Kitchen(MapLibrary.standard.layout("cramped_room"))
        let plan = GamePlan(kitchen: kitchen, players: [try agent(), try agent()], horizon: horizon, tickMilliseconds: 100, seed: 1)
        let log = MemoryLog()
        return (try GameScreen(plan, context: WindowContext(keys: .standard, log: log)), log)
    }

    private func play(_ screen: GameScreen, ticks: Int) throws {
        var now = 0.0
        try until {
            now += 1
            _ = screen.update(now: now)
            return screen.session.ticks == ticks
        }
    }

    @Test func aFinishedGameKeepsThem() throws {
        let (screen, log) = try screen(horizon: 3)
        try play(screen, ticks: 3)
        screen.finish()
        #expect(log.records.count == 1 && log.records[0].episode.status == .finished)
        let notes = log.records[0].episode.notes.filter { $0.seat == 1 && $0.kind != .pace }
        #expect(notes.filter { $0.kind == .exchange }.map(\.text) == ["question 1", "question 2", "question 3, open"])
        #expect(notes.suffix(2) == Self.last)
    }

    @Test func aGameThatIsLeftKeepsThemToo() throws {
        let (screen, log) = try screen(horizon: 100)
        try play(screen, ticks: 3)
        screen.finish()
        #expect(log.records.count == 1 && log.records[0].episode.status == .unfinished)
        let notes = log.records[0].episode.notes
        // The agent may have been asked for the fourth tick already.
        #expect(notes.contains { $0.kind == .exchange && $0.text.hasSuffix(", open") && $0.tick == 2 })
        #expect(notes.contains { $0.kind == .remark && $0.text == "that was all" })
        #expect(notes.contains { $0.text == "question 2" })
    }

    /// An answer that nobody took in time costs its tick; what was asked for it is told nonetheless.
    @Test func exchangesOfLateAnswersAreKept() throws {
        let kitchen = try Kitchen(MapLibrary.standard.layout("cramped_room"))
        let answers = Mutex(0)
        let asked = { answers.withLock { $0 } }
        let kind = try #require(try agent().kind as? AskingKind)
        let partner = Partner(kind.telling { answers.withLock { $0 += 1 } }, EpisodeContext(kitchen: kitchen, seat: 1, seed: 1, horizon: 9))
        var game = try KitchenGame(kitchen, horizon: 9)
        for tick in 0..<4 {
            partner.ask(game, withExplanation: false)
            if tick == 1 {
                try until { partner.answer(tick: tick) != nil }
            } else {
                try until { asked() == tick + 1 }
                // The answer is kept right after the agent has given it.
                Thread.sleep(forTimeInterval: 0.2)
            }
            _ = try game.step([.stay, .stay])
        }
        let end = partner.stop(by: Date(timeIntervalSinceNow: 30))
        #expect(end.exchanges.map(\.text) == ["question 2", "question 3", "question 4, open"])
        #expect(partner.stop(by: Date(timeIntervalSinceNow: 30)) == end)
    }
}
