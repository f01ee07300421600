import Agents
import Basics
import Kitchen
import Testing

@testable import Planning

/// States as facts and as text, and what beliefs are worth.
@Suite struct FactsTests {
    @Test func theTextOfAStateTellsAllOfIt() throws {
        let partner = try Kitchens.agents.agent("greedy-noisy")
        for map in ["cramped_room_o_3orders", "forced_coordination", "asymmetric_advantages_tomato", "multiplayer_schelling"] {
            let kitchen = try Kitchens.make(map, map == "forced_coordination" ? .old : .new)
            _ = try Kitchens.play(kitchen, (0..<kitchen.players).map { _ in try partner.makeAgent() }, seed: 3) { game, _ in
                let facts = StateFacts(game.state, horizon: 400)
                let recovered = try StateFacts(facts.text(kitchen))
                let rebuilt = try KitchenGame(kitchen, from: recovered.state)
                #expect(recovered == facts)
                #expect(rebuilt.checksum == game.checksum)
            }
        }
    }

    @Test func aStateReadsAsAPersonWouldSayIt() throws {
        let kitchen = try Kitchens.make("cramped_room")
        let soup = try #require(Item(soup: [.onion, .onion, .onion], tick: 13))
        let state = KitchenState(
            timestep: 17, players: [PlayerState(cell: Cell(1, 2), held: .onion), PlayerState(cell: Cell(3, 1), orientation: .east)],
            objects: [PlacedItem(cell: Cell(2, 0), item: soup), PlacedItem(cell: Cell(0, 2), item: .dish)])
        #expect(
            StateFacts(state, horizon: 400).text(kitchen) == """
                Tick 17 of 400.
                Player 1 stands at (1, 2), faces north and holds an onion.
                Player 2 stands at (3, 1), faces east and holds nothing.
                In the pot at (2, 0) is a soup of onion, onion, onion (cooked for 13 of 20 ticks).
                On the counter at (0, 2) is a dish.

                """)
    }

    @Test(arguments: [
        ("Tick 3 of 400.\nThe cook is happy.", "line 2: 'The cook is happy.' is no fact"),
        ("Player 1 stands at (1, 2), faces north and holds an onion.", "line 1: it does not say which tick it is"),
        ("Tick 3 of 400.\nPlayer 2 stands at (1, 2), faces north and holds an onion.", "line 2: players must be told in their order"),
        ("Tick 3 of 400.\nIn the pot at (2, 0) is a soup of leek (not cooking).", "line 2: no place or thing of this kind is known"),
    ])
    func whatTellsNoFactIsNamed(text: String, message: String) {
        let problem = #expect(throws: StateFacts.Unreadable.self) { _ = try StateFacts(text) }
        #expect(problem?.description == message)
    }

    @Test func theKitchenIsTold() throws {
        let kitchen = try Kitchens.make("forced_coordination")
        let text = try KitchenText(kitchen).text
        #expect(
            text.contains("Pots stand at (3, 0) (4, 1).") && text.contains("A soup of onion+onion+onion pays 20.0 and cooks for 20 ticks."))
    }

    /// The wanted recipe, buttons and all ingredients, in a game of random actions.
    @Test func kitchensOfOvercookedV2AreToldAndReadBack() throws {
        let kitchen = try Kitchen(Kitchens.maps.layout("grounded_coord_ring"))
        let text = try KitchenText(kitchen).text
        for line in [
            "The wanted recipe is shown at (4, 0) (0, 4) (8, 4) (4, 8).", "Recipe buttons are at (4, 2) (4, 6).",
            "Every lettuce comes from (3, 0)",
            "A soup of the wanted recipe pays 20, any other pays nothing; every soup cooks for 20 ticks.",
            "Every cook sees the whole kitchen.",
        ] {
            #expect(text.contains(line), "\(text)")
        }
        var random = RandomStream(5)
        var game = try KitchenGame(kitchen, horizon: 300, seed: 5)
        var told = ""
        while !game.isOver {
            try game.step((0..<2).map { _ in Action(rawValue: UInt8(random.next() % 8)) ?? .interact })
            let facts = StateFacts(game.state, horizon: 300)
            told = facts.text(kitchen)
            let recovered = try StateFacts(told, family: .overcookedV2)
            #expect(recovered == facts && recovered.state == StateFacts(recovered.state, horizon: 300).state)
        }
        #expect(told.contains("Wanted is a soup of "))
    }

    /// Beliefs must be worth more than saying that everything is alike.
    @Test(arguments: ["greedy", "greedy-slow", "greedy-noisy"])
    func beliefsForetellBetterThanTheBaseline(partner: String) throws {
        let kitchen = try Kitchens.make("coordination_ring")
        let file = try Kitchens.agents.agent(partner)
        let digits = try Kitchens.play(kitchen, [file.makeAgent(), file.makeAgent()]).actions
        let actions = digits.compactMap { $0.wholeNumberValue.flatMap { Action(rawValue: UInt8($0)) } }
        var calibration = BeliefCalibration()
        try calibration.add(kitchen, from: kitchen.start, stride(from: 0, to: actions.count, by: 2).map { [actions[$0], actions[$0 + 1]] })
        #expect(calibration.actions.count == 800)
        #expect(calibration.actions.logLoss < calibration.plainActions.logLoss)
        #expect(calibration.stations.logLoss < calibration.plainStations.logLoss)
        #expect(calibration.stations.brier < calibration.plainStations.brier)
    }
}
