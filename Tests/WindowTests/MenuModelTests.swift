import Agents
import Foundation
import Kitchen
import KitchenMaps
import Testing

@testable import Window

@Suite struct MenuModelTests {
    private func layouts(_ names: String...) throws -> [Layout] { try names.map(MapLibrary.standard.layout) }

    private func agents() throws -> [AgentFile] {
        try AgentLibrary(catalogue: AgentCatalogue([StayKind.self, RandomKind.self, GreedyKind.self]))
            .agents(["greedy", "random", "stay"])
    }

    private func names(_ menu: MenuModel) -> [String?] { menu.plan(seed: 1)?.players.map { $0?.name } ?? [] }

    @Test func everySeatHasAPartnerOfItsOwn() throws {
        var menu = MenuModel(
            layouts: try layouts("cramped_room", "multiplayer_schelling", "cramped_room_single"), agents: try agents())
        #expect(names(menu) == [nil, "greedy"] && menu.fields.count == 7)
        menu.change(.kitchen, 1)
        #expect(names(menu) == [nil, "greedy", "greedy", "greedy"])
        let options = menu.options(seat: 1)
        menu.choose(seat: 1, nil)
        menu.choose(seat: 2, options.first { $0?.name == "random" } ?? nil)
        menu.choose(seat: 3, options.first { $0?.name == "stay" } ?? nil)
        #expect(names(menu) == [nil, nil, "random", "stay"], "two people and agents together")
        #expect(menu.value(.seat(0)) == "Person 1" && menu.value(.seat(1)) == "Person 2")
        #expect(menu.options(seat: 2).allSatisfy { $0 != nil }, "keys are there for two people")
        menu.change(.kitchen, 1)
        #expect(names(menu) == [nil] && menu.value(.seat(0)) == "You", "one person where there is one seat")
        menu.change(.kitchen, 1)
        #expect(names(menu) == [nil, nil], "what was chosen comes back")
    }

    @Test func theCommandLineGoesBeforeWhatWasChosen() throws {
        var choices = MenuChoices()
        (choices.kitchen, choices.seats, choices.horizon) = ("coordination_ring", ["stay", nil], 800)
        let layouts = try layouts("cramped_room", "coordination_ring")
        let last = MenuModel(layouts: layouts, agents: try agents(), choices: choices)
        #expect(names(last) == ["stay", nil] && last.layout.name == "coordination_ring" && last.horizon == 800)
        #expect(last.choices.seats == choices.seats && last.choices.kitchen == choices.kitchen)
        let start = MenuModel.Start(partners: ["random"], seat: 1)
        let asked = MenuModel(layouts: layouts, agents: try agents(), start: start, choices: choices)
        #expect(names(asked) == ["random", nil] && asked.layout.name == "coordination_ring")
    }

    /// Dynamics are the kitchen's until the person says otherwise, and a choice that a kitchen cannot have waits for one that can.
    @Test func dynamicsFollowTheKitchen() throws {
        var newer = try MapLibrary.standard.layout("coordination_ring")
        newer.parameters.dynamics = .new
        let layouts = try layouts("cramped_room", "asymmetric_advantages_tomato") + [newer]
        var menu = MenuModel(layouts: layouts, agents: try agents())
        #expect(menu.dynamics == .old)
        menu.change(.kitchen, 1)
        #expect(menu.dynamics == .new && menu.kitchen != nil, "its orders allow no others")
        menu.change(.kitchen, 1)
        #expect(menu.dynamics == .new, "it asks for them")
        menu.change(.dynamics, 1)
        #expect(menu.dynamics == .old && menu.choices.dynamics == .old)
        menu.change(.kitchen, 1)
        menu.change(.kitchen, 1)
        #expect(menu.layout.name == "asymmetric_advantages_tomato" && menu.dynamics == .new && menu.choices.dynamics == .old)
    }

    @Test func anAgentIsOfferedInItsOwnKitchensOnly() throws {
        let folder = NSTemporaryDirectory() + "brigade-menu-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let texts = [
            "any": "kind: stay\n", "ppo-cramped_room": "kind: random\nkitchens: [cramped_room]\n",
            "ppo-coordination_ring": "kind: random\nkitchens: [coordination_ring]\n",
        ]
        for (name, text) in texts { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name).yaml")) }
        let agents = try AgentLibrary(folder: folder, catalogue: AgentCatalogue([StayKind.self, RandomKind.self])).agents()
        let layouts = try layouts("cramped_room", "coordination_ring", "large_room")
        var menu = MenuModel(layouts: layouts, agents: agents, start: .init(partners: ["ppo-cramped_room"]))
        #expect(names(menu) == [nil, "ppo-cramped_room"])
        menu.change(.kitchen, 1)
        #expect(names(menu) == [nil, "ppo-coordination_ring"], "the one that learned this kitchen in the same way")
        menu.change(.kitchen, 1)
        #expect(names(menu) == [nil, "any"] && menu.partners.map(\.name) == ["any"])
        menu.change(.kitchen, 1)
        #expect(names(menu) == [nil, "ppo-cramped_room"])
    }

    @Test func experimentsAreShownAfterMoreOnly() throws {
        let layouts = try layouts("cramped_room", "mdp_test")
        let agents = try AgentLibrary(catalogue: AgentCatalogue([StayKind.self, GreedyKind.self])).agents(["greedy", "greedy-plain"])
        var menu = MenuModel(layouts: layouts, agents: agents)
        #expect(menu.offeredLayouts.map(\.name) == ["cramped_room"] && menu.partners.map(\.name) == ["greedy"])
        menu.change(.more, 1)
        #expect(menu.offeredLayouts.count == 2 && menu.partners.count == 2 && menu.choices.showsMore)
    }
}
