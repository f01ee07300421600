import Kitchen
import SourceFiles

/// Reads a layout of OvercookedV2 as JaxMARL's code has it (OvercookedV2 §3.1): the grid alone, or a Python file with one call
/// `Layout.from_string(grid, possible_recipes=[[0, 0, 0]], swap_agents=True)`.
///
/// JaxMARL fills short rows up with floor and takes unknown characters for floor, without a word; here both are errors.
enum JaxMARLReader {
    /// The root of a map file: `grid`, `possible_recipes`, `swap_agents`.
    /// - Throws: `SourceDiagnostic` where `text` is neither form.
    static func read(_ text: String, file: String) throws -> (root: Node, warnings: [SourceDiagnostic]) {
        guard !isPython(text) else { return try PythonLiteralReader.readLayoutCall(text, file: file) }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let first = lines.firstIndex { !$0.isEmpty } ?? 0
        let last = lines.lastIndex { !$0.isEmpty } ?? -1
        guard first <= last else {
            throw SourceDiagnostic(file: file, message: "the file is empty; draw the kitchen, a line a row, with W for counters")
        }
        let rows = lines[first...last]
        let places = rows.indices.map { SourcePosition(line: $0 + 1, column: 1) }
        let grid = Node(value: .text(rows.joined(separator: "\n"), lines: places), position: places[0])
        return (Node(value: .mapping([.init(key: "grid", position: places[0], value: grid)]), position: places[0]), [])
    }

    /// Whether a file of unknown ending is of this form: a call, or a first line that is nothing but cells.
    static func isLikely(_ text: String) -> Bool {
        if text.contains(".\(PythonLiteralReader.layoutFunction)(") { return true }
        guard let line = text.split(whereSeparator: \.isNewline).first, line.count >= 3 else { return false }
        return line.allSatisfy { $0 != " " && Terrain(character: $0, in: .overcookedV2) != nil }
    }

    private static func isPython(_ text: String) -> Bool {
        text.contains { $0 == "\"" || $0 == "'" } || text.contains(PythonLiteralReader.layoutFunction)
    }
}

/// Writes a layout of OvercookedV2 as JaxMARL's code has it.
enum JaxMARLWriter {
    /// The text, and what it cannot say, in words: JaxMARL gives those settings to the environment.
    /// - Throws: `SourceDiagnostics` for a layout of the other family.
    static func text(_ layout: Layout) throws -> (text: String, leftOut: [String]) {
        guard layout.family == .overcookedV2, let rules = layout.parameters.recipes else {
            throw SourceDiagnostics(
                file: layout.name, "this kitchen follows Overcooked-AI's rules; JaxMARL's text has only kitchens of OvercookedV2")
        }
        let recipes = rules.possible.map { "[\($0.ingredients.map { "\($0.rawValue)" }.joined(separator: ", "))]" }
        let settings: [(word: String, value: String?)] = [
            ("start_cooking_interaction", layout.parameters.dynamics == .new ? "True" : nil),
            ("negative_rewards", rules.punishesWrongDishes ? "True" : nil),
            ("sample_recipe_on_delivery", rules.redrawsOnDelivery ? "True" : nil),
            ("agent_view_size", rules.viewSize.map { "\($0)" }),
            ("indicate_successful_delivery", rules.showsDelivery ? "True" : nil),
        ]
        let leftOut = settings.compactMap { setting in setting.value.map { "\(setting.word)=\($0)" } }
        var lines = leftOut.isEmpty ? [] : ["# OvercookedV2(layout, \(leftOut.joined(separator: ", ")))"]
        lines += ["layout = Layout.\(PythonLiteralReader.layoutFunction)(", "    \"\"\""] + layout.grid + ["\"\"\","]
        lines.append("    possible_recipes=[\(recipes.joined(separator: ", "))],")
        if layout.swapsPlayers { lines.append("    swap_agents=True,") }
        return ((lines + [")"]).joined(separator: "\n") + "\n", leftOut)
    }
}
