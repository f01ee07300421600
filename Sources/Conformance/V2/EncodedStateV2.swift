import Episodes
import Foundation
import Kitchen
import SourceFiles

/// One line of OvercookedV2's `encodings.jsonl.gz`: what every player of a state is shown.
struct EncodedStateV2 {
    let episode: Int
    /// The state after that many steps.
    let timestep: Int
    let content: Content

    enum Content {
        case grid(options: GridEncoding.Options, shape: [Int], permutations: [IngredientPermutation]?, views: [[Float]])
        case features([[Float]])
    }

    /// The most numbers of a view that is read.
    private static let most = 1 << 24

    init(_ line: Data, file: String, number: Int) throws {
        let json = try GzipLines.object(line, file: file, number: number)
        do {
            guard let id = json["id"] as? Int, let t = json["t"] as? Int, let kind = json["obs"] as? String else {
                throw StateNotation.Unreadable(what: "an encoded state needs id, t and obs")
            }
            (episode, timestep) = (id, t)
            switch kind {
            case "default": content = try EncodedStateV2.grid(json)
            case "featurized":
                guard let features = json["f"] as? [[Int]] else { throw StateNotation.Unreadable(what: "features need f, a list a player") }
                content = .features(features.map { $0.map(Float.init) })
            default: throw StateNotation.Unreadable(what: "obs '\(kind)' is unknown; it is default or featurized")
            }
        } catch let error as StateNotation.Unreadable {
            throw RecordError(file: file, line: number, message: error.what)
        }
    }

    private static func grid(_ json: [String: Any]) throws -> Content {
        guard let shape = json["shape"] as? [Int], shape.count == 3, shape.allSatisfy((1...4096).contains),
            shape.reduce(1, *) <= most, let pairs = json["e"] as? [[Int]], let shows = json["indicate"] as? Int
        else { throw StateNotation.Unreadable(what: "a grid needs indicate, a shape of three numbers, and e, a list a player") }
        let options = GridEncoding.Options(viewSize: json["view"] as? Int, showsDelivery: shows == 1)
        let permutations = try (json["perm"] as? [[Int]])?.map { shown in
            guard shown.allSatisfy(Ingredient.allCases.indices.contains), shown.count <= Ingredient.allCases.count else {
                throw StateNotation.Unreadable(what: "perm holds ingredients from 0 to \(Ingredient.allCases.count - 1)")
            }
            guard Set(shown).count == shown.count, (shown.max() ?? 0) < shown.count else {
                throw StateNotation.Unreadable(what: "perm holds every ingredient from 0 on once")
            }
            // The reference says which ingredient the channel of each shows, we say as what each is shown.
            var ours = Array(Ingredient.allCases.prefix(shown.count))
            for (channel, ingredient) in shown.enumerated() { ours[ingredient] = Ingredient.allCases[channel] }
            return IngredientPermutation(ours)
        }
        let views = try pairs.map { try expand($0, size: shape.reduce(1, *)) }
        return .grid(options: options, shape: shape, permutations: permutations, views: views)
    }

    /// A view from its (gap, value) pairs.
    private static func expand(_ pairs: [Int], size: Int) throws -> [Float] {
        var view = [Float](repeating: 0, count: size)
        var position = 0
        guard pairs.count.isMultiple(of: 2) else { throw StateNotation.Unreadable(what: "e holds pairs of a gap and a value") }
        for index in stride(from: 0, to: pairs.count, by: 2) {
            let (next, overflow) = position.addingReportingOverflow(pairs[index])
            guard !overflow, (0..<size).contains(next) else { throw StateNotation.Unreadable(what: "e leaves the shape") }
            position = next
            view[position] = Float(pairs[index + 1])
        }
        return view
    }
}

/// Compares what players are shown of the states of one episode of OvercookedV2.
struct EncodingComparisonV2 {
    private let kitchen: Kitchen
    private let episode: Int
    private let states: [Int: [EncodedStateV2]]
    private var encodings: [GridEncoding.Options: GridEncoding] = [:]

    /// - Throws: `RecordError` for an encoded state that the episode has not.
    init(_ states: [EncodedStateV2], of episode: RecordedEpisodeV2, in kitchen: Kitchen) throws {
        if let late = states.first(where: { !(0...episode.actions.count).contains($0.timestep) }) {
            throw RecordError(
                file: episode.file, line: episode.number,
                message: "the episode has \(episode.actions.count) steps, but a state of timestep \(late.timestep) is encoded")
        }
        self.kitchen = kitchen
        self.episode = episode.id
        self.states = Dictionary(grouping: states, by: \.timestep)
    }

    /// Compares what is recorded of the state after `step` steps.
    mutating func compare(_ game: KitchenGame, step: Int, in report: inout ReplayReport) throws {
        for state in states[step] ?? [] {
            report.encodedStates += 1
            let place = "episode \(episode), timestep \(step)"
            switch state.content {
            case .grid(let options, let shape, let permutations, let views):
                try compare(game, options, shape, permutations, views, place, &report)
            case .features(let recorded):
                report.observations += recorded.count
                let encoding = try FeatureEncodingV2(kitchen)
                var features = [Float](repeating: 0, count: encoding.size)
                try features.withUnsafeMutableBufferPointer { try encoding.write(game, into: $0) }
                differ(features, recorded, "\(place), features", &report) { "feature \($0)" }
            }
        }
    }

    private mutating func compare(
        _ game: KitchenGame, _ options: GridEncoding.Options, _ shape: [Int], _ permutations: [IngredientPermutation]?,
        _ recorded: [[Float]], _ place: String, _ report: inout ReplayReport
    ) throws {
        report.observations += recorded.count
        let encoding = try encodings[options] ?? GridEncoding(kitchen, options: options)
        encodings[options] = encoding
        guard shape == [encoding.rows, encoding.columns, encoding.channelCount] else {
            return report.differ(
                "\(place): the grid has shape [\(encoding.rows), \(encoding.columns), \(encoding.channelCount)], recorded is \(shape)")
        }
        var views = [Float](repeating: 0, count: encoding.size)
        try views.withUnsafeMutableBufferPointer { try encoding.write(game, permutations: permutations, into: $0) }
        differ(views, recorded, "\(place), grid of view \(options.viewSize.map(String.init) ?? "all")", &report) { index in
            let cell = index / encoding.channelCount
            return "row \(cell / encoding.columns), column \(cell % encoding.columns), channel \(index % encoding.channelCount)"
        }
    }

    /// - Parameter name: what an index in a player's numbers is.
    private func differ(_ ours: [Float], _ recorded: [[Float]], _ place: String, _ report: inout ReplayReport, _ name: (Int) -> String) {
        guard recorded.allSatisfy({ $0.count * recorded.count == ours.count }), recorded.count == kitchen.players else {
            return report.differ("\(place): \(ours.count) numbers of \(kitchen.players) players, recorded are \(recorded.map(\.count))")
        }
        for (player, view) in recorded.enumerated() {
            let own = ours[player * view.count..<(player + 1) * view.count]
            guard let index = view.indices.first(where: { own[own.startIndex + $0] != view[$0] }) else { continue }
            report.differ("\(place), player \(player), \(name(index)): recorded \(view[index]), here \(own[own.startIndex + index])")
        }
    }
}
