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

            Where output is not a terminal, the timeline is printed between the first and the last picture; with --from or \
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
        let frames = try EpisodeFrames(file.open().episode(EpisodeID(episode)), terminal: .standardOutput, explains: explain)
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
        var lines = heading + [frames.terminal.style(KitchenDrawing.legend(frames.stored.episode.layout), .dim), ""]
        for tick in range {
            lines += frames.frame(tick) + (tick == 0 ? [] : frames.timeline((tick - 1)...tick)) + [""]
        }
        printLines(lines)
    }
}
