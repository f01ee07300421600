import Basics
import Foundation
import Synchronization

/// The last signal that came and has not been looked at; zero for none. Global because a signal's handler can reach
/// nothing else.
private let arrivedSignal = Atomic<Int32>(0)

/// A terminal in which keys arrive at once and unseen, with a screen of its own; given back however the program ends.
final class RawTerminal {
    enum Input: Equatable {
        case key(Key)
        /// Nothing in time.
        case nothing
        /// The window has another size, or the program was in the background.
        case changed
        /// The program was asked to end, by this signal.
        case signal(Int32)
        /// Nobody can press keys any more.
        case end
    }

    enum Key: Equatable {
        case character(Character)
        case left, right, home, end, escape
    }

    private static let ending = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
    private var saved = termios()
    private var pending: [Key] = []
    private var isOpen = false

    /// Takes the terminal, or nil where standard input is none.
    init?() {
        guard tcgetattr(STDIN_FILENO, &saved) == 0 else { return nil }
        arrivedSignal.store(0, ordering: .relaxed)
        for number in Self.ending + [SIGTSTP, SIGWINCH] {
            var action = sigaction()
            action.__sigaction_handler.sa_handler = { arrivedSignal.store($0, ordering: .relaxed) }
            sigaction(number, &action, nil)
        }
        open()
    }

    deinit { close() }

    private func open() {
        var raw = saved
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO)
        tcsetattr(STDIN_FILENO, TCSANOW, &raw)
        // Another screen, no cursor, no wrapping of long lines.
        write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l")
        isOpen = true
    }

    /// Gives the terminal back.
    func close() {
        guard isOpen else { return }
        isOpen = false
        write("\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l")
        tcsetattr(STDIN_FILENO, TCSANOW, &saved)
    }

    /// Shows `lines` in the place of what was shown.
    func show(_ lines: [String]) {
        write("\u{1B}[H" + lines.map { Terminal.shown($0, over: .oneLine) + "\u{1B}[K\n" }.joined() + "\u{1B}[J")
    }

    /// Waits for a key, but no longer than `timeout`.
    func next(within timeout: Duration) -> Input {
        if !pending.isEmpty { return .key(pending.removeFirst()) }
        var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        // Never long, since a signal may come just before the wait.
        let milliseconds = min(max(timeout / .milliseconds(1), 0), 100)
        let ready = poll(&descriptor, 1, Int32(milliseconds.rounded(.up)))
        let number = arrivedSignal.exchange(0, ordering: .relaxed)
        if Self.ending.contains(number) { return .signal(number) }
        if number == SIGTSTP {
            close()
            raise(SIGSTOP)
            open()
        }
        if number != 0 { return .changed }
        guard ready > 0 else { return .nothing }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(STDIN_FILENO, &bytes, bytes.count)
        guard count > 0 else { return .end }
        pending = Self.keys(String(decoding: bytes[0..<count], as: UTF8.self))
        return pending.isEmpty ? .nothing : .key(pending.removeFirst())
    }

    /// What a terminal sends for keys that are no characters.
    private static let sequences: [(text: String, key: Key)] = [
        ("\u{1B}[C", .right), ("\u{1B}[D", .left), ("\u{1B}OC", .right), ("\u{1B}OD", .left), ("\u{1B}[H", .home),
        ("\u{1B}[F", .end), ("\u{1B}OH", .home), ("\u{1B}OF", .end), ("\u{1B}[1~", .home), ("\u{1B}[4~", .end),
    ]

    /// The keys behind what a terminal sent; sequences of other keys are left out.
    static func keys(_ text: String) -> [Key] {
        var rest = text[...]
        var keys: [Key] = []
        while let first = rest.first {
            if let known = sequences.first(where: { rest.hasPrefix($0.text) }) {
                keys.append(known.key)
                rest.removeFirst(known.text.count)
            } else if first == "\u{1B}", let second = rest.dropFirst().first, "[O".contains(second) {
                rest = rest.dropFirst(2).drop { !$0.isLetter && $0 != "~" }.dropFirst()
            } else {
                keys.append(first == "\u{1B}" ? .escape : .character(first))
                rest.removeFirst()
            }
        }
        return keys
    }

    private func write(_ text: String) { try? Descriptor.write(Array(text.utf8), to: STDOUT_FILENO, named: "the terminal") }
}
