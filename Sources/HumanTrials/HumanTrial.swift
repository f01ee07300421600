import Episodes
import Foundation
import Kitchen
import KitchenMaps
import SourceFiles

/// One recorded trial of people, perhaps with a program, a line of a human-trials file (docs/human-trials.md).
public struct HumanTrial: Sendable {
    /// The file that it comes from, and the line, counted from one.
    public let file: String
    public let line: Int
    public let id: String
    /// Whether `id` can be kept: it neither contains nor looks like a worker's id (`PersonIDs`).
    public let hasHarmlessID: Bool
    public let source: String
    public private(set) var kitchen: Kitchen
    /// Where the trial begins: as recorded, else as the kitchen begins.
    public private(set) var start: KitchenState
    /// One joint action a tick.
    public let actions: [[Action]]
    /// Who sat where.
    public let seats: [Seat]
    /// States before each tick, and after the last where the file has it; objects in no particular order. Empty where none were
    /// recorded.
    public let states: [KitchenState]
    /// The team's reward a tick, where it was not zero; nil where none were recorded.
    public let rewards: [Int: Double]?
    /// The sum of the rewards, where it was recorded.
    public let score: Double?
    /// Whether the file says that a replay from the start reproduces the trial.
    public let isContiguous: Bool
    /// What the file does not say, so that it could not be compared with the replay, or was chosen to fit it.
    public private(set) var untold: [Untold] = []

    /// Who a player was.
    public enum Seat: Sendable, Hashable {
        case person
        /// A program, by the name that the file gives it.
        case agent(String)
    }

    /// Something that the file does not say.
    public enum Untold: String, Sendable, Hashable, CaseIterable {
        case states, rewards, start = "first state", dynamics
    }

    /// Reads one line.
    init(_ line: Data, file: String, number: Int, maps: MapLookup) throws(RecordError) {
        let json = try GzipLines.object(line, file: file, number: number)
        do {
            guard let id = json["id"] as? String, let digits = json["a"] as? String else {
                throw StateNotation.Unreadable(what: "a trial needs at least id, a, and a grid or the name of a map as layout")
            }
            (self.file, self.line, self.id) = (file, number, id)
            hasHarmlessID = PersonIDs.areAbsent(from: id, of: json)
            source = json["source"] as? String ?? ""
            isContiguous = json["contiguous"] as? Bool ?? true
            states = try HumanTrial.list(json, "s").enumerated().map { try StateNotation.state($1, timestep: $0) }
            rewards = try json["r_replay"].map { _ in try HumanTrial.rewards(HumanTrial.list(json, "r_replay")) }
            score = try json["score_replay"].map(StateNotation.number)
            let recordedStart = try json["start"].map { try StateNotation.state($0, timestep: 0) } ?? states.first
            let room = try HumanTrial.room(json, start: recordedStart, maps: maps)
            let choices = try HumanTrial.kitchens(room, json)
            (kitchen, start) = (choices[0], recordedStart ?? choices[0].start)
            let players = start.players.count
            guard players > 0, digits.utf8.count % players == 0 else {
                throw StateNotation.Unreadable(what: "'a' needs \(players) digits a tick")
            }
            let all = try StateNotation.actions(digits[...])
            actions = stride(from: 0, to: all.count, by: players).map { Array(all[$0..<($0 + players)]) }
            seats = try HumanTrial.seats(json, players)
            if states.isEmpty { untold.append(.states) }
            if rewards == nil { untold.append(.rewards) }
            if recordedStart == nil { untold.append(.start) }
            try choose(among: choices, startIsRecorded: recordedStart != nil)
        } catch let error as StateNotation.Unreadable {
            throw RecordError(file: file, line: number, message: error.what)
        } catch {
            throw RecordError(file: file, line: number, message: "the trial's kitchen is none: \(error)")
        }
    }

    // MARK: The parts of a line

    private static func list(_ json: [String: Any], _ key: String) throws -> [Any] {
        guard let value = json[key] else { return [] }
        guard let list = value as? [Any] else { throw StateNotation.Unreadable(what: "'\(key)' must be a list") }
        return list
    }

    private static func rewards(_ pairs: [Any]) throws -> [Int: Double] {
        let pairs = try pairs.map { pair in
            guard let pair = pair as? [Any], pair.count == 2, let tick = pair[0] as? Int else {
                throw StateNotation.Unreadable(what: "a reward is [tick, amount]")
            }
            return (tick, try StateNotation.number(pair[1]))
        }
        return Dictionary(pairs, uniquingKeysWith: +)
    }

    private static func seats(_ json: [String: Any], _ players: Int) throws -> [Seat] {
        guard json["seats"] != nil else { return [Seat](repeating: .person, count: players) }
        let seats = try list(json, "seats").map { word in
            switch word as? String {
            case "human": return Seat.person
            case let word? where word.hasPrefix("agent:") && word.count > "agent:".count:
                return .agent(String(word.dropFirst("agent:".count)))
            default: throw StateNotation.Unreadable(what: "a seat is \"human\" or \"agent:NAME\"")
            }
        }
        guard seats.count == players else { throw StateNotation.Unreadable(what: "there are \(seats.count) seats for \(players) players") }
        return seats
    }

