import Foundation

/// A JSON object in what a language model said, with harmless slips mended.
public struct ReplyObject: Hashable, Sendable {
    /// The object's texts, numbers as text; anything else is left out.
    public let texts: [String: String]
    /// What had to be mended, in words.
    public let repairs: [String]

    public subscript(key: String) -> String? { texts[key] }
}

/// What is wrong with a reply, in words that can be told to the model.
public struct ReplyProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

/// Finds the JSON object in a reply. Strict but for slips that models make: words around it, code fences, trailing commas (which
/// Foundation's reader takes) and typographic quotes.
public enum ReplyReader {
    /// Longer replies are not looked at.
    static let longest = 32_768

    /// - Throws: `ReplyProblem`.
    public static func object(_ reply: String) throws -> ReplyObject {
        guard reply.utf8.count <= longest else { throw ReplyProblem("the reply is longer than \(longest) bytes") }
        let found = try objects(in: reply)
        guard let text = found.last else { throw ReplyProblem("the reply has no JSON object") }
        guard found.count == 1 else { throw ReplyProblem("the reply has \(found.count) JSON objects; give one") }
        var repairs: [String] = []
        if text.count < reply.trimmingCharacters(in: .whitespacesAndNewlines).count { repairs.append("words around the object") }
        if let texts = texts(text) { return ReplyObject(texts: texts, repairs: repairs) }
        guard let texts = texts(String(text.map { "“”„".contains($0) ? "\"" : $0 })) else {
            throw ReplyProblem("the JSON object cannot be read")
        }
        repairs.append("typographic quotes")
        return ReplyObject(texts: texts, repairs: repairs)
    }

    /// The outermost balanced braces.
    private static func objects(in reply: String) throws -> [String] {
        var objects: [String] = []
        var depth = 0
        var start: String.Index?
        var isQuoted = false
        var isEscaped = false
        for index in reply.indices {
            let character = reply[index]
            if isQuoted {
                if isEscaped {
                    isEscaped = false
                } else if character == "\\" {
                    isEscaped = true
                } else if character == "\"" {
                    isQuoted = false
                }
            } else if character == "\"" {
                isQuoted = depth > 0
            } else if character == "{" {
                if depth == 0 { start = index }
                depth += 1
                if depth > 8 { throw ReplyProblem("the JSON object is nested more than 8 deep") }
            } else if character == "}", depth > 0 {
                depth -= 1
                if depth == 0, let first = start { objects.append(String(reply[first...index])) }
            }
        }
        if depth > 0 { throw ReplyProblem("the JSON object is cut off") }
        return objects
    }

    private static func texts(_ text: String) -> [String: String]? {
        guard let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else { return nil }
        return object.compactMapValues { value in
            if let text = value as? String { return text }
            return (value as? NSNumber).map(\.stringValue)
        }
    }
}
