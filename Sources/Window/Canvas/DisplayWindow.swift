import Basics
import CSDL2
import Foundation

/// A window on the display with its canvas and the events that reach it.
final class DisplayWindow {
    let canvas: Canvas
    private let window: OpaquePointer
    private let renderer: OpaquePointer
    private var pads = GamePads()
    /// What SDL draws with, e.g. "software" or "opengl".
    let rendererName: String
    /// Whether showing a frame waits for the display's turn.
    let isPacedByDisplay: Bool

    /// Opens the window and starts the video.
    /// - Parameter size: in the display's units; nil is as large as the display makes sensible.
    /// - Throws: `WindowError` where there is no display, no font, or nothing that draws.
    init(title: String, size: WindowSize? = nil) throws {
        let fonts = try Fonts()
        SDL_SetHint(SDL_HINT_RENDER_SCALE_QUALITY, "linear")
        // SDL would turn SIGINT and SIGTERM into an event that not every loop looks for; they are the program's.
        SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1")
        try Self.startVideo()
        let flags = SDL_WINDOW_RESIZABLE.rawValue | SDL_WINDOW_ALLOW_HIGHDPI.rawValue
        let centred = Int32(bitPattern: 0x2FFF_0000)  // SDL_WINDOWPOS_CENTERED, a macro that Swift does not see
        let size = size ?? Self.sizeForDisplay
        guard let window = SDL_CreateWindow(title, centred, centred, Int32(size.width), Int32(size.height), flags) else {
            defer { SDL_Quit() }
            throw WindowError.sdl("no window can be opened")
        }
        SDL_SetWindowMinimumSize(window, 480, 320)
        let accelerated = SDL_RENDERER_ACCELERATED.rawValue | SDL_RENDERER_PRESENTVSYNC.rawValue
        guard
            let renderer = SDL_CreateRenderer(window, -1, accelerated)
                ?? SDL_CreateRenderer(window, -1, SDL_RENDERER_SOFTWARE.rawValue)
        else {
            defer {
                SDL_DestroyWindow(window)
                SDL_Quit()
            }
            throw WindowError.sdl("nothing draws into the window")
        }
        var info = SDL_RendererInfo()
        SDL_GetRendererInfo(renderer, &info)
        isPacedByDisplay = info.flags & SDL_RENDERER_PRESENTVSYNC.rawValue != 0 && info.flags & SDL_RENDERER_ACCELERATED.rawValue != 0
        rendererName = info.name.map { String(cString: $0) } ?? ""
        self.window = window
        self.renderer = renderer
        canvas = Canvas(renderer: renderer, fonts: fonts)
        SDL_StopTextInput()
    }

    /// Four fifths of what the display has free, as wide as 16 to 9; never smaller than is sensible.
    private static var sizeForDisplay: WindowSize {
        var free = SDL_Rect()
        guard SDL_GetDisplayUsableBounds(0, &free) == 0 else { return .standard }
        return .standard(forWidth: Int(free.w), height: Int(free.h))
    }

    /// The window's size when it does not fill the screen.
    private(set) lazy var size = measuredSize

    private var measuredSize: WindowSize {
        var w: Int32 = 0
        var h: Int32 = 0
        SDL_GetWindowSize(window, &w, &h)
        return WindowSize(width: Int(w), height: Int(h))
    }

    /// Keeps the size that the person gave the window.
    func noteSize() {
        if !isFullScreen { size = measuredSize }
    }

    /// Whether the window fills the screen.
    var isFullScreen = false {
        didSet {
            guard isFullScreen != oldValue else { return }
            if isFullScreen { size = measuredSize }
            SDL_SetWindowFullscreen(window, isFullScreen ? SDL_WINDOW_FULLSCREEN_DESKTOP.rawValue : 0)
            if !isFullScreen { SDL_SetWindowSize(window, Int32(size.width), Int32(size.height)) }
        }
    }

    /// Without a display SDL may take a driver that shows nothing, which nobody wants who has not asked for it.
    private static func startVideo() throws {
        var reason = "DISPLAY and WAYLAND_DISPLAY name none"
        if SDL_Init(SDL_INIT_VIDEO | SDL_INIT_GAMECONTROLLER) == 0 {
            let driver = SDL_GetCurrentVideoDriver().map { String(cString: $0) } ?? ""
            guard ["offscreen", "dummy"].contains(driver), SDL_GetHint(SDL_HINT_VIDEODRIVER) == nil else { return }
            SDL_Quit()
        } else {
            reason = String(cString: SDL_GetError())
        }
        throw WindowError(
            "there is no display to open a window on (\(reason)); run this in a desktop session, over 'ssh -X', or "
                + "under 'xvfb-run'; 'brigade render' makes pictures without any display")
    }

    deinit {
        canvas.forgetTextures()
        SDL_DestroyRenderer(renderer)
        SDL_DestroyWindow(window)
        SDL_Quit()
    }