    /// The kitchen's layout: the line's own map, or the one of that name, under the line's grid.
    private static func room(_ json: [String: Any], start: KitchenState?, maps: MapLookup) throws -> Layout {
        let name = json["layout"] as? String ?? "unnamed"
        let own = try (json["map"] as? String).map { try MapFile.parseYAML($0, file: "map", name: name) }
        let known = own ?? maps(name)
        // Its cooks are no digits of the grid, and the first state says where they are.
        if let known, known.family == .overcookedV2 { return known }
        guard let grid = json["grid"] as? [String] ?? known?.grid else {
            throw StateNotation.Unreadable(what: "the trial has no grid, and no map is called '\(name)'; add the map to the folder of maps")
        }
        let isNew = json["old_dynamics"] as? Bool == false
        guard let parameters = known?.parameters ?? (isNew ? nil : oldParameters) else {
            throw StateNotation.Unreadable(
                what: "no map is called '\(name)', so its orders are unknown; add the map to the folder of maps")
        }
        return try Layout(name: name, grid: start.map { marked(grid, $0) } ?? grid, parameters: parameters)
    }

    /// The kitchen under the dynamics that the line says; else under both, what the map asks for coming first.
    private static func kitchens(_ room: Layout, _ json: [String: Any]) throws -> [Kitchen] {
        if let old = json["old_dynamics"] as? Bool { return [try Kitchen(room, dynamics: old ? .old : .new)] }
        let first = try Kitchen(room)
        let other = try? Kitchen(room, dynamics: first.dynamics == .old ? .new : .old)
        return [first] + (other.map { [$0] } ?? [])
    }

    /// Takes the first kitchen whose replay agrees with everything that was recorded.
    private mutating func choose(among kitchens: [Kitchen], startIsRecorded: Bool) throws {
        guard kitchens.count > 1 else { return }
        let trials = kitchens.map { kitchen in
            var trial = self
            trial.kitchen = kitchen
            if !startIsRecorded { trial.start = kitchen.start }
            return trial
        }
        let fitting = try trials.filter { try $0.verify().differences == 0 }
        if let best = fitting.first { (kitchen, start) = (best.kitchen, best.start) }
        if fitting.count > 1 { untold.append(.dynamics) }
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

    // MARK: Files

    /// A map by name; trials may bring their own grid.
    public typealias MapLookup = (String) -> Layout?

    /// Calls `body` with every trial of a file.
    /// - Throws: `RecordError` for a file or line that cannot be read; what `body` throws.
    public static func forEach(in path: String, maps: MapLookup, _ body: (HumanTrial) throws -> Void) throws {
        try forEachLine(in: path, maps: maps) { try body($0.get()) }
    }

    /// Calls `body` with every trial of a file, or with what is wrong with its line.
    /// - Throws: `RecordError` for a file that cannot be read; what `body` throws.
    public static func forEachLine(
        in path: String, maps: MapLookup, _ body: (Result<HumanTrial, RecordError>) throws -> Void
    ) throws {
        try GzipLines.forEach(in: path) { line, number in
            let trial = Result { () throws(RecordError) in
                try HumanTrial(line, file: path, number: number, maps: maps)
            }
            try body(trial)
        }
    }

    // MARK: Replaying

    /// Plays the trial from its start and compares every state and reward with what was recorded.
    public func verify() throws -> ReplayReport {
        var report = ReplayReport()
        report.episodes = 1
        var game = try KitchenGame(kitchen, from: start, horizon: max(actions.count, 1))
        var sum = 0.0
        for (tick, joint) in actions.enumerated() {
            compare(game.state, tick, &report)
            let reward = try game.step(joint).reward
            report.steps += 1
            sum += reward
            if let recorded = rewards.map({ $0[tick, default: 0] }), reward != recorded {
                report.differ("trial \(id), tick \(tick): reward \(reward), recorded \(recorded)")
            }
        }
        compare(game.state, actions.count, &report)
        if !states.isEmpty && ![actions.count, actions.count + 1].contains(states.count) {
            report.differ("trial \(id): \(states.count) states for \(actions.count) ticks; there must be one before each")
        }
        if let late = rewards?.keys.filter({ !actions.indices.contains($0) }).min() {
            report.differ("trial \(id): a reward in tick \(late) of \(actions.count)")
        }
        if rewards == nil, let score, score != sum { report.differ("trial \(id): the score is \(sum), recorded \(score)") }
        return report
    }

    private func compare(_ state: KitchenState, _ tick: Int, _ report: inout ReplayReport) {
        guard states.indices.contains(tick) else { return }
        let recorded = states[tick]
        if state.players == recorded.players, Set(state.objects) == Set(recorded.objects), state.recipe == recorded.recipe { return }
        report.differ(
            "trial \(id), tick \(tick): states differ\n  recorded: \(StateNotation.text(recorded))\n"
                + "  here:     \(StateNotation.text(state))")
    }
}
