import Agents
import Episodes
import Kitchen
import KitchenMaps
import Testing
import Window

/// An agent that answers when the test says so.
private final class ScriptedPartner: PartnerSource {
    var readiness = PartnerReadiness.ready
    var asked: [Int] = []
    var answers: [Int: Decision] = [:]
    var heard: [Int: [HeardMessage]] = [:]

    func ask(_ game: KitchenGame, heard: [HeardMessage], withExplanation: Bool) {
        asked.append(game.timestep)
        self.heard[game.timestep] = heard
    }
    func answer(tick: Int) -> PartnerAnswer? {
        answers[tick].map { PartnerAnswer(tick: tick, decision: $0, explanation: nil) }
    }
}

@Suite struct PlaySessionTests {
    private let kitchen: Kitchen
    private let partner = ScriptedPartner()

    init() throws { kitchen = try Kitchen(MapLibrary.standard.layout("cramped_room"), dynamics: .old) }

    private func session(horizon: Int = 400, waits: Bool = false) throws -> PlaySession {
        var setup = PlaySession.Setup(kitchen: kitchen)
        setup.horizon = horizon
        setup.tickLength = 0.1
        setup.countdown = 1
        setup.waitsForAgents = waits
        return try PlaySession(setup, partners: [1: partner])
    }

    @Test func itCountsDownOnceEveryoneIsReady() throws {
        var session = try session()
        partner.readiness = .preparing
        _ = session.update(now: 10)
        #expect(session.phase == .preparing && partner.asked.isEmpty)
        partner.readiness = .ready
        _ = session.update(now: 20)
        #expect(session.phase == .countdown && partner.asked == [0], "thinking begins at once")
        _ = session.update(now: 20.9)
        #expect(session.phase == .countdown)
        _ = session.update(now: 21)
        #expect(session.phase == .running && session.game.timestep == 0)
        let ticked = session.update(now: 21.11)
        #expect(ticked && session.game.timestep == 1)
    }

    /// What a person says goes with the next action, is heard a tick later and is in the log.
    @Test func peopleTalk() throws {
        var setup = PlaySession.Setup(kitchen: kitchen)
        setup.tickLength = 0.1
        setup.countdown = 1
        setup.channel = TalkChannel(.signals, cost: 1)
        var session = try PlaySession(setup, partners: [1: partner])
        #expect(session.say("wait", seat: 0) == "nobody can talk now")
        for now in [0.0, 1.01] { _ = session.update(now: now) }
        #expect(session.say("please", seat: 0)?.hasPrefix("'please' is no signal") == true)
        #expect(session.say("wait", seat: 0) == nil)
        partner.answers = [0: Decision(.stay, message: "let me through"), 1: Decision(.stay)]
        for now in [1.11, 1.22] { _ = session.update(now: now) }
        #expect(partner.heard[1] == [HeardMessage(seat: 0, text: "wait")] && partner.heard[0] == [] && partner.heard[2] == [])
        #expect(session.words[0]?.text == "wait" && session.words[1]?.text == "let me through" && session.score == -2)
        #expect(session.episode().notes.filter { $0.kind == .message }.map(\.seat) == [0, 1])
    }

    /// Somebody who plays for the first time begins when ready.
    @Test func itWaitsForPeopleWhoAreNew() throws {
        var setup = PlaySession.Setup(kitchen: kitchen)
        setup.waitsForPeople = true
        setup.countdown = 1
        var session = try PlaySession(setup, partners: [1: partner])
        for now in [0.0, 5, 50] { _ = session.update(now: now) }
        #expect(session.phase == .waiting && partner.asked == [0] && session.due == nil)
        session.begin(now: 60)
        #expect(session.phase == .countdown && session.due == 61)
        _ = session.update(now: 61)
        #expect(session.phase == .running)
    }

    /// Who was asked and explained nothing is known to be silent; before that nobody is.
    @Test func agentsThatExplainNothingAreKnown() throws {
        var session = try session()
        session.wantsExplanations = true
        partner.answers = [0: Decision(.stay), 1: Decision(.stay)]
        for now in [0.0, 1.01] { _ = session.update(now: now) }
        #expect(session.silent.isEmpty && session.explanations.isEmpty)
        _ = session.update(now: 1.11)
        #expect(session.silent == [1])
    }

    @Test func anAgentThatCannotPlayEndsIt() throws {
        var session = try session()
        partner.readiness = .failed("no such oven")
        _ = session.update(now: 0)
        #expect(session.phase == .failed(seat: 1, reason: "no such oven"))
    }

