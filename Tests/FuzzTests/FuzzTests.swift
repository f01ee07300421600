import Foundation
import TestSupport
import Testing

/// The minute-long form of `make fuzz`: no damaged input of any format brings its reader down (docs/robustness.md).
@Suite struct FuzzTests {
    static let formats = [
        "maps", "layouts", "jaxmarl", "trials", "recordings", "agents", "sidecars", "weights", "experience", "responses", "answers",
        "replies", "corpora", "sessions",
        "experiments", "studies", "stores",
    ]

    /// Runs the fuzzer that was built with the tests.
    private func fuzz(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let bundle = Bundle.allBundles.map(\.bundlePath).first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        let findings = NSTemporaryDirectory() + "brigade-findings-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: findings) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("brigade-fuzz")
        process.arguments = arguments + ["--checkout", Checkout.path, "--findings", findings]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    @Test(arguments: formats) func noDamagedInputBringsAReaderDown(format: String) throws {
        let (status, output) = try fuzz([format])
        #expect(status == 0 && output.hasPrefix("\(format): ") && output.contains(" 0 findings"), "\(output)")
    }

    /// A fuzzer that finds nothing proves nothing unless it finds what is there.
    @Test(arguments: [("crash", "signal"), ("hang", "no end within"), ("promise", "BrokenPromise")])
    func whatIsBrokenIsFound(kind: String, reason: String) throws {
        let (status, output) = try fuzz(["broken-\(kind)", "--inputs", "40"])
        #expect(status == 1 && output.contains(reason), "\(output)")
    }

    @Test func theListIsWhole() throws {
        let (_, output) = try fuzz(["nothing"])
        #expect(output.contains("formats are \(Self.formats.joined(separator: ", "))"), "\(output)")
    }
}
