import ArgumentParser
import Foundation

/// Reads damaged inputs of every format that Brigade reads, and says which bring a reader down (docs/robustness.md).
#if !LIBFUZZER
    @main
#endif
struct BrigadeFuzz: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "brigade-fuzz", abstract: "Read damaged files of every format; exit 1 if any crashes, hangs or breaks a promise.",
        discussion: """
            Inputs are shipped files with a few places changed, always the same for a seed. One that fails is kept in \
            --findings, and read alone by --replay.

            Examples:
              brigade-fuzz                       # all formats, a minute
              brigade-fuzz maps agents --times 60
              brigade-fuzz maps --replay runs/fuzz/maps-1-17.yaml
            """)

    @Argument(help: "Formats; default: all of \(FuzzFormat.all.map(\.name).joined(separator: ", ")).")
    var formats: [String] = []
    @Option(parsing: .upToNextOption, help: "Formats that are left out.") var except: [String] = []
    @Option(help: "The seed of all damage.") var seed: UInt64 = 1
    @Option(help: "Inputs a format; default: about four seconds' worth.") var inputs: Int?
    @Option(help: "The default number of inputs so many times.") var times = 1
    @Option(help: ArgumentHelp("The first input.", visibility: .hidden)) var from = 0
    @Option(help: "Where inputs that fail are kept.") var findings = "runs/fuzz"
    @Option(help: "Brigade's checkout.") var checkout = FileManager.default.currentDirectoryPath
    @Option(help: "Read this one file in this process.") var replay: String?

    func run() throws {
        let omitted = try Set(except.map(format).map(\.name))
        let chosen = try (formats.isEmpty ? FuzzFormat.all : formats.map(format)).filter { !omitted.contains($0.name) }
        guard !chosen.isEmpty else { throw ValidationError("no format is left; name one, or leave --except out") }
        if let scratch = ProcessInfo.processInfo.environment[FuzzRun.childMark] {
            return try run(chosen[0], scratch).read(from: from, counter: Counter(path: scratch + "/counter"))
        }
        let scratch = NSTemporaryDirectory() + "brigade-fuzz-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: scratch) }
        if let replay {
            try run(chosen[0], scratch).read([UInt8](try Data(contentsOf: URL(fileURLWithPath: replay))))
            return print("read, or refused")
        }
        var found = 0
        for format in chosen {
            let start = ContinuousClock.now
            let run = run(format, scratch)
            let findings = try run.run()
            found += findings.count
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            print("\(format.name): \(run.inputs) inputs, \(findings.count) findings, \(String(format: "%.1f", seconds)) s")
            for finding in findings { print("  \(finding)") }
        }
        if found > 0 { throw ExitCode(1) }
    }

    private func run(_ format: FuzzFormat, _ scratch: String) -> FuzzRun {
        FuzzRun(
            format: format, seed: seed, inputs: inputs ?? format.inputs * times,
            folders: FuzzFolders(checkout: checkout, scratch: scratch), findings: findings)
    }

    private func format(_ name: String) throws -> FuzzFormat {
        guard let format = (FuzzFormat.all + FuzzFormat.broken).first(where: { $0.name == name }) else {
            throw ValidationError("there is no format '\(name)'; formats are \(FuzzFormat.all.map(\.name).joined(separator: ", "))")
        }
        return format
    }
}
