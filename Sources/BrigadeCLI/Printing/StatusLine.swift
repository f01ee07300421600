import Basics
import Foundation

/// How far something is, on standard error: one line that is rewritten on a terminal, else a line every few seconds.
struct StatusLine {
    private let terminal = Terminal.standardError
    private let begin = ContinuousClock.now
    private var shown: ContinuousClock.Instant?
    private var isOpen = false

    /// Shows how many of `all` are done, with the rate since the beginning and the time that is left.
    mutating func show(done: Int, of all: Int, since before: Int, what: String) {
        guard let now = due() else { return }
        let rate = Double(done - before) / max((now - begin) / .seconds(1), 1e-9)
        let left = rate > 0 ? Double(all - done) / rate : 0
        let (pace, unit) = rate < 1 ? (60 * rate, "min") : (rate, "s")
        write(String(format: "%d of %d %@, %.0f/%@, %@ left", done, all, what, pace, unit, StatusLine.time(left)))
    }

    /// Shows what `text` says, if it is time to say something again.
    mutating func show(_ text: @autoclosure () -> String) {
        if due() != nil { write(text()) }
    }

    /// Now, if it is time to say something again.
    private mutating func due() -> ContinuousClock.Instant? {
        let now = ContinuousClock.now
        let pause: Duration = terminal.isInteractive ? .milliseconds(200) : .seconds(5)
        guard shown.map({ now - $0 > pause }) ?? true else { return nil }
        shown = now
        return now
    }

    private mutating func write(_ text: String) {
        if terminal.isInteractive {
            Self.write("\r\u{1B}[K\(Terminal.shown(text, over: .oneLine))")
            isOpen = true
        } else {
            Terminal.say(text)
        }
    }

    /// Leaves the line, so that something else can be written.
    mutating func end() {
        if isOpen { Self.write("\r\u{1B}[K") }
        isOpen = false
    }

    private static func write(_ text: String) { try? Descriptor.write(Array(text.utf8), to: STDERR_FILENO, named: "standard error") }

    /// E.g. `2 min 5 s`.
    static func time(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded(.up))
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}
