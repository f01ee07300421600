import Foundation

/// Reads many damaged inputs of a format, in a process of their own, and finds those that bring it down.
///
/// The inputs of a seed are always the same, whoever reads them; when the reading process dies, the parent knows by a
/// shared counter which input it was, keeps that input as a file and goes on behind it.
struct FuzzRun {
    let format: FuzzFormat
    let seed: UInt64
    let inputs: Int
    let folders: FuzzFolders
    /// Where inputs that fail are kept.
    let findings: String

    /// Memory that a reading process may have, in bytes.
    static let memory: rlim_t = 3 << 30

    /// What was found of one input.
    struct Finding: CustomStringConvertible {
        let format: String
        let number: Int
        let reason: String
        let file: String

        var description: String { "\(format) \(number): \(reason); the input is \(file)" }
    }

    /// Reads all inputs; stops after ten findings.
    func run() throws -> [Finding] {
        var findings: [Finding] = []
        var next = 0
        while next < inputs && findings.count < 10 {
            let (reached, reason) = try child(from: next)
            guard let reason else { break }
            findings.append(try keep(reached, reason))
            next = reached + 1
        }
        return findings
    }

    /// Reads inputs in this process; called by `child`.
    func read(from first: Int, counter: Counter) throws {
        // A sanitizer's shadow takes terabytes of addresses.
        if ProcessInfo.processInfo.environment["ASAN_OPTIONS"] == nil {
            var limit = rlimit(rlim_cur: FuzzRun.memory, rlim_max: FuzzRun.memory)
            setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
        }
        // Whoever started this process may have blocked or ignored the signal that ends an input that hangs.
        signal(SIGALRM, SIG_DFL)
        var mask = sigset_t()
        sigemptyset(&mask)
        sigaddset(&mask, SIGALRM)
        pthread_sigmask(SIG_UNBLOCK, &mask, nil)
        let seeds = try format.seeds(folders)
        for number in first..<inputs {
            counter.value = number
            alarm(format.deadline)
            var mutator = Mutator(seed: seed, number: UInt64(number))
            try read(mutator.input(of: seeds))
        }
        alarm(0)
        counter.value = inputs
    }

    /// Reads one input; refusals are swallowed, broken promises are not.
    func read(_ bytes: [UInt8]) throws {
        do {
            try format.read(FuzzInput(bytes: bytes, folders: folders, ending: format.ending))
        } catch let promise as BrokenPromise {
            throw promise
        } catch {}
    }

    /// A process that reads inputs from `first` on: which it reached, and why it ended there; no reason when it read all.
    private func child(from first: Int) throws -> (reached: Int, reason: String?) {
        let counter = try Counter(path: folders.scratch + "/counter")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
        process.arguments = [
            format.name, "--seed", "\(seed)", "--inputs", "\(inputs)", "--from", "\(first)", "--checkout", folders.checkout,
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(
            [FuzzRun.childMark: folders.scratch, "SWIFT_BACKTRACE": "enable=no"]) { $1 }
        process.standardOutput = FileHandle.nullDevice
        let words = Pipe()
        process.standardError = words
        try process.run()
        let said = words.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationReason == .uncaughtSignal || process.terminationStatus != 0 else { return (counter.value, nil) }
        let last = String(decoding: said, as: UTF8.self).split(separator: "\n").prefix(2).joined(separator: " ")
        let end =
            process.terminationReason == .exit
            ? "exit \(process.terminationStatus)"
            : process.terminationStatus == SIGALRM ? "no end within \(format.deadline) s" : "signal \(process.terminationStatus)"
        return (counter.value, last.isEmpty ? end : "\(end): \(last)")
    }

    private func keep(_ number: Int, _ reason: String) throws -> Finding {
        var mutator = Mutator(seed: seed, number: UInt64(number))
        let bytes = mutator.input(of: try format.seeds(folders))
        try FileManager.default.createDirectory(atPath: findings, withIntermediateDirectories: true)
        let file = "\(findings)/\(format.name)-\(seed)-\(number)\(format.ending)"
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return Finding(format: format.name, number: number, reason: reason, file: file)
    }

    /// Names the scratch folder in the environment of a reading process.
    static let childMark = "BRIGADE_FUZZ_CHILD"
}

/// A number that two processes share by a file.
final class Counter {
    private let page: UnsafeMutablePointer<Int>

    init(path: String) throws {
        let file = open(path, O_RDWR | O_CREAT, 0o600)
        guard file >= 0, ftruncate(file, 8) == 0,
            let memory = mmap(nil, 8, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), memory != MAP_FAILED
        else { throw CocoaError(.fileWriteUnknown) }
        close(file)
        page = memory.bindMemory(to: Int.self, capacity: 1)
    }

    deinit { munmap(page, 8) }

    var value: Int {
        get { page.pointee }
        set { page.pointee = newValue }
    }
}