    /// Shows a title.
    /// - Returns: whether it is another one than before.
    func show(title: String) -> Bool {
        let shown = title.cleaned
        guard shown != String(cString: SDL_GetWindowTitle(window)) else { return false }
        SDL_SetWindowTitle(window, shown)
        return true
    }

    /// Whether typed text is wanted in addition to keys.
    var wantsText = false {
        didSet {
            guard wantsText != oldValue else { return }
            if wantsText { SDL_StartTextInput() } else { SDL_StopTextInput() }
        }
    }

    /// Seconds of a steady clock.
    static var now: Double { Double(SDL_GetPerformanceCounter()) / Double(SDL_GetPerformanceFrequency()) }

    /// The display and what draws on it, as studies keep it.
    var facts: DisplayFacts {
        var mode = SDL_DisplayMode()
        SDL_GetCurrentDisplayMode(SDL_GetWindowDisplayIndex(window), &mode)
        let driver = SDL_GetCurrentVideoDriver().map { String(cString: $0) } ?? ""
        return DisplayFacts(
            width: Int(mode.w), height: Int(mode.h), refreshRate: Int(mode.refresh_rate), driver: driver, renderer: rendererName,
            windowWidth: Int(canvas.width), windowHeight: Int(canvas.height))
    }

    /// Names of the game controllers that are connected.
    var padNames: [String] { pads.names }

    /// Everything that happened, having waited for it at most until `deadline`.
    func events(until deadline: Double) -> [InputEvent] {
        var events: [InputEvent] = []
        var event = SDL_Event()
        // Rounded up: a deadline that is half a millisecond away would otherwise be waited for without rest.
        let wait = Int32(min(60_000, max(0, (deadline - Self.now) * 1000)).rounded(.up))
        guard SDL_WaitEventTimeout(&event, wait) == 1 else { return [] }
        repeat {
            if let translated = translate(event) { events.append(translated) }
        } while SDL_PollEvent(&event) == 1
        return events
    }

    private func translate(_ event: SDL_Event) -> InputEvent? {
        switch SDL_EventType(rawValue: event.type) {
        case SDL_QUIT: return .closed
        case SDL_KEYDOWN, SDL_KEYUP:
            if let command = windowCommand(event.key) { return command }
            let name = KeyNames.place(event.key.keysym.scancode)
            guard !name.isEmpty else { return nil }
            return .key(name, isDown: event.key.state == UInt8(SDL_PRESSED), isRepeat: event.key.repeat != 0)
        case SDL_TEXTINPUT:
            return .text(withUnsafeBytes(of: event.text.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        case SDL_MOUSEMOTION: return pointer(event.motion.x, event.motion.y, InputEvent.pointerMoved)
        case SDL_MOUSEBUTTONDOWN: return pointer(event.button.x, event.button.y, InputEvent.pointerPressed)
        case SDL_MOUSEBUTTONUP: return pointer(event.button.x, event.button.y, InputEvent.pointerReleased)
        case SDL_MOUSEWHEEL: return .wheel(Double(event.wheel.y))
        case SDL_WINDOWEVENT where event.window.event == UInt8(SDL_WINDOWEVENT_FOCUS_LOST.rawValue): return .focusLost
        case SDL_WINDOWEVENT where event.window.event == UInt8(SDL_WINDOWEVENT_FOCUS_GAINED.rawValue): return .focusGained
        case SDL_WINDOWEVENT where Self.uncovering.contains(Int32(event.window.event)): return .uncovered
        case SDL_RENDER_TARGETS_RESET, SDL_RENDER_DEVICE_RESET:
            canvas.forgetTextures()
            return .uncovered
        default: return pads.translate(event)
        }
    }

    /// The pointer's place in physical pixels; SDL gives it in the window's own.
    private func pointer(_ x: Int32, _ y: Int32, _ make: (Double, Double) -> InputEvent) -> InputEvent {
        var w: Int32 = 1
        var h: Int32 = 1
        SDL_GetWindowSize(window, &w, &h)
        return make(Double(x) * canvas.width / Double(max(1, w)), Double(y) * canvas.height / Double(max(1, h)))
    }

    /// What happens to a window after which its picture is to be drawn again.
    private static let uncovering = [
        SDL_WINDOWEVENT_EXPOSED, SDL_WINDOWEVENT_SIZE_CHANGED, SDL_WINDOWEVENT_RESTORED, SDL_WINDOWEVENT_SHOWN,
    ].map { Int32(bitPattern: $0.rawValue) }

    /// F11, or Alt and Return together: what is the window's own and no screen's.
    private func windowCommand(_ key: SDL_KeyboardEvent) -> InputEvent? {
        let code = key.keysym.scancode
        let hasAlt = UInt32(key.keysym.mod) & KMOD_ALT.rawValue != 0
        guard code == SDL_SCANCODE_F11 || code == SDL_SCANCODE_RETURN && hasAlt else { return nil }
        return key.state == UInt8(SDL_PRESSED) && key.repeat == 0 ? .fullScreen : .uncovered
    }
}
