import Basics
import Foundation

/// A prompt in a file that a user can edit, with `{{names}}` for what the program fills in.
public struct PromptTemplate: Hashable, Sendable {
    /// The file that it was read from.
    public let path: String
    private let text: String

    /// - Throws: `ChatError.misconfigured` for a missing file and for names that nothing fills.
    public init(_ path: String, names: Set<String>) throws {
        let text: String
        do {
            text = try InputFile.text(path, .prompt)
        } catch {
            throw ChatError.misconfigured("\(path): \(error.reason == .missing ? "there is no such prompt" : error.message)")
        }
        self.path = path
        self.text = text
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            for match in line.matches(of: /\{\{(.*?)\}\}/) where !names.contains(String(match.1)) {
                let known = names.sorted().joined(separator: ", ")
                throw ChatError.misconfigured("\(path):\(number + 1): there is no {{\(match.1)}} to fill in; there are \(known)")
            }
        }
    }

    /// The prompt with everything filled in; what is filled in is taken as it is, braces and all.
    public func filled(_ values: [String: String]) -> String {
        text.replacing(/\{\{(.*?)\}\}/) { values[String($0.1)] ?? "" }
    }
}
