import ArgumentParser
import Basics
import EpisodeStore
import Foundation
import Window

struct RenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Make pictures and films of an episode, without a display.",
        discussion: """
            A PNG shows one tick, a GIF or MP4 (which needs ffmpeg) the ticks from --from to --to. Explanations come from \
            the log; where it has none, the agents are asked again, playing the episode once more.

            Examples:
              brigade render 12 --tick 120 --out tick.png
              brigade render 12 --from 0 --to 100 --size 640x360 --out soup.gif
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var agents: AgentOptions
    @Option(.tick, help: "The tick of a PNG, counted from zero. Default: the last.")
    var tick: Int?
    @Flag(help: "Make a moving GIF, if the file has no ending.")
    var gif = false
    @Flag(help: "Make an MP4, by ffmpeg, if the file has no ending.")
    var mp4 = false
    @Option(.tick, help: "The first tick of a film. Default: 0.")
    var from: Int?
    @Option(.tick, help: "The tick at which a film ends. Default: the last.")
    var to: Int?
    @Option(.from(1, to: 50), help: "Frames a second of a film, at the speed of play.")
    var fps = 20
    @Option(help: "Size in pixels, as 640x360.")
    var size = PictureSize(width: 1280, height: 720)
    @Flag(inversion: .prefixedNo, help: "Show score, orders and cooks next to the kitchen.")
    var panel = true
    @Option(.from(1, to: 16), help: "Show what a seat sees, counted from 1, and what it last saw elsewhere. Default: everything.")
    var view: Int?
    @Flag(help: "Show what the agents say about their decisions.")
    var explanations = false
    @Option(help: "File for the picture or film; its ending says what it is: .png, .gif or .mp4.")
    var out: String
    @Argument(.id, help: "Number of the episode in the store.")
    var episode: Int64

    private enum Format: String, CaseIterable { case png, gif, mp4 }

    /// What is made: what the file's ending says, or a flag where it has none.
    /// - Throws: `ValidationError` for an ending that means something else.
    private func format() throws -> Format {
        let asked: Format? = gif ? .gif : mp4 ? .mp4 : nil
        let ending = URL(fileURLWithPath: out).pathExtension
        guard !ending.isEmpty else { return asked ?? .png }
        guard let meant = Format(rawValue: ending.lowercased()) else {
            throw ValidationError("--out is '\(out)'; its ending must be .png for a picture, .gif or .mp4 for a film")
        }
        if let asked, asked != meant {
            throw ValidationError("--\(asked) makes no .\(meant) file; leave the flag out, or end the name of --out in .\(asked)")
        }
        return meant
    }

    func validate() throws {
        guard !(gif && mp4) else { throw ValidationError("a film is a GIF or an MP4; leave one of --gif and --mp4 out") }
        let format = try format()
        if format != .png, tick != nil { throw ValidationError("--tick is for a picture; a film goes from --from to --to") }
        if format == .png, from ?? to != nil {
            throw ValidationError("--from and --to are for a film; a picture is of one --tick, and --out of a film ends in .gif or .mp4")
        }
        if let from, let to, to < from { throw ValidationError("--from \(from) is after --to \(to)") }
    }

    func run() throws {
        let format = try format()
        if format != .png {
            // A film keeps about so many frames at once, of which its palette is made.
            try MachineMemory.check(20 * 4 * Double(size.width * size.height), for: "a film of \(size)", lower: "--size")
        }
        let stored = try EpisodeStore(reading: store.db).episode(EpisodeID(episode))
        let film = try EpisodeWindow.film(
            stored, agents: explanations ? agents.library.allCooks() : [], from: view.map { $0 - 1 }, width: size.width, height: size.height
        )
        switch format {
        case .png:
            let tick = tick ?? film.count
            guard (0...film.count).contains(tick) else {
                throw ValidationError("there is no tick \(tick); episode \(episode) has \(film.count)")
            }
            try WholeFile.write(film.png(tick: tick, withPanel: panel, withExplanations: explanations), to: out)
        case .gif:
            var file = try WholeFile(out)
            try film.gif(ticks(film), framesPerSecond: fps, withPanel: panel, withExplanations: explanations) { try file.append($0) }
            try file.commit()
        case .mp4: try makeMP4(film)
        }
        print(out)
    }

    private func makeMP4(_ film: Film) throws {
        // An ffmpeg that gives up is reported; it does not end this program.
        signal(SIGPIPE, SIG_IGN)
        let interruption = Interruption()
        let isMade = try film.mp4(out, ticks(film), framesPerSecond: fps, withPanel: panel, withExplanations: explanations) {
            !interruption.hasHappened
        }
        guard isMade else { throw ExitCode(Interruption.exitCode) }
    }

    private func ticks(_ film: Film) throws -> Range<Int> {
        let (first, last) = (from ?? 0, to ?? film.count)
        guard first < film.count, first < last else {
            throw ValidationError("there is nothing from tick \(first) to \(last); episode \(episode) has \(film.count)")
        }
        return first..<min(last, film.count)
    }
}
