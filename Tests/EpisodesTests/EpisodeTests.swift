import Basics
import Foundation
import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import Episodes

/// What is recorded while an episode is played.
@Suite struct EpisodeTests {
    static let maps = Checkout.path("Maps")

    static func kitchen(_ name: String, _ dynamics: Dynamics) throws -> Kitchen {
        try Kitchen(MapLibrary(folder: maps).layout(name), dynamics: dynamics)
    }

    /// An episode of random actions that interact often.
    static func random(_ kitchen: Kitchen, horizon: Int, seed: UInt64) throws -> Episode {
        var random = RandomStream(seed)
        var recorder = try EpisodeRecorder(kitchen, horizon: horizon, seed: seed)
        while !recorder.game.isOver {
            try recorder.step(
                (0..<kitchen.players).map { _ in Action(rawValue: UInt8(random.next() % 8)) ?? .interact })
        }
        return recorder.episode()
    }

    @Test(arguments: ["cramped_room", "counter_circuit", "multiplayer_schelling", "cramped_room_single"])
    func aReplayFindsTheSameAndNoticesChanges(map: String) throws {
        let episode = try Self.random(Self.kitchen(map, .new), horizon: 300, seed: 5)
        #expect(episode.status == .finished && episode.ticks == 300)
        #expect(try episode.replayed() == episode)
        #expect(try episode.difference() == nil)
        var changed = episode
        changed.actions[299] = changed.actions[299] == .stay ? .north : .stay
        #expect(try changed.difference() != nil)
        changed = episode
        changed.score += 20
        #expect(try changed.difference()?.contains("score") == true)
    }

    @Test func figuresAddUp() throws {
        for map in ["cramped_room", "forced_coordination", "tutorial_1", "soup_coordination"] {
            let kitchen = try Self.kitchen(map, .new)
            let episode = try Self.random(kitchen, horizon: 400, seed: 11)
            for (seat, figures) in episode.seats.enumerated() {
                #expect(figures.moves + figures.stays + figures.interacts == 400)
                #expect(figures.idle >= figures.stays)
                func count(_ events: Event...) -> Int { episode.events.count { events.contains($0.event) && $0.seat == seat } }
                #expect(figures.onionsPotted == count(.pottingOnion) && figures.tomatoesPotted == count(.pottingTomato))
                #expect(figures.deliveries == count(.soupDelivery))
                #expect(figures.dishesTaken == count(.dishPickup))
                #expect(figures.drops == count(.onionDrop, .tomatoDrop, .dishDrop, .soupDrop))
            }
            let pots = episode.pots
            let potCells = kitchen.layout.cells(of: .pot).count
            #expect(pots.empty + pots.filling + pots.cooking + pots.ready == 400 * potCells)
            #expect(episode.seats.reduce(0) { $0 + $1.sparse } == episode.score)
        }
    }

    /// Player 1 of the upper room hands an onion over the middle counter to player 0.
    @Test func aHandOverAndACollisionAreCounted() throws {
        let layout = try MapFile.parseYAML("grid: |\n  XXPXX\n  X 1 X\n  XXXXX\n  X2  O\n  XDSXX\n", file: "test", name: "test")
        let kitchen = try Kitchen(layout, dynamics: .new)
        var recorder = try EpisodeRecorder(kitchen, horizon: 20, seed: 0)
        let script: [(Action, Action)] = [
            (.south, .east), (.stay, .east), (.stay, .interact), (.stay, .west), (.stay, .north), (.stay, .interact),
            (.interact, .stay), (.north, .stay), (.interact, .stay), (.interact, .stay),
        ]
        for (first, second) in script { try recorder.step([first, second]) }
        let episode = recorder.episode()
        #expect(episode.status == .unfinished && episode.ticks == 10)
        #expect(episode.seats[1].handOvers == 1 && episode.seats[0].handOvers == 0)
        #expect(episode.seats[1].drops == 1 && episode.seats[0].onionsPotted == 1)
        // The last interact started the pot, so it was no idle tick; player 1 stood still for five.
        #expect(episode.seats[0].idle == 5 && episode.pots.cooking == 1)
        let room = try Self.kitchen("cramped_room", .old)
        var crowd = try EpisodeRecorder(room, horizon: 10, seed: 0)
        try crowd.step([.north, .stay])
        try crowd.step([.east, .west])
        #expect(crowd.episode().seats.map(\.collisions) == [1, 1])
    }

    @Test func aStateReadsBackFromItsNotation() throws {
        let kitchen = try Self.kitchen("counter_circuit", .new)
        var random = RandomStream(3)
        for _ in 0..<50 {
            let state = RandomStart(kitchen, probability: 0.5).state(using: &random)
            let json = try JSONSerialization.jsonObject(with: Data(StateNotation.json(state).utf8))
            #expect(try StateNotation.state(json, timestep: state.timestep) == state)
        }
    }
}
