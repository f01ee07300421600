import Foundation

/// A JSON object in what a language model said, with harmless slips mended.
public struct ReplyObject: Hashable, Sendable {
    /// The object's texts by their keys in lower case, numbers as text; anything else is left out.
    public let texts: [String: String]
    /// What had to be mended, in words.
    public let repairs: [String]

    /// The text of a key, in upper or lower case.
    public subscript(key: String) -> String? { texts[key.lowercased()] }
}

/// What is wrong with a reply, in words that can be sent to the model.
public struct ReplyError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
    /// Whether the reply has no JSON object at all, as one in plain words.
    let hasNoObject: Bool

    public init(_ description: String) { self.init(description, hasNoObject: false) }

    init(_ description: String, hasNoObject: Bool) {
        self.description = description
        self.hasNoObject = hasNoObject
    }
}

/// Finds the JSON object in a reply.
///
/// Strict but for what models do: thoughts before the answer (`<think>`), words, code fences, a list or another object around it,
/// the same object twice, and the slips that `LooseJSON` forgives.
public enum ReplyReader {
    /// Longer replies, thoughts left out, are not looked at.
    static let longest = 32_768
    /// Braces that are tried, at most.
    private static let maxBraces = 200

    /// - Throws: `ReplyError`.
    public static func object(_ reply: String) throws(ReplyError) -> ReplyObject {
        let (spoken, isThinking) = withoutThoughts(reply)
        // A model that only thought may have thought the answer; one that is still thinking has not answered.
        let answer = isThinking || spoken.contains("{") ? spoken : reply
        guard answer.utf8.count <= longest else { throw ReplyError("the reply is longer than \(longest) bytes") }
        let found = try objects(in: answer)
        guard let first = found.first else {
            if isThinking { throw ReplyError("the reply ends within its thoughts, before the JSON object") }
            throw ReplyError("the reply has no JSON object", hasNoObject: true)
        }
        guard found.allSatisfy({ $0.texts == first.texts }) else {
            throw ReplyError("the reply has \(found.count) JSON objects; give one")
        }
        var repairs = first.repairs
        if found.count > 1 { repairs.append("the same object more than once") }
        if first.length < reply.trimmingCharacters(in: .whitespacesAndNewlines).unicodeScalars.count {
            repairs.append("words around the object")
        }
        return ReplyObject(texts: first.texts, repairs: repairs)
    }

    // MARK: Thoughts

    private static let thoughts = ["think", "thinking", "thought", "reasoning"].map { Array($0.utf8) }

    /// The reply without what is between `<think>` and `</think>`, and whether it ends while still thinking.
    static func withoutThoughts(_ reply: String) -> (answer: String, isThinking: Bool) {
        let bytes = Array(reply.utf8)
        var answer: [UInt8] = []
        var isThinking = false
        var start = 0
        var index = 0
        while let open = bytes[index...].firstIndex(of: UInt8(ascii: "<")) {
            guard let (end, isClosing) = tag(bytes, at: open) else {
                index = open + 1
                continue
            }
            if isClosing {
                // Where the opening tag is part of the prompt, only the closing one is said.
                if !isThinking { answer = [] }
                isThinking = false
                start = end
            } else if !isThinking {
                answer += bytes[start..<open]
                isThinking = true
            }
            index = end
        }
        if !isThinking { answer += bytes[start...] }
        return (String(decoding: answer, as: UTF8.self), isThinking)
    }

    /// The end of the tag of thoughts that begins at `start`, and whether it closes them; nil where there is none.
    private static func tag(_ bytes: [UInt8], at start: Int) -> (end: Int, isClosing: Bool)? {
        let isClosing = start + 1 < bytes.count && bytes[start + 1] == UInt8(ascii: "/")
        let name = start + (isClosing ? 2 : 1)
        guard let end = bytes[name...].prefix(12).firstIndex(of: UInt8(ascii: ">")) else { return nil }
        let word = bytes[name..<end].map { $0 | 0x20 }
        return thoughts.contains(word) ? (end + 1, isClosing) : nil
    }

    // MARK: Objects

    private struct Found {
        var texts: [String: String]
        var repairs: [String]
        /// Characters from brace to brace.
        var length: Int
    }

    /// The outermost objects. Braces in prose, such as `{P}`, are none.
    private static func objects(in answer: String) throws(ReplyError) -> [Found] {
        let scalars = Array(answer.unicodeScalars)
        var found: [Found] = []
        var problem: ReplyError?
        var braces = 0
        var index = 0
        while let brace = scalars[index...].firstIndex(of: "{") {
            braces += 1
            guard braces <= maxBraces else { throw ReplyError("the reply has more than \(maxBraces) braces") }
            do throws(LooseJSON.Failure) {
                let (entries, end, repairs) = try LooseJSON.object(in: scalars, at: brace)
                found.append(Self.found(entries, repairs, length: end - brace))
                index = end
            } catch {
                switch error {
                case .noObject:
                    problem = problem ?? ReplyError("the JSON object cannot be read")
                    index = brace + 1
                case .unreadable(let place):
                    let rest = String(String.UnicodeScalarView(scalars[place...].prefix(20)))
                    throw ReplyError("the JSON object cannot be read, from '\(rest.filter { !$0.isNewline })' on")
                case .cutOff(hasKey: false):
                    problem = problem ?? ReplyError("the JSON object is cut off")
                    index = brace + 1
                case .cutOff: throw ReplyError("the JSON object is cut off")
                case .tooDeep: throw ReplyError("the JSON object is nested more than \(LooseJSON.deepest) deep")
                }
            }
        }
        if found.isEmpty, let problem { throw problem }
        return found
    }

    /// The texts of an object; of the one inside where it holds nothing else.
    private static func found(_ entries: [LooseJSON.Entry], _ repairs: [String], length: Int) -> Found {
        if entries.count == 1, case .object(let inner) = entries[0].value {
            return found(inner, repairs + ["an object around the object"], length: length)
        }
        var texts: [String: String] = [:]
        for entry in entries {
            switch entry.value {
            case .text(let text), .word(let text): texts[entry.key.lowercased()] = text
            case .null, .list, .object: break
            }
        }
        return Found(texts: texts, repairs: repairs, length: length)
    }
}
