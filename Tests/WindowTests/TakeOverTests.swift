import Agents
import EpisodeStore
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import Window

/// Playing on from a tick of a game of the past.
@Suite struct TakeOverTests {
    private let kitchen: Kitchen
    private let agents: [AgentFile]

    init() throws {
        kitchen = try Kitchen(MapLibrary(folder: Checkout.path("Maps")).layout("cramped_room"), dynamics: .old)
        agents = try AgentLibrary(
            folder: Checkout.path("Agents"), catalogue: AgentCatalogue([GreedyKind.self, RandomKind.self, StayKind.self])
        ).agents(["greedy", "random", "stay"])
    }

    private func agent(_ name: String) throws -> AgentFile { try #require(agents.first { $0.name == name }) }

    /// What two agents play in `horizon` ticks.
    private func episode(_ names: [String], horizon: Int = 120) throws -> Episode {
        var match = try Match(kitchen, horizon: horizon, seed: 9)
        var players = try names.map { try agent($0).makeAgent() }
        return try match.play(&players)
    }

    private func stored(_ episode: Episode, _ names: [String]) throws -> StoredEpisode {
        let path = NSTemporaryDirectory() + "brigade-take-over-" + UUID().uuidString + ".sqlite"
        defer { for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + ending) } }
        let store = try EpisodeStore(creating: path)
        let run = try store.run(kind: "tournament", settings: "{}", planned: 0)
        let occupants = try names.map { name in
            name == "human" ? Occupant.person(nil) : .agent(try store.register(agent(name).record))
        }
        let id = try store.write([
            NewEpisode(run: run.id, map: try store.register(kitchen.layout), occupants: occupants, episode: episode)
        ])[0]
        return try store.episode(id)
    }

    /// Plays a screen to its end; every tick waits for the agents.
    private func play(_ screen: GameScreen) throws {
        var now = 0.0
        try until {
            now += 0.01
            if screen.session.phase == .running { Thread.sleep(forTimeInterval: 0.002) }
            _ = screen.update(now: now)
            return screen.session.phase == .over
        }
        screen.finish()
    }

    @Test func theNewEpisodeReplaysAndSaysWhoseItContinues() throws {
        let other = try episode(["greedy", "random"])
        let old = try stored(other, ["greedy", "random"])
        var plan = try GamePlan(continuing: old, at: 70, seat: 1, agents: agents, other: agent("stay"))
        plan.tickMilliseconds = 50
        let log = MemoryLog(number: 7)
        let screen = try GameScreen(plan, context: WindowContext(keys: .standard, log: log))
        #expect(screen.session.ticks == 70 && screen.session.ownTicks == 0)
        screen.finish()
        #expect(log.records.isEmpty, "nothing was played here yet")
        let again = try GameScreen(plan, context: WindowContext(keys: .standard, log: log))
        try play(again)
        let new = try #require(log.records.first).episode
        #expect(new.ticks == 120 && new.status == .finished && Array(new.actions.prefix(140)) == Array(other.actions.prefix(140)))
        #expect(try new.difference() == nil)
        let found = try #require(new.continuation)
        #expect(found.seat == 1 && found.of == Continuation(of: other, number: old.id.row, tick: 70))
        #expect(new.pace.map { abs($0.planned - 2.5) < 1e-9 } == true, "only the ticks played here take time")
        // It goes through a store and back, and is continued in its turn.
        let kept = try stored(new, ["greedy", "human"])
        #expect(kept.episode.continuation?.of == found.of && kept.episode.notes.contains { $0.kind == .continues })
        #expect(EpisodeExport(kept).continues == found.of)
        let third = try GamePlan(continuing: kept, at: 119, seat: 0, agents: agents, other: agent("stay"))
        #expect(third.players.map { $0?.name } == [nil, "stay"], "the person's seat gets the other agent")
    }

    /// An agent that was told the earlier ticks plays on as if it had played them all.
    @Test(arguments: ["greedy", "random"]) func agentsPlayOnAsTheyWouldHave(_ name: String) throws {
        let whole = try episode([name, "stay"])
        let takeOver = try TakeOver(whole, number: 1, at: 60, seat: 1)
        let context = EpisodeContext(kitchen: kitchen, seat: 0, seed: whole.seed, horizon: whole.horizon)
        let partner = Partner(try agent(name).kind, context, after: takeOver)
        try until { partner.readiness == .ready }
        var game = try KitchenGame(kitchen, horizon: whole.horizon)
        for tick in 0..<60 { try game.advance(whole.jointAction(tick)) }
        for tick in 60..<whole.ticks {
            partner.ask(game, withExplanation: false)
            try until { partner.answer(tick: tick) != nil }
            #expect(partner.answer(tick: tick)?.decision.action == whole.jointAction(tick)[0], "tick \(tick)")
            try game.advance(whole.jointAction(tick))
        }
        #expect(partner.stop(by: Date(timeIntervalSinceNow: 30)).remarks.isEmpty)
    }

    @Test func anAgentThatIsAnotherSaysSo() throws {
        let whole = try episode(["greedy", "stay"])
        let takeOver = try TakeOver(whole, number: 1, at: 60, seat: 1)
        let context = EpisodeContext(kitchen: kitchen, seat: 0, seed: whole.seed, horizon: whole.horizon)
        let partner = Partner(try agent("stay").kind, context, after: takeOver)
        try until { partner.readiness == .ready }
        let moves = (0..<60).count { whole.jointAction($0)[0] != .stay }
        let remarks = partner.stop(by: Date(timeIntervalSinceNow: 30)).remarks
        #expect(remarks == ["decides otherwise than was played in \(moves) of the 60 ticks before the taking over"])
    }

    @Test func whatCannotBeTakenOverIsSaid() throws {
        let old = try stored(episode(["greedy", "stay"], horizon: 20), ["greedy", "stay"])
        func problem(_ tick: Int, _ seat: Int) -> String {
            do {
                _ = try GamePlan(continuing: old, at: tick, seat: seat, agents: agents, other: agent("stay"))
                return ""
            } catch { return "\(error)" }
        }
        #expect(problem(20, 0) == "episode 1 can be taken over from tick 0 to 19; there is nothing to play from tick 20")
        #expect(problem(-1, 0).contains("from tick 0 to 19"))
        #expect(problem(3, 2) == "episode 1 has 2 seats; seat 3 is none of them")
        #expect(problem(19, 1).isEmpty && problem(0, 0).isEmpty)
    }

    @Test func aGameJustPlayedIsTakenOverFromItsReplay() throws {
        let plan = GamePlan(kitchen: kitchen, players: [nil, try agent("greedy")], horizon: 120, seed: 9)
        let record = GameRecord(plan: plan, episode: try episode(["stay", "greedy"]))
        let other = try plan.continuing(record, number: 7, at: 50, seat: 1)
        #expect(other.players.map { $0?.name } == ["greedy", nil], "the agent of the game plays the person's seat")
        #expect(other.takeOver?.continuation.episode == 7 && other.again.seed == 9, "starting again keeps what was before")
        let people = GamePlan(kitchen: kitchen, players: [nil, nil], horizon: 120, seed: 9)
        #expect(throws: WindowError.self) { try people.continuing(record, number: 7, at: 50, seat: 1) }
        let screen = ReplayScreen(try ReplayView(record), context: WindowContext(keys: .standard, log: nil))
        func press(_ key: String) -> Step { screen.handle(.key(key, isDown: true, isRepeat: false), now: 0) }
        _ = press("T")
        #expect(!screen.title.contains("take over"), "nobody can play on")
        screen.takeOver = { try plan.continuing(record, number: 7, at: $0, seat: $1) }
        screen.begin(at: 30, "Look", until: 40)
        _ = press("T")
        #expect(screen.title == "Brigade: take over cramped_room at tick 30")
        guard case .show(let next) = press("2"), let game = next as? GameScreen else { throw WindowError("no game followed") }
        #expect(game.session.ticks == 30)
        game.finish()
    }
}

