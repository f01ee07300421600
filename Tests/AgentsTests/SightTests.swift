import Agents
import Episodes
import Foundation
import Kitchen
import SourceFiles
import TestSupport
import Testing

/// What agents are shown in kitchens that hide something.
@Suite struct SightTests {
    /// A kitchen in which a cook sees two cells in each direction; the recipe is shown on the left, seat 0 stands there.
    static func hidden(viewSize: Int? = 2) throws -> Kitchen {
        var rules = RecipeRules(possible: [Recipe([.onion, .onion, .onion]), Recipe([.tomato, .tomato, .tomato])])
        rules.viewSize = viewSize
        var parameters = LayoutParameters()
        parameters.recipes = rules
        let grid = ["WWBWWWW0W", "R A P   2", "W   L   X", "W   W A 1", "WWWWWWWWW"]
        return try Kitchen(Layout(name: "hidden", grid: grid, parameters: parameters, family: .overcookedV2))
    }

    /// Keeps what it is shown.
    private final class Shown {
        var views: [Observation] = []
        var games = 0
    }

    private struct Watching: Agent {
        let shown: Shown
        var needsWholeState = false

        mutating func begin(_ episode: EpisodeContext) {}
        mutating func act(_ game: KitchenGame) -> Decision {
            shown.games += 1
            return Decision(.stay)
        }
        mutating func act(seeing observation: Observation) -> Decision {
            shown.views.append(observation)
            return Decision(.stay)
        }
    }

    /// An agent as it is without an answer to views.
    private struct Blind: Agent {
        var needsWholeState: Bool { false }

        mutating func begin(_ episode: EpisodeContext) {}
        mutating func act(_ game: KitchenGame) -> Decision { Decision(.interact) }
    }

    private func play(_ agents: [any Agent], in kitchen: Kitchen, ticks: Int = 2) throws -> (Episode, Match) {
        var agents = agents
        var match = try Match(kitchen, horizon: ticks, seed: 1)
        return (try match.play(&agents), match)
    }

    @Test func whoNeedsNoStateIsAskedByItsViewAlone() throws {
        let (first, second) = (Shown(), Shown())
        let kitchen = try Self.hidden()
        _ = try play([Watching(shown: first), Watching(shown: second)], in: kitchen)
        #expect(first.games == 0 && first.views.map(\.timestep) == [0, 1] && first.views.allSatisfy { $0.seat == 0 })
        #expect(first.views[0].recipe != nil && second.views[0].recipe == nil, "only the left cook sees what is wanted")
        #expect(second.views[0].players[0] == nil && second.views[0].own.cell == Cell(6, 3))
        _ = try play([Watching(shown: first), Watching(shown: second)], in: Self.hidden(viewSize: nil))
        #expect(first.games == 2 && second.games == 2, "where everything is seen, the game is lent")
    }

