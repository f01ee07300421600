import Foundation
import TestSupport

/// A terminal without a screen, the program in it, and hands to press its keys.
final class PseudoTerminal {
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    private let master: Int32
    private let slave: Int32
    private let process = Process()
    private(set) var shown = ""

    /// Linux's TIOCSPTLCK and TIOCGPTN, which its headers make with macros that Swift does not see.
    private static let (setLock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)

    /// How long a state may take to come on a slow machine, in seconds.
    private static let patience = 60.0

    /// Starts `brigade` with `arguments` in a terminal of its own, so that Ctrl-C reaches it as it does a person's.
    init(_ arguments: [String], environment: [String: String] = [:]) throws {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var locked: Int32 = 0
        var number: Int32 = 0
        guard master >= 0, ioctl(master, Self.setLock, &locked) == 0, ioctl(master, Self.getNumber, &number) == 0 else {
            throw Problem(description: "no pseudo-terminal")
        }
        slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        let ends = FileHandle(fileDescriptor: slave)
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["setsid", "--ctty", "--wait", Program.path] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: Checkout.path)
        process.environment = ProcessInfo.processInfo.environment.merging(["TERM": "xterm", "NO_COLOR": ""]) { $1 }.merging(environment) {
            $1
        }
        process.standardInput = ends
        process.standardOutput = ends
        process.standardError = FileHandle.nullDevice
        // Tests run on threads that take no signals, and a process has the mask of the thread that starts it.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        try process.run()
    }

    deinit {
        if process.isRunning { process.terminate() }
        _ = close(master)
        _ = close(slave)
    }

    func press(_ keys: String) { _ = Array(keys.utf8).withUnsafeBytes { write(master, $0.baseAddress, $0.count) } }

    /// Waits until `text` has been shown since the last call.
    func until(_ text: String) throws {
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        while !shown.contains(text) {
            guard Date() < deadline else { throw Problem(description: "no '\(text)' in: \(shown.suffix(3000))") }
            read()
        }
        shown.removeFirst(shown.distance(from: shown.startIndex, to: shown.range(of: text)?.upperBound ?? shown.startIndex))
    }

    /// Waits for the program to end, and returns its status.
    func end() throws -> Int32 {
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        while process.isRunning {
            guard Date() < deadline else { throw Problem(description: "the program does not end") }
            read()
        }
        read()
        return process.terminationStatus
    }

    /// Sends `signal` to the program itself.
    func signal(_ signal: Int32) throws {
        let children = "/proc/\(process.processIdentifier)/task/\(process.processIdentifier)/children"
        let child = try String(contentsOfFile: children, encoding: .utf8).split(separator: " ").first.flatMap { Int32($0) }
        kill(child ?? process.processIdentifier, signal)
    }

    /// Whether keys are shown and lines are edited, as a shell needs it.
    var isAsShellsNeedIt: Bool {
        var state = termios()
        return tcgetattr(slave, &state) == 0 && state.c_lflag & tcflag_t(ICANON | ECHO) == tcflag_t(ICANON | ECHO)
    }

    private func read() {
        var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&descriptor, 1, 50) > 0 else { return }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = Foundation.read(master, &bytes, bytes.count)
        if count > 0 { shown += String(decoding: bytes[0..<count], as: UTF8.self) }
    }
}