@Suite struct StandingTests {
    private let kitchen: Kitchen
    init() throws { kitchen = try Kitchen(MapLibrary(folder: Checkout.path("Maps")).layout("cramped_room"), dynamics: .old) }

    @Test func scoresAreComparedWithPeoplesAndTheBest() throws {
        let stay = try AgentLibrary(folder: Checkout.path("Agents"), catalogue: AgentCatalogue([StayKind.self])).agents(["stay"])[0]
        let plan = GamePlan(kitchen: kitchen, players: [nil, stay], horizon: 400, seed: 1)
        let past = [
            PastGame(players: ["human", "greedy"], score: 100), PastGame(players: ["human", "stay"], score: 60),
            PastGame(players: ["greedy", "human"], score: 140), PastGame(players: ["human", "human"], score: 180),
        ]
        let standing = Standing(past: past, best: PastGame(players: ["planner", "planner"], score: 260), optimum: 280)
        #expect(standing.ladder(80).map(\.score) == [80, 180, 260, 280])
        let bests = standing.byPartner(plan, score: 80)
        #expect(bests.map(\.partner) == ["stay", "another person", "greedy"])
        #expect(bests.map(\.score) == [80, 180, 140] && bests.map(\.games) == [2, 1, 2] && bests.map(\.isThis) == [true, false, false])
        #expect(standing.words(200) == "A new record; 180 was the best of 4 before.")
        #expect(standing.words(120) == "Place 3 of 5. The best is 180, the mean 120.")
        #expect(Standing().words(0) == "The first game here: everything is a record." && Standing().ladder(20).count == 1)
    }

