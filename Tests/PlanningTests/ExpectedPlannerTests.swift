import Agents
import Basics
import Foundation
import Kitchen
import KitchenMaps
import TestSupport
import Testing

@testable import Planning

/// Planners' first ticks on four kitchens against what was recorded of them in `Tests/Golden/expected`.
///
/// Promised where exponentials and logarithms round alike: beliefs are double precision, and no choice here hangs on the last
/// digits.
@Suite struct ExpectedPlannerTests {
    @Test func plannersPlayAsRecorded() throws {
        var settings = PlannerSettings()
        settings.openingWidth = 4
        let kind = PlannerKind(settings)
        var lines = ["# map, partner: score, hash of actions"]
        for map in ["cramped_room", "forced_coordination", "counter_circuit", "multiplayer_schelling"] {
            for partner in ["planner", "greedy-noisy"] {
                let kitchen = try Kitchens.make(map, map.hasSuffix("coordination") ? .old : .new)
                let team = try (0..<kitchen.players).map { seat in
                    try seat == 0 || partner == "planner" ? kind.makeAgent() : Kitchens.agents.agent(partner).makeAgent()
                }
                let (score, actions) = try Kitchens.play(kitchen, team, seed: 3, horizon: 50)
                lines.append("\(map), \(partner): \(score), \(ContentHash.of([Data(actions.utf8)]))")
            }
        }
        try GoldenFile("expected/planner.txt").expect(lines)
    }
}
