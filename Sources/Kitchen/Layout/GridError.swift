/// Something wrong with a grid, and where: `row` and `column` count from zero.
public struct GridError: Error, Hashable, Sendable, CustomStringConvertible {
    public let row: Int
    public let column: Int
    public let message: String

    public var description: String { "row \(row + 1), column \(column + 1): \(message)" }
}

extension Layout {
    /// Everything that keeps `grid` from being a kitchen, in reading order (rules §1, OvercookedV2 §3.1). Empty: it is one.
    public static func problems(inGrid grid: [String], family: RuleFamily = .overcooked) -> [GridError] {
        guard let first = grid.first, !first.isEmpty else {
            return [GridError(row: 0, column: 0, message: "the grid is empty; draw at least 3 x 3 cells")]
        }
        // Before anything else, since every other check takes as long as the grid is large.
        let cells = grid.reduce(0) { $0 + $1.utf8.count }
        guard cells <= Layout.maxCells else {
            return [
                GridError(
                    row: 0, column: 0,
                    message: "the kitchen has \(cells) cells in \(grid.count) rows; at most \(Layout.maxCells) can be simulated, "
                        + "so draw a smaller one")
            ]
        }
        let ragged = raggedRows(grid, width: first.count)
        guard ragged.isEmpty else { return ragged }
        guard grid.count >= 3, first.count >= 3 else {
            return [
                GridError(
                    row: 0, column: 0,
                    message: "the grid has \(first.count) columns and \(grid.count) row\(grid.count == 1 ? "" : "s"); draw at least 3 x 3 "
                        + "cells, one line a row (under 'grid: |' in YAML)")
            ]
        }
        return cellProblems(grid, family) + (family == .overcooked ? playerProblems(grid) : playerProblemsV2(grid))
            + stationProblems(grid, family)
    }

    private static func raggedRows(_ grid: [String], width: Int) -> [GridError] {
        grid.enumerated().filter { $1.count != width }.map { row, text in
            GridError(
                row: row, column: min(text.count, width),
                message: "this row has \(text.count) cells, the first has \(width); all rows must be equally long")
        }
    }

    private static func cellProblems(_ grid: [String], _ family: RuleFamily) -> [GridError] {
        var problems: [GridError] = []
        for (y, row) in grid.enumerated() {
            for (x, character) in row.enumerated() {
                let border = y == 0 || y == grid.count - 1 || x == 0 || x == row.count - 1
                let isPlayer = family == .overcooked ? playerDigit(character) != nil : character == player
                let walkable = character == " " || isPlayer
                if !walkable && Terrain(character: character, in: family) == nil {
                    problems.append(GridError(row: y, column: x, message: unknown(character, family)))
                } else if border && walkable {
                    problems.append(
                        GridError(
                            row: y, column: x,
                            message: "the border is open here; close it with a counter (\(family == .overcooked ? "X" : "W")) or a station")
                    )
                }
            }
        }
        return problems
    }

    private static func unknown(_ character: Character, _ family: RuleFamily) -> String {
        if character.isWhitespace { return "this blank is no space; use spaces for floor" }
        if let meant = character.uppercased().first, Terrain(character: meant, in: family) != nil {
            return "unknown character '\(character)'; did you mean '\(meant)'?"
        }
        guard family == .overcooked else {
            return "unknown character '\(character)'; use W counter, 0-9 ingredients, B dishes, P pot, X serving, R recipe indicator, "
                + "L recipe button, a space for floor, A for players"
        }
        return "unknown character '\(character)'; use X counter, O onions, T tomatoes, D dishes, P pot, S serving, "
            + "a space for floor, 1-9 for players"
    }

    private static func playerProblems(_ grid: [String]) -> [GridError] {
        var problems: [GridError] = []
        var seen: [Int: (row: Int, column: Int)] = [:]
        for (y, row) in grid.enumerated() {
            for (x, character) in row.enumerated() {
                guard let digit = playerDigit(character) else { continue }
                if let before = seen[digit] {
                    problems.append(
                        GridError(
                            row: y, column: x,
                            message: "player \(digit) already starts in row \(before.row + 1), column \(before.column + 1);"
                                + " every digit may stand once"))
                }
                seen[digit] = seen[digit] ?? (y, x)
            }
        }
        guard let highest = seen.keys.max(), let last = seen[highest] else {
            return [GridError(row: 0, column: 0, message: "no player starts here; put the digit 1 on a floor cell")]
        }
        let missing = (1...highest).filter { seen[$0] == nil }
        if !missing.isEmpty {
            let names = missing.map(String.init).joined(separator: ", ")
            problems.append(
                GridError(
                    row: last.row, column: last.column,
                    message: "there is a player \(highest) but no player \(names); digits must count 1, 2, 3 ... without gaps"))
        }
        return problems
    }

    private static func playerProblemsV2(_ grid: [String]) -> [GridError] {
        let players = grid.reduce(0) { $0 + $1.count { $0 == player } }
        if players == 0 { return [GridError(row: 0, column: 0, message: "no player starts here; put the letter A on a floor cell")] }
        guard players > maxPlayers else { return [] }
        return [GridError(row: 0, column: 0, message: "\(players) players start here; at most \(maxPlayers) can be simulated")]
    }

    private static func stationProblems(_ grid: [String], _ family: RuleFamily) -> [GridError] {
        let needed: [(characters: String, what: String)] =
            family == .overcooked
            ? [
                ("D", "dish dispenser (D)"), ("S", "serving station (S)"), ("P", "pot (P)"),
                ("OT", "onion or tomato dispenser (O or T)"),
            ]
            : [
                ("B", "dish dispenser (B)"), ("X", "serving station (X)"), ("P", "pot (P)"),
                ("O0123456789", "pile of an ingredient (0 to 9)"),
            ]
        return needed.filter { need in !grid.contains { $0.contains { need.characters.contains($0) } } }
            .map { GridError(row: 0, column: 0, message: "the kitchen has no \($0.what); every kitchen needs one") }
    }
}
