import Agents
import CSDL2
import Foundation
import Kitchen

/// How long a frame takes to draw and show: a staged game with the explanations' overlay on, in a real window.
public struct FrameBench: Sendable {
    public struct Result: Sendable, Encodable {
        public let renderer: String
        public let driver: String
        public let width: Int
        public let height: Int
        public let frames: Int
        /// Milliseconds from a frame's beginning until it is shown.
        public let median: Double
        public let percentile99: Double
        public let longest: Double
        /// Milliseconds of the processor's time: the same on a machine that others use meanwhile.
        public let processorMedian: Double
        public let processorPercentile99: Double
    }

    /// - Parameters:
    ///   - usesDisplay: whether the window opens on the display; else on SDL's dummy driver, which shows nothing.
    ///   - usesSoftware: whether the processor draws.
    /// - Throws: `WindowError` where there is no display or font.
    public static func run(
        _ plan: GamePlan, person: any AgentKind, framesPerTick: Int = 3, usesDisplay: Bool = false, usesSoftware: Bool = true
    ) throws -> Result {
        if !usesDisplay { SDL_SetHint(SDL_HINT_VIDEODRIVER, "dummy") }
        if usesSoftware { SDL_SetHint(SDL_HINT_RENDER_DRIVER, "software") }
        let window = try DisplayWindow(title: "Brigade: bench", size: .standard)
        let staged = try StagedGame(plan, person: person, context: WindowContext(keys: .standard, log: nil))
        _ = staged.screen.handle(.key("Tab", isDown: true, isRepeat: false), now: 0)
        var times: [Double] = []
        var processorTimes: [Double] = []
        for tick in 0..<plan.horizon - 1 {
            _ = staged.tick()
            for frame in 0..<framesPerTick {
                _ = window.events(until: 0)
                let begin = DisplayWindow.now
                let processorBegin = processorNow
                staged.screen.draw(on: window.canvas, now: staged.now(Double(frame) / Double(framesPerTick)))
                window.canvas.end()
                // The first frames turn shapes into textures, which happens once for a window's size.
                guard tick > 0 else { continue }
                times.append((DisplayWindow.now - begin) * 1000)
                processorTimes.append((processorNow - processorBegin) * 1000)
            }
        }
        times.sort()
        processorTimes.sort()
        return Result(
            renderer: window.rendererName, driver: SDL_GetCurrentVideoDriver().map { String(cString: $0) } ?? "",
            width: Int(window.canvas.width), height: Int(window.canvas.height), frames: times.count,
            median: times[times.count / 2], percentile99: times[times.count * 99 / 100], longest: times.last ?? 0,
            processorMedian: processorTimes[times.count / 2], processorPercentile99: processorTimes[times.count * 99 / 100])
    }

    /// Seconds that this thread has had a processor.
    private static var processorNow: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}
