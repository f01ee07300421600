import Foundation
import Kitchen
import KitchenMaps
import SourceFiles
import Testing

/// Maps of OvercookedV2: reading, writing, and those that come with the program.
@Suite struct MapV2Tests {
    private static let library = MapLibrary(folder: Paths.maps)
    static let maps = ((try? library.allNames()) ?? []).filter { $0.hasPrefix("v2/") }
    private static let recorded = Paths.recordingsV2 + "/layouts.json"

    @Test func allRegisteredLayoutsAreThere() { #expect(Self.maps.count == 23) }

    @Test(arguments: maps) func everyMapReadsBackInBothForms(map: String) throws {
        let layout = try Self.library.layout(map)
        #expect(layout.name == map && layout.family == .overcookedV2)
        #expect(try MapFile.parseYAML(MapFile.yaml(layout), file: "copy", name: "copy") == layout)
        let (text, leftOut) = try MapFile.text(layout, as: .jaxmarl)
        #expect(leftOut.isEmpty)
        #expect(try MapFile.parseJaxMARL(text, file: "copy.py", name: map) == layout)
        _ = try Kitchen(layout)
    }

    @Test(.enabled(if: Paths.exists(recorded), "needs ../shared/conformance-v2"))
    func mapsEqualTheRecordedLayouts() throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: Self.recorded))
        let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let layouts = try #require(json["layouts"] as? [String: [String: Any]]).filter { $1["registered"] as? Bool == true }
        #expect(Set(layouts.keys.map { "v2/\($0)" }) == Set(Self.maps))
        for (name, entry) in layouts {
            let layout = try Self.library.layout("v2/\(name)")
            let grid = try #require(entry["grid"] as? [String])
            #expect(layout.grid == grid.map { $0.replacing("O", with: "0") }, "\(name)")
            #expect(layout.starts.map { [$0.x, $0.y] } == entry["agents"] as? [[Int]], "\(name)")
            let recipes = layout.parameters.recipes?.possible.map { $0.ingredients.map { Int($0.rawValue) } }
            #expect(recipes == (entry["possible_recipes"] as? [[Int]])?.map { $0.sorted() }, "\(name)")
        }
    }

    @Test func mapsAreFoundByTheirOwnNamesToo() throws {
        #expect(try Self.library.layout("grounded_coord_ring") == Self.library.layout("v2/grounded_coord_ring"))
        #expect(try Self.library.layout("cramped_room").family == .overcooked, "a map of the folder itself comes first")
        #expect(try Self.library.names().allSatisfy { !$0.contains("/") })
        let error = #expect(throws: SourceDiagnostics.self) { try Self.library.layout("v2/cramped_room_v3") }
        #expect(error?.description.hasSuffix("there is no map 'v2/cramped_room_v3'; did you mean 'v2/cramped_room_v2'?") == true)
        let path = Paths.maps + "/v2/two_rooms.yaml"
        #expect(try Self.library.layout(path) == Self.library.layout("v2/two_rooms"))
    }

    @Test func aNameInTwoFoldersMustSayWhich() throws {
        let folder = try Paths.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for name in ["a", "b"] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
            try "grid: |\n  XXPXX\n  O 1 O\n  XD SX\n  XXXXX\n".write(toFile: "\(folder)/\(name)/x.yaml", atomically: true, encoding: .utf8)
        }
        let library = MapLibrary(folder: folder)
        #expect(try library.names().isEmpty && library.allNames() == ["a/x", "b/x"])
        let error = #expect(throws: SourceDiagnostics.self) { try library.layout("x") }
        #expect(error?.description.hasSuffix("there is no map 'x'; say which: a/x or b/x") == true)
    }

    @Test(arguments: 0..<100 as Range<UInt64>) func everyKitchenReadsBack(seed: UInt64) throws {
        var random = RandomKitchens(seed: seed)
        let layout = try random.kitchenV2().layout
        #expect(try MapFile.parseYAML(MapFile.yaml(layout), file: "copy", name: "copy") == layout)
        // JaxMARL gives the other settings to the environment.
        var bare = layout
        bare.parameters.dynamics = nil
        bare.parameters.recipes = layout.parameters.recipes.map { RecipeRules(possible: $0.possible) }
        #expect(try MapFile.parseJaxMARL(MapFile.text(layout, as: .jaxmarl).text, file: "copy.py", name: "random") == bare)
    }

    private static let tiny = "grid: |\n  WWPWW\n  0A AR\n  WBWXW\n"
    private static let v2 = "family: overcooked-v2\n" + tiny

    @Test func everyKeyIsRead() throws {
        let text =
            Self.v2 + "possible_recipes:\n  - [0, onion, 0]\n  - [0, 0, 0]\nswap_agents: true\nstart_cooking_interaction: true\n"
            + "negative_rewards: true\nsample_recipe_on_delivery: true\nagent_view_size: 2\nindicate_successful_delivery: true\n"
        let layout = try MapFile.parseYAML(text, file: "m", name: "m")
        let rules = try #require(layout.parameters.recipes)
        #expect(rules.possible == [Recipe(onions: 3, tomatoes: 0), Recipe(onions: 3, tomatoes: 0)], "twice is twice as often")
        #expect(layout.starts == [Cell(3, 1), Cell(1, 1)] && layout.parameters.dynamics == .new && rules.viewSize == 2)
        #expect(rules.punishesWrongDishes && rules.redrawsOnDelivery && rules.showsDelivery)
        let plain = try MapFile.parseYAML(Self.v2, file: "m", name: "m")
        #expect(plain.parameters.recipes == RecipeRules(possible: RecipeRules.all(ofFirst: 1)) && plain.parameters.dynamics == nil)
        #expect(try Kitchen(plain).dynamics == .old)
    }

    /// A map that names its family plays as it always did, to the content hash.
    @Test func mapsOfTheOtherFamilyAreAsTheyWere() throws {
        let text = "grid: |\n  XXPXX\n  O 1 O\n  XD SX\n  XXXXX\n"
        let layout = try MapFile.parseYAML("family: overcooked\n" + text, file: "m", name: "m")
        #expect(try layout == MapFile.parseYAML(text, file: "m", name: "m"))
        #expect(MapFile.yaml(layout) == "name: m\n" + text)
    }

    private static let noRecipes =
        "error: nothing says which recipes can be wanted; list possible_recipes, e.g. [[0, 0, 0]], or draw a recipe indicator (R), and "
        + "every recipe of the kitchen's ingredients is possible"
    private static let unknownS =
        "error: unknown character 'S'; use W counter, 0-9 ingredients, B dishes, P pot, X serving, R recipe indicator, "
        + "L recipe button, a space for floor, A for players"
    private static let openBorder = "error: the border is open here; close it with a counter (W) or a station"
    private static let otherFamily = "is for maps of Overcooked-AI, and this one is of OvercookedV2"

    static let wrongMaps: [(map: String, message: String)] = [
        ("family: overcooked-v3\n" + tiny, "m:1:9: error: there is no family 'overcooked-v3'; did you mean 'overcooked-v2'?"),
        (v2 + "cook_time: 5\n", "m:6:1: error: 'cook_time' \(otherFamily): OvercookedV2 does not have it; leave it out"),
        (
            v2 + "start_state: {}\n",
            "m:6:1: error: 'start_state' \(otherFamily): there every episode begins with empty hands, counters and pots; leave it out"
        ),
        (
            "grid: |\n  XXPXX\n  O 1 O\n  XD SX\n  XXXXX\nagent_view_size: 2\n",
            "m:6:1: error: 'agent_view_size' is for maps of OvercookedV2; add 'family: overcooked-v2' or leave it out"
        ),
        (v2 + "agent_view_siz: 2\n", "m:6:1: error: unknown key 'agent_view_siz' in this map; did you mean 'agent_view_size'?"),
        (
            v2 + "agent_view_size: 0\n",
            "m:6:1: error: agent_view_size: is 0; a cook sees at least 1 cell in each direction, or leave the key out for all"
        ),
        (v2 + "possible_recipes: []\n", "m:6:1: error: possible_recipes: no recipe can be wanted; list at least one of 3 ingredients"),
        (v2 + "possible_recipes: [[0, 0]]\n", "m:6:20: error: a recipe has exactly 3 ingredients, here are 2"),
        (v2 + "possible_recipes: [[0, 0, 10]]\n", "m:6:27: error: there is no ingredient 10; they are numbered from 0 to 9"),
        (v2 + "possible_recipes: [[0, 0, onin]]\n", "m:6:27: error: there is no ingredient 'onin'; did you mean 'onion'?"),
        (v2 + "possible_recipes: [0]\n", "m:6:20: error: a recipe of possible_recipes must be a list, here is a number"),
        (v2.replacing("R", with: "W"), "m:2:1: \(noRecipes)"),
        (v2.replacing("WBWXW", with: "WB XW"), "m:5:5: \(openBorder)"),
        (v2.replacing("WBWXW", with: "WBOXS"), "m:5:7: \(unknownS)"),
        (v2.replacing("A", with: " "), "m:3:3: error: no player starts here; put the letter A on a floor cell"),
    ]

    @Test(arguments: wrongMaps.indices) func wrongMapsAreExplained(index: Int) throws {
        let (map, message) = Self.wrongMaps[index]
        let error = #expect(throws: SourceDiagnostics.self) { try MapFile.parseYAML(map, file: "m", name: "m") }
        #expect(error?.problems.first?.description == message)
    }

    private func warnings(_ text: String, _ ending: String = "yaml") throws -> [String] {
        let folder = try Paths.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = "\(folder)/m.\(ending)"
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return try MapFile.check(file).warnings.map { String($0.description.dropFirst(folder.count + 1)) }
    }

    @Test func whatNobodyCanKnowCookOrReachIsAWarning() throws {
        let grid = "family: overcooked-v2\ngrid: |\n  WWPWWWW\n  0A AWLW\n  WBWXW1W\n"
        #expect(
            try warnings(grid + "possible_recipes: [[0, 0, 0], [2, 2, 2]]\n") == [
                "m.yaml:6:31: warning: nobody can cook 'lettuce+lettuce+lettuce': the kitchen has no lettuce dispenser (2)",
                "m.yaml:4:8: warning: no player can reach this recipe button",
                "m.yaml:5:8: warning: no player can reach this tomato dispenser",
            ])
        #expect(
            try warnings(Self.v2.replacing("AR", with: "A1") + "possible_recipes: [[0, 0, 0], [1, 1, 1]]\n") == [
                "m.yaml:6:1: warning: 2 recipes can be wanted, and no recipe indicator (R) or recipe button (L) shows which"
            ])
        #expect(
            try warnings(Self.v2.replacing("0A", with: "1A")) == [
                "m.yaml:2:1: warning: nobody can cook 'onion+onion+onion': the kitchen has no onion dispenser (0); so it is with 2 more of "
                    + "the possible recipes; list possible_recipes without them"
            ])
    }

    // MARK: JaxMARL's text

    private static let rows = "WWPWW\n0A AR\nWBWXW"

    @Test(arguments: [
        rows, "\n\(rows)\n\n", rows.replacing("\n", with: "\r\n"), "g = \"\"\"\n\(rows)\n\"\"\"\n",
        "Layout.from_string('''\n\(rows)\n''')",
        "# a kitchen\nfrom jaxmarl import x\nL.Layout.from_string(\n    \"\"\"\(rows)\"\"\", None,)\n",
        "\"\"\"A remark.\"\"\"\nkitchen = '''\(rows)'''\nlayout = Layout.from_string(grid=kitchen, swap_agents=False)\n",
    ]) func theTextIsReadInEveryForm(text: String) throws {
        let layout = try MapFile.parseJaxMARL(text, file: "m.py", name: "m")
        #expect(layout.grid == ["WWPWW", "0A AR", "WBWXW"] && layout.parameters.recipes?.possible.count == 1)
    }

    @Test func argumentsOfTheCallAreRead() throws {
        let text = "Layout.from_string('\(Self.rows.replacing("\n", with: "\\n"))', [[0, 1, 0], (1, 1, 1)], True)"
        let layout = try MapFile.parseJaxMARL(text, file: "m.py", name: "m")
        #expect(layout.starts == [Cell(3, 1), Cell(1, 1)])
        #expect(layout.parameters.recipes?.possible == [Recipe(onions: 2, tomatoes: 1), Recipe(onions: 0, tomatoes: 3)])
    }

    /// Among them what JaxMARL takes without a word.
    static let wrongTexts: [(text: String, message: String)] = [
        ("WWPWW\n0A AR\nWBWX\n", "m:3:5: error: this row has 4 cells, the first has 5; all rows must be equally long"),
        ("WWPWW\n0A AR\nWBWXS\n", "m:3:5: \(unknownS)"),
        ("WWPWW\n0A AR\nWB XW\n", "m:3:3: \(openBorder)"),
        ("WWPWW\n0A AW\nWBWXW\n", "m:1:1: \(noRecipes)"),
        ("", "m: error: the file is empty; draw the kitchen, a line a row, with W for counters"),
        ("Layout.from_string('''\nWWPWW\n0A AR\nWBWX ''')", "m:4:5: \(openBorder)"),
        (
            "Layout.from_string('a', cooks=1)",
            "m:1:25: error: from_string has no argument 'cooks'; it has grid, possible_recipes, swap_agents"
        ),
        ("Layout.from_string('a', grid='a')", "m:1:25: error: 'grid' is given twice; keep one"),
        ("Layout.from_string('a' 1)", "m:1:24: error: expected ',' or ')' after grid"),
        (
            "a = Layout.from_string('a')\nLayout.from_string('b')",
            "m:2:1: error: this is a second layout; a map has one, so keep one of them"
        ),
        ("print('x')", "m:1:6: error: expected '=' after 'print', found '('"),
        ("x = 'a'\ny = 'b'", "m: error: there is no Layout.from_string(grid, possible_recipes=..., swap_agents=...) in this file"),
    ]

    @Test(arguments: wrongTexts.indices) func wrongTextsAreExplained(index: Int) throws {
        let (text, message) = Self.wrongTexts[index]
        let error = #expect(throws: SourceDiagnostics.self) { try MapFile.parseJaxMARL(text, file: "m", name: "m") }
        #expect(error?.problems.first?.description == message)
    }

    /// As deep as other files of Python's values.
    @Test func deepTextsAreRefused() {
        let text = "x = " + String(repeating: "[", count: 100_000) + "'"
        let error = #expect(throws: SourceDiagnostics.self) { try MapFile.parseJaxMARL(text, file: "m", name: "m") }
        #expect(error?.description.hasSuffix("error: nested too deeply to be a layout") == true)
    }

    @Test func aFileIsReadByItsEndingOrItsContent() throws {
        #expect(try warnings(Self.rows, "txt").isEmpty && warnings(Self.rows, "map").isEmpty && warnings(Self.rows, "py").isEmpty)
        #expect(throws: SourceDiagnostics.self) { try self.warnings(Self.rows, "yaml") }
    }

    @Test func whatTheTextCannotSayIsNamed() throws {
        let layout = try MapFile.parseYAML(Self.v2 + "agent_view_size: 2\nnegative_rewards: true\n", file: "m", name: "m")
        let (text, leftOut) = try MapFile.text(layout, as: .jaxmarl)
        #expect(leftOut == ["negative_rewards=True", "agent_view_size=2"])
        #expect(text.hasPrefix("# OvercookedV2(layout, negative_rewards=True, agent_view_size=2)\nlayout = Layout.from_string("))
        let other = try Self.library.layout("cramped_room")
        let error = #expect(throws: SourceDiagnostics.self) { try MapFile.text(other, as: .jaxmarl) }
        #expect(error?.description.contains("this kitchen follows Overcooked-AI's rules") == true)
    }

    /// Eight onions do not become a tomato.
    @Test(arguments: [6, 8, 40]) func longOrdersAreRefused(count: Int) throws {
        let order = Array(repeating: "onion", count: count).joined(separator: ", ")
        let text = "grid: |\n  XXPXX\n  O 1 O\n  XD SX\n  XXXXX\nstart_all_orders: [[\(order)]]\n"
        let error = #expect(throws: SourceDiagnostics.self) { try MapFile.parseYAML(text, file: "m", name: "m") }
        #expect(error?.problems.first?.message == "no recipe makes an order of \(count) ingredients; a soup has at most 5")
    }
}
