import Basics
import Episodes
import Kitchen
import KitchenMaps
import TestSupport
import Testing

/// Stories of episodes, against recounts from nothing but the states of their replays.
@Suite struct GameStoryTests {
    /// An episode of cooks who do what comes, often enough with their hands that much happens.
    private static func episode(_ map: String, _ dynamics: Dynamics, seed: UInt64, horizon: Int = 1500) throws -> Episode {
        let kitchen = try Kitchen(MapLibrary(folder: Checkout.path("Maps")).layout(map), dynamics: dynamics)
        var recorder = try EpisodeRecorder(kitchen, horizon: horizon, seed: seed)
        var random = RandomStream(seed)
        while !recorder.game.isOver {
            try recorder.step((0..<kitchen.players).map { _ in Action(rawValue: UInt8(min(5, random.next() % 8))) ?? .stay })
        }
        return recorder.episode()
    }

    private static let cases: [(String, Dynamics)] = [
        ("cramped_room", .old), ("cramped_room", .new), ("forced_coordination", .old), ("asymmetric_advantages", .new),
    ]

    /// Which ticks changed nothing for a player, from two states.
    private func changedNothing(_ replay: Replay, _ tick: Int, _ seat: Int) -> Bool {
        let (before, after) = (replay.states[tick], replay.states[tick + 1])
        guard before.players[seat] == after.players[seat] else { return false }
        guard replay.actions(in: tick)[seat] == .interact else { return true }
        // Starting a pot changes no hands.
        let cook = before.players[seat]
        let faced = cook.cell.neighbour(cook.orientation)
        let (was, now) = (before.item(on: faced), after.item(on: faced))
        return !(replay.kitchen.dynamics == .new && cook.held.isNone && was.isSoup && was.tick < 0 && now.tick >= 0)
    }

    @Test(arguments: cases) func itIsARecountOfTheStates(_ map: String, _ dynamics: Dynamics) throws {
        let episode = try Self.episode(map, dynamics, seed: 3)
        let (replay, story) = (try Replay(episode), try GameStory(episode))
        for (seat, cook) in story.cooks.enumerated() {
            #expect(cook.figures == episode.seats[seat])
            #expect(cook.received == replay.handOvers.count { $0.taker == seat })
            var longest = 0
            var present = 0
            var collisions: [Int] = []
            for tick in 0..<replay.count {
                present = changedNothing(replay, tick, seat) ? present + 1 : 0
                longest = max(longest, present)
                let (was, now) = (replay.states[tick].players[seat], replay.states[tick + 1].players[seat])
                let action = replay.actions(in: tick)[seat]
                guard let way = Direction(rawValue: action.rawValue), was.cell == now.cell else { continue }
                if episode.layout[was.cell.neighbour(way)] == .floor { collisions.append(tick) }
            }
            #expect(cook.longestIdle.count == longest)
            #expect(cook.longestIdle.allSatisfy { changedNothing(replay, $0, seat) })
            #expect(cook.collisions == collisions && collisions.count == episode.seats[seat].collisions)
        }
    }

    @Test(arguments: cases) func potsAreCountedLikeTheLogDoes(_ map: String, _ dynamics: Dynamics) throws {
        let episode = try Self.episode(map, dynamics, seed: 4)
        let (replay, story) = (try Replay(episode), try GameStory(episode))
        func ticks(_ condition: PotStretch.Condition) -> Int {
            story.pots.filter { $0.condition == condition }.reduce(0) { $0 + $1.ticks.count }
        }
        #expect(ticks(.waiting) + ticks(.unstarted) == episode.pots.idle)
        #expect(ticks(.cooking) == episode.pots.cooking && ticks(.ready) == episode.pots.ready)
        for stretch in story.pots {
            for tick in stretch.ticks {
                let soup = replay.states[tick + 1].item(on: stretch.cell)
                let isReady = soup.recipe.map { soup.tick >= replay.kitchen.book.cookTime($0) } ?? false
                #expect((stretch.condition == .ready) == isReady)
            }
        }
        for cell in episode.layout.cells(of: .pot) {
            let stretches = story.pots.filter { $0.cell == cell }
            #expect(stretches.first?.ticks.lowerBound == 0 && stretches.last?.ticks.upperBound == episode.ticks)
            for (one, next) in zip(stretches, stretches.dropFirst()) {
                #expect(one.ticks.upperBound == next.ticks.lowerBound && one.condition != next.condition)
            }
        }
    }