    @Test func whoNeedsTheStateRefusesUnlessItIsGiven() throws {
        let kitchen = try Self.hidden()
        let shown = Shown()
        let (episode, match) = try play([Watching(shown: shown, needsWholeState: true), Watching(shown: Shown())], in: kitchen)
        #expect(episode.status == .refused && shown.games == 0)
        #expect(
            match.refusal?.description == "it needs the whole state, and hidden shows a player only a part of it; --omniscient gives it "
                + "the whole state, and marks its results")
        #expect(try play([Blind(), Blind()], in: kitchen).1.hasFault, "no answer to a view is a fault, not a choice")
    }

    @Test func randomAndStayNeedNoState() throws {
        for name in ["random", "stay"] {
            let file = try Play.agents.agent(name)
            #expect(file.needs == .view && file.seeingAll.name == name)
            let agents = [try file.makeAgent(), try file.makeAgent()]
            let (episode, match) = try play(agents, in: Self.hidden(), ticks: 20)
            #expect(episode.status == .finished && !match.hasFault)
        }
    }

    // MARK: Names

    @Test func whoIsGivenTheStateHasAnotherName() throws {
        let greedy = try Play.agents.agent("greedy")
        let given = try Play.agents.agent("greedy+all")
        #expect(given.name == "greedy+all" && given.record.name == "greedy+all" && given.contentHash == greedy.contentHash)
        let maker = try given.makeAgent()
        #expect(given.seeingAll.name == "greedy+all" && maker.isOmniscient)
        let (open, hidden) = (try Play.kitchen("cramped_room"), try Self.hidden())
        #expect(AgentFile.seeingAll([greedy], in: [open]).map(\.name) == ["greedy"], "nothing is hidden there")
        #expect(AgentFile.seeingAll([greedy], in: [open, hidden]).map(\.name) == ["greedy+all"])
        #expect(AgentFile.named("greedy+all", among: [greedy])?.name == "greedy+all")
        let stay = try Play.agents.agent("stay")
        #expect(AgentFile.named("stay+all", among: [stay]) == nil)
        #expect(throws: SourceDiagnostics.self) { try Play.agents.agent("random+all") }
        #expect(OmniscientName.legend(for: ["greedy"]) == nil && OmniscientName.legend(for: ["a", "greedy+all"]) != nil)
    }

    @Test(arguments: [
        ("kind: greedy\nneeds: view\n", "agents of kind greedy cannot say 'needs: view'; they need the state"),
        ("kind: stay\nneeds: eyes\n", "needs is 'eyes'; it can be view (what the seat sees) or state (the whole state)"),
        ("kind: stay\nname: me+all\n", "a name cannot end in '+all', the mark of agents that are given the whole state"),
    ])
    func wrongNeedsAreReported(file: String, message: String) {
        let problem = #expect(throws: SourceDiagnostics.self) { try Play.agent(file) }
        #expect(problem?.problems.map(\.message) == [message])
    }

    // MARK: Programs

    private static let second = #"hello() { echo '{"type":"hello","protocol":2}'; }"#

    private func decisions(_ agent: inout any Agent, in kitchen: Kitchen) throws -> [Decision] {
        var match = try Match(kitchen, horizon: 2, seed: 1)
        match.begin(&agent, seat: 1)
        if let refusal = match.refusal { throw refusal }
        return try (0..<2).map { _ in
            let decision = match.act(&agent, seat: 1).decision
            try match.step()
            return decision
        }
    }

    @Test func aProgramOfVersionTwoIsToldItsView() throws {
        let script = try Script(Self.second, needs: "view")
        var agent = try script.agent()
        #expect(try decisions(&agent, in: Self.hidden()).map(\.action) == [.north, .north])
        agent.close()
        let heard = script.text("heard")
        #expect(heard.contains(#""family":"overcooked-v2","ingredients":{"onion":"0","tomato":"1","lettuce":"2","#))
        #expect(heard.contains(#""possible":[["onion","onion","onion"],["tomato","tomato","tomato"]],"view_size":2,"#))
        #expect(heard.contains(#""sees":"view"}"#))
        let view = #"""
            {"type":"view","tick":0,"seat":1,"deadline_ms":5000,"columns":[4,8],"rows":[1,4],"players":[null,{"at":[6,3],"facing":"north","holds":null}],"objects":[],"recipe":null,"lit":[],"delivered":null,"heard":[]}
            """#
        #expect(heard.contains(view))
        #expect(!heard.contains(#""type":"state""#))
    }

    @Test func aProgramIsNotGivenMoreThanItsFileAsksFor() throws {
        let (first, second) = (try Script("", needs: "view"), try Script(Self.second))
        var old = try first.agent()
        defer { old.close() }
        let problem = #expect(throws: Match.Refusal.self) { try decisions(&old, in: Self.hidden()) }
        #expect(problem?.description.contains("speaks version 1 of the protocol, which has no views") == true)
        var silent = try second.agent()
        defer { silent.close() }
        let refusal = #expect(throws: Match.Refusal.self) { try decisions(&silent, in: Self.hidden()) }
        #expect(refusal?.description.contains("it needs the whole state") == true)
    }

    @Test func anOldProgramPlaysWhereItIsGivenTheState() throws {
        let script = try Script("")
        let file = try AgentFile.read(script.path, catalogue: Play.catalogue)
        var agent = try file.seeingAll.makeAgent()
        #expect(try decisions(&agent, in: Self.hidden()).map(\.action) == [.north, .north])
        agent.close()
        let heard = script.text("heard")
        #expect(heard.contains(#""type":"state""#) && heard.contains(#""lit":[]"#) && !heard.contains(#""sees""#))
        #expect(heard.contains(#""recipe":["onion","onion","onion"]"#) || heard.contains(#""recipe":["tomato","tomato","tomato"]"#))
    }

    /// The example of the documents: what the Python module makes of a view.
    @Test func thePythonModuleReadsViews() throws {
        let program = """
            import brigade_agent

            class Cook:
                def begin(self, kitchen, episode):
                    assert kitchen.family == "overcooked-v2" and kitchen.view_size == 2 and episode.sees == "view"
                    assert kitchen.describe((8, 3)) == "tomato dispenser" and kitchen.describe((4, 2)) == "recipe button"

                def act(self, state):
                    assert state.sees((6, 3)) and not state.sees((0, 1)) and state.players[0] is None
                    assert state.me.at == (6, 3) and state.recipe is None and state.heard == ()
                    return "interact"

            brigade_agent.run(Cook())
            """
        let script = try Script("", needs: "view")
        try program.write(toFile: script.folder + "/cook.py", atomically: true, encoding: .utf8)
        let file = """
            kind: process
            needs: view
            parameters:
              command: [python3, cook.py]
              environment: ["PYTHONPATH=\(Checkout.path("Clients/python"))"]
              deadline_ms: 5000
            """
        try file.write(toFile: script.path, atomically: true, encoding: .utf8)
        var agent = try script.agent()
        defer { agent.close() }
        let decisions = try decisions(&agent, in: Self.hidden())
        #expect(decisions.map(\.action) == [.interact, .interact] && decisions.allSatisfy { $0.fault == nil })
    }
}
