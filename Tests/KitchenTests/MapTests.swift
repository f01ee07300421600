import Conformance
import Foundation
import Kitchen
import KitchenMaps
import SourceFiles
import Testing

/// Map files: reading, writing, and what is said about wrong ones.
@Suite struct MapTests {
    static let maps = BatchTests.maps

    @Test(arguments: maps)
    func everyMapReadsBackAsItWasWritten(map: String) throws {
        let layout = try MapLibrary(folder: Paths.maps).layout(map)
        #expect(layout.name == map)
        #expect(try MapFile.parseYAML(MapFile.yaml(layout), file: "copy", name: "copy") == layout)
    }

    /// Names that YAML would take for something else, or cut.
    @Test(arguments: [
        "16", "true", "no", "~", "null", "", "x:", "x: y", "x #y", "- a", "? a", "[a]", "{a: b}", "*a", "&a b", "!a b", "|", ">",
        "'a'", "\"a\"", "%a", "@a", "`a", "x\ncook_time: 3", "x\n", "\n", " a", "a ", "a\tb", "a\rb", "a\u{85}b", "a\u{2028}b",
        "a\u{FEFF}b", "a\u{1B}[31mb", "0x1F", "1e3", ".inf", "1_000", "2026-03-28", "12:30:45", "---", "...", "<<", "=", "é", "e\u{301}",
        "kitchen 2", "größe", "\u{1F35C}", "a\\b", "a\u{FFFF}b", "name: x", "a, b", "on",
    ])
    func everyNameReadsBack(name: String) throws {
        let layout = try Layout(name: name, grid: ["XXPXX", "O 1 O", "XD SX", "XXXXX"])
        let read = try MapFile.parseYAML(MapFile.yaml(layout), file: "copy", name: "copy")
        #expect(Array(read.name.unicodeScalars) == Array(name.unicodeScalars) && read == layout)
    }

    @Test func plainNamesStayPlain() throws {
        for name in ["cramped_room", "counter_circuit_o_1order", "my kitchen 2", "a-b.c"] {
            let layout = try Layout(name: name, grid: ["XXPXX", "O 1 O", "XD SX", "XXXXX"])
            #expect(MapFile.yaml(layout).hasPrefix("name: \(name)\n"))
        }
    }

