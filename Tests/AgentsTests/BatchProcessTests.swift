import Episodes
import Foundation
import Kitchen
import SourceFiles
import TestSupport
import Testing

@testable import Agents

/// Programs that play many games at once, with real processes: what each game is shown, and what failures cost.
@Suite struct BatchProcessTests {
    /// The episodes of `count` games of the program with one who stays, or one who plays greedily.
    private func play(_ script: BatchScript, games count: Int, ticks: Int = 5, with partner: String = "stay") throws -> [Episode] {
        let file = try AgentFile.read(script.path, catalogue: Play.catalogue)
        var agent = try #require(try file.makeAgent() as? any LockstepAgent)
        defer { agent.close() }
        return try play(&agent, games: count, ticks: ticks, with: partner)
    }

    private func play(
        _ agent: inout any LockstepAgent, games count: Int, ticks: Int, with partner: String, channel: TalkChannel? = nil
    ) throws -> [Episode] {
        let kitchen = try Play.kitchen("cramped_room")
        var matches = try (0..<count).map { try Match(kitchen, horizon: ticks, seed: UInt64($0), channel: channel) }
        let other = try AgentFile.read(Checkout.path("Agents/\(partner).yaml"), catalogue: Play.catalogue)
        var seats = [SeatOfMany.together(agent), .each(try matches.map { _ in try other.makeAgent() })]
        defer { if case .together(let played) = seats[0] { agent = played } }
        return try Match.playInStep(&matches, &seats, shouldStop: { false })
    }

    /// What a game is answered follows from its own view: games at once are as games one by one.
    @Test func gamesInStepAreAsGamesAlone() throws {
        let script = try BatchScript(parameters: ["games: 8", "counters: true"])
        let together = try play(script, games: 8, ticks: 30, with: "greedy-noisy")
        let file = try AgentFile.read(script.path, catalogue: Play.catalogue)
        var agents = [
            try file.makeAgent(),
            try AgentFile.read(Checkout.path("Agents/greedy-noisy.yaml"), catalogue: Play.catalogue).makeAgent(),
        ]
        defer { agents[0].close() }
        for (seed, episode) in together.enumerated() {
            var match = try Match(Play.kitchen("cramped_room"), horizon: 30, seed: UInt64(seed))
            #expect(try match.play(&agents) == episode)
        }
        #expect(Set(together.map(\.actions)).count > 4)
        #expect(script.heard.prefix(4) == ["hello", "map", "batch", "begin"])
    }

    /// The same program plays set after set, smaller ones too, and is told of the kitchen once.
    @Test func oneProgramPlaysSetAfterSet() throws {
        let script = try BatchScript()
        let file = try AgentFile.read(script.path, catalogue: Play.catalogue)
        var agent = try #require(try file.makeAgent() as? any LockstepAgent)
        for count in [8, 3, 1] {
            let episodes = try play(&agent, games: count, ticks: 4, with: "stay")
            #expect(episodes.count == count && episodes.allSatisfy { $0.status == .finished && $0.notes.isEmpty })
        }
        agent.close()
        #expect(script.heard == ["hello", "map", "batch", "begin", "begin", "begin", "quit"])
        #expect(file.kind.games == 8)
    }

    @Test(arguments: [
        ("def answer():\n    return b'?'", AgentFault.nonsense, "it answers a tick by the byte 63; right is 46, a full stop"),
        ("def answer():\n    sys.exit(3)", .died, "in the middle of its games, exit status 3"),
        ("def answer():\n    raise ValueError('lost')", .died, "it last said: ValueError: lost"),
        ("def answer():\n    return b''", .late, "no answer for its 3 games within 300 ms"),
    ])
    func failuresCostTheSeatOfAllGames(rules: String, fault: AgentFault, detail: String) throws {
        let script = try BatchScript(rules, parameters: ["games: 3", "deadline_ms: 300"])
        for episode in try play(script, games: 3) {
            #expect(episode.status == .finished && episode.seats[0].faults == 5)
            let faults = episode.notes.filter { $0.kind == .fault }
            #expect(faults.contains { $0.text.contains(detail) }, "\(faults.map(\.text))")
            #expect(episode.actions.allSatisfy { $0 == .stay })
        }
    }

