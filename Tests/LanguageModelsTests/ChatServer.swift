import Foundation
import LanguageModels

/// `chat_server.py` as a process of its own.
final class ChatServer {
    let baseURL: String
    private let process = Process()
    /// The server ends when this is closed, however we end.
    private let input = Pipe()

    init() throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", Bundle.module.path(forResource: "chat_server", ofType: "py") ?? "chat_server.py"]
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        baseURL = "http://127.0.0.1:\(line.trimmingCharacters(in: .whitespacesAndNewlines))/v1"
    }

    deinit { try? input.fileHandleForWriting.close() }

    /// Settings for a model of the server, without long pauses.
    func settings(_ model: String) -> ChatSettings {
        var settings = ChatSettings(baseURL: baseURL, model: model)
        settings.pause = 0.01
        settings.longestPause = 0.05
        return settings
    }
}
