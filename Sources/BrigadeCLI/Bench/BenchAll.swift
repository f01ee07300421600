import ArgumentParser
import Basics
import Foundation

/// `brigade bench all`: every bench in a short form.
struct BenchAll: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "all", abstract: "Every bench in a short form: one table of figures, checksums, seconds and memory.",
        discussion: """
            Each bench runs in a process of its own, with less work than by itself, some minutes in all. Memory is the most that the \
            process had at once. Figures move with the machine and with what else it does; checksums are the same everywhere, but for \
            those of learned weights, which differ by processor.

            Examples:
              brigade bench all
              brigade bench all --json > bench.json
              brigade bench all --page docs/benchmarks.md
            """)

    @Flag(help: "Print machine and rows as a JSON object.")
    var json = false
    @Option(help: "Put the table into this page in Markdown, in place of the one that is there.")
    var page: String?

    /// A figure of a bench.
    struct Row: Encodable {
        let bench: String
        let what: String
        let figure: Double
        let unit: String
        let checksum: String?
        /// Of the whole bench, as is the memory.
        let seconds: Double
        let peakMegabytes: Double?
    }

    /// What is measured, and on what.
    struct Report: Encodable {
        let program: String
        let processor: String
        let cores: Int
        /// How many threads wanted a core in the minute before.
        let load: Double
        let rows: [Row]
    }

    func run() throws {
        let interruption = Interruption()
        let page = try page.map(BenchPage.init)
        let load = BenchAll.load
        var rows: [Row] = []
        for part in BenchPart.all {
            Terminal.say("bench \(part.name) ...")
            rows += try part.rows { interruption.hasHappened }
            try interruption.check()
        }
        let origin = ThisProgram.origin
        let report = Report(
            program: origin.program, processor: origin.processor, cores: ProcessInfo.processInfo.activeProcessorCount, load: load,
            rows: rows)
        try page?.write(report)
        if json { return print(try JSONText.pretty(report)) }
        printLine("Brigade \(report.program), \(report.processor), \(report.cores) cores, load \(String(format: "%.1f", load))")
        var table = TextTable(["bench", "what", "figure", "unit", "checksum", "seconds", "peak MB"], words: 2)
        for row in rows {
            table.add([
                row.bench, row.what, BenchAll.digits(row.figure), row.unit, row.checksum ?? "-", String(format: "%.1f", row.seconds),
                row.peakMegabytes.map { String(format: "%.0f", $0) } ?? "-",
            ])
        }
        printLines(table.lines(.standardOutput))
    }

    static func digits(_ figure: Double) -> String {
        figure >= 1e6 ? String(format: "%.2f M", figure / 1e6) : String(format: figure >= 100 ? "%.0f" : "%.3f", figure)
    }

    private static var load: Double {
        var loads = [0.0, 0.0, 0.0]
        return getloadavg(&loads, 3) > 0 ? loads[0] : 0
    }
}

/// A bench that `brigade bench all` runs, and which figures of its JSON are shown.
struct BenchPart {
    let name: String
    let arguments: [String]
    /// Keys of a row that say what it is about.
    let what: [String]
    /// Keys of figures, with their units.
    let figures: [(key: String, unit: String)]
    /// Values that shown rows have.
    var only: [String: [String]] = [:]

    static let all = [
        BenchPart(
            name: "kitchen", arguments: ["--maps", "cramped_room", "--scale", "0.1"], what: ["kitchen", "batch", "observation"],
            figures: [("stepsPerSecond", "steps/s")], only: ["actions": ["random"], "cores": ["1"], "batch": ["0", "1", "1024"]]),
        BenchPart(
            name: "tournament", arguments: ["--episodes", "400"], what: ["agent", "stage", "cores"],
            figures: [("episodesPerSecond", "episodes/s")]),
        BenchPart(
            name: "planning", arguments: ["--maps", "cramped_room", "coordination_ring", "--episodes", "1"], what: ["map"],
            figures: [("median", "ms a decision"), ("p99", "ms a decision, 99 %"), ("preparation", "ms to get ready")]),
        BenchPart(
            name: "learning", arguments: ["--scale", "0.2"], what: ["what", "batch", "cores"], figures: [("perSecond", "a second")]),
        BenchPart(name: "language", arguments: ["--passes", "1"], what: ["channel"], figures: [("gamesPerSecond", "games/s")]),
        BenchPart(
            name: "window", arguments: [], what: ["renderer"], figures: [("median", "ms a frame"), ("percentile99", "ms a frame, 99 %")]),
    ]

    /// Runs the bench and reads its figures.
    /// - Throws: `ExitCode` where the bench ended otherwise than well, having said why.
    func rows(shouldStop: () -> Bool) throws -> [BenchAll.Row] {
        let run = try BenchProcess(["bench", name, "--json"] + arguments).run(shouldStop: shouldStop)
        let json = try JSONSerialization.jsonObject(with: run.output)
        let found = json as? [[String: Any]] ?? (json as? [String: Any]).map { [$0] } ?? []
        return found.filter(isShown).flatMap { row in
            figures.compactMap { figure -> BenchAll.Row? in
                guard let value = (row[figure.key] as? NSNumber)?.doubleValue else { return nil }
                let about = what.compactMap { key in row[key].map { key == "what" || $0 is String ? "\($0)" : "\(key) \($0)" } }
                return BenchAll.Row(
                    bench: name, what: about.joined(separator: ", "), figure: value, unit: figure.unit,
                    checksum: row["checksum"] as? String,
                    seconds: run.seconds, peakMegabytes: run.peakMegabytes)
            }
        }
    }

    private func isShown(_ row: [String: Any]) -> Bool {
        only.allSatisfy { key, values in row[key].map { values.contains("\($0)") } ?? false }
    }
}

/// This program in a process of its own, whose memory is watched.
private struct BenchProcess {
    let arguments: [String]

    init(_ arguments: [String]) { self.arguments = arguments }

    /// - Parameter shouldStop: asked now and then; once true, the process is ended.
    func run(shouldStop: () -> Bool) throws -> (output: Data, seconds: Double, peakMegabytes: Double?) {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("brigade-bench-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: file.path, contents: nil)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: ThisProgram.path)
        process.arguments = arguments
        process.standardOutput = try FileHandle(forWritingTo: file)
        let begin = ContinuousClock.now
        try process.run()
        var peak: Double?
        while process.isRunning {
            if shouldStop() { process.terminate() }
            peak = BenchProcess.peakMegabytes(process.processIdentifier) ?? peak
            Thread.sleep(forTimeInterval: 0.02)
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            Terminal.say("'brigade \(arguments.joined(separator: " "))' failed")
            throw ExitCode(process.terminationReason == .uncaughtSignal ? Interruption.exitCode : process.terminationStatus)
        }
        return (try Data(contentsOf: file), (ContinuousClock.now - begin) / .seconds(1), peak)
    }

    /// The most memory that a running process has had at once; nil where the system does not say.
    private static func peakMegabytes(_ process: Int32) -> Double? {
        guard let status = FileManager.default.contents(atPath: "/proc/\(process)/status") else { return nil }
        let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Double($0) }.map { $0 / 1024 }
    }
}
