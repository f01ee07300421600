import Foundation

/// The window and the screen that it shows, until someone closes it.
final class WindowApp {
    private let window: DisplayWindow
    private var screen: any Screen

    /// Frames a second where the display does not set the pace.
    private static let pace = 60.0

    private let shouldClose: () -> Bool

    /// Whether the screen has not been drawn yet.
    private var isNew = true

    private let settings: SettingsKeeper?

    /// Called after every frame, when it has been shown.
    private let onShown: () -> Void

    /// - Parameters:
    ///   - shouldClose: asked once a frame; the window then closes as if somebody had closed it.
    /// - Throws: `WindowError` where there is nothing to open a window on.
    ///   - settings: remember the window's size.
    ///   - onShown: called after every frame, when it has been shown.
    init(
        shouldClose: @escaping () -> Bool, settings: SettingsKeeper? = nil, onShown: @escaping () -> Void = {},
        first: (DisplayWindow) throws -> any Screen
    ) throws {
        self.shouldClose = shouldClose
        self.settings = settings
        self.onShown = onShown
        window = try DisplayWindow(title: "Brigade", size: settings?.settings.size)
        window.isFullScreen = settings?.settings.fillsScreen ?? false
        screen = try first(window)
    }

    /// A window for the program's commands.
    convenience init(_ options: PlayWindow.Options, first: (DisplayWindow) throws -> any Screen) throws {
        try self.init(shouldClose: options.shouldClose, settings: options.settings, first: first)
    }

    /// Runs until the window closes.
    func run() {
        defer {
            settings?.change { settings in
                settings.size = window.size
                settings.fillsScreen = window.isFullScreen
            }
        }
        var shown = -Double.infinity
        while true {
            let frame = shown + 1 / Self.pace
            let deadline = wakeTime(frame: frame)
            let events = window.events(until: deadline)
            guard handle(events) else { return }
            let isDue = screen.due.map { DisplayWindow.now >= $0 } ?? false
            guard follow(screen.update(now: DisplayWindow.now)) else { return }
            let isRenamed = window.show(title: screen.title)
            window.wantsText = screen.wantsText
            // What moves is drawn a frame at a time; a page in which nothing moves only after something happened, which the title tells of
            // where it was no event: agents are ready.
            let hasHappened = !events.isEmpty || isRenamed
            let isTime = screen.isLively ? isDue || window.isPacedByDisplay || DisplayWindow.now >= frame : hasHappened
            guard isTime || isNew else { continue }
            isNew = false
            // A display with vertical synchronisation waits for its turn when the frame is shown.
            shown = DisplayWindow.now
            screen.draw(on: window.canvas, now: shown)
            window.canvas.end()
            onShown()
        }
    }

    /// Until when to wait for events: the next frame's time or what falls due before it, and on a page in which nothing
    /// moves a quarter of a second, after which `shouldClose` is asked again.
    private func wakeTime(frame: Double) -> Double {
        if isNew { return 0 }
        let due = screen.due ?? .infinity
        guard screen.isLively else { return min(DisplayWindow.now + 0.25, due) }
        return window.isPacedByDisplay ? 0 : min(frame, due)
    }

    private func handle(_ events: [InputEvent]) -> Bool {
        if shouldClose() {
            screen.finish()
            return false
        }
        for event in events {
            switch event {
            case .closed:
                screen.finish()
                return false
            case .fullScreen: window.isFullScreen.toggle()
            case .uncovered: window.noteSize()
            default: break
            }
            guard follow(screen.handle(event, now: DisplayWindow.now)) else { return false }
        }
        return true
    }

    /// Goes where `step` leads; false is out of the program.
    private func follow(_ step: Step) -> Bool {
        switch step {
        case .stay: return true
        case .show(let next):
            screen.finish()
            screen = next
            isNew = true
            return true
        case .leave:
            screen.finish()
            return false
        }
    }
}
