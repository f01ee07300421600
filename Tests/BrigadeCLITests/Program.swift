import Foundation
import TestSupport

/// The built program, run as a user would.
enum Program {
    struct Result {
        let status: Int32
        let output: String
        let talk: String
    }

    /// The program beside the test bundle.
    static var path: String {
        let bundle = Bundle.allBundles.map(\.bundlePath).first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("brigade").path
    }

    /// - Parameter input: what the program reads; nil for what the tests' own input is.
    static func run(_ arguments: [String], environment: [String: String] = [:], input: String? = nil) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: Checkout.path)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = try Scratch()
        let talk = try Scratch()
        process.standardOutput = output.handle
        process.standardError = talk.handle
        if let input {
            let pipe = Pipe()
            process.standardInput = pipe
            try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
            try pipe.fileHandleForWriting.close()
        }
        try process.run()
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: try output.text(), talk: try talk.text())
    }

    /// Starts the program and does not wait for it; what it prints is thrown away.
    static func start(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: Checkout.path)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// A file that catches a stream; unlike a pipe it never fills up.
    private struct Scratch {
        let url = URL(fileURLWithPath: NSTemporaryDirectory() + "brigade-" + UUID().uuidString)
        let handle: FileHandle

        init() throws {
            try Data().write(to: url)
            handle = try FileHandle(forWritingTo: url)
        }

        func text() throws -> String {
            defer { try? FileManager.default.removeItem(at: url) }
            try handle.close()
            return String(decoding: try Data(contentsOf: url), as: UTF8.self)
        }
    }
}
