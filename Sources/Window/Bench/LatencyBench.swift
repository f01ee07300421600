import Agents
import CSDL2
import Foundation
import Kitchen

/// How long it takes from a key press until the window shows that the cook obeys, and how much of a processor a pause takes.
///
/// A real window plays a real game in real time beside an agent that stands still. Presses are SDL events, put into SDL's
/// queue from another thread at random moments, as the system's own come in. One counts from there until the first frame in
/// which the cook has moved or turned has been handed to the display; the way from the key's switch to SDL and from the
/// display's memory to its glass is not in it.
public enum LatencyBench {
    public struct Result: Sendable, Encodable {
        public let tickMilliseconds: Int
        public let presses: Int
        /// Milliseconds from press to change.
        public let median: Double
        public let percentile99: Double
        public let longest: Double
        /// Ticks that came late, of how many.
        public let lateTicks: Int
        public let ticks: Int
        /// Processor seconds of the whole program a second of the game, and of a pause.
        public let gameCores: Double
        public let pauseCores: Double
    }

    /// - Parameters:
    ///   - usesDisplay: whether the window opens on the display; else on SDL's dummy driver, which shows nothing.
    ///   - usesSoftware: whether the processor draws.
    /// - Throws: `WindowError` where there is no display or font.
    public static func run(
        _ plan: GamePlan, presses: Int, pauseSeconds: Double = 3, usesDisplay: Bool = false, usesSoftware: Bool = true
    ) throws -> Result {
        if !usesDisplay { SDL_SetHint(SDL_HINT_VIDEODRIVER, "dummy") }
        if usesSoftware { SDL_SetHint(SDL_HINT_RENDER_DRIVER, "software") }
        let context = WindowContext(keys: .standard, log: nil)
        let probe = LatencyProbe(try GameScreen(plan, context: context), presses: presses, pauseSeconds: pauseSeconds)
        let app = try WindowApp(shouldClose: { probe.isDone }, onShown: probe.shown) { _ in probe }
        app.run()
        return probe.result(tickMilliseconds: plan.tickMilliseconds)
    }
}

/// A game's screen with a stopwatch: it presses a key, waits until the cook is seen to obey, and presses the next.
private final class LatencyProbe: Screen {
    private let game: GameScreen
    private let presses: Int
    private let pauseSeconds: Double
    private var random = SystemRandomNumberGenerator()
    private var latencies: [Double] = []
    private var pressed: Double?
    /// What was seen of the cook when the key was pressed.
    private var before: PlayerState?
    private var nextPress = 0.0
    private var gameBegin: (wall: Double, processor: Double)?
    private var pauseBegin: (wall: Double, processor: Double)?
    private var gameCores = 0.0
    private var pauseCores = 0.0
    private(set) var isDone = false
    private let stamp = PressStamp()

    init(_ game: GameScreen, presses: Int, pauseSeconds: Double) {
        self.game = game
        self.presses = presses
        self.pauseSeconds = pauseSeconds
    }

    var title: String { game.title }
    var isLively: Bool { game.isLively }
    var due: Double? { game.due }
    func handle(_ event: InputEvent, now: Double) -> Step {
        // Another window's keyboard is none of this game's.
        event == .focusLost ? .stay : game.handle(event, now: now)
    }
    func draw(on canvas: Canvas, now: Double) { game.draw(on: canvas, now: now) }
    func finish() { game.finish() }

    func update(now: Double) -> Step {
        if let pauseBegin {
            if now - pauseBegin.wall >= pauseSeconds {
                pauseCores = (Self.processor - pauseBegin.processor) / (now - pauseBegin.wall)
                isDone = true
            }
            return .stay
        }
        let step = game.update(now: now)
        guard game.session.phase == .running else { return step }
        if gameBegin == nil {
            gameBegin = (now, Self.processor)
            schedule(now)
        }
        if latencies.count == presses || game.session.ticksLeft < 2 { pause(now) }
        return .stay
    }

    /// Called when a frame has been shown.
    func shown() {
        let now = DisplayWindow.now
        guard let time = stamp.time else { return }
        let player = game.session.after.players[game.person]
        if before == nil { before = player }
        // The tick that obeys turns the cook or moves it; both are drawn from the tick's first frame on.
        guard player.cell != before?.cell || player.orientation != before?.orientation else { return }
        latencies.append((now - time) * 1000)
        before = nil
        schedule(now)
    }

    /// Presses a key that changes something, between one and three ticks from now: at any moment of a tick alike.
    private func schedule(_ now: Double) {
        stamp.clear()
        let wait = Double.random(in: 1..<3, using: &random) * game.session.setup.tickLength
        let player = game.session.after.players[game.person]
        before = player
        let scancode = [SDL_SCANCODE_UP, SDL_SCANCODE_DOWN, SDL_SCANCODE_RIGHT, SDL_SCANCODE_LEFT]
        let directions: [Direction] = [.north, .south, .east, .west]
        let others = directions.indices.filter { directions[$0] != player.orientation }
        guard let choice = others.randomElement(using: &random) else { return }
        stamp.press(scancode[choice], after: wait)
    }

    private func pause(_ now: Double) {
        if let gameBegin { gameCores = (Self.processor - gameBegin.processor) / max(0.001, now - gameBegin.wall) }
        _ = game.handle(.key("P", isDown: true, isRepeat: false), now: now)
        pauseBegin = (now, Self.processor)
    }

    func result(tickMilliseconds: Int) -> LatencyBench.Result {
        let sorted = latencies.sorted()
        func quantile(_ share: Double) -> Double {
            sorted.isEmpty ? .nan : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
        }
        return .init(
            tickMilliseconds: tickMilliseconds, presses: sorted.count, median: quantile(0.5), percentile99: quantile(0.99),
            longest: sorted.last ?? .nan, lateTicks: game.session.slipped, ticks: game.session.ticks, gameCores: gameCores,
            pauseCores: pauseCores)
    }

    /// Processor seconds of all threads of the program.
    private static var processor: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
}

/// A key press that another thread puts into SDL's queue, and when it did.
private final class PressStamp: @unchecked Sendable {
    // Sendable: the time is touched under `lock` only; SDL_PushEvent may be called from any thread.
    private let lock = NSLock()
    private var pushed: Double?

    var time: Double? { lock.withLock { pushed } }

    func clear() { lock.withLock { pushed = nil } }

    /// Presses and lets go of a key.
    func press(_ code: SDL_Scancode, after seconds: Double) {
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: seconds)
            self.lock.withLock { self.pushed = DisplayWindow.now }
            for (type, state) in [(SDL_KEYDOWN, SDL_PRESSED), (SDL_KEYUP, SDL_RELEASED)] {
                var event = SDL_Event()
                event.key.type = type.rawValue
                event.key.state = UInt8(state)
                event.key.keysym.scancode = code
                SDL_PushEvent(&event)
            }
        }
    }
}
