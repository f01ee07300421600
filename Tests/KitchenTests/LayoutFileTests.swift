import Kitchen
import KitchenMaps
import SourceFiles
import Testing

/// `.layout` files as others have them: keys that overcooked_ai passes over, keys that stand twice, the form of 2019.
@Suite struct LayoutFileTests {
    private static let grid = #""grid": """XXPXX\#nO  2O\#nX1  X\#nXDXSX""""#
    private static let orders = #""start_all_orders": [{"ingredients": ["onion", "onion", "onion"]}]"#

    private func check(_ text: String) throws -> (layout: Layout, warnings: [String]) {
        let folder = try Paths.temporaryFolder()
        let path = folder + "/m.layout"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let (layout, warnings) = try MapFile.check(path)
        return (layout, warnings.map { "\($0.severity): \($0.message)" })
    }

    /// Whatever such a key holds, the rest of the file is read.
    @Test(
        arguments: [
            (#""counter_goals": [(1,0), (2,0)]"#, "the key 'counter_goals' in this map has no effect"),
            (#""layout_name": "foo""#, "the key 'layout_name' in this map has no effect"),
            (#""p_slip": 0.1"#, "the key 'p_slip' in this map has no effect"),
            (#""start_order_list": None"#, "the key 'start_order_list' in this map has no effect"),
            (#""objects": {(1, 2): {"onion", 3}, 4: {}}"#, "the key 'objects' in this map has no effect"),
            (#""cook_times": [20] * 3"#, "the key 'cook_times' in this map has no effect; did you mean 'cook_time'?"),
            (
                #""rew_shaping_params": {"PLACEMENT_IN_POT_REW": 1, "OWN": None}"#,
                "the key 'OWN' in rew_shaping_params has no effect"
            ),
            (
                #""start_state": {"players": [{"position": (1, 2)}, {"position": (3, 1), "speed": 2}], "order_list": None}"#,
                "the key 'order_list' in start_state has no effect"
            ),
        ])
    func keysThatTheReferencePassesOverAreWarnings(entry: String, warning: String) throws {
        let (layout, warnings) = try check("{\(Self.grid), \(entry), \(Self.orders)}")
        #expect(warnings.contains("warning: \(warning)"), "\(warnings)")
        #expect(layout.parameters.orders == [Recipe(onions: 3, tomatoes: 0)] && layout.parameters.dynamics == nil)
    }

    @Test func inYAMLTheyAreErrors() throws {
        let error = #expect(throws: SourceDiagnostics.self) {
            try MapFile.parseYAML("p_slip: 1\ngrid: |\n  XXPXX\n  O 1 O\n  XD SX\n  XXXXX\n", file: "m", name: "m")
        }
        #expect(error?.description.contains("unknown key 'p_slip'") == true)
    }

    @Test func theLastOfEqualKeysCounts() throws {
        let (layout, warnings) = try check(
            "{\(Self.grid), 'cook_time': 5, 'cook_time': 9, \(Self.orders), 'rew_shaping_params': {'DISH_PICKUP_REWARD': 1, 'DISH_PICKUP_REWARD': 2}}"
        )
        #expect(layout.parameters.cookTime == 9 && layout.parameters.shapedRewards.dishPickup == 2)
        #expect(
            warnings == [
                "warning: the key 'cook_time' stands twice; the last one counts, as in Python",
                "warning: the key 'DISH_PICKUP_REWARD' stands twice; the last one counts, as in Python",
            ])
    }

    @Test func sumsAndProductsAreWorkedOut() throws {
        let (layout, _) = try check(
            #"{"grid": "XXPXX\nO 1 O\n" + "XD SX\n" + "XXXXX", "cook_time": 2 + 3 * 4 - 1, "delivery_reward": 5 / 2, "order_bonus": -np.inf, \#(Self.orders)}"#
        )
        #expect(layout.height == 4 && layout.parameters.cookTime == 13)
        #expect(layout.parameters.deliveryReward == 2.5 && layout.parameters.orderBonus == -.infinity)
    }

    // MARK: The form of 2019

    @Test(
        arguments: [
            (#""start_order_list": None, "cook_time": 20, "num_items_for_soup": 3, "delivery_reward": 20, "rew_shaping_params": None"#, 1),
            (#""start_order_list": ["any"] * 20"#, 2), (#""num_items_for_soup": 3"#, 1),
            (#""start_order_list": ["onion"], "num_items_for_soup": 2"#, 2),
        ])
    func theFormOf2019MeansThreeOnionsThatStartByThemselves(entries: String, warnings count: Int) throws {
        let (layout, warnings) = try check("{\(Self.grid), \(entries)}")
        #expect(layout.parameters.orders == [Recipe(onions: 3, tomatoes: 0)])
        #expect(try Kitchen(layout).dynamics == .old)
        #expect(warnings.count == count && warnings[0].contains("this is overcooked_ai's form of 2019"), "\(warnings)")
        let today = MapFile.yaml(layout)
        #expect(today.contains("old_dynamics: true") && today.contains("- [onion, onion, onion]"))
        #expect(try MapFile.parseYAML(today, file: "m", name: "m") == layout)
    }

    /// Soups of whatever the kitchen has count where the list is silent.
    @Test(arguments: [("None", [3, 0]), ("['tomato']", [0]), ("['onion', 'tomato']", [3, 0]), ("['any']", [3, 0])])
    func theFormOf2019KnowsTomatoes(list: String, onions: [Int]) throws {
        let (layout, _) = try check("{'grid': 'XXPXX\\nT 1 O\\nXD SX\\nXXXXX', 'start_order_list': \(list)}")
        #expect(layout.parameters.orders == onions.map { Recipe(onions: $0, tomatoes: 3 - $0) })
    }

    /// A file that speaks today's words is today's, whatever else is left in it.
    @Test func todaysFormWins() throws {
        let (layout, _) = try check(
            "{\(Self.grid), 'start_order_list': None, 'num_items_for_soup': 3, \(Self.orders), 'old_dynamics': False}")
        #expect(try Kitchen(layout).dynamics == .new)
        let error = #expect(throws: SourceDiagnostics.self) { try check("{\(Self.grid), 'start_order_list': ['soup']}") }
        #expect(error?.description.contains("start_order_list has 'soup'; orders are onion, tomato and any") == true)
    }
}
