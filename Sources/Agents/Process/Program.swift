import CKeeper
import Foundation

/// A running program and its pipes: lines go in and come out, each by a deadline.
///
/// It runs under a keeper (`CKeeper`), so that it and everything it has started end with this value, with `stop`, or
/// with this process however that ends. Not to be shared between threads.
final class Program {
    /// What came of waiting for a line.
    enum Reply: Equatable {
        case line(String)
        /// Nothing whole by the deadline.
        case late
        /// The program has ended or closed its output.
        case closed
        /// More output than is bearable.
        case flood
    }

    /// Longest line, and most bytes and lines between two questions, that are read.
    struct Limits {
        var line = 1 << 16
        var flood = 1 << 20
        var lines = 10_000
    }

    private var keeper = CKeeper.keeper()
    private let limits: Limits
    private var unsent: [UInt8] = []
    private var output: [UInt8] = []
    /// Bytes of `output` that are known to hold no line end.
    private var searched = 0
    private var readBytes = 0
    private var readLines = 0
    private var errors: [UInt8] = []
    private var isRunning = true
    /// How it ended, once it has: "exit status 3".
    private(set) var ending: String?

    /// Starts the file `path` in `folder`, with no other environment than the given one.
    /// - Throws: `AgentError` where the system cannot.
    init(path: String, arguments: [String], folder: String, environment: [String: String], limits: Limits = Limits()) throws {
        self.limits = limits
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var variables = environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + variables).forEach { free($0) } }
        let error = keeper_start(&keeper, path, &words, &variables, folder.isEmpty ? "." : folder)
        if error != 0 {
            isRunning = false
            throw AgentError("\(path) cannot be started: \(String(cString: strerror(error)))")
        }
    }

    deinit { stop(grace: .zero) }

    /// Sends `line`; what the program does not take in time is sent before the next.
    /// - Returns: false where it has not taken it by the deadline, or is gone.
    func send(_ line: String, by deadline: ContinuousClock.Instant) -> Bool {
        guard isRunning else { return false }
        readBytes = 0
        readLines = 0
        // One line may wait unsent; a program that reads nothing is not buried under more.
        if unsent.count < limits.line { unsent += Array(line.utf8) + [UInt8(ascii: "\n")] }
        return flush(by: deadline)
    }

    /// Sends one byte.
    /// - Returns: as `send(_:by:)`.
    func send(byte: UInt8, by deadline: ContinuousClock.Instant) -> Bool {
        guard isRunning else { return false }
        readBytes = 0
        readLines = 0
        unsent.append(byte)
        return flush(by: deadline)
    }

    /// What came of waiting for a byte.
    enum ByteReply: Equatable {
        case byte(UInt8)
        /// Nothing by the deadline.
        case late
        /// The program has ended or closed its output.
        case closed
    }

    /// The next byte of output.
    func receiveByte(by deadline: ContinuousClock.Instant) -> ByteReply {
        while output.isEmpty {
            guard ContinuousClock.now < deadline else { return .late }
            guard isRunning else { return .closed }
            switch read() {
            case .some(true): continue
            case .some(false): return .closed
            case .none: guard waitFor(writing: false, until: deadline) else { return .late }
            }
        }
        searched = 0
        return .byte(output.removeFirst())
    }

    private func flush(by deadline: ContinuousClock.Instant) -> Bool {
        while !unsent.isEmpty {
            let written = unsent.withUnsafeBytes { keeper_write(keeper.input, $0.baseAddress, $0.count) }
            if written > 0 {
                unsent.removeFirst(written)
            } else if written == -Int(EAGAIN) {
                guard waitFor(writing: true, until: deadline) else { return false }
            } else if written != -Int(EINTR) {
                return false
            }
        }
        return true
    }

    /// The next line of output that is not empty.
    func receive(by deadline: ContinuousClock.Instant) -> Reply {
        while ContinuousClock.now < deadline {
            if let line = nextLine() {
                readLines += 1
                if readLines > limits.lines { return .flood }
                if line.allSatisfy(\.isWhitespace) { continue }
                return .line(line)
            }
            if output.count > limits.line || readBytes > limits.flood { return .flood }
            guard isRunning else { return .closed }
            switch read() {
            case .some(true): continue
            case .some(false): return .closed
            case .none: guard waitFor(writing: false, until: deadline) else { return .late }
            }
        }
        return .late
    }

    /// What the program last wrote to standard error, for a message: at most a few hundred characters.
    var lastWords: String? {
        let lines = String(decoding: errors, as: UTF8.self).split(whereSeparator: \.isNewline)
        return lines.last { !$0.allSatisfy(\.isWhitespace) }.map { String($0.suffix(300)) }
    }

    /// Closes the program's input, waits a little for it to end by itself, and ends it.
    func stop(grace: Duration) {
        guard isRunning else { return }
        close(keeper.input)
        let deadline = ContinuousClock.now + grace
        while grace > .zero {
            output.removeAll()
            searched = 0
            if read() == false || !waitFor(writing: false, until: deadline) { break }
        }
        reap()
    }

    /// Ends the program and everything that it started, and learns how it ended.
    func kill() {
        guard isRunning else { return }
        close(keeper.input)
        reap()
    }

    private func reap() {
        isRunning = false
        drainErrors()
        close(keeper.lifeline)
        let status = keepersEnd()
        drainErrors()
        close(keeper.output)
        close(keeper.errors)
        let code = (status >> 8) & 0xFF
        ending = status & 0x7F != 0 ? "its keeper was killed" : code > 128 ? "ended by signal \(code - 128)" : "exit status \(code)"
    }

    /// Waits for the keeper to end, which it does by itself now. A program can have stopped it, and tell it to stop again.
    private func keepersEnd() -> Int32 {
        var status: Int32 = 0
        let deadline = ContinuousClock.now + .seconds(5)
        while true {
            let ended = waitpid(keeper.pid, &status, WNOHANG)
            if ended == keeper.pid || ended < 0 && errno != EINTR { return status }
            // The lower keeper ends everything, too.
            Glibc.kill(keeper.pid, ContinuousClock.now < deadline ? SIGCONT : SIGKILL)
            usleep(500)
        }
    }

    // MARK: Pipes

    private func nextLine() -> String? {
        guard let end = output[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
            searched = output.count
            return nil
        }
        let line = String(decoding: output[..<end], as: UTF8.self)
        output.removeSubrange(...end)
        searched = 0
        return line
    }

    /// Reads what is there: true for some, false at the end, nil for nothing yet.
    private func read() -> Bool? {
        drainErrors()
        let count = Program.chunk {
            Glibc.read(keeper.output, $0.baseAddress, $0.count)
        } into: {
            output += $0
        }
        if count > 0 { readBytes += count }
        return count > 0 ? true : count < 0 && (errno == EAGAIN || errno == EINTR) ? nil : false
    }

    /// Keeps the last of standard error and forgets the rest, so that the program never waits for us to read it.
    private func drainErrors() {
        var rounds = 0
        while rounds < 64, Program.chunk({ Glibc.read(keeper.errors, $0.baseAddress, $0.count) }, into: { errors += $0 }) > 0 {
            rounds += 1
            if errors.count > 8192 { errors.removeFirst(errors.count - 4096) }
        }
    }

    private static func chunk(
        _ read: (UnsafeMutableRawBufferPointer) -> Int, into take: (UnsafeRawBufferPointer.SubSequence) -> Void
    ) -> Int {
        withUnsafeTemporaryAllocation(byteCount: 1 << 14, alignment: 1) { buffer in
            let count = read(buffer)
            if count > 0 { take(UnsafeRawBufferPointer(buffer).prefix(count)) }
            return count
        }
    }

    /// Waits until the program can be written to, or has written something.
    /// - Returns: false when the deadline passed first.
    private func waitFor(writing: Bool, until deadline: ContinuousClock.Instant) -> Bool {
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { return false }
            var events = [
                pollfd(fd: writing ? keeper.input : keeper.output, events: Int16(writing ? POLLOUT : POLLIN), revents: 0),
                pollfd(fd: keeper.errors, events: Int16(POLLIN), revents: 0),
            ]
            if hasClosedErrors { events.removeLast() }
            // Rounded up, so that the last part of a millisecond is not spent in asking again and again.
            let count = poll(&events, nfds_t(events.count), Int32(min(left / .milliseconds(1) + 1, 1e6)))
            if events[0].revents != 0 { return true }
            if count > 0 && events.count > 1 {
                if events[1].revents & Int16(POLLIN) == 0 { hasClosedErrors = true }
                drainErrors()
            }
        }
    }

    private var hasClosedErrors = false
}