    @Test func aNulInATextIsRefused() {
        #expect(throws: SourceDiagnostics.self) {
            try MapFile.parseYAML("name: \"a\\0b\"\ngrid: |\n  XXPXX\n  O 1 O\n  XD SX\n  XXXXX\n", file: "nul", name: "nul")
        }
    }

    /// The shipped maps are the layouts of the recorded episodes.
    @Test func mapsEqualTheRecordedLayouts() throws {
        let library = MapLibrary(folder: Paths.maps)
        let recorded = try LayoutsFile.read(Paths.conformanceFixtures + "/layouts.json").filter { !$0.key.hasPrefix("custom_") }
        #expect(recorded.count == 43)
        for (name, layout) in recorded { #expect(try library.layout(name) == layout) }
    }

    @Test func layoutFilesOfTheReferenceAreRead() throws {
        let text = """
            {
            \t# a comment with 'quotes'
            "grid":  \"\"\"XXPXX
                        O 1 O
                        XD SX   
                        XXXXX\"\"\",
            'start_bonus_orders': [{ "ingredients" : ["onion", 'tomato',]},],
            "start_all_orders" : ({"ingredients": ["onion", "tomato"]}, {"ingredients": ["onion"]}),
            "rew_shaping_params": None, "num_items_for_soup": 3,
            "order_bonus" : float('inf'), "onion_value" : +2_1, "tomato_value" : 13.5,
            "old_dynamics": False,
            }  # the end
            """
        let layout = try MapFile.parseLayoutFile(text, file: "a.layout", name: "a")
        #expect(layout.grid == ["XXPXX", "O 1 O", "XD SX", "XXXXX"])
        #expect(layout.parameters.orders == [Recipe(onions: 1, tomatoes: 1), Recipe(onions: 1, tomatoes: 0)])
        #expect(layout.parameters.bonusOrders == [Recipe(onions: 1, tomatoes: 1)])
        #expect(layout.parameters.orderBonus == .infinity)
        #expect(layout.parameters.onionValue == 21 && layout.parameters.tomatoValue == 13.5)
        #expect(layout.parameters.dynamics == .new)
    }

    /// Corners of the language: raw texts, signs apart from their numbers, escapes by number, a line that goes on.
    @Test func layoutFilesMayBeOddlyWritten() throws {
        let text = #"""
            ({u'grid': ( 'XXPXX\x0aO 1 O\012' r"XD SX" # the middle
               '\n' 'XXXXX'), "order_bonus" : - float( "inf" ), "delivery_reward": --2_0.5e1,
               'start_all_orders': [{'ingredients': ('onion', # alone
               )}], "cook_time": \
               7 })
            """#
        let layout = try MapFile.parseLayoutFile(text, file: "a.layout", name: "a")
        #expect(layout.grid == ["XXPXX", "O 1 O", "XD SX", "XXXXX"])
        #expect(layout.parameters.orderBonus == -.infinity && layout.parameters.deliveryReward == 205)
        #expect(layout.parameters.orders == [Recipe(onions: 1, tomatoes: 0)] && layout.parameters.cookTime == 7)
    }

    private static func layoutFile(soup: String) -> String {
        """
        {"grid": "XXPXX\\nO 12O\\nXD SX\\nXXXXX", "start_state": {
            "players": [{"position": (2, 1), "orientation": (0, -1), "held_object": None},
                        {"position": (3, 1), "orientation": [1, 0], "held_object": {"name": "dish", "position": (3, 1)}}],
            "objects": [{"name": "soup", "position": (2, 0), \(soup)}], "bonus_orders": [], "all_orders": [], "timestep": 7}}
        """
    }

    /// What overcooked_ai writes of a state, and its older words for soups (rules §6).
    @Test(
        arguments: [
            (#""_ingredients": [{"name": "tomato", "position": (2, 0)}], "cooking_tick": 4, "_cooking_tick": 9"#, [.tomato], 4),
            (#""_ingredients": [{"name": "onion", "position": (2, 0)}], "_cooking_tick": 9"#, [.onion], -1),
            (#""state": ("onion", 3, 0)"#, [.onion, .onion, .onion], -1),
            (#""state": ("onion", 2, 25)"#, [.onion, .onion], 20),
            (#""state": ("tomato", 2, 5)"#, [.onion, .tomato, .tomato], 5),
        ] as [(String, [Ingredient], Int)])
    func soupsOfStartStatesAreRead(soup: String, ingredients: [Ingredient], tick: Int) throws {
        let state = try MapFile.parseLayoutFile(MapTests.layoutFile(soup: soup), file: "m", name: "m").parameters.startState
        #expect(state?.timestep == 7 && state?.players.map(\.held) == [.none, .dish])
        #expect(state?.objects.map(\.item) == [Item(soup: ingredients, tick: tick)].compactMap { $0 })
    }

    @Test func tomatoSoupsOfTheOldFormNeedRoomForAnOnion() throws {
        let text = MapTests.layoutFile(soup: #""state": ("tomato", 3, 20)"#)
        let error = #expect(throws: SourceDiagnostics.self) { try MapFile.parseLayoutFile(text, file: "m", name: "m") }
        #expect(error?.description.contains("this one has 4 with the onion that overcooked_ai adds to tomatoes") == true)
    }

    /// A wrong map and everything that is said about it.
    static let wrongMaps: [(map: String, messages: [String])] = [
        (
            "grid: |\n  XXPXX\n  O 1O\n  XD SX\n  XXXXX\n",
            ["m:3:7: error: this row has 4 cells, the first has 5; all rows must be equally long"]
        ),
        (
            "grid: |\n  XXPXX\n  O 1 O\n  XD SX\n  XX XX\n",
            ["m:5:5: error: the border is open here; close it with a counter (X) or a station"]
        ),
        (
            "grid: |\n  XXPXX\n  O 1 O\n  XX SX\n  XXXXX\n",
            ["m:2:3: error: the kitchen has no dish dispenser (D); every kitchen needs one"]
        ),
        (
            "grid: |\n  XXPXX\n  O131O\n  XD SX\n  XXXXX\n",
            [
                "m:3:6: error: player 1 already starts in row 2, column 2; every digit may stand once",
                "m:3:5: error: there is a player 3 but no player 2; digits must count 1, 2, 3 ... without gaps",
            ]
        ),
        (
            "grid: |\n  XXPXX\n  O 1ZO\n  XD SX\n  XXXXX\ncooktime: 5\n",
            [
                "m:6:1: error: unknown key 'cooktime' in this map; did you mean 'cook_time'?",
                "m:3:6: error: unknown character 'Z'; use X counter, O onions, T tomatoes, D dishes, P pot, S serving, "
                    + "a space for floor, 1-9 for players",
            ]
        ),
        (
            "grid: |\n  XXPXX\n  O 1 O\n  XD SX\n  XXXXX\nstart_all_orders:\n  - [onion, onoin]\n",
            ["m:7:13: error: no recipe uses 'onoin'; did you mean 'onion'?"]
        ),
        (
            "grid: |\n  XXPXX\n  O 1 O\n  XD SX\n  XXXXX\nstart_all_orders:\n  - [onion, onion, onion, onion]\n",
            ["m:7:5: error: start_all_orders: no recipe makes 'onion+onion+onion+onion': it has 4 ingredients, a soup has 1 to 3"]
        ),
        (
            "grid: |\n  XXPXX\n  O 1 O\n  XD SX\n  XXXXX\ncook_time: soon\n",
            ["m:6:12: error: cook_time must be a whole number, here is text"]
        ),
        (
            "grid: |\n  XXPXX\n  O 1\tO\n  XD sX\n  XXXXX\n",
            [
                "m:3:6: error: this blank is no space; use spaces for floor",
                "m:4:6: error: unknown character 's'; did you mean 'S'?",
                "m:2:3: error: the kitchen has no serving station (S); every kitchen needs one",
            ]
        ),
        (
            "grid: >\n  XXPXX\n  O 1 O\n  XD SX\n  XXXXX\n",
            [
                "m:2:3: error: the grid has 23 columns and 1 row; draw at least 3 x 3 cells, one line a row "
                    + "(under 'grid: |' in YAML)"
            ]
        ),
        (
            "grid: |\r\n  XXPXX\r\n  O 1 O\r\n  XD SX\r\n  XX XX\r\n",
            ["m:5:5: error: the border is open here; close it with a counter (X) or a station"]
        ),
        (
            "tomato_time: 3\nold_dynamics: true\ngrid: |\n  XXPXX\n  O 1 O\n  XD SX\n  XXXXX\n",
            [
                "m:1:1: error: tomato_time: give onion_time and tomato_time together",
                "m:2:1: error: start_all_orders: old dynamics cook only soups of three ingredients; list orders of exactly "
                    + "three, or use new dynamics",
            ]
        ),
        (
            "cook_time: 5\ngrid: |\n  XXPXX\ncook_time: 6\n",
            ["m:4:1: error: the key 'cook_time' stands twice; keep one"]
        ),
        (
            "order_bonus: .nan\ngrid: |\n  XXPXX\n  O 1 O\n  XD SX\n  XXXXX\n",
            ["m:1:14: error: order_bonus must be a number, here is not-a-number"]
        ),
        ("cook_time: 5\n", ["m:1:1: error: the map has no 'grid'; draw the kitchen under the key grid"]),
        ("", ["m: error: the file is empty; expected: a map, with a 'grid'"]),
        ("grid: [unclosed\n", ["m:2:1: error: this is not YAML: did not find expected ',' or ']'"]),
        (
            "grid: |\n  XXPXX\n  O 1 O\n  XD SX\n  XXXXX\nstart_state:\n  players:\n    - {position: [0, 0]}\n",
            ["m:6:1: error: start_state: player 1 stands on (0, 0), which is not floor"]
        ),
    ]

    @Test(arguments: wrongMaps.indices)
    func wrongMapsAreExplained(index: Int) throws {
        let (map, messages) = MapTests.wrongMaps[index]
        let error = #expect(throws: SourceDiagnostics.self) { try MapFile.parseYAML(map, file: "m", name: "m") }
        #expect(error?.problems.map(\.description) == messages)
    }

    static let wrongLayouts: [(text: String, message: String)] = [
        ("{'grid': 'XPX'", "m:1:15: error: expected ',' or '}' after the value of 'grid'"),
        (
            "{'grid': __import__('os')}",
            "m:1:10: error: '__import__' is no value here; use numbers, quoted text, lists, dicts, True, False, None or float('inf')"
        ),
        ("{'grid': 'XPX\n'}", "m:1:10: error: this text is not closed on its line; end it with ' or use three quotes"),
        ("{'a': 1 + 'b'}", "m:1:9: error: '+' cannot join these two values, or makes more of them than a layout can have"),
        ("{1: 2}", "m:1:2: error: a key must be a quoted word"),
        ("{'a': float('x')}", "m:1:13: error: float() needs a number or 'inf'"),
        ("{'a': 010}", "m:1:7: error: '010' is no number; leave the leading zeros out"),
        ("{'a': -'b'}", "m:1:8: error: a sign needs a number after it"),
        ("{'a': '\\x4'}", "m:1:9: error: this escape needs 2 digits of a character's number"),
        ("{} {}", "m:1:4: error: expected the end of the file after the dict, found '{'"),
        (String(repeating: "[", count: 100_000), "m:1:65: error: nested too deeply to be a layout"),
    ]

    @Test(arguments: wrongLayouts.indices)
    func wrongLayoutFilesAreExplained(index: Int) throws {
        let (text, message) = MapTests.wrongLayouts[index]
        let error = #expect(throws: SourceDiagnostics.self) { try MapFile.parseLayoutFile(text, file: "m", name: "m") }
        #expect(error?.description == message)
    }

    @Test func whatNobodyCanReachOrCookIsAWarning() throws {
        let folder = try Paths.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = folder + "/far.yaml"
        try "grid: |\n  XXPXXX\n  O 1 XO\n  XD SXX\n  XXXXXX\nstart_all_orders:\n  - [onion]\n  - [tomato]\n"
            .write(toFile: file, atomically: true, encoding: .utf8)
        let warnings = try MapFile.check(file).warnings
        #expect(
            warnings.map(\.description) == [
                "\(file):8:5: warning: nobody can cook 'tomato': the kitchen has no tomato dispenser (T)",
                "\(file):3:8: warning: no player can reach this onion dispenser",
            ])
    }

    @Test func unreadableFilesAreNamed() throws {
        let missing = #expect(throws: SourceDiagnostics.self) { try MapFile.read("/no/such.yaml") }
        #expect(missing?.description == "/no/such.yaml: error: there is no such file")
        let folder = #expect(throws: SourceDiagnostics.self) { try MapFile.read(Paths.maps) }
        #expect(folder?.description.hasSuffix("this is a folder; name the map files in it") == true)
        let name = #expect(throws: SourceDiagnostics.self) { try MapLibrary(folder: Paths.maps).layout("cramped_rom") }
        #expect(name?.description.hasSuffix("there is no map 'cramped_rom'; did you mean 'cramped_room'?") == true)
    }
}
