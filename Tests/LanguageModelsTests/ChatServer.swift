import Foundation
import LanguageModels

/// `chat_server.py`, one process for all tests; each has a path of its own there, by which the server counts its requests.
struct ChatServer {
    /// Without a path.
    let address: String
    let baseURL: String

    private static let running = Result { try Running() }

    init() throws {
        address = "http://127.0.0.1:\(try Self.running.get().port)"
        baseURL = "\(address)/\(UUID().uuidString)/v1"
    }

    /// Settings for a model of the server, without long pauses.
    func settings(_ model: String) -> ChatSettings {
        var settings = ChatSettings(baseURL: baseURL, model: model)
        settings.pause = 0.01
        settings.maxPause = 0.05
        return settings
    }

    private struct Running: @unchecked Sendable {
        let port: String
        private let process = Process()
        /// The server ends when this is closed, as it is when we end, in whatever way.
        private let input = Pipe()

        init() throws {
            let output = Pipe()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["python3", Bundle.module.path(forResource: "chat_server", ofType: "py") ?? "chat_server.py"]
            process.standardInput = input
            process.standardOutput = output
            try process.run()
            port = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).trimmingCharacters(
                in: .whitespacesAndNewlines)
        }
    }
}
