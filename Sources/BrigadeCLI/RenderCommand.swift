import ArgumentParser
import EpisodeStore
import Foundation
import Window

struct RenderCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Make pictures and films of an episode, without a display.",
        discussion: """
            A PNG shows one tick, a GIF or MP4 (which needs ffmpeg) the ticks from --from to --to. The minds are those \
            in the log, and those of its agents found again by playing it once more beside them.

            Examples:
              brigade render 12 --tick 120 --out tick.png
              brigade render 12 --gif --from 0 --to 100 --size 640x360 --out soup.gif
            """)

    @OptionGroup var store: StoreOptions
    @OptionGroup var agents: AgentOptions
    @Option(help: "The tick of a PNG, counted from zero. Default: the last.")
    var tick: Int?
    @Flag(help: "Make a moving GIF.")
    var gif = false
    @Flag(help: "Make an MP4, by ffmpeg.")
    var mp4 = false
    @Option(help: "The first tick of a film.")
    var from = 0
    @Option(help: "The tick at which a film ends. Default: the last.")
    var to: Int?
    @Option(help: "Frames a second of a film, at the speed of play.")
    var fps = 20
    @Option(help: "Size in pixels, as 640x360.")
    var size = PictureSize(width: 1280, height: 720)
    @Flag(inversion: .prefixedNo, help: "Show score, orders and cooks beside the kitchen.")
    var panel = true
    @Flag(help: "Show the agents' minds.")
    var minds = false
    @Option(help: "File for the picture or film.")
    var out: String
    @Argument(help: "Number of the episode in the store.")
    var episode: Int64

    func validate() throws {
        guard !(gif && mp4) else { throw ValidationError("a film is a GIF or an MP4; leave one of --gif and --mp4 away") }
        guard (1...50).contains(fps) else { throw ValidationError("a film has 1 to 50 frames a second, not \(fps)") }
    }

    func run() throws {
        let stored = try EpisodeStore(reading: store.db).episode(episode)
        let film = try EpisodeWindow.film(
            stored, agents: minds ? agents.library.allCooks() : [], width: size.width, height: size.height)
        if gif || mp4 {
            let ticks = min(from, film.count)..<min(to ?? film.count, film.count)
            guard !ticks.isEmpty else {
                throw ValidationError("there is nothing from tick \(from) to \(to ?? film.count); the episode has \(film.count)")
            }
            if mp4 {
                // An ffmpeg that gives up is to be told about, not to end this program.
                signal(SIGPIPE, SIG_IGN)
                try film.mp4(out, ticks, framesPerSecond: fps, withPanel: panel, withMinds: minds)
            } else {
                try write(film.gif(ticks, framesPerSecond: fps, withPanel: panel, withMinds: minds))
            }
        } else {
            let tick = tick ?? film.count
            guard (0...film.count).contains(tick) else {
                throw ValidationError("there is no tick \(tick); episode \(episode) has \(film.count)")
            }
            try write(film.png(tick: tick, withPanel: panel, withMinds: minds))
        }
        print(out)
    }

    private func write(_ data: Data) throws {
        do { try data.write(to: URL(fileURLWithPath: out)) } catch {
            throw ValidationError("\(out) cannot be written; check that its folder exists and can be written")
        }
    }
}
