import Foundation
import Kitchen
import KitchenMaps
import Testing

@testable import Episodes

/// What is found out about episodes afterwards.
@Suite struct AnalysisTests {
    /// Player 2 hands an onion over the middle counter, and player 1 pots it.
    static func handOver() throws -> Episode {
        let layout = try MapFile.parseYAML("grid: |\n  XXPXX\n  X 1 X\n  XXXXX\n  X2  O\n  XDSXX\n", file: "test", name: "test")
        var recorder = try EpisodeRecorder(Kitchen(layout, dynamics: .new), horizon: 20, seed: 0)
        let script: [(Action, Action)] = [
            (.south, .east), (.stay, .east), (.stay, .interact), (.stay, .west), (.stay, .north), (.stay, .interact),
            (.interact, .stay), (.north, .stay), (.interact, .stay), (.interact, .stay),
        ]
        for (first, second) in script { try recorder.step([first, second]) }
        recorder.notes = [
            .init(tick: 2, seat: 0, kind: .message, text: "bring one"), .init(tick: 9, seat: 1, kind: .fault, text: "late"),
        ]
        return recorder.episode()
    }

    @Test func aHandOverIsToldWhole() throws {
        let handOvers = try Replay(Self.handOver()).handOvers
        #expect(handOvers == [HandOver(giver: 1, placed: 5, taker: 0, taken: 6, cell: Cell(2, 2), item: .onion)])
        #expect(handOvers.first?.wait == 1)
    }

    @Test func theTimelineIsInWordsAndInOrder() throws {
        let lines = try Replay(Self.handOver()).timeline.map { "\($0.tick) \($0.seat) \($0.text)" }
        #expect(
            lines == [
                "2 0 bring one", "2 1 takes an onion (useful)", "5 1 puts an onion down",
                "6 0 takes an onion that player 2 put down 1 tick before (useful)",
                "8 0 puts an onion into a pot (optimal, viable)", "9 1 late",
            ], "\(lines)")
    }

    /// Rewards and events of the timeline are the log's.
    @Test(arguments: ["cramped_room", "forced_coordination", "counter_circuit"]) func theTimelineLeavesNothingOut(map: String) throws {
        let episode = try EpisodeTests.random(EpisodeTests.kitchen(map, .new), horizon: 400, seed: 3)
        let replay = try Replay(episode)
        let timeline = replay.timeline
        #expect(timeline.reduce(0) { $0 + $1.reward } == episode.score)
        let events = timeline.flatMap { entry in
            entry.events.events.map { Episode.LoggedEvent(tick: entry.tick, seat: entry.seat, event: $0) }
        }
        #expect(events == episode.events)
        let states = replay.states
        #expect(states.count == episode.ticks + 1 && states.map(\.timestep) == Array(0...episode.ticks))
        #expect(replay.handOvers.count == episode.seats.reduce(0) { $0 + $1.handOvers })
    }

    /// A game that ran slow says so wherever it is counted.
    @Test func thePaceOfAGameIsKeptAndCounted() throws {
        var slow = try Self.handOver()
        #expect(slow.pace == nil)
        let pace = Pace(planned: 60, seconds: 88.43, slipped: 131)
        slow.notes.append(pace.note(ticks: slow.ticks))
        #expect(slow.pace == pace && pace.isSlow)
        #expect(try Replay(slow).timeline.last?.text == "ran slow: 88.4 s instead of 60 s, 131 ticks were late")
        var fair = try Self.handOver()
        fair.notes.append(Pace(planned: 60, seconds: 61, slipped: 1).note(ticks: fair.ticks))
        #expect(fair.pace?.words == "took 61 s, 1 tick was late" && fair.pace?.isSlow == false)
        for data in [nil, "", "{}", "{\"planned\":60,\"seconds\":-1,\"slipped\":0}"] as [String?] { #expect(Pace(json: data) == nil) }
        var statistics = EpisodeStatistics()
        for episode in [slow, fair, try Self.handOver()] { statistics.add(episode, map: "test", players: ["a", "b"]) }
        #expect(statistics.teams.map { [$0.episodes, $0.timed, $0.slow] } == [[3, 2, 1]])
    }

    @Test func statisticsAddUp() throws {
        let episode = try Self.handOver()
        var other = episode
        other.score = 40
        other.seats[0].deliveries = 3
        other.seats[1].deliveries = 1
        var refused = episode
        refused.status = .refused
        var statistics = EpisodeStatistics(grouping: .init(bySeat: true))
        for each in [episode, other, refused] { statistics.add(each, map: "test", players: ["ann", "bob"]) }
        let team = try #require(statistics.teams.first)
        #expect(statistics.teams.count == 1 && team.episodes == 2 && team.refused == 1 && team.ticks == 20)
        #expect(team.score?.mean == 20 && team.score?.sd == 20 && team.score?.lowest == 0 && team.score?.highest == 40)
        // Nobody moves in no tick of the script: one of them always does something.
        #expect(team.allStay == 0 && team.figures.ticks == 40 && team.figures.handOvers == 2)
        #expect(statistics.players.map(\.name) == ["ann", "bob"] && statistics.players.map(\.seat) == [0, 1])
        #expect(statistics.players[0].mean(\.deliveries) == 1.5 && statistics.players[0].part(\.deliveries) == 0.75)
        #expect(statistics.players[1].part(\.tomatoesPotted) == nil)
        #expect(statistics.players[0].events[Int(Event.pottingOnion.rawValue)] == 2)
    }

    @Test func anAgentWithItselfIsCountedTwice() throws {
        var statistics = EpisodeStatistics()
        statistics.add(try Self.handOver(), map: "test", players: ["ann", "ann"])
        #expect(statistics.players.count == 1 && statistics.players[0].appearances == 2)
        #expect(statistics.players[0].part(\.onionsPotted) == 0.5 && statistics.players[0].figures.ticks == 20)
        #expect(ScoreSummary([]) == nil && EpisodeStatistics().teams.isEmpty)
    }

    @Test func aReplayIsSteered() {
        var cursor = Replay.Cursor(range: 0...10, events: [2, 2, 7], speed: 6, isPlaying: true)
        cursor.advance()
        #expect(cursor.tick == 1 && cursor.isPlaying)
        func after(_ command: Replay.Cursor.Command) -> Int {
            cursor.apply(command)
            return cursor.tick
        }
        #expect(after(.nextEvent) == 3 && !cursor.isPlaying && after(.nextEvent) == 8 && after(.nextEvent) == 10)
        #expect(after(.forward) == 10 && after(.back) == 9 && after(.previousEvent) == 8 && after(.previousEvent) == 3)
        #expect(after(.previousEvent) == 0 && after(.back) == 0 && after(.toEnd) == 10)
        cursor.apply(.playOrPause)
        #expect(cursor.tick == 0 && cursor.isPlaying, "playing from the end begins again")
        cursor.apply(.faster)
        #expect(cursor.speed == 10)
        cursor.apply(.slower)
        cursor.apply(.slower)
        #expect(cursor.speed == 4)
        for _ in 0..<20 { cursor.advance() }
        #expect(cursor.tick == 10 && !cursor.isPlaying)
    }
}
