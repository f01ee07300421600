import Basics
import Foundation

/// A prompt in a file that a user can edit, with `{{names}}` for what the program fills in.
///
/// What is between `{{#name}}` and `{{/name}}` is left out where there is nothing to fill in for the name.
public struct PromptTemplate: Hashable, Sendable {
    /// The file that it was read from.
    public let path: String
    private let text: String

    /// In place of what is not known, outside of parts that are left out then.
    private static let nothing = "Nothing is known of that."

    /// Reads a file.
    /// - Throws: `ChatError.misconfigured` for a missing file and for names that nothing fills.
    public init(_ path: String, names: Set<String>) throws {
        let text: String
        do {
            text = try InputFile.text(path, .prompt)
        } catch {
            throw ChatError.misconfigured("\(path): \(error.reason == .missing ? "there is no such prompt" : error.message)")
        }
        try self.init(text: text, path: path, names: names)
    }

    /// Takes a text.
    /// - Parameter path: where it is from, for messages.
    /// - Throws: `ChatError.misconfigured` for names that nothing fills, and for parts that do not end or do not begin.
    public init(text: String, path: String, names: Set<String>) throws(ChatError) {
        self.path = path
        self.text = text
        var open: Substring?
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            func fail(_ message: String) -> ChatError { .misconfigured("\(path):\(number + 1): \(message)") }
            for match in line.matches(of: /\{\{([#\/]?)(.*?)\}\}/) {
                guard names.contains(String(match.2)) else {
                    throw fail("there is no {{\(match.2)}} to fill in; there are \(names.sorted().joined(separator: ", "))")
                }
                if match.1 == "#" {
                    guard open == nil else { throw fail("{{#\(match.2)}} begins within another part") }
                    open = match.2
                } else if match.1 == "/" {
                    guard open == match.2 else { throw fail("{{/\(match.2)}} ends what did not begin") }
                    open = nil
                }
            }
        }
        if let open { throw .misconfigured("\(path): {{#\(open)}} has no {{/\(open)}}") }
    }

    /// The prompt with everything filled in; what is filled in is taken as it is, braces and all.
    public func filled(_ values: [String: String]) -> String {
        text.replacing(/\{\{#(.*?)\}\}((?s).*?)\{\{\/\1\}\}/) { values[String($0.1), default: ""].isEmpty ? "" : String($0.2) }
            .replacing(/\{\{([^#\/].*?)\}\}/) { match in
                let value = values[String(match.1), default: ""]
                return value.isEmpty ? Self.nothing : value
            }
    }
}