    /// Of an episode that goes on with another only its own ticks count.
    @Test func aContinuedEpisodeIsToldFromWhereItContinues() throws {
        var episode = try Self.episode("forced_coordination", .old, seed: 5)
        let whole = try Replay(episode)
        episode.notes = [Continuation(of: episode, number: 12, tick: 700).note(seat: 1)]
        let found = try #require(episode.continuation)
        #expect(found.seat == 1 && found.of.tick == 700 && found.of.episode == 12 && found.of.words == "continues episode 12 from tick 700")
        let story = try GameStory(episode)
        #expect(story.first == 700 && story.pots.allSatisfy { $0.ticks.lowerBound >= 700 })
        let figures = try episode.figures(since: 700)
        for seat in 0..<2 {
            let own = (700..<episode.ticks).map { whole.actions(in: $0)[seat] }
            #expect(figures[seat].interacts == own.count { $0 == .interact } && figures[seat].stays == own.count { $0 == .stay })
            #expect(figures[seat].handOvers == whole.handOvers.count { $0.giver == seat && $0.taken >= 700 })
            #expect(story.cooks[seat].figures == figures[seat])
            #expect(story.cooks[seat].received == whole.handOvers.count { $0.taker == seat && $0.taken >= 700 })
        }
        #expect(try episode.figures(since: 0) == episode.seats)
        #expect(try episode.difference() == nil, "the note changes nothing of the replay")
        var statistics = EpisodeStatistics()
        statistics.add(episode, map: "forced_coordination", players: ["a", "b"])
        #expect(statistics.continued == 1 && statistics.players.isEmpty && statistics.teams.isEmpty)
    }

    @Test func brokenContinuationsAreNone() {
        for data in ["", "{}", #"{"episode":1,"hash":"a","tick":-1}"#, #"{"hash":1,"tick":2}"#] {
            #expect(Continuation(json: data) == nil, "\(data)")
        }
        #expect(Continuation(json: #"{"hash":"a","tick":2}"#)?.words == "continues an episode that was not stored from tick 2")
    }

    /// A scripted game in a kitchen of one pot: three onions, then the soup stands ready.
    private func game(_ moves: String, horizon: Int, dynamics: Dynamics = .old) throws -> GameStory {
        let kitchen = try Kitchen(MapLibrary(folder: Checkout.path("Maps")).layout("cramped_room"), dynamics: dynamics)
        var recorder = try EpisodeRecorder(kitchen, horizon: horizon, seed: 1)
        let letters: [Character: Action] = ["n": .north, "s": .south, "e": .east, "w": .west, "x": .interact, ".": .stay]
        for letter in moves where letter != " " { try recorder.step([letters[letter] ?? .stay, .stay]) }
        while !recorder.game.isOver { try recorder.step([.stay, .stay]) }
        return try GameStory(recorder.episode())
    }

    private static let fill = "nwxenx wxenx wxenx"

    @Test func theTipIsWhatCostMost() throws {
        let names = ["You", "greedy"]
        let nothing = try game("", horizon: 100).tip(names: names, reader: 0)
        #expect(nothing?.subject == .nothingDelivered && nothing?.tick == 0)

        let soup = Self.fill + "wssxnen nnnnnnnnnnnnnn x sesx"
        let lazy = try #require(try game(soup + String(repeating: ".", count: 30), horizon: 95).tip(names: names, reader: 0))
        #expect(lazy.subject == .idleCook && lazy.reason == "You did nothing for 53 ticks from tick 42.", "\(lazy)")
        let ready = try #require(
            try game(Self.fill + "wssx nen nnnnnnnnnnnnn" + String(repeating: "ns", count: 30) + "nxsesx", horizon: 122)
                .tip(names: names, reader: 0))
        #expect(ready.subject == .readyPot && ready.reason.hasPrefix("The pot stood ready for "), "\(ready)")
        let unstarted = try #require(
            try game(Self.fill + "....... .....sw" + "xx", horizon: 60, dynamics: .new).tip(names: names, reader: 1))
        #expect([.nothingDelivered, .unstartedPot].contains(unstarted.subject), "\(unstarted)")
    }

    @Test func aShortGameHasNoTip() throws {
        let kitchen = try Kitchen(MapLibrary(folder: Checkout.path("Maps")).layout("cramped_room"), dynamics: .old)
        let recorder = try EpisodeRecorder(kitchen, horizon: 10, seed: 1)
        #expect(try GameStory(recorder.episode()).tip(names: ["You", "A"], reader: 0) == nil)
    }

    @Test func potsHaveNamesByTheirPlace() throws {
        func names(_ grid: [String]) throws -> [String] {
            let kitchen = try Kitchen(Layout(name: "pots", grid: grid))
            return kitchen.layout.cells(of: .pot).map(PotNames(kitchen).name)
        }
        #expect(try names(["XPX", "O1S", "XDX"]) == ["the pot"])
        #expect(try names(["XPXPX", "O1  S", "XXDXX"]) == ["the left pot", "the right pot"])
        #expect(try names(["XXPXX", "O1  S", "XDPXX"]) == ["the upper pot", "the lower pot"])
        #expect(
            try names(["XPPPX", "O1  S", "XXDXX"]) == [
                "the 1st pot from the left", "the 2nd pot from the left", "the 3rd pot from the left",
            ])
    }
}
