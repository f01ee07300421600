import Episodes
import Foundation

/// A replay that a person steers.
struct ReplayViewer {
    let terminal: RawTerminal
    var frames: EpisodeFrames
    var cursor: Replay.Cursor

    private static let commands: [(keys: [RawTerminal.Key], command: Replay.Cursor.Command)] = [
        ([.character(" "), .character("p")], .playOrPause), ([.right, .character("l"), .character(".")], .forward),
        ([.left, .character("h"), .character(",")], .back), ([.character("+"), .character("=")], .faster),
        ([.character("-")], .slower), ([.character("n"), .character("\t")], .nextEvent), ([.character("b")], .previousEvent),
        ([.home, .character("0")], .toStart), ([.end, .character("$")], .toEnd),
    ]

    /// Runs until the person leaves; returns the signal that ended it, if one did.
    mutating func run() -> Int32? {
        defer { terminal.close() }
        var due = ContinuousClock.now + pause
        show()
        while true {
            switch terminal.next(within: cursor.isPlaying ? due - .now : .seconds(1)) {
            case .signal(let number): return number
            case .end, .key(.escape), .key(.character("q")): return nil
            case .key(.character("e")): toggleExplanations()
            case .key(let key):
                guard let command = Self.commands.first(where: { $0.keys.contains(key) })?.command else { continue }
                cursor.apply(command)
                due = .now + pause
            case .changed: break
            case .nothing:
                guard cursor.isPlaying, .now >= due else { continue }
                cursor.advance()
                // A slow terminal slows the replay down, rather than making it jump.
                due = max(due + pause, .now)
            }
            show()
        }
    }

    private var pause: Duration { .seconds(1 / cursor.speed) }

    private mutating func toggleExplanations() {
        frames.explains.toggle()
        cursor.setEvents(frames.eventTicks)
    }

    private func show() {
        let style = frames.terminal
        let pace = cursor.isPlaying ? "playing, \(cursor.speed.plain) ticks a second" : cursor.isAtEnd ? "at the end" : "paused"
        let keys = "Space play/pause  ←/→ step  n/b next/last event  +/- speed  e explanations  q quit"
        terminal.show(
            Array(EpisodeDescription(frames.stored, terminal: style).heading.prefix(1)) + [pace, ""] + frames.frame(cursor.tick)
                + [""] + frames.recent(cursor.tick) + [
                    "", style.style(KitchenDrawing.legend(frames.stored.episode.layout), .dim), style.style(keys, .dim),
                ])
    }
}
