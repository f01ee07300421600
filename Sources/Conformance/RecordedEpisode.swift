import Basics
import Episodes
import Foundation
import Kitchen
import KitchenMaps
import SourceFiles

/// One line of a `traj_*.jsonl.gz`.
struct RecordedEpisode {
    let file: String
    let number: Int
    let id: String
    let layout: String
    let dynamics: Dynamics
    let start: KitchenState
    let actions: [[Action]]
    let states: [KitchenState]
    let sparse: [[Double]]
    let shaped: [[Double]]
    /// Event ids a player, a step.
    let events: [[EventSet]]

    init(_ line: Data, file: String, number: Int) throws {
        let json = try GzipLines.object(line, file: file, number: number)
        do {
            guard let id = json["id"] as? String, let layout = json["layout"] as? String,
                let dynamics = (json["dynamics"] as? String).flatMap(Dynamics.init(rawValue:)),
                let actions = json["a"] as? [String], let states = json["s"] as? [Any], let sparse = json["r"] as? [[Any]],
                let shaped = json["sh"] as? [[Any]], let events = json["ev"] as? [[[Int]]]
            else { throw StateNotation.Unreadable(what: "an episode needs id, layout, dynamics, start, a, s, r, sh and ev") }
            guard [states.count, sparse.count, shaped.count, events.count].allSatisfy({ $0 == actions.count }) else {
                throw StateNotation.Unreadable(what: "a, s, r, sh and ev must be equally long")
            }
            let start = try StateNotation.state(json["start"], timestep: 0)
            let players = start.players.count
            (self.file, self.number, self.id, self.layout, self.dynamics) = (file, number, id, layout, dynamics)
            self.start = start
            self.actions = try actions.map { try StateNotation.actions($0[...]) }
            self.states = try states.enumerated().map { try StateNotation.state($1, timestep: $0 + 1) }
            self.sparse = try sparse.map { try $0.map(StateNotation.number) }
            self.shaped = try shaped.map { try $0.map(StateNotation.number) }
            self.events = try events.map { try RecordedEpisode.events($0, players: players) }
        } catch let error as StateNotation.Unreadable {
            throw RecordError(file: file, line: number, message: error.what)
        }
    }

    private static func events(_ pairs: [[Int]], players: Int) throws -> [EventSet] {
        var sets = [EventSet](repeating: [], count: players)
        for pair in pairs {
            guard pair.count == 2, Event.allCases.indices.contains(pair[0]), sets.indices.contains(pair[1]) else {
                throw StateNotation.Unreadable(what: "an event is [event id, player]")
            }
            sets[pair[1]].insert(EventSet(Event.allCases[pair[0]]))
        }
        return sets
    }
}

/// One line of `encodings.jsonl.gz`.
struct EncodedState {
    let timestep: Int
    let horizon: Int
    let shape: [Int]
    /// Both players' views, flat.
    let lossless: [Float]
    let features: [Float]
    /// Features with every counter a goal, when recorded.
    let goalFeatures: [Float]?

    init(_ line: Data, file: String, number: Int) throws {
        let json = try GzipLines.object(line, file: file, number: number)
        func ints(_ key: String) -> [Int]? { json[key] as? [Int] }
        guard let t = json["t"] as? Int, let horizon = json["horizon"] as? Int, let shape = ints("shape"), shape.count == 3,
            shape.allSatisfy((1...4096).contains),
            let l0 = ints("l0"), let l1 = ints("l1"), let f0 = ints("f0"), let f1 = ints("f1"),
            let views = EncodedState.expand(l0, l1, size: shape.reduce(1, *))
        else {
            throw RecordError(
                file: file, line: number,
                message: "an encoded state needs t, horizon, shape, l0 and l1 of gap, value pairs within the shape, f0 and f1")
        }
        timestep = t
        self.horizon = horizon
        self.shape = shape
        lossless = views
        features = (f0 + f1).map(Float.init)
        goalFeatures = ints("g0").flatMap { g0 in ints("g1").map { (g0 + $0).map(Float.init) } }
    }

    /// Both views from their (gap, value) pairs, or nil where they do not fit.
    private static func expand(_ first: [Int], _ second: [Int], size: Int) -> [Float]? {
        var views = [Float](repeating: 0, count: 2 * size)
        for (view, pairs) in [first, second].enumerated() {
            guard pairs.count % 2 == 0 else { return nil }
            var position = 0
            for index in stride(from: 0, to: pairs.count, by: 2) {
                let (next, overflow) = position.addingReportingOverflow(pairs[index])
                guard !overflow, (0..<size).contains(next) else { return nil }
                position = next
                views[view * size + position] = Float(pairs[index + 1])
            }
        }
        return views
    }
}

/// `layouts.json` of a conformance folder.
public enum LayoutsFile {
    /// Every layout of the file, by name.
    /// - Throws: `RecordError` naming the layout that is wrong.
    public static func read(_ path: String) throws -> [String: Layout] {
        let data: Data
        do {
            data = try InputFile.data(path, .recordedLayouts)
        } catch {
            let hint = error.reason == .missing ? "; a conformance folder needs one" : ""
            throw RecordError(file: path, message: error.message + hint)
        }
        guard let json = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
            let entries = json["layouts"] as? [String: [String: Any]]
        else { throw RecordError(file: path, message: "expected {\"layouts\": {name: {grid, params}}}") }
        var layouts: [String: Layout] = [:]
        for (name, entry) in entries {
            var fields = entry["params"] as? [String: Any] ?? [:]
            fields["grid"] = entry["grid"]
            do {
                // JSON is YAML: the map reader decodes it with all its checks.
                let text = String(decoding: try JSONSerialization.data(withJSONObject: fields), as: UTF8.self)
                layouts[name] = try MapFile.parseYAML(text, file: path, name: name)
            } catch {
                throw RecordError(file: path, message: "layout '\(name)' cannot be read:\n\(error)")
            }
        }
        return layouts
    }
}
