import Agents
import EpisodeStore
import Episodes
import Foundation
import Kitchen
import Testing

@testable import Window

/// The coach in the window: hints on the page and in the log, levels in the pause menu, the review after a game.
@Suite struct CoachInWindowTests {
    /// Says the same at tick 3 of every game, and finds one costly moment.
    private struct FakeCoachKind: CoachKind {
        func makeCoach() -> any Coach { FakeCoach() }
        func review(_ episode: Episode, seat: Int, shouldStop: () -> Bool) throws -> [CostlyMoment] {
            [CostlyMoment(from: 4, to: 9, points: 7.4, did: "stood still", better: "Take a dish: it will be needed next.")]
        }
    }

    private struct FakeCoach: Coach {
        private(set) var hints: [(hint: Hint, isFollowed: Bool?)] = []
        mutating func begin(_ episode: EpisodeContext) throws {}
        mutating func observe(_ game: KitchenGame, mayHint: Bool) -> Hint? {
            guard game.timestep >= 3, mayHint, hints.isEmpty else { return nil }
            let hint = Hint(
                tick: game.timestep, seat: 0, nudge: "Look!", reason: "Take a dish.", target: Cell(1, 3), work: "take a dish", regret: 4)
            hints = [(hint, nil)]
            return hint
        }
    }

    private let log = MemoryLog()
    private let context: WindowContext
    private let plan: GamePlan

    init() throws {
        context = WindowContext(keys: .standard, log: log)
        context.coach = FakeCoachKind()
        let alone = try Layout(name: "alone", grid: ["XXPXX", "O1  O", "X   X", "XDXSX"])
        plan = GamePlan(kitchen: try Kitchen(alone, dynamics: .new), players: [nil], horizon: 12, seed: 1)
    }

    /// Plays the whole game; the coach's thread gets the time that it needs.
    private func play(_ screen: GameScreen, upTo ticks: Int = .max) throws -> Step {
        let offscreen = try OffscreenCanvas(width: 640, height: 360)
        var now = 0.0
        var step = Step.stay
        while screen.session.phase != .over, screen.session.ticks < ticks {
            now += 0.151
            step = screen.update(now: now)
            Thread.sleep(forTimeInterval: 0.01)
            screen.draw(on: offscreen.canvas, now: now)
        }
        return step
    }

    private func hints() -> [GivenHint] { log.records.flatMap(\.episode.notes).compactMap { GivenHint($0) } }

    @Test func hintsAreKeptWithTheirLevel() throws {
        context.coachLevel = .reason
        _ = try play(GameScreen(plan, context: context))
        let hint = try #require(hints().first)
        #expect(hints().count == 1 && hint.level == .reason && hint.hint.work == "take a dish" && hint.isFollowed == nil)
    }

    @Test func withoutALevelNobodyCoaches() throws {
        _ = try play(GameScreen(plan, context: context))
        #expect(hints().isEmpty && log.records.count == 1)
    }

    @Test(arguments: [HintLevel.show, nil])
    func aGameMayFixTheLevel(level: HintLevel?) throws {
        context.coachLevel = .nudge
        var plan = plan
        plan.coaching = .fixed(level)
        _ = try play(GameScreen(plan, context: context))
        #expect(hints().map(\.level) == (level.map { [$0] } ?? []))
    }

    /// Off, nudges, what and why, where too, off; the next game begins with what was chosen.
    @Test func thePauseMenuChangesTheLevel() throws {
        let screen = try GameScreen(plan, context: context)
        _ = try play(screen, upTo: 2)
        _ = screen.handle(.key("P", isDown: true, isRepeat: false), now: 0.5)
        var levels: [HintLevel?] = []
        for _ in 0..<4 {
            _ = screen.handle(.key("C", isDown: true, isRepeat: false), now: 0.5)
            levels.append(context.coachLevel)
        }
        #expect(levels == [.nudge, .reason, .show, nil])
        screen.finish()
    }

    @Test func theReviewOpensTheReplayWhereItMatters() throws {
        let screen = try GameScreen(plan, context: context)
        guard case .show(let result as ResultScreen) = try play(screen) else { throw WindowError("no result") }
        guard case .show(let review as ReviewScreen) = result.handle(.key("C", isDown: true, isRepeat: false), now: 9) else {
            throw WindowError("no review")
        }
        let patience = Date(timeIntervalSinceNow: 20)
        while review.isLively, Date() < patience {
            _ = review.update(now: 0)
            Thread.sleep(forTimeInterval: 0.01)
        }
        #expect(review.title.hasSuffix("1 moments"))
        let offscreen = try OffscreenCanvas(width: 640, height: 360)
        review.draw(on: offscreen.canvas, now: 0)
        guard case .show(let replay as ReplayScreen) = review.handle(.key("1", isDown: true, isRepeat: false), now: 0) else {
            throw WindowError("no replay")
        }
        _ = replay.handle(.key("Space", isDown: true, isRepeat: false), now: 0)
        #expect(replay.title.hasSuffix("at tick 4"))
        guard case .show(let back) = replay.handle(.key("Escape", isDown: true, isRepeat: false), now: 0) else {
            throw WindowError("no way back")
        }
        #expect(back is ReviewScreen)
    }
}
