import Agents
import CSDL2
import Kitchen

/// How long a frame takes to draw and show: a staged game with the minds' overlay on, in a real window.
public struct FrameBench: Sendable {
    public struct Result: Sendable, Encodable {
        public let renderer: String
        public let driver: String
        public let width: Int
        public let height: Int
        public let frames: Int
        /// Milliseconds.
        public let median: Double
        public let percentile99: Double
        public let longest: Double
    }

    /// - Parameters:
    ///   - usesDisplay: whether the window opens on the display; else on SDL's dummy driver, which shows nothing.
    ///   - usesSoftware: whether the processor draws.
    /// - Throws: `WindowProblem` where there is no display or font.
    public static func run(
        _ plan: GamePlan, person: any AgentKind, framesPerTick: Int = 3, usesDisplay: Bool = false, usesSoftware: Bool = true
    ) throws -> Result {
        if !usesDisplay { SDL_SetHint(SDL_HINT_VIDEODRIVER, "dummy") }
        if usesSoftware { SDL_SetHint(SDL_HINT_RENDER_DRIVER, "software") }
        let window = try DisplayWindow(title: "Brigade: bench")
        let staged = try StagedGame(plan, person: person, desk: Desk(keys: .standard, log: nil))
        _ = staged.screen.handle(.key("Tab", isDown: true, isRepeat: false), now: 0)
        var times: [Double] = []
        for tick in 0..<plan.horizon - 1 {
            _ = staged.tick()
            for frame in 0..<framesPerTick {
                _ = window.events(until: 0)
                let begin = DisplayWindow.now
                staged.screen.draw(on: window.canvas, now: staged.now(Double(frame) / Double(framesPerTick)))
                window.canvas.end()
                // The first frames turn shapes into textures, which happens once for a window's size.
                if tick > 0 { times.append((DisplayWindow.now - begin) * 1000) }
            }
        }
        times.sort()
        return Result(
            renderer: window.rendererName, driver: SDL_GetCurrentVideoDriver().map { String(cString: $0) } ?? "",
            width: Int(window.canvas.width), height: Int(window.canvas.height), frames: times.count,
            median: times[times.count / 2], percentile99: times[times.count * 99 / 100], longest: times.last ?? 0)
    }
}
