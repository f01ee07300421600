import Agents
import Basics
import EpisodeStore
import Episodes
import Kitchen

/// An episode in words, for a terminal.
struct EpisodeDescription {
    let stored: StoredEpisode
    let terminal: Terminal

    init(_ stored: StoredEpisode, terminal: Terminal) {
        self.stored = stored
        self.terminal = terminal
    }

    private var episode: Episode { stored.episode }

    /// Who, where, how and for how much.
    var heading: [String] {
        let score = episode.status == .refused ? "no score" : "score \(episode.score.plain)"
        let title = "Episode \(stored.id): \(stored.players.joined(separator: " + ")) on \(stored.map), \(score)".cleaned
        let setting =
            "\(episode.dynamics) dynamics, \(episode.ticks) of \(episode.horizon) ticks, \(episode.status), seed \(episode.seed), "
            + "run \(stored.run) of \(stored.date)"
        let pace = episode.pace.map { terminal.style("it \($0.words)", $0.isSlow ? .red : .dim) }
        let continuation = episode.continuation.map { found in
            terminal.style("it \(found.of.words): the ticks before are the other's, then a person played seat \(found.seat + 1)", .bold)
        }
        return [terminal.style(title, .bold), setting] + (continuation.map { [$0] } ?? []) + (pace.map { [$0] } ?? [])
            + (OmniscientName.legend(for: stored.players).map { [terminal.style($0, .dim)] } ?? [])
            + (stored.source.map { ["from \($0)".cleaned] } ?? [])
    }

    /// What was counted, a row a figure and a column a seat.
    var figures: [String] { table(episode.seats, ticks: episode.ticks) }

    private func table(_ seats: [SeatFigures], ticks: Int) -> [String] {
        var table = TextTable([""] + stored.players.enumerated().map { "\($0 + 1) \($1)" } + ["team"], words: 1)
        func row(_ name: String, _ values: [Double]) {
            table.add([name] + values.map(\.plain) + [values.reduce(0, +).plain])
        }
        row("sparse reward", seats.map(\.sparse))
        row("shaped reward", seats.map(\.shaped))
        for count in SeatFigures.counts {
            row(count.column.replacing("_", with: " "), seats.map { Double($0[keyPath: count.path]) })
        }
        let idle = seats.map(\.idle)
        let share = idle.reduce(0, +).share(of: ticks * episode.players)
        table.add(["idle share"] + idle.map { Percent.text($0.share(of: ticks)) } + [Percent.text(share)])
        return table.lines(terminal)
    }

    /// Of an episode that continues another: what was counted from there on; nothing for others.
    /// - Throws: as `Episode.replayed` does.
    func ownFigures() throws -> [String] {
        guard let tick = episode.continuation?.of.tick else { return [] }
        let seats = try episode.figures(since: tick)
        return ["", "From tick \(tick) on:"] + table(seats, ticks: episode.ticks - tick)
    }

    /// What the pots did.
    func pots(_ replay: Replay) -> String {
        let pots = episode.pots
        let parts = [("empty", pots.empty), ("filling", pots.filling), ("cooking", pots.cooking), ("ready", pots.ready)]
        let count = replay.kitchen.layout.cells(of: .pot).count
        return "\(count) pot\(count == 1 ? "" : "s"): "
            + parts.map { "\($0) \(Percent.text($1.share(of: pots.ticks)))" }.joined(separator: ", ")
            + " of the time; idle for \(pots.idle) of \(pots.ticks) pot ticks"
    }

    /// Who handed what to each other, summed up.
    func handOvers(_ replay: Replay) -> [String] {
        let handOvers = replay.handOvers
        guard !handOvers.isEmpty else { return ["no hand-overs"] }
        let wait = Double(handOvers.reduce(0) { $0 + $1.wait }) / Double(handOvers.count)
        let pairs = Dictionary(grouping: handOvers) { "player \($0.giver + 1) to player \($0.taker + 1)" }
        let text = pairs.sorted { $0.key < $1.key }.map { "\($0.value.count) from \($0.key)" }.joined(separator: ", ")
        return ["hand-overs over a counter: \(text); things lay there for \(Percent.decimal(wait)) ticks on average"]
    }

    /// What happened, a line each.
    func timeline(_ replay: Replay) -> [String] { replay.timeline.map { EpisodeDescription.line($0, terminal) } }

    static func line(_ entry: TimelineEntry, _ terminal: Terminal) -> String {
        let line = "\(entry.tick)".leftPadding(5) + "  player \(entry.seat + 1) "
        let text = entry.text.cleaned
        switch entry.kind {
        case .event: return entry.reward == 0 ? line + text : terminal.style(line + text, .bold)
        case .note(.fault): return terminal.style(line + "fault: \(text)", .red)
        case .note(.message): return terminal.style(line + "says: \(text)", .cyan)
        case .note(.exchange): return terminal.style(line + "asks its model: \(text)", .dim)
        case .note(.hint): return terminal.style(line + "is told: \(text)", .cyan)
        case .note(.channel): return "\(entry.tick)".leftPadding(5) + "  players can talk: \(text)"
        case .note(.pace): return "\(entry.tick)".leftPadding(5) + "  the game \(text)"
        case .note(.continues): return terminal.style(line + "takes over: \(text)", .bold)
        case .note(.choices): return line + "made \(text)"
        case .note(.remark): return line + "remark: \(text)"
        case .note(.explanation): return terminal.style(line + "means to: \(text)", .dim)
        }
    }
}
