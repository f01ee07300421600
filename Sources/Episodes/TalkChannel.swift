import Basics
import Foundation

/// What the players of a kitchen can say to each other: in which form, how long, at what price, and who hears it.
///
/// What is said in a tick is heard in the next. An episode with a channel keeps it as a note of kind `channel` of seat 0 in its first
/// tick, with the channel's words as text.
public struct TalkChannel: Sendable, Hashable {
    /// What a message is made of.
    public enum Form: Sendable, Hashable {
        /// One symbol of an alphabet of so many: `0`, `1` and so on. Symbols mean what those who use them make of them.
        case symbols(Int)
        /// One `Signal`.
        case signals
        /// Any text.
        case text

        /// `symbols:4`, `signals` or `text`.
        public var words: String {
            switch self {
            case .symbols(let count): "symbols:\(count)"
            case .signals: "signals"
            case .text: "text"
            }
        }
    }

    /// Who hears what a player says.
    public enum Hearers: String, Sendable, Hashable, CaseIterable {
        /// Everybody else.
        case all
        /// Those who see the speaker in the tick in which they hear it.
        case view
    }

    public let form: Form
    public let hearers: Hearers
    /// Points that a message costs the team.
    public let cost: Double
    /// Characters of a message at most.
    public let limit: Int

    /// How many symbols an alphabet may have.
    public static let symbols = 2...64
    /// What a message may cost, in quarters of a point, so that sums are exact.
    public static let costs = 0.0...100.0
    /// What may be asked of messages' length.
    public static let limits = 1...500
    /// Characters of a message where nothing else is said.
    public static let usualLimit = 200

    public init(_ form: Form, hearers: Hearers = .all, cost: Double = 0, limit: Int = TalkChannel.usualLimit) {
        self.form = form
        self.hearers = hearers
        self.cost = cost
        self.limit = limit
    }

    /// - Parameter words: a form, then what is unlike the usual: `text`, `symbols:4`, `signals,cost=0.5,hearers=view,limit=80`.
    /// - Throws: `TalkChannelError`.
    public init(words: String) throws {
        let parts = words.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let form = try TalkChannel.form(parts[0])
        var (hearers, cost, limit) = (Hearers.all, 0.0, TalkChannel.usualLimit)
        for part in parts.dropFirst() {
            let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
            switch (pair.first, pair.last) {
            case ("cost", let text?):
                guard let value = Double(text), TalkChannel.costs.contains(value), (value * 4).rounded() == value * 4 else {
                    throw TalkChannelError("cost is '\(text)'; give points a message from 0 to 100 in quarters, such as 0.25")
                }
                cost = value
            case ("hearers", let text?):
                guard let value = Hearers(rawValue: text) else {
                    throw TalkChannelError("hearers is '\(text)'; it can be all, or view (those who see the speaker)")
                }
                hearers = value
            case ("limit", let text?):
                guard let value = Int(text), TalkChannel.limits.contains(value) else {
                    throw TalkChannelError("limit is '\(text)'; give characters from 1 to \(TalkChannel.limits.upperBound)")
                }
                limit = value
            default: throw TalkChannelError("'\(part)' says nothing about a channel; give cost=, hearers= or limit=")
            }
        }
        self.init(form, hearers: hearers, cost: cost, limit: limit)
    }

    private static func form(_ word: String) throws -> Form {
        switch word {
        case "text": return .text
        case "signals": return .signals
        default:
            guard word.hasPrefix("symbols:"), let count = Int(word.dropFirst(8)), TalkChannel.symbols.contains(count) else {
                throw TalkChannelError(
                    "no channel is called '\(word)'; there are text, signals, and symbols:K with K from "
                        + "\(TalkChannel.symbols.lowerBound) to \(TalkChannel.symbols.upperBound)")
            }
            return .symbols(count)
        }
    }

