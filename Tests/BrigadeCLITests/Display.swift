import Foundation
import TestSupport

/// An X server without a screen, the program's window on it, and hands to press its keys.
final class Display {
    /// What went wrong, for the test's message.
    struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    /// The X server; nil when it is another's.
    private var server: Process?
    private let number: String
    private(set) var window = ""
    /// Windows of other programs on the same display.
    private var others: Set<String> = []
    private let program = Process()
    private let talk = FileManager.default.temporaryDirectory.appendingPathComponent("brigade-" + UUID().uuidString)

    /// How long a state may take to come on a slow machine, in seconds.
    private static let patience = 60.0

    /// Starts `brigade` with `arguments`, on the display of `other` or on one of its own.
    init(_ arguments: [String], on other: Display? = nil) throws {
        if let other {
            number = other.number
        } else {
            let server = Process()
            number = try Self.start(server)
            self.server = server
        }
        program.executableURL = URL(fileURLWithPath: Program.path)
        program.arguments = arguments
        program.currentDirectoryURL = URL(fileURLWithPath: Checkout.path)
        program.environment = environment.merging(["SDL_RENDER_DRIVER": "software"]) { $1 }
        try Data().write(to: talk)
        program.standardError = try FileHandle(forWritingTo: talk)
        try Self.launch(program)
        others = other.map { [$0.window] } ?? []
        try until("a window") { try findWindow() }
    }

    /// Looks for the program's window and, where there is one, gives it the keyboard.
    private func findWindow() throws -> Bool {
        let windows = try run("search", "--onlyvisible", "--name", "^Brigade").split(separator: "\n").map(String.init)
        guard let found = windows.first(where: { !others.contains($0) }) else { return false }
        window = found
        try focus()
        return true
    }

    /// Starts an X server under a number that is free; it ends by itself should the tests be killed.
    private static func start(_ server: Process) throws -> String {
        let pipe = Pipe()
        server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        // Without auto-repeat: on a busy machine a key that is let go late would count as several.
        server.arguments = ["timeout", "300", "Xvfb", "-displayfd", "1", "-screen", "0", "1280x720x24", "-nolisten", "tcp", "-r"]
        server.standardOutput = pipe
        server.standardError = FileHandle.nullDevice
        try launch(server)
        var line = Data()
        while let byte = try pipe.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte.first != 10 { line += byte }
        guard let text = String(data: line, encoding: .utf8), Int(text) != nil else {
            throw Problem(description: "no Xvfb; 'make test' installs it, by hand: apt-get install xvfb xdotool")
        }
        return ":" + text
    }

    /// Tests run on threads that take no signals, and a process has the mask of the thread that starts it.
    private static func launch(_ process: Process) throws {
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        try process.run()
    }

    /// Ends what runs.
    func close() {
        for process in [program, server].compactMap({ $0 }) where process.isRunning {
            process.terminate()
            let deadline = Date(timeIntervalSinceNow: 10)
            while process.isRunning && Date() < deadline { Thread.sleep(forTimeInterval: 0.02) }
            if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
        }
        try? FileManager.default.removeItem(at: talk)
    }

    private var environment: [String: String] { ProcessInfo.processInfo.environment.merging(["DISPLAY": number]) { $1 } }

    // MARK: Looking

    /// The window's title, which tells its state; empty for a moment where the window was made anew, as SDL does to
    /// change how it draws.
    func title() throws -> String {
        let title = try run("getwindowname", window).trimmingCharacters(in: .newlines)
        if title.isEmpty { _ = try findWindow() }
        return title
    }

    /// Waits until the title contains `text`.
    func until(title text: String) throws {
        try until("the title '\(text)', not '\((try? title()) ?? "")'") {
            let isThere = try title().contains(text)
            guard isThere || program.isRunning else {
                throw Problem(description: "the program ended with status \(program.terminationStatus) before the title '\(text)'; \(said)")
            }
            return isThere
        }
    }

    /// Waits for the program to end, and returns its status.
    func end() throws -> Int32 {
        try until("the program's end") { !program.isRunning }
        return program.terminationStatus
    }

    private func until(_ what: @autoclosure () -> String, _ condition: () throws -> Bool) throws {
        let deadline = Date(timeIntervalSinceNow: Self.patience)
        while try !condition() {
            guard Date() < deadline else { throw Problem(description: "\(Int(Self.patience)) seconds passed without \(what()); \(said)") }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    /// What the program said on standard error.
    var said: String { (try? String(contentsOf: talk, encoding: .utf8)) ?? "" }

    // MARK: Doing

    func focus() throws { _ = try run("windowfocus", "--sync", window) }

    /// Presses and releases keys one after the other, as xdotool calls them.
    func press(_ keys: String...) throws { _ = try run(["key", "--delay", "8"] + keys) }

    func press(_ keys: [String]) throws { _ = try run(["key", "--delay", "8"] + keys) }

    func click(_ x: Int, _ y: Int) throws { _ = try run("mousemove", "--window", window, "\(x)", "\(y)", "click", "1") }

    func resize(_ width: Int, _ height: Int) throws { _ = try run("windowsize", "--sync", window, "\(width)", "\(height)") }

    /// Asks the program to end, as a desktop does that shuts down.
    func terminate() { program.terminate() }

    /// Ends the program at once, as a crash would.
    func kill() { Foundation.kill(program.processIdentifier, SIGKILL) }

    private func run(_ arguments: String...) throws -> String { try run(arguments) }

    private func run(_ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["xdotool"] + arguments
        process.environment = environment
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
