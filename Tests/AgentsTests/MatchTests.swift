import Episodes
import Kitchen
import Testing

@testable import Agents

/// Playing an episode: the order of calls, refusals, faults, and steps taken one by one.
@Suite struct MatchTests {
    /// Notes the calls that it gets.
    private final class Calls { var list: [String] = [] }

    private struct Noting: Agent {
        let calls: Calls
        var refuses = false
        /// The tick in which it fails.
        var failing: Int?
        private var seat = 0

        init(_ calls: Calls, refuses: Bool = false, failing: Int? = nil) {
            self.calls = calls
            self.refuses = refuses
            self.failing = failing
        }

        mutating func begin(_ episode: EpisodeContext) throws {
            seat = episode.seat
            calls.list.append("begin \(seat)")
            if refuses { throw AgentError("not here") }
        }

        mutating func act(_ game: KitchenGame) -> Decision {
            calls.list.append("act \(seat)")
            return game.timestep == failing ? Decision(.stay, fault: .died) : Decision(.interact)
        }

        func explain() -> Explanation? { Explanation(intention: "notes, as seat \(seat)") }
        mutating func finish() -> EpisodeEnd { EpisodeEnd(remarks: ["done \(seat)"]) }
    }

    private struct Watcher: MatchObserver {
        let calls: Calls

        mutating func willAct(seat: Int) { calls.list.append("will \(seat)") }
        mutating func didAct(_ decision: Decision, seat: Int) { calls.list.append("did \(seat)") }
        mutating func didDecide(_ game: KitchenGame, _ agents: [any Agent]) { calls.list.append("decided \(game.timestep)") }
        mutating func didStep(_ game: KitchenGame) { calls.list.append("stepped \(game.timestep)") }
    }

    @Test func callsComeInTheirOrder() throws {
        let calls = Calls()
        var agents: [any Agent] = [Noting(calls), Noting(calls)]
        var match = try Match(Play.kitchen("cramped_room"), horizon: 1, seed: 1, explains: true)
        var watcher = Watcher(calls: calls)
        let episode = try match.play(&agents, observer: &watcher)
        #expect(
            calls.list == ["begin 0", "begin 1", "will 0", "act 0", "did 0", "will 1", "act 1", "did 1", "decided 0", "stepped 1"])
        #expect(episode.status == .finished && episode.jointAction(0) == [.interact, .interact])
        #expect(episode.notes.map(\.text) == ["notes, as seat 0", "notes, as seat 1", "done 0", "done 1"])
    }

    @Test func aRefusalIsLoggedAndNobodyElseIsAsked() throws {
        let calls = Calls()
        var agents: [any Agent] = [Noting(calls, refuses: true), Noting(calls)]
        var match = try Match(Play.kitchen("cramped_room"), horizon: 9, seed: 1)
        let episode = try match.play(&agents)
        #expect(episode.status == .refused && episode.notes.first?.fault?.kind == Episode.Fault.refused)
        #expect(match.refusal?.seat == 0 && match.refusal?.description == "not here" && calls.list == ["begin 0"])
        var again = try Match(Play.kitchen("cramped_room"), horizon: 9, seed: 1)
        #expect(throws: Match.Refusal.self) { _ = try again.playWithoutRefusal(&agents) }
    }

    @Test func aFaultCostsATickAndCanStopTheMatch() throws {
        let calls = Calls()
        var agents: [any Agent] = [Noting(calls, failing: 2), Noting(calls)]
        var match = try Match(Play.kitchen("cramped_room"), horizon: 9, seed: 1)
        let episode = try match.play(&agents) { hasFault in hasFault }
        #expect(match.hasFault && episode.status == .unfinished && episode.ticks == 3 && episode.seats.map(\.faults) == [1, 0])
    }

    /// Decisions that come from elsewhere, and a tick that plays others than were decided on.
    @Test func stepsCanBeTakenOneByOne() throws {
        var agent: any Agent = Noting(Calls())
        var match = try Match(Play.kitchen("cramped_room"), horizon: 9, seed: 1)
        let canPlay = match.begin(&agent, seat: 1)
        let decision = match.act(&agent, seat: 1).decision
        #expect(canPlay && decision == Decision(.interact))
        match.note(Decision(.west, message: "mine"), seat: 0)
        try match.step()
        try match.step([.north, .stay])
        let episode = match.recorder.episode()
        #expect(episode.jointAction(0) == [.west, .interact] && episode.jointAction(1) == [.north, .stay])
        #expect(episode.notes.map(\.text) == ["mine"] && episode.status == .unfinished)
        #expect(throws: StepError.self) { try match.step([.stay]) }
    }
}
