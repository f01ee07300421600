import Episodes
import Kitchen
import SourceFiles

/// Plays one recorded episode and compares.
struct EpisodeComparison {
    private(set) var report = ReplayReport()
    private let episode: RecordedEpisode
    private let kitchen: Kitchen
    private let encoded: [Int: [EncodedState]]
    private let features: [(goals: CounterGoals, encoding: FeatureEncoding)]

    init(_ episode: RecordedEpisode, kitchen: Kitchen, encoded: [EncodedState]) throws {
        self.episode = episode
        self.kitchen = kitchen
        if let late = encoded.first(where: { !(0...episode.actions.count).contains($0.timestep) }) {
            throw RecordError(
                file: episode.file, line: episode.number,
                message: "the episode has \(episode.actions.count) steps, but a state of timestep \(late.timestep) is encoded")
        }
        features = encoded.isEmpty ? [] : try [.none, .all].map { ($0, try FeatureEncoding(kitchen, counterGoals: $0)) }
        self.encoded = Dictionary(grouping: encoded, by: \.timestep)
        do {
            try play()
        } catch {
            throw RecordError(file: episode.file, line: episode.number, message: "\(error)")
        }
    }

    private mutating func play() throws {
        var game = try KitchenGame(kitchen, from: episode.start, horizon: max(episode.actions.count, 1))
        report.episodes = 1
        try compareEncodings(game)
        for (step, actions) in episode.actions.enumerated() {
            let before = game.state
            let transition = try game.step(actions)
            report.steps += 1
            func compare<T: Equatable>(_ what: String, _ recorded: T, _ ours: T, _ text: (T) -> String) {
                guard recorded != ours else { return }
                report.differ(
                    "episode \(episode.id), step \(step), actions \(actions.map { "\($0)" }.joined(separator: " ")): "
                        + "\(what) differ\n  before:   \(StateNotation.text(before))\n"
                        + "  recorded: \(text(recorded))\n  here:     \(text(ours))")
            }
            compare("states", episode.states[step], game.state, StateNotation.text)
            compare("sparse rewards", episode.sparse[step], transition.sparse) { "\($0)" }
            compare("shaped rewards", episode.shaped[step], transition.shaped) { "\($0)" }
            compare("events", episode.events[step], transition.outcomes.map(\.events)) { sets in
                "\(sets.map { $0.events.map(\.name) })"
            }
            try compareEncodings(game)
        }
    }

    private mutating func compareEncodings(_ game: KitchenGame) throws {
        for state in encoded[game.timestep] ?? [] {
            report.encodedStates += 1
            let place = "episode \(episode.id), timestep \(game.timestep)"
            let layout = kitchen.layout
            let shape = [layout.width, layout.height, LosslessEncoding.channels]
            guard state.shape == shape else {
                report.differ("\(place): the lossless encoding has shape \(shape), recorded is \(state.shape)")
                continue
            }
            let encoding = try LosslessEncoding(kitchen, horizon: state.horizon)
            var views = [Float](repeating: 0, count: encoding.size)
            try views.withUnsafeMutableBufferPointer { try encoding.write(game, into: $0) }
            compare(views, state.lossless, "lossless encoding", place) { index in
                let cell = index % encoding.viewSize / LosslessEncoding.channels
                return "player \(index / encoding.viewSize), cell (\(cell / layout.height), \(cell % layout.height)), "
                    + "channel \(index % LosslessEncoding.channels)"
            }
            for (goals, encoding) in features {
                guard let recorded = goals == .all ? state.goalFeatures : state.features else { continue }
                var features = [Float](repeating: 0, count: FeatureEncoding.size)
                try features.withUnsafeMutableBufferPointer { try encoding.write(game, into: $0) }
                compare(features, recorded, "features with counter goals \(goals)", place) { index in
                    "player \(index / FeatureEncoding.count), feature \(index % FeatureEncoding.count)"
                }
            }
        }
    }

    private mutating func compare(
        _ ours: [Float], _ recorded: [Float], _ what: String, _ place: String, _ name: (Int) -> String
    ) {
        guard ours != recorded else { return }
        guard ours.count == recorded.count, let index = ours.indices.first(where: { ours[$0] != recorded[$0] }) else {
            return report.differ("\(place): \(what) has \(ours.count) numbers, recorded are \(recorded.count)")
        }
        report.differ("\(place): \(what), \(name(index)): recorded \(Self.number(recorded[index])), here \(Self.number(ours[index]))")
    }

    private static func number(_ value: Float) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }
}
