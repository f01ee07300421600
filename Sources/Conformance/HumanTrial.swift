import Episodes
import Foundation
import Kitchen
import KitchenMaps

/// One recorded trial of two people, a line of a human-trials file (`docs/conformance.md`).
public struct HumanTrial: Sendable {
    /// The file that it comes from, and the line, counted from one.
    public let file: String
    public let line: Int
    public let id: String
    /// Whether `id` can be kept: it neither contains nor looks like a worker's id (`PersonIDs`).
    public let hasHarmlessID: Bool
    public let source: String
    public let kitchen: Kitchen
    public let start: KitchenState
    /// One joint action a tick.
    public let actions: [[Action]]
    /// States before each tick, and after the last where the file has it; objects in no particular order.
    public let states: [KitchenState]
    /// The team's reward a tick, where it was not zero.
    public let rewards: [Int: Double]
    /// Whether the file says that a replay from the start reproduces the trial.
    public let isContiguous: Bool

    /// Reads one line.
    init(_ line: Data, file: String, number: Int, parameters: ParameterLookup) throws(RecordProblem) {
        let json = try RecordedEpisode.object(line, file: file, number: number)
        do {
            guard let id = json["id"] as? String, let grid = json["grid"] as? [String], let digits = json["a"] as? String,
                let old = json["old_dynamics"] as? Bool, let rewards = json["r_replay"] as? [[Any]],
                let states = json["s"] as? [Any]
            else { throw StateNotation.Unreadable(what: "a trial needs id, grid, old_dynamics, start, a, r_replay and s") }
            (self.file, self.line, self.id) = (file, number, id)
            hasHarmlessID = PersonIDs.areAbsent(from: id, of: json)
            source = json["source"] as? String ?? ""
            isContiguous = json["contiguous"] as? Bool ?? true
            start = try StateNotation.state(json["start"], timestep: 0)
            self.states = try states.enumerated().map { try StateNotation.state($1, timestep: $0) }
            let players = start.players.count
            guard players > 0, digits.utf8.count % players == 0 else {
                throw StateNotation.Unreadable(what: "'a' needs \(players) digits a tick")
            }
            let all = try StateNotation.actions(digits[...])
            actions = stride(from: 0, to: all.count, by: players).map { Array(all[$0..<($0 + players)]) }
            self.rewards = Dictionary(
                try rewards.map { pair in
                    guard pair.count == 2, let t = pair[0] as? Int else {
                        throw StateNotation.Unreadable(what: "a reward is [tick, amount]")
                    }
                    return (t, try StateNotation.number(pair[1]))
                }, uniquingKeysWith: +)
            let name = json["layout"] as? String ?? "unnamed"
            guard let known = try HumanTrial.ownParameters(json, name) ?? parameters(name) ?? (old ? HumanTrial.oldParameters : nil) else {
                throw StateNotation.Unreadable(
                    what: "no map is called '\(name)', so its orders are unknown; add the map to the folder of maps")
            }
            let layout = try Layout(name: name, grid: HumanTrial.marked(grid, start), parameters: known)
            kitchen = try Kitchen(layout, dynamics: old ? .old : .new)
        } catch let error as StateNotation.Unreadable {
            throw RecordProblem(file: file, line: number, message: error.what)
        } catch {
            throw RecordProblem(file: file, line: number, message: "the trial's kitchen is none: \(error)")
        }
    }

    /// The parameters of the map file that a line brings along, as trials do that Brigade writes.
    private static func ownParameters(_ json: [String: Any], _ name: String) throws -> LayoutParameters? {
        try (json["map"] as? String).map { try MapFile.parseYAML($0, file: "map", name: name).parameters }
    }

    /// `grid` with the players' digits where they start; some records leave them out.
    private static func marked(_ grid: [String], _ start: KitchenState) -> [String] {
        grid.enumerated().map { y, row in
            String(
                row.enumerated().map { x, character in
                    if let player = start.players.firstIndex(where: { $0.cell == Cell(x, y) }) { return Character("\(player + 1)") }
                    return character.isNumber ? " " : character
                })
        }
    }

    /// What all kitchens of the 2019 study had: three-onion soups only.
    private static var oldParameters: LayoutParameters {
        var parameters = LayoutParameters()
        parameters.orders = [Recipe(onions: 3, tomatoes: 0)]
        return parameters
    }

    /// The parameters of a map by name; trials bring their own grid.
    public typealias ParameterLookup = (String) -> LayoutParameters?

    /// Calls `body` with every trial of a file.
    /// - Throws: `RecordProblem` for a file or line that cannot be read; whatever `body` throws.
    public static func forEach(in path: String, parameters: ParameterLookup, _ body: (HumanTrial) throws -> Void) throws {
        try forEachLine(in: path, parameters: parameters) { try body($0.get()) }
    }

    /// Calls `body` with every trial of a file, or with what is wrong with its line.
    /// - Throws: `RecordProblem` for a file that cannot be read; whatever `body` throws.
    public static func forEachLine(
        in path: String, parameters: ParameterLookup, _ body: (Result<HumanTrial, RecordProblem>) throws -> Void
    ) throws {
        try GzipLines.forEach(in: path) { line, number in
            let trial = Result { () throws(RecordProblem) in
                try HumanTrial(line, file: path, number: number, parameters: parameters)
            }
            try body(trial)
        }
    }

    /// Plays the trial from its start and compares every state and reward with what was recorded.
    public func verify() throws -> ConformanceReport {
        var report = ConformanceReport()
        report.episodes = 1
        var game = try KitchenGame(kitchen, from: start, horizon: max(actions.count, 1))
        for (tick, joint) in actions.enumerated() {
            compare(game.state, tick, &report)
            let reward = try game.step(joint).reward
            report.steps += 1
            if reward != rewards[tick, default: 0] {
                report.differ("trial \(id), tick \(tick): reward \(reward), recorded \(rewards[tick, default: 0])")
            }
        }
        compare(game.state, actions.count, &report)
        if ![actions.count, actions.count + 1].contains(states.count) {
            report.differ("trial \(id): \(states.count) states for \(actions.count) ticks; there must be one before each")
        }
        if let late = rewards.keys.filter({ !actions.indices.contains($0) }).min() {
            report.differ("trial \(id): a reward in tick \(late) of \(actions.count)")
        }
        return report
    }

    private func compare(_ state: KitchenState, _ tick: Int, _ report: inout ConformanceReport) {
        guard states.indices.contains(tick) else { return }
        let recorded = states[tick]
        if state.players == recorded.players && Set(state.objects) == Set(recorded.objects) { return }
        report.differ(
            "trial \(id), tick \(tick): states differ\n  recorded: \(StateNotation.text(recorded))\n"
                + "  here:     \(StateNotation.text(state))")
    }
}