    @Test func aWrongActionCostsItsGameATick() throws {
        let script = try BatchScript("def action(game):\n    return 9 if game == 1 and tick == 2 else 5")
        let episodes = try play(script, games: 3)
        #expect(episodes.map { $0.seats[0].faults } == [0, 1, 0])
        #expect(episodes[1].notes.first?.text.contains("its action is 9; actions are numbers from 0 to 5") == true)
        #expect(episodes[2].actions[4] == .interact)
    }

    @Test(arguments: [
        ("def hello(data):\n    say(type='hello', protocol=2)", "does not play many games at once: its hello lacks 'batch'"),
        ("def hello(data):\n    say(type='hello', protocol=7, batch=8)", "speaks version 7 of the protocol"),
        ("def begin(data):\n    say(type='refuse', reason='too hot')", "refuses the kitchen: too hot"),
        ("def hello(data):\n    say(type='hello', protocol=2, batch=2)", "plays 2 games at once; 3 are asked of it"),
    ])
    func whoCannotPlayRefusesAllGames(rules: String, words: String) throws {
        let episodes = try play(try BatchScript(rules), games: 3)
        #expect(episodes.count == 3 && episodes.allSatisfy { $0.status == .refused && $0.notes[0].text.contains(words) })
    }

    /// Game 0 says its number of the tick, game 1 what is no message; each hears the other seat's words, which are its own of a tick before.
    @Test func programsOfManyGamesTalkByNumbers() throws {
        let rules = """
            def action(game):
                heard = memory[channel["heard_at"] + game]
                memory[channel["says_at"] + game] = tick if game == 0 else 200 if game == 1 else 255
                return 5 if heard == 255 else heard
            """
        // The script's folder is there as long as it is.
        let script = try BatchScript(rules)
        defer { withExtendedLifetime(script) {} }
        let file = try AgentFile.read(script.path, catalogue: Play.catalogue)
        let kitchen = try Play.kitchen("cramped_room")
        for (channel, texts) in [
            (TalkChannel(.symbols(4)), ["0", "1", "2"]),
            (TalkChannel(.signals), ["ingredients are mine", "the dish is mine", "ingredients are yours"]),
        ] {
            var seats = try (0..<2).map { _ in SeatOfMany.together(try #require(try file.makeAgent() as? any LockstepAgent)) }
            defer { for case .together(var agent) in seats { agent.close() } }
            var matches = try (0..<3).map { try Match(kitchen, horizon: 3, seed: UInt64($0), channel: channel) }
            let episodes = try Match.playInStep(&matches, &seats, shouldStop: { false })
            #expect(episodes[0].notes.filter { $0.kind == .message && $0.seat == 0 }.map(\.text) == texts)
            // Heard in the next tick: 0 after the first, then 1.
            #expect((0..<3).map { episodes[0].jointAction($0)[1].rawValue } == [5, 0, 1])
            #expect(episodes[1].seats.map(\.faults) == [3, 3] && episodes[2].seats.map(\.faults) == [0, 0])
            #expect(episodes[1].notes.contains { $0.kind == .fault && $0.text.contains("'\(channel.message(numbered: 200))' is no") })
        }
    }

    /// The memory is not the program's to shrink: reading it cannot fail.
    @Test func memoryThatIsSharedKeepsItsSize() throws {
        let script = try BatchScript(
            """
            def begin(data):
                import os
                try:
                    memory.resize(1)
                    os._exit(4)
                except (OSError, ValueError, SystemError, BufferError):
                    say(type="ready", episode=data["episode"])
            """)
        #expect(try play(script, games: 3).allSatisfy { $0.status == .finished && $0.notes.isEmpty })
    }

    @Test func whatAFileSaysOfGamesIsChecked() throws {
        func problem(_ parameters: [String]) throws -> String {
            let script = try BatchScript(parameters: parameters)
            let error = #expect(throws: SourceDiagnostics.self) { _ = try AgentFile.read(script.path, catalogue: Play.catalogue) }
            return error?.description ?? ""
        }
        #expect(try problem(["games: 100000"]).contains("games"))
        #expect(try problem(["games: 8", "encoding: lossles"]).contains("did you mean 'lossless'?"))
    }
}
