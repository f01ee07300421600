import EpisodeStore
import Episodes
import Kitchen

/// An episode as pictures for a terminal, one a state.
struct EpisodeFrames {
    let stored: StoredEpisode
    let terminal: Terminal
    /// Whether explanations are shown, too.
    var explains: Bool
    private let replay: Replay

    /// So many of the last things that happened are shown under the kitchen.
    private static let maxEntries = 6

    /// - Throws: `ParameterError`, `StepError` for a log that cannot be played.
    init(_ stored: StoredEpisode, terminal: Terminal, explains: Bool) throws {
        self.stored = stored
        self.terminal = terminal
        self.explains = explains
        replay = try Replay(stored.episode)
    }

    /// The number of the last state.
    var last: Int { replay.count }

    /// Ticks in which something happened that is shown.
    var eventTicks: [Int] { shown.map(\.tick) }

    private var shown: [TimelineEntry] {
        replay.timeline.filter { explains || ($0.kind != .note(.explanation) && $0.kind != .note(.exchange)) }
    }

    /// The kitchen after `tick` ticks, with what led to it.
    func frame(_ tick: Int) -> [String] {
        var lines = ["tick \(tick) of \(last), score \(replay.score(at: tick).plain)"]
        let kitchen = replay.kitchen
        lines += KitchenDrawing(terminal: terminal).rows(kitchen.layout, replay.states[tick], book: kitchen.book)
        lines.append(tick == 0 ? "" : actions(tick - 1))
        return lines
    }

    private func actions(_ tick: Int) -> String {
        replay.actions(in: tick).enumerated().map { "player \($0 + 1): \($1)" }.joined(separator: ", ")
    }

    /// The last things that led to the state after `tick` ticks.
    func recent(_ tick: Int) -> [String] {
        let lines = shown.filter { $0.tick < tick }.suffix(Self.maxEntries).map { EpisodeDescription.line($0, terminal) }
        return lines + Array(repeating: "", count: Self.maxEntries - lines.count)
    }

    /// What happened between the states `range`, a line each.
    func timeline(_ range: ClosedRange<Int>) -> [String] {
        shown.filter { range.contains($0.tick) && range.contains($0.tick + 1) }.map { EpisodeDescription.line($0, terminal) }
    }
}
