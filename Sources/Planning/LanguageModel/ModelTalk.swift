import Agents
import Basics
import Episodes
import Kitchen

/// What a language model heard and may say in an episode: a dialogue of a few turns, which it ends, or which ends when nobody answers.
struct ModelTalk: Sendable {
    private let channel: TalkChannel
    /// Messages in a row that it may say while it hears nothing.
    private let turns: Int
    private var left: Int
    private var heard: [(tick: Int, message: HeardMessage)] = []
    /// Whether something was heard of which it was not told yet.
    private(set) var hasNews = false
    private var pending: String?

    /// The key of an answer with what it says, and the words with which it says nothing more.
    static let key = "say"
    static let end = "end"
    /// Messages that it is reminded of.
    private static let remembered = 4

    /// - Returns: nil where nobody can talk, or the model is not to.
    init?(_ channel: TalkChannel?, turns: Int) {
        guard let channel, turns > 0 else { return nil }
        self.channel = channel
        self.turns = turns
        left = turns
    }

    /// Takes in what others said; the model may answer it.
    mutating func hear(_ messages: [HeardMessage], at tick: Int) {
        guard !messages.isEmpty else { return }
        heard = (heard + messages.map { (tick, $0) }).suffix(ModelTalk.remembered)
        hasNews = true
        left = turns
    }

    /// What was heard lately, as a prompt has it; quoted, so that nobody's words look like the prompt's own. It counts as told.
    mutating func take() -> String {
        hasNews = false
        return heard.map { "player \($0.message.seat + 1) said at tick \($0.tick) \(ModelTalk.quoted($0.message.text))" }.joined(
            separator: "; ")
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\"", with: "'").replacing("\n", with: " ").replacing("{{", with: "{ {") + "\""
    }

    /// What the question says of the key `say`; nil where the dialogue is over.
    var instruction: String? {
        guard left > 0 else { return nil }
        let cost = channel.cost > 0 ? "; a message costs \(channel.cost.plain) points" : ""
        let form =
            switch channel.form {
            case .text: "what you tell the other cook, in at most \(min(channel.limit, 80)) characters"
            case .signals: "one of: \(Signal.usual.map(\.text).joined(separator: ", "))"
            case .symbols(let count): "a number from 0 to \(count - 1), which means what you two make of it"
            }
        return "\(form), or '\(ModelTalk.end)' to say nothing\(cost)"
    }

    /// Takes what the model answered under the key; what ends the dialogue is not said.
    mutating func answer(_ text: String?) {
        let words = (text ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !words.isEmpty, words.lowercased() != ModelTalk.end else { return left = 0 }
        left -= 1
        pending = channel.form == .text ? String(words.prefix(channel.limit)) : words
    }

    /// What is said in this tick, once.
    mutating func say() -> String? {
        defer { pending = nil }
        return pending
    }
}
