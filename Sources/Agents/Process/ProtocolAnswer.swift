import Episodes
import Foundation
import Kitchen

/// A line from a program, as far as it could be understood.
package enum ProtocolAnswer {
    case hello(version: Int, games: Int?)
    case ready(episode: Int)
    case refuse(reason: String)
    case action(tick: Int, Action, Explanation?, message: String?)
    /// Talk for a person who looks; not for us.
    case info
    /// No message of the protocol: no JSON object, or one of no type that this version knows.
    case stray(String)
    /// A message with something wrong in it: which key, and what is right.
    case nonsense(String)

    /// What is wrong with it; nil where nothing is.
    var mistake: String? {
        if case .nonsense(let what) = self { return what }
        return nil
    }

    /// Longest message to the partner that is passed on, in characters.
    static let maxMessageLength = 500

    package init(_ line: String) {
        // Some systems begin every text with a mark of its encoding.
        let line = line.unicodeScalars.first == "\u{FEFF}" ? String(line.unicodeScalars.dropFirst()) : line
        // The first look at a line costs little, as there may be many that are no messages.
        guard line.utf8.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else {
            self = .stray("no JSON object: \(ProtocolAnswer.excerpt(line))")
            return
        }
        let data = Data(line.utf8)
        guard let fields = try? JSONDecoder().decode(Fields.self, from: data) else {
            self = ProtocolMistake.find(in: data, line)
            return
        }
        switch fields.type {
        case "hello":
            self =
                fields.protocol.map { .hello(version: $0, games: fields.batch) }
                ?? .nonsense(ProtocolMistake.missing("protocol", of: "hello"))
        case "ready": self = fields.episode.map { .ready(episode: $0) } ?? .nonsense(ProtocolMistake.missing("episode", of: "ready"))
        case "refuse": self = .refuse(reason: fields.reason ?? "no reason given")
        case "info": self = .info
        case "action": self = ProtocolAnswer.action(fields)
        default: self = .stray(ProtocolMistake.unknown(type: fields.type))
        }
    }

    private static func action(_ fields: Fields) -> ProtocolAnswer {
        guard let tick = fields.tick else { return .nonsense(ProtocolMistake.missing("tick", of: "action")) }
        guard let name = fields.action else { return .nonsense(ProtocolMistake.missing("action", of: "action")) }
        guard let action = Action.allCases.first(where: { "\($0)" == name }) else {
            return .nonsense(ProtocolMistake.unknown(action: name))
        }
        let message = fields.message.map { String($0.replacing("\0", with: "").prefix(maxMessageLength)) }
        return .action(tick: tick, action, fields.explanation, message: message)
    }

    /// The beginning of what a program said, fit for a line of a log.
    static func excerpt(_ text: String) -> String {
        let start = text.prefix(80).map { $0.isNewline || $0.unicodeScalars.contains { $0.value < 0x20 } ? "?" : $0 }
        return String(start) + (text.count > 80 ? "..." : "")
    }

    private struct Fields: Decodable {
        var type: String
        var `protocol`: Int?
        var batch: Int?
        var episode: Int?
        var reason: String?
        var tick: Int?
        var action: String?
        var explanation: Explanation?
        var message: String?

        enum Key: String, CodingKey {
            case type, `protocol`, batch, episode, reason, tick, action, explanation, message
        }

        init(from decoder: Decoder) throws {
            let fields = try decoder.container(keyedBy: Key.self)
            type = try fields.decode(String.self, forKey: .type)
            // Talk may have keys of the same names that mean something else.
            guard ProtocolMistake.types.contains(type), type != "info" else { return }
            `protocol` = try fields.decodeIfPresent(Int.self, forKey: .protocol)
            batch = try fields.decodeIfPresent(Int.self, forKey: .batch)
            episode = try fields.decodeIfPresent(Int.self, forKey: .episode)
            reason = try fields.decodeIfPresent(String.self, forKey: .reason)
            tick = try fields.decodeIfPresent(Int.self, forKey: .tick)
            action = try fields.decodeIfPresent(String.self, forKey: .action)
            message = try fields.decodeIfPresent(String.self, forKey: .message)
            // Only an intention, in words, or all that an explanation can hold.
            if let intention = try? fields.decodeIfPresent(String.self, forKey: .explanation) {
                explanation = Explanation(intention: intention.replacing("\0", with: ""))
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
            func clean(_ text: String) -> String { text.replacing("\0", with: "") }
            return Explanation(
                intention: clean(intention), reason: reason.map(clean),
                beliefs: (beliefs ?? []).map { Explanation.Belief(seat: $0.seat, what: clean($0.what), probability: $0.probability) },
                path: path?.filter { $0.count == 2 } ?? [], wish: wish.map(clean))
        }
    }
}
