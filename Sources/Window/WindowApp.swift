import Foundation

/// The window and the screen that it shows, until someone closes it.
final class WindowApp {
    private let window: DisplayWindow
    private var screen: any Screen

    /// Frames a second where the display does not set the pace.
    private static let pace = 60.0

    private let shouldClose: () -> Bool

    /// - Parameter shouldClose: asked once a frame; the window then closes as if somebody had closed it.
    /// - Throws: `WindowError` where there is nothing to open a window on.
    init(shouldClose: @escaping () -> Bool, first: (DisplayWindow) throws -> any Screen) throws {
        self.shouldClose = shouldClose
        window = try DisplayWindow(title: "Brigade")
        screen = try first(window)
    }

    /// Runs until the window closes.
    func run() {
        while true {
            let frameEnd = DisplayWindow.now + (screen.isLively ? 1 / Self.pace : 0.25)
            repeat {
                let events = window.events(until: frameEnd)
                guard handle(events) else { return }
                // A page in which nothing moves is drawn again as soon as something happens.
                if !events.isEmpty && !screen.isLively { break }
            } while !window.isPacedByDisplay && DisplayWindow.now < frameEnd
            guard follow(screen.update(now: DisplayWindow.now)) else { return }
            window.title = screen.title
            window.wantsText = screen.wantsText
            screen.draw(on: window.canvas, now: DisplayWindow.now)
            window.canvas.end()
        }
    }

    private func handle(_ events: [InputEvent]) -> Bool {
        if shouldClose() {
            screen.finish()
            return false
        }
        for event in events {
            if event == .closed {
                screen.finish()
                return false
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
            return true
        case .leave:
            screen.finish()
            return false
        }
    }
}
