/// A question whose answer is one of several options.
public struct MenuQuestion: Hashable, Sendable {
    /// What never changes or seldom does; with `answerMark` where the words about the answer's form belong.
    public var system: String
    /// What is asked now, with the options in it, numbered as `list(_:)` does.
    public var question: String
    /// What can be chosen, in words.
    public var options: [String]
    /// What else an answer in JSON is to say, by its key.
    public var further: [String: String] = [:]

    /// The place for what a prompt says about the form of the answer.
    public static let answerMark = "{{answer}}"

    public init(system: String, question: String, options: [String]) {
        self.system = system
        self.question = question
        self.options = options
    }

    /// Options as they are shown, one a line.
    public static func list(_ options: [String]) -> String {
        options.enumerated().map { "\($0 + 1). \($1)" }.joined(separator: "\n")
    }

    /// The messages that ask for an answer in a form.
    func messages(_ form: AnswerForm) -> [ChatMessage] {
        let hasPlace = system.contains(Self.answerMark)
        // A prompt without the place speaks of JSON itself, as all did once.
        let instruction = form.instruction(further)
        let addition = hasPlace || form == .schema || form == .json ? "" : "\n\(instruction)"
        return [
            ChatMessage(.system, system.replacing(Self.answerMark, with: instruction)),
            ChatMessage(.user, question + addition + form.reminder),
        ]
    }
}

/// A question as it is put once: the first time, or again after a reply that cannot be used.
struct MenuAttempt {
    let question: MenuQuestion
    /// The form to ask for; nil for the best that the endpoint takes.
    var form: AnswerForm?
    /// The reply that cannot be used, and what is wrong with it.
    var complaint: (reply: String, problem: String)?
    /// Whether another answer than before is wanted from the same words.
    var isVaried = false

    func messages(_ form: AnswerForm) -> [ChatMessage] {
        var messages = question.messages(form)
        if let complaint {
            let cap = 2000
            messages += [
                ChatMessage(.assistant, String(complaint.reply.prefix(cap))),
                ChatMessage(.user, "That reply cannot be used: \(complaint.problem). Answer again. \(form.instruction(question.further))"),
            ]
        }
        return messages
    }
}

/// The option that a model chose.
public struct MenuChoice: Hashable, Sendable {
    /// How sure it is that the model means this option.
    public enum Reading: String, Codable, Sendable {
        /// It named the option word by word, or by its number.
        case exact
        /// Its words, or the probabilities of its tokens, can mean only this one.
        case nearest
    }

    /// The option's place, from zero.
    public var index: Int
    public var reading: Reading
    /// Whether it came only after a reply that could not be used.
    public var isRepeat = false
    /// The probability of this number among those of all options; nil where the endpoint gives none.
    public var certainty: Double?
    /// What the model says about the state, where it was asked to.
    public var analysis = ""
    /// What it wants to achieve.
    public var intention = ""
    /// What it says under the further keys of the question.
    public var further: [String: String] = [:]

    public init(index: Int, reading: Reading = .exact) {
        self.index = index
        self.reading = reading
    }
}