    @Test func pressesReachTheNextTickAndLateAgentsStand() throws {
        var session = try session()
        _ = session.update(now: 0)
        session.press(.west, seat: 0)
        partner.answers[1] = Decision(.south)
        for now in [1.01, 1.11, 1.21] { _ = session.update(now: now) }
        let episode = session.episode()
        #expect(episode.ticks == 2 && session.latest == [Decision(.west), Decision(.south)], "the key is still down")
        #expect(episode.jointAction(0) == [.west, .stay])
        let fault = try #require(episode.notes.first { $0.kind == .fault })
        #expect(fault.tick == 0 && fault.seat == 1 && fault.fault?.kind == "late" && episode.seats[1].faults == 1)
        #expect(partner.asked == [0, 1, 2])
    }

    @Test func aStalledMachineCostsNoTicks() throws {
        var session = try session()
        for now in [0.0, 1.01, 1.11, 60, 60.05, 60.11] { _ = session.update(now: now) }
        #expect(session.ticks == 3)
    }

    @Test func pausingStopsTimeAndKeepsTheRest() throws {
        var session = try session()
        for now in [0.0, 1.01, 1.11] { _ = session.update(now: now) }
        session.pause(now: 1.16)
        let progress = session.progress(now: 1.16)
        session.press(.north, seat: 0)
        _ = session.update(now: 50)
        #expect(session.ticks == 1 && session.progress(now: 50) == progress)
        session.resume(now: 100)
        _ = session.update(now: 100.03)
        #expect(session.ticks == 1)
        _ = session.update(now: 100.06)
        #expect(session.ticks == 2 && session.latest[0].action == .stay, "keys of a pause are not played")
    }

    /// What a person plays on an overloaded machine is slower than meant, and says so.
    @Test func lateTicksAreCountedAndPausesAreNot() throws {
        var smooth = try session(horizon: 4)
        for now in [0.0, 1.01, 1.11, 1.21] { _ = smooth.update(now: now) }
        smooth.pause(now: 1.25)
        smooth.resume(now: 61.25)
        for now in [61.31, 61.41] { _ = smooth.update(now: now) }
        let pace = try #require(smooth.pace)
        #expect(smooth.phase == .over && abs(pace.planned - 0.4) < 1e-9 && abs(pace.seconds - 0.41) < 1e-9)
        #expect(pace.slipped == 0 && !pace.isSlow)

        var slow = try session(horizon: 4)
        #expect(slow.pace == nil)
        for now in [0.0, 1.01, 1.25, 1.6, 1.71, 2.3] { _ = slow.update(now: now) }
        let late = try #require(slow.pace)
        #expect(slow.phase == .over && abs(late.seconds - 1.3) < 1e-9 && late.slipped == 3 && late.isSlow, "\(late)")
        #expect(late.words == "ran slow: 1.3 s instead of 0.4 s, 3 ticks were late")
    }

    @Test func watchingWaitsForAgents() throws {
        var session = try session(waits: true)
        for now in [0.0, 1.0, 1.1, 2.0] { _ = session.update(now: now) }
        #expect(session.ticks == 0)
        partner.answers[0] = Decision(.interact)
        _ = session.update(now: 3)
        #expect(session.ticks == 1 && session.latest[1].action == .interact)
    }

    /// A whole soup by keys alone: what the person did replays to the same state bit for bit.
    @Test func whatWasPlayedReplays() throws {
        var session = try session(horizon: 90)
        _ = session.update(now: 0)
        for index in 1...200 {
            if PlayScripts.soup.indices.contains(index - 1) {
                session.press(PlayScripts.soup[index - 1], seat: 0)
                session.release(PlayScripts.soup[index - 1], seat: 0)
            }
            _ = session.update(now: 0.95 + 0.1 * Double(index))
        }
        #expect(session.phase == .over && session.score == 20)
        #expect(session.deliveries.map(\.points) == [20] && session.deliveries[0].cell == Cell(3, 3))
        let episode = session.episode()
        #expect(episode.status == .finished && episode.score == 20 && episode.seats[0].deliveries == 1)
        #expect(try episode.difference() == nil)
        let replay = try Replay(episode)
        #expect(replay.deliveries == session.deliveries && replay.score(at: 90) == 20)
        #expect(replay.states.last == session.game.state)
    }
}

/// What a person presses.
enum PlayScripts {
    /// One soup on cramped_room under old dynamics, from the first seat, while the second stands still at its
    /// start: n, s, e, w move or turn, x interacts. Looking at the pot again and again is how the person waits.
    static let soup = actions("nwxenx wxenx wxenx wssxnen nnnnnnnnnnnnnn x sesx")

    static func actions(_ text: String) -> [Action] {
        let letters: [Character: Action] = ["n": .north, "s": .south, "e": .east, "w": .west, "x": .interact]
        return text.compactMap { letters[$0] }
    }
}