    /// What `init(words:)` reads.
    public var words: String {
        var parts = [form.words]
        if cost != 0 { parts.append("cost=\(cost.plain)") }
        if hearers != .all { parts.append("hearers=\(hearers.rawValue)") }
        if limit != TalkChannel.usualLimit { parts.append("limit=\(limit)") }
        return parts.joined(separator: ",")
    }

    /// The number by which programs that play many games at once say and hear a message: a symbol's own, a signal's place among
    /// `Signal.numbered`. Nil for text, and for what is no message of the channel.
    public func number(of text: String) -> Int? {
        guard objection(to: text) == nil else { return nil }
        switch form {
        case .text: return nil
        case .symbols: return Int(text)
        case .signals: return Signal.numbered.firstIndex { $0.text == text }
        }
    }

    /// The message of a number; a text that is no message where there is none of that number.
    public func message(numbered number: Int) -> String {
        guard form == .signals else { return String(number) }
        return Signal.numbered.indices.contains(number) ? Signal.numbered[number].text : "signal \(number)"
    }

    /// Why a text is no message of this channel; nil for one that is.
    public func objection(to text: String) -> String? {
        if text.isEmpty { return "the message is empty" }
        if text.count > limit { return "the message has \(text.count) characters; \(limit) are the limit" }
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control || $0.properties.isBidiControl }) {
            return "the message has a control character"
        }
        switch form {
        case .text: return nil
        case .signals:
            if Signal(text) != nil { return nil }
            return "'\(text)' is no signal; there are \(Signal.usual.map(\.text).joined(separator: ", ")) and recipe 1 to 9"
        case .symbols(let count):
            if let symbol = Int(text), (0..<count).contains(symbol), String(symbol) == text { return nil }
            return "'\(text)' is no symbol; there are 0 to \(count - 1)"
        }
    }
}

/// Why words name no channel.
public struct TalkChannelError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}

/// What can be said with a key.
public enum Signal: Sendable, Hashable {
    /// I fetch ingredients; I fetch the dish; you fetch ingredients; you fetch the dish.
    case myIngredients, myDish, yourIngredients, yourDish
    /// Wait; let me through.
    case wait, letMeThrough
    /// The recipe of that number is wanted, in the kitchen's order, from 1 to 9.
    case recipe(Int)

    /// Those that mean the same in every kitchen, in the order of their keys.
    public static let usual: [Signal] = [.myIngredients, .myDish, .yourIngredients, .yourDish, .wait, .letMeThrough]

    /// All of them, in the order of their numbers: the usual ones, then recipes 1 to 9.
    public static let numbered: [Signal] = usual + (1...9).map(Signal.recipe)

    /// As it is said.
    public var text: String {
        switch self {
        case .myIngredients: "ingredients are mine"
        case .myDish: "the dish is mine"
        case .yourIngredients: "ingredients are yours"
        case .yourDish: "the dish is yours"
        case .wait: "wait"
        case .letMeThrough: "let me through"
        case .recipe(let number): "recipe \(number)"
        }
    }

    /// - Parameter text: as it is said.
    public init?(_ text: String) {
        if let usual = Signal.usual.first(where: { $0.text == text }) {
            self = usual
        } else if let number = (1...9).first(where: { Signal.recipe($0).text == text }) {
            self = .recipe(number)
        } else {
            return nil
        }
    }
}

extension TalkChannel {
    /// The channel that a note holds; nil for other notes, and for words that name none.
    init?(_ note: Episode.Note) {
        guard note.kind == .channel, let channel = try? TalkChannel(words: note.text) else { return nil }
        self = channel
    }

    /// The note by which an episode keeps it.
    var note: Episode.Note { Episode.Note(tick: 0, seat: 0, kind: .channel, text: words) }
}

extension Episode {
    /// What its players could say to each other; nil where they could not.
    public var channel: TalkChannel? { notes.lazy.compactMap { TalkChannel($0) }.first }
}
