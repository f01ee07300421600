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

    /// The person's folder of settings.
    private let configuration = FileManager.default.temporaryDirectory.appendingPathComponent("brigade-config-" + UUID().uuidString)
    private var settingsFile: URL { configuration.appendingPathComponent("brigade/settings.yaml") }

    /// What the program remembers.
    var settings: String { (try? String(contentsOf: settingsFile, encoding: .utf8)) ?? "" }

    /// Starts `brigade` with `arguments`, on the display of `other` or on one of its own.
    /// - Parameters:
    ///   - keyboard: the layout of the display's keyboard, as X calls it.
    ///   - settings: what the program remembers of the last time; by default that somebody has played before.
    init(_ arguments: [String], on other: Display? = nil, keyboard: String? = nil, settings: String? = "played: true\n") throws {
        if let other {
            number = other.number
        } else {
            let server = Process()
            number = try Self.start(server)
            self.server = server
        }
        try FileManager.default.createDirectory(at: settingsFile.deletingLastPathComponent(), withIntermediateDirectories: true)
        try settings?.write(to: settingsFile, atomically: true, encoding: .utf8)
        if let keyboard { try lay(keyboard) }
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
        // Without a reset when nobody is connected, which would forget the keyboard's layout; without auto-repeat: on a busy machine a key that is let go late would count as several.
        server.arguments = [
            "timeout", "300", "Xvfb", "-displayfd", "1", "-screen", "0", "1280x720x24", "-nolisten", "tcp", "-r", "-noreset",
        ]
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
        try? FileManager.default.removeItem(at: configuration)
    }

    /// Gives the display a keyboard of another layout.
    private func lay(_ keyboard: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["setxkbmap", keyboard]
        process.environment = environment
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Problem(description: "no setxkbmap; 'make test' installs it, by hand: apt-get install x11-xkb-utils")
        }
    }

    private var environment: [String: String] {
        ProcessInfo.processInfo.environment.merging(["DISPLAY": number, "XDG_CONFIG_HOME": configuration.path]) { $1 }
    }

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

    /// Waits until ticks fall at their pace: the first ones may be late on a machine that has just drawn everything.
    func untilPlaying() throws {
        try until(title: "score 0")
        Thread.sleep(forTimeInterval: 1)
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

    /// Presses keys at a pace at which each is played before the next one comes, also where a tick is late.
    func play(_ keys: [String]) throws {
        for key in keys {
            _ = try run("key", key)
            Thread.sleep(forTimeInterval: 0.13)
        }
    }

    /// Presses a key and lets go of it later.
    func hold(_ key: String, seconds: Double) throws {
        _ = try run("keydown", key)
        Thread.sleep(forTimeInterval: seconds)
        _ = try run("keyup", key)
    }

    /// Processor cores that the program takes in `seconds`, all its threads together.
    func cores(in seconds: Double) throws -> Double {
        let before = try processorTicks()
        let begin = Date()
        Thread.sleep(forTimeInterval: seconds)
        return Double(try processorTicks() - before) / Double(sysconf(Int32(_SC_CLK_TCK))) / Date().timeIntervalSince(begin)
    }

    /// User and system time of the program, in the kernel's ticks.
    private func processorTicks() throws -> Int {
        let stat = try String(contentsOfFile: "/proc/\(program.processIdentifier)/stat", encoding: .utf8)
        // The name, in parentheses, may have spaces; after it come the state and further fields.
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else {
            throw Problem(description: "/proc has no times of the program")
        }
        return user + system
    }

    /// The window's width and height.
    func size() throws -> [Int] {
        let lines = try run("getwindowgeometry", "--shell", window).split(separator: "\n")
        return ["WIDTH=", "HEIGHT="].compactMap { name in lines.first { $0.hasPrefix(name) }.flatMap { Int($0.dropFirst(name.count)) } }
    }

    func click(_ x: Int, _ y: Int) throws { _ = try run("mousemove", "--window", window, "\(x)", "\(y)", "click", "1") }

    func resize(_ width: Int, _ height: Int) throws { _ = try run("windowsize", "--sync", window, "\(width)", "\(height)") }

    /// Asks the program to end, as a desktop does that shuts down.
    func terminate() { program.terminate() }

    /// Ctrl-C in the terminal that the program was started from.
    func interrupt() { program.interrupt() }

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
