import Foundation
import Kitchen

/// A line from a program, as far as it could be understood.
package enum ProtocolAnswer {
    case hello(version: Int)
    case ready(episode: Int)
    case refuse(reason: String)
    case action(tick: Int, Action, Explanation?, message: String?)
    /// Talk for a person who looks; not for us.
    case info
    case nonsense(String)

    /// Longest message to the partner that is passed on, in characters.
    static let longestMessage = 500

    package init(_ line: String) {
        guard let fields = try? JSONDecoder().decode(Fields.self, from: Data(line.utf8)) else {
            self = .nonsense("no JSON object of the protocol: \(ProtocolAnswer.excerpt(line))")
            return
        }
        switch fields.type {
        case "hello": self = fields.protocol.map { .hello(version: $0) } ?? .nonsense("a hello without its protocol")
        case "ready": self = fields.episode.map { .ready(episode: $0) } ?? .nonsense("ready without its episode")
        case "refuse": self = .refuse(reason: fields.reason ?? "no reason given")
        case "info": self = .info
        case "action": self = ProtocolAnswer.action(fields)
        default: self = .nonsense("unknown type '\(ProtocolAnswer.excerpt(fields.type))'")
        }
    }

    private static func action(_ fields: Fields) -> ProtocolAnswer {
        guard let tick = fields.tick else { return .nonsense("an action without its tick") }
        guard let name = fields.action else { return .nonsense("an action without 'action'") }
        guard let action = Action.allCases.first(where: { "\($0)" == name }) else {
            return .nonsense("no action is called '\(excerpt(name))'")
        }
        return .action(tick: tick, action, fields.explanation, message: fields.message.map { String($0.prefix(longestMessage)) })
    }

    /// The beginning of what a program said, fit for a line of a log.
    static func excerpt(_ text: String) -> String {
        let start = text.prefix(80).map { $0.isNewline || $0.unicodeScalars.contains { $0.value < 0x20 } ? "?" : $0 }
        return String(start) + (text.count > 80 ? "..." : "")
    }

    private struct Fields: Decodable {
        var type: String
        var `protocol`: Int?
        var episode: Int?
        var reason: String?
        var tick: Int?
        var action: String?
        var explanation: Explanation?
        var message: String?

        enum Key: String, CodingKey {
            case type, `protocol`, episode, reason, tick, action, explanation, message
        }

        init(from decoder: Decoder) throws {
            let fields = try decoder.container(keyedBy: Key.self)
            type = try fields.decode(String.self, forKey: .type)
            `protocol` = try fields.decodeIfPresent(Int.self, forKey: .protocol)
            episode = try fields.decodeIfPresent(Int.self, forKey: .episode)
            reason = try fields.decodeIfPresent(String.self, forKey: .reason)
            tick = try fields.decodeIfPresent(Int.self, forKey: .tick)
            action = try fields.decodeIfPresent(String.self, forKey: .action)
            message = try fields.decodeIfPresent(String.self, forKey: .message)
            // Only an intention, in words, or all that an explanation can hold.
            if let intention = try? fields.decodeIfPresent(String.self, forKey: .explanation) {
                explanation = Explanation(intention: intention)
            } else {
                explanation = try fields.decodeIfPresent(ProtocolExplanation.self, forKey: .explanation)?.value
            }
        }
    }

    /// An explanation of which the program may leave out all but the intention.
    private struct ProtocolExplanation: Decodable {
        var intention: String
        var reason: String?
        var beliefs: [Explanation.Belief]?
        var path: Explanation.Path?
        var wish: String?

        var value: Explanation {
            Explanation(
                intention: intention, reason: reason, beliefs: beliefs ?? [],
                path: path?.filter { $0.count == 2 } ?? [], wish: wish)
        }
    }
}
