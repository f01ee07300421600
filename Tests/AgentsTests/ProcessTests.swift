import Agents
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import SourceFiles
import TestSupport
import Testing

/// Programs as agents, with real processes: what they are told, and what their failures cost.
@Suite struct ProcessTests {
    private func faults(_ decisions: [Decision]) -> [AgentFault?] { decisions.map(\.fault) }

    // MARK: Good programs

    @Test func theExchangeIsAsSpecified() throws {
        let script = try Script("")
        var agent = try script.agent()
        #expect(try Script.decisions(&agent, ticks: 2).map(\.action) == [.north, .north])
        #expect(try Script.decisions(&agent, ticks: 1).map(\.action) == [.north])
        agent.close()
        #expect(
            script.text("heard")
                == #"""
                {"type":"hello","protocol":1,"protocols":[1,2]}
                {"type":"map","name":"cramped_room","dynamics":"old","width":5,"height":4,"grid":["XXPXX","O   O","X   X","XDXSX"],"players":2,"max_ingredients":3,"recipes":[{"ingredients":["onion"],"reward":0,"ticks":20},{"ingredients":["onion","onion"],"reward":0,"ticks":20},{"ingredients":["onion","onion","onion"],"reward":20,"ticks":20},{"ingredients":["tomato"],"reward":0,"ticks":20},{"ingredients":["tomato","tomato"],"reward":0,"ticks":20},{"ingredients":["tomato","tomato","tomato"],"reward":0,"ticks":20},{"ingredients":["onion","tomato"],"reward":0,"ticks":20},{"ingredients":["onion","onion","tomato"],"reward":0,"ticks":20},{"ingredients":["onion","tomato","tomato"],"reward":0,"ticks":20}]}
                {"type":"begin","episode":1,"seat":0,"seed":SEED,"horizon":2,"deadline_ms":5000}
                {"type":"state","tick":0,"seat":0,"deadline_ms":5000,"players":[{"at":[1,2],"facing":"north","holds":null},{"at":[3,1],"facing":"north","holds":null}],"objects":[]}
                {"type":"state","tick":1,"seat":0,"deadline_ms":5000,"players":[{"at":[1,1],"facing":"north","holds":null},{"at":[3,1],"facing":"north","holds":null}],"objects":[]}
                {"type":"begin","episode":2,"seat":0,"seed":SEED,"horizon":1,"deadline_ms":5000}
                {"type":"state","tick":0,"seat":0,"deadline_ms":5000,"players":[{"at":[1,2],"facing":"north","holds":null},{"at":[3,1],"facing":"north","holds":null}],"objects":[]}
                {"type":"quit"}

                """#.replacing(
                    "SEED", with: "\(EpisodeContext(kitchen: try Play.kitchen("cramped_room"), seat: 0, seed: 1, horizon: 1).seedOfProgram)"
                ))
    }

    @Test func itemsAreDescribed() throws {
        let script = try Script("")
        let layout = try Play.maps.layout("cramped_room")
        let kitchen = try Kitchen(layout, dynamics: .new)
        var state = kitchen.start
        state.players[0].held = .dish
        state.players[1].held = try #require(Item(soup: [.onion, .tomato], tick: 20))
        state.objects = try [
            PlacedItem(cell: Cell(2, 0), item: #require(Item(soup: [.onion, .onion], tick: 5))),
            PlacedItem(cell: Cell(0, 0), item: .tomato),
        ]
        var agent = try script.agent()
        try agent.begin(EpisodeContext(kitchen: kitchen, seat: 1, seed: 1, horizon: 9))
        _ = agent.act(try KitchenGame(kitchen, from: state, horizon: 9))
        agent.close()
        #expect(
            script.text("heard").contains(
                #""players":[{"at":[1,2],"facing":"north","holds":{"kind":"dish"}},{"at":[3,1],"facing":"north","holds":{"kind":"soup","ingredients":["onion","tomato"],"state":"ready","ticks_left":0}}],"objects":[{"at":[2,0],"item":{"kind":"soup","ingredients":["onion","onion"],"state":"cooking","ticks_left":15}},{"at":[0,0],"item":{"kind":"tomato"}}]}"#
            ))
    }

    @Test func explanationsAndMessagesArePassedOn() throws {
        let script = try Script(
            #"""
            state() {
              echo '{"type":"info","text":"thinking"}'
              case $tick in
                0) echo '{"type":"action","tick":0,"action":"east","explanation":"goes east","message":"after you"}' ;;
                1) echo '{"type":"action","tick":1,"action":"stay","explanation":{"intention":"waits","wish":"an onion","path":[[1,2]]}}' ;;
                *) answer stay ;;
              esac
            }
            """#)
        let kitchen = try Play.kitchen("cramped_room")
        var game = try KitchenGame(kitchen, horizon: 3)
        var agent = try script.agent()
        defer { agent.close() }
        try agent.begin(EpisodeContext(kitchen: kitchen, seat: 0, seed: 1, horizon: 3))
        #expect(agent.act(game) == Decision(.east, message: "after you"))
        #expect(agent.explain() == Explanation(intention: "goes east"))
        try game.step([.east, .stay])
        #expect(agent.act(game) == Decision(.stay))
        #expect(agent.explain() == Explanation(intention: "waits", path: [[1, 2]], wish: "an onion"))
        try game.step([.stay, .stay])
        #expect(agent.act(game) == Decision(.stay) && agent.explain() == nil)
    }

    @Test func thePythonExampleCooks() throws {
        let kitchen = try Play.kitchen("cramped_room")
        // As shipped, but for a deadline that a busy machine keeps.
        let text = try String(contentsOfFile: Checkout.path("Agents/python-greedy.yaml"), encoding: .utf8)
            .replacing("programs/", with: Checkout.path("Agents/programs/")).replacing("deadline_ms: 250", with: "deadline_ms: 20000")
        var agents = try [Play.agent(text), Play.agents.agent("greedy").makeAgent()]
        let first = try Play.episode(kitchen, &agents, seed: 1)
        let again = try Play.episode(kitchen, &agents, seed: 1)
        for index in agents.indices { agents[index].close() }
        #expect(first.score >= 200)
        #expect(first.actions == again.actions)
    }

    // MARK: Bad programs

    @Test func aLateAnswerIsNeverTakenForTheNextTick() throws {
        let script = try Script(
            "state() { if [ $tick = 2 ]; then sleep 1; answer interact; else answer north; fi; }",
            parameters: ["deadline_ms: 400", "patience: 100"])
        var agent = try script.agent()
        defer { agent.close() }
        let decisions = try Script.decisions(&agent, ticks: 30)
        #expect(decisions[2].fault == .late && decisions[2].faultDetail == "no answer to tick 2 within 400 ms")
        #expect(!decisions.contains { $0.action == .interact })
        #expect(decisions.dropFirst(3).contains(Decision(.north)), "it has caught up")
    }

    @Test func whoHangsLosesTheSeatAndTheProcess() throws {
        let script = try Script(
            "sleep 1000 & echo $! > pids; echo $$ >> pids\nstate() { wait; }", parameters: ["deadline_ms: 30", "patience: 3"])
        var agent = try script.agent()
        let decisions = try Script.decisions(&agent, ticks: 5)
        #expect(faults(decisions) == [.late, .late, .late, .unseated, .unseated])
        #expect(decisions[2].faultDetail == "no answer to tick 2 within 30 ms; the last of 3 faults in a row")
        #expect(script.processes.count == 2 && !script.processes.contains(where: Script.isAlive))
        #expect(faults(try Script.decisions(&agent, ticks: 1)) == [.late], "another chance in the next episode")
        agent.close()
    }

    @Test func whoDiesIsStartedAgainForTheNextEpisode() throws {
        let script = try Script("state() { if [ $episode = 1 ] && [ $tick = 2 ]; then echo boom >&2; exit 3; fi; answer south; }")
        var agent = try script.agent()
        defer { agent.close() }
        let decisions = try Script.decisions(&agent, ticks: 4)
        #expect(faults(decisions) == [nil, nil, .died, .unseated])
        #expect(decisions[2].faultDetail == "at tick 2, exit status 3; it last said: boom")
        #expect(try Script.decisions(&agent, ticks: 2) == [Decision(.south), Decision(.south)])
    }

    @Test func whoIsKilledIsSaidToBe() throws {
        let script = try Script("state() { kill -9 $$; }")
        var agent = try script.agent()
        defer { agent.close() }
        #expect(try Script.decisions(&agent, ticks: 1).first?.faultDetail == "at tick 0, ended by signal 9")
    }

    /// Whether an earlier episode went wrong must not show in a later one: workers share them out as it comes.
    @Test(arguments: [("exit 1", 3, "before its hello, exit status 1"), ("state() { exit 1; }", 5, "at tick 0, exit status 1")])
    func everyEpisodeIsAsTheFirstButNobodyIsStartedForEver(rules: String, starts: Int, detail: String) throws {
        let script = try Script("echo started >> starts\n" + rules)
        var agent = try script.agent()
        defer { agent.close() }
        for _ in 1...5 {
            let decisions = try Script.decisions(&agent, ticks: 2)
            #expect(faults(decisions) == [.died, .unseated] && decisions[0].faultDetail == detail)
        }
        #expect(script.text("starts") == String(repeating: "started\n", count: starts))
    }

    @Test(arguments: ["yes '{\"type\":\"info\"}'", "yes", "yes | tr -d '\\n'", "head -c 100000 /dev/zero | tr '\\0' x; sleep 1000"])
    func aFloodCostsTheSeat(flood: String) throws {
        let script = try Script("state() { if [ $tick = 1 ]; then \(flood); fi; answer north; }", parameters: ["deadline_ms: 60000"])
        var agent = try script.agent()
        defer { agent.close() }
        #expect(faults(try Script.decisions(&agent, ticks: 3)) == [nil, .flood, .unseated])
    }

    /// A mistake costs its tick, and its message says which key is wrong and what is right.
    @Test func nonsenseCostsTheTick() throws {
        let mistakes = [
            (#""tick":0,"action":"fly""#, "no action is called 'fly'; actions are north, south, east, west, stay, interact"),
            (#""tick":1,"action":"North""#, "no action is called 'North'; did you mean 'north'?"),
            (#""tick":2,"action":"up""#, "no action is called 'up'; did you mean 'north'?"),
            (#""tick":3,"action":"interct""#, "no action is called 'interct'; did you mean 'interact'?"),
            (
                #""tick":4,"action":4"#,
                "'action' is the number 4; it must be one of the texts \"north\", \"south\", \"east\", \"west\", \"stay\", \"interact\""
            ),
            (
                #""tick":5,"action":[0,-1]"#,
                "'action' is the list [0,-1]; it must be one of the texts \"north\", \"south\", \"east\", \"west\", \"stay\", \"interact\"; "
                    + "that step is \"north\""
            ),
            (#""tick":"6","action":"north""#, "'tick' is the text \"6\"; it must be the whole number in the state that is answered"),
            (#""tick":7.5,"action":"north""#, "'tick' is the number 7.5; it must be the whole number in the state that is answered"),
            (#""tick":true,"action":"north""#, "'tick' is the truth value true; it must be the whole number in the state that is answered"),
            (#""action":"north""#, "'tick' is missing in 'action'; it must be the whole number in the state that is answered"),
            (
                #""tick":10"#,
                "'action' is missing in 'action'; it must be one of the texts \"north\", \"south\", \"east\", \"west\", \"stay\", \"interact\""
            ),
            (#""tick":11,"action":"north","message":5"#, "'message' is the number 5; it must be a text"),
            (
                #""tick":12,"action":"north","explanation":{"why":"x"}"#,
                "'explanation' is an object; it must be a text, or an object with the text 'intention' and perhaps 'reason', 'beliefs', "
                    + "'path' and 'wish'"
            ),
            (#""tick":99,"action":"north""#, "it answers tick 99, which was not asked"),
        ]
        let cases = mistakes.enumerated().map { "\($0)) echo '{\"type\":\"action\",\($1.0)}' ;;" }.joined(separator: "\n")
        let script = try Script(
            "state() { case $tick in\n\(cases)\n14) echo '{\"type\":\"ready\",\"episode\":1}' ;;\n*) answer west ;; esac; }",
            parameters: ["deadline_ms: 20000", "patience: 100"])
        var agent = try script.agent()
        defer { agent.close() }
        let decisions = try Script.decisions(&agent, ticks: 16)
        #expect(faults(decisions) == Array(repeating: .nonsense, count: 15) + [nil])
        let details = mistakes.map(\.1) + [#"instead of an action: {"type":"ready","episode":1}"#]
        for (decision, detail) in zip(decisions, details) { #expect(decision.faultDetail == detail) }
        #expect(decisions.last == Decision(.west))
    }

    /// What a forgotten print writes is passed over wherever it is, counted, and the first line of it kept.
    @Test func strayLinesArePassedOver() throws {
        let script = try Script(
            #"""
            echo 'loading my cook'
            echo "{'tick': 0}"
            state() {
              echo "tick $tick"
              echo '[1, 2]'
              echo '{"level":"info","message":7}'
              echo '{"type":"acton","tick":"x"}'
              answer north
              echo '4'
            }
            """#, parameters: ["deadline_ms: 20000", "patience: 1"])
        var agent = try script.agent()
        defer { agent.close() }
        for _ in 1...2 {
            #expect(try Script.decisions(&agent, ticks: 3) == Array(repeating: Decision(.north), count: 3))
            #expect(
                agent.finish().remarks == [
                    "before its hello 2 lines were passed over, the first: no JSON object: loading my cook",
                    "14 lines were passed over, the first: no JSON object: tick 0",
                ])
        }
    }

    @Test(arguments: [
        ("echo north", "a line was passed over: no JSON object: north"),
        ("echo north; echo east", "2 lines were passed over, the first: no JSON object: north"),
        (#"echo '{"type":"acton"}'"#, "a line was passed over: the type 'acton' is unknown; did you mean 'action'?"),
        (#"echo '{"action":"north"}'"#, #"a line was passed over: no 'type': {"action":"north"}"#),
    ])
    func whoSaysOnlyStrayLinesIsLateAndTold(say: String, detail: String) throws {
        let script = try Script("state() { \(say); }", parameters: ["deadline_ms: 500"])
        var agent = try script.agent()
        defer { agent.close() }
        let decision = try Script.decisions(&agent, ticks: 1)[0]
        #expect(decision.fault == .late && decision.faultDetail == "no answer to tick 0 within 500 ms; \(detail)")
    }

    @Test(arguments: [
        (#"hello() { echo '{"type":"hello","protocol":7}'; }"#, "speaks version 7 of the protocol; this program speaks 1 and 2"),
        (#"begin() { echo '{"type":"refuse","reason":"no tomatoes"}'; }"#, "refuses the kitchen: no tomatoes"),
    ])
    func anotherVersionOrARefusalIsNoPartner(rules: String, message: String) throws {
        let script = try Script(rules)
        var agent = try script.agent()
        defer { agent.close() }
        let problem = #expect(throws: Match.Refusal.self) { try Script.decisions(&agent, ticks: 1) }
        #expect(problem?.description == "/bin/sh \(message)")
    }

    @Test func aProgramThatIsNotThereIsToldBeforeItPlays() throws {
        let error = #expect(throws: SourceDiagnostics.self) { try Play.agent("kind: process\nparameters:\n  command: [no-such-program]\n") }
        #expect(error?.description.contains("there is no program 'no-such-program' in PATH") == true)
        let silent = #expect(throws: SourceDiagnostics.self) { try Play.agent("kind: process\nparameters:\n  patience: 3\n") }
        #expect(silent?.description.contains("'command' is missing among the parameters") == true)
    }

    @Test(arguments: [
        ("sleep 1000", AgentFault.late, "no hello within 500 ms"),
        ("echo sorry >&2; exit 2", .died, "before its hello, exit status 2; it last said: sorry"),
        ("echo hi; sleep 1000", .late, "no hello within 500 ms; a line was passed over: no JSON object: hi"),
        (
            #"while :; do echo '{"type":"hello","protocol":"1"}'; done"#, .nonsense,
            "instead of a hello: 'protocol' is the text \"1\"; it must be a whole number, one of those in the 'protocols' of Brigade's hello; the last of 10 faults in a row"
        ),
        ("exec >&-; sleep 1000", .died, "before its hello, ended by signal 9"),
    ])
    func whoNeverSaysHelloNeverPlays(start: String, fault: AgentFault, detail: String) throws {
        let script = try Script(start, parameters: fault == .late ? ["start_ms: 500"] : [])
        var agent = try script.agent()
        defer { agent.close() }
        let decisions = try Script.decisions(&agent, ticks: 2)
        #expect(faults(decisions) == [fault, .unseated])
        #expect(decisions[0].faultDetail == detail)
    }

    @Test func whoGetsReadyLateJoinsIn() throws {
        let script = try Script(
            #"begin() { sleep 1; echo "{\"type\":\"ready\",\"episode\":$episode}"; }"#,
            parameters: ["begin_ms: 50", "deadline_ms: 200", "patience: 1000"])
        var agent = try script.agent()
        defer { agent.close() }
        let decisions = try Script.decisions(&agent, ticks: 40)
        #expect(decisions[0].fault == .late && decisions[0].faultDetail == "still not ready for episode 1")
        #expect(decisions.contains(Decision(.north)))
    }

    @Test func whoDoesNotReadBlocksNobody() throws {
        let script = try Script(
            "hello; read -r a; read -r b; episode=1; begin; sleep 1000", parameters: ["deadline_ms: 1", "patience: 100000"])
        var agent = try script.agent()
        defer { agent.close() }
        let decisions = try Script.decisions(&agent, ticks: 2000)
        #expect(decisions.allSatisfy { $0.fault == .late })
        #expect(decisions.last?.faultDetail == "it does not read its input")
    }

    @Test func errorsOfAnyLengthBlockNobody() throws {
        let script = try Script(
            "state() { head -c 300000 /dev/zero | tr '\\0' '\\n' >&2; echo last words >&2; if [ $tick = 3 ]; then exit 1; fi; answer north; }"
        )
        var agent = try script.agent()
        defer { agent.close() }
        let decisions = try Script.decisions(&agent, ticks: 4)
        #expect(faults(decisions) == [nil, nil, nil, .died])
        #expect(decisions[3].faultDetail == "at tick 3, exit status 1; it last said: last words")
    }
}

extension EpisodeContext {
    /// The seed that a program is given.
    fileprivate var seedOfProgram: UInt64 {
        var random = random
        return random.next() >> 11
    }
}
