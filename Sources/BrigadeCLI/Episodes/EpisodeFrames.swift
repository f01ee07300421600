import EpisodeStore
import Episodes
import Kitchen

/// An episode as pictures for a terminal, one a state.
struct EpisodeFrames {
    let stored: StoredEpisode
    let terminal: Terminal
    /// Whether explanations are shown, too.
    var explains: Bool
    private let kitchen: Kitchen
    private let states: [KitchenState]
    private let moments: [Moment]

    /// So many of the last moments stand under the kitchen.
    private static let maxMoments = 6

    /// - Throws: `ParameterError`, `StepError` for a log that cannot be played.
    init(_ stored: StoredEpisode, terminal: Terminal, explains: Bool) throws {
        self.stored = stored
        self.terminal = terminal
        self.explains = explains
        kitchen = try stored.episode.kitchen()
        states = try stored.episode.states()
        moments = try stored.episode.timeline()
    }

    /// The number of the last state.
    var last: Int { states.count - 1 }

    /// Ticks in which something happened that is shown.
    var eventTicks: [Int] { shown.map(\.tick) }

    private var shown: [Moment] { moments.filter { explains || ($0.kind != .note(.explanation) && $0.kind != .note(.exchange)) } }

    /// The kitchen after `tick` ticks, with what led to it.
    func frame(_ tick: Int) -> [String] {
        let score = moments.reduce(0) { $1.tick < tick ? $0 + $1.reward : $0 }
        var lines = ["tick \(tick) of \(last), score \(score.plain)"]
        lines += KitchenDrawing(terminal: terminal).rows(kitchen.layout, states[tick], book: kitchen.book)
        lines.append(tick == 0 ? "" : actions(tick - 1))
        return lines
    }

    private func actions(_ tick: Int) -> String {
        stored.episode.jointAction(tick).enumerated().map { "player \($0 + 1): \($1)" }.joined(separator: ", ")
    }

    /// The last moments that led to the state after `tick` ticks.
    func recent(_ tick: Int) -> [String] {
        let lines = shown.filter { $0.tick < tick }.suffix(Self.maxMoments).map { EpisodeDescription.line($0, terminal) }
        return lines + Array(repeating: "", count: Self.maxMoments - lines.count)
    }

    /// What happened between the states `range`, a line each.
    func timeline(_ range: ClosedRange<Int>) -> [String] {
        shown.filter { range.contains($0.tick) && range.contains($0.tick + 1) }.map { EpisodeDescription.line($0, terminal) }
    }
}