    /// A log in a store: people's whole games are the past, and the best is anybody's.
    @Test func aStoreSaysWhatToCompareWith() throws {
        let path = NSTemporaryDirectory() + "brigade-standing-" + UUID().uuidString + ".sqlite"
        defer { for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + ending) } }
        let store = try EpisodeStore(creating: path)
        let log = StoreLog(store, kind: "play", settings: "{}")
        let stay = try AgentLibrary(folder: Checkout.path("Agents"), catalogue: AgentCatalogue([StayKind.self])).agents(["stay"])[0]
        let plan = GamePlan(kitchen: kitchen, players: [nil, stay], horizon: 90, seed: 1)
        #expect(try log.pastGames(like: plan).isEmpty && log.bestGame(like: plan) == nil)
        func record(_ plan: GamePlan, _ moves: [Action]) throws -> GameRecord {
            var recorder = try EpisodeRecorder(kitchen, horizon: 90, seed: 1)
            for action in moves { try recorder.step([action, .stay]) }
            while !recorder.game.isOver { try recorder.step([.stay, .stay]) }
            return GameRecord(plan: plan, episode: recorder.episode())
        }
        let first = try record(plan, [])
        let number = try log.save(first)
        let continued = try record(plan.continuing(first, number: number, at: 0, seat: 0), PlayScripts.soup)
        _ = try log.save(continued)
        #expect(try log.pastGames(like: plan).map(\.score) == [0], "what goes on with another is no whole game")
        #expect(try log.bestGame(like: plan)?.score == 20, "but it was played")
        #expect(try store.runs().map(\.kind) == ["play", "continue"])
        var other = plan
        other.horizon = 91
        #expect(try log.bestGame(like: other) == nil)
    }

    @Test func comparedReplaysSayWhoLeads() {
        #expect(CompareScreen.difference(40, 40) == "even")
        #expect(CompareScreen.difference(60, 20) == "left leads by 40" && CompareScreen.difference(0, 20) == "right leads by 20")
    }

    @Test func twoReplaysStepTogether() throws {
        func view(_ ticks: Int) throws -> ReplayView {
            var recorder = try EpisodeRecorder(kitchen, horizon: 100, seed: 1)
            for action in PlayScripts.soup.prefix(ticks) { try recorder.step([action, .stay]) }
            return try ReplayView(recorder.episode(), names: ["a", "b"])
        }
        let screen = CompareScreen(try view(100), try view(20), context: WindowContext(keys: .standard, log: nil))
        func press(_ keys: String...) { for key in keys { _ = screen.handle(.key(key, isDown: true, isRepeat: false), now: 0) } }
        press("Space", "Home", "Right", "Right", "PageDown", "Left")
        #expect(screen.title == "Brigade: two replays, 0 to 0, at tick 21")
        press("End")
        #expect(screen.title == "Brigade: two replays, 20 to 0, at tick \(PlayScripts.soup.count)")
    }
}
