import ArgumentParser
import EpisodeStore
import Episodes
import Foundation

struct EpisodesReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay", abstract: "Watch an episode in the terminal, tick by tick.",
        discussion: """
            Keys: Space plays and pauses, Right and Left step a tick, n and b jump to the next and last event, + and - change \
            the speed, Home and End go to the ends, e shows explanations, q leaves.

            Where output is no terminal, the timeline is printed between the first and the last picture; with --from or \
            --to every picture between, with --tick one.

            Examples:
              brigade episodes replay 17
              brigade episodes replay 17 --explain --speed 4
              brigade episodes replay 17 --tick 120
              brigade episodes replay 17 --from 100 --to 130 | less
            """)

    @OptionGroup var file: StoreOptions
    @Option(.tick, help: "Print the picture after so many ticks, and no other.")
    var tick: Int?
    @Option(.tick, help: "Begin after so many ticks.")
    var from: Int?
    @Option(.tick, help: "End after so many ticks.")
    var to: Int?
    @Option(.from(0.01, to: 1000), help: "Ticks a second.")
    var speed = 6.0
    @Flag(help: "Show what agents logged of their intentions, too.")
    var explain = false
    @Argument(.id, help: "The episode's number.")
    var episode: Int64

    func run() throws {
        let frames = try EpisodeFrames(file.open().episode(episode), terminal: .standardOutput, explains: explain)
        for (name, value) in [("--tick", tick), ("--from", from), ("--to", to)] {
            guard let value, !(0...frames.last).contains(value) else { continue }
            throw ValidationError("\(name) is \(value); episode \(episode) has the states 0 to \(frames.last)")
        }
        let (first, last) = (from ?? 0, to ?? frames.last)
        guard first <= last else { throw ValidationError("--from \(first) is after --to \(last)") }
        if let tick { return print(tick...tick, frames) }
        let isDumb = ProcessInfo.processInfo.environment["TERM"] == "dumb"
        if Terminal.standardOutput.isInteractive, !isDumb, let terminal = RawTerminal() {
            let cursor = Replay.Cursor(range: first...last, events: frames.eventTicks, speed: speed, isPlaying: true)
            var viewer = ReplayViewer(terminal: terminal, frames: frames, cursor: cursor)
            if let signal = viewer.run() { throw ExitCode(128 + signal) }
        } else if from != nil || to != nil {
            print(first...last, frames)
        } else {
            print(first...first, frames)
            printLines(frames.timeline(first...last) + [""])
            printLines(frames.frame(last))
        }
    }

    /// Prints every picture of `range` plainly, each with what happened since the one before.
    private func print(_ range: ClosedRange<Int>, _ frames: EpisodeFrames) {
        let heading = EpisodeDescription(frames.stored, terminal: frames.terminal).heading
        var lines = heading + [frames.terminal.style(KitchenDrawing.legend, .dim), ""]
        for tick in range {
            lines += frames.frame(tick) + (tick == 0 ? [] : frames.timeline((tick - 1)...tick)) + [""]
        }
        printLines(lines)
    }
}

/// A replay that a person steers.
private struct ReplayViewer {
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
                + [""] + frames.recent(cursor.tick) + ["", style.style(KitchenDrawing.legend, .dim), style.style(keys, .dim)])
    }
}
