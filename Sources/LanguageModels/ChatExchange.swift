/// One request to a language model and what came of it: for the log, and to play an episode again without the endpoint.
public struct ChatExchange: Codable, Hashable, Sendable {
    /// The tick whose state was asked about.
    public var asked: Int
    /// The tick at which the answer was there, set by the code that waits for it.
    public var answered: Int?
    /// Name of the model that was asked.
    public var model: String
    /// What was asked.
    public var messages: [ChatMessage]
    /// What the model said; nil where there was no reply.
    public var reply: String?
    /// What was wrong with the reply, or why there was none; nil where it was taken.
    public var problem: String?
    /// The form that the answer was asked for in; nil in logs from before there were several.
    public var form: AnswerForm?
    /// The number of the option that was taken, from 1; nil where none was, and in logs from before it was kept.
    public var choice: Int?
    /// How the reply names the option that was taken; nil where none was.
    public var reading: MenuChoice.Reading?
    /// The probability of the option taken among all offered; nil where the endpoint gives none.
    public var certainty: Double?
    /// The tokens that the answer could have begun with, as the endpoint gives them, by position; nil without them.
    public var positions: [[TokenProbability]]?
    /// What a thinking model thought before it answered, apart from the reply; nil where the endpoint gives none.
    public var thoughts: String?
    /// As the endpoint counts them; 0 where it does not say.
    public var promptTokens: Int
    /// Tokens of the reply, as the endpoint counted them.
    public var replyTokens: Int
    /// Of the prompt's tokens, those that the endpoint had in its cache; nil where it does not say.
    public var cachedTokens: Int?
    /// Of the reply's tokens, those of thoughts; nil where the endpoint does not say.
    public var thoughtTokens: Int?
    /// From sending to the reply or failure.
    public var milliseconds: Double
    /// How long the cook stood still for want of the answer; nil but for the last exchange of a question that was answered.
    public var waitedTicks: Int?
    public var waitedMilliseconds: Double?
    /// True where the reply says that the model does not want to answer; else nil.
    public var isRefusal: Bool?
    /// True where the reply ended at its limit of tokens; else nil.
    public var isCutOff: Bool?
    /// True where the rest of a streamed reply was not waited for; its prompt's tokens are then unknown. Else nil.
    public var isStopped: Bool?

    public init(
        asked: Int, answered: Int? = nil, model: String, messages: [ChatMessage], reply: String? = nil, problem: String? = nil,
        promptTokens: Int = 0, replyTokens: Int = 0, milliseconds: Double = 0
    ) {
        self.asked = asked
        self.answered = answered
        self.model = model
        self.messages = messages
        self.reply = reply
        self.problem = problem
        self.promptTokens = promptTokens
        self.replyTokens = replyTokens
        self.milliseconds = milliseconds
    }
}

/// A token that a reply could have had at some position, and the logarithm of its probability.
public struct TokenProbability: Codable, Hashable, Sendable {
    public var token: String
    public var logprob: Double

    public init(token: String, logprob: Double) {
        self.token = token
        self.logprob = logprob
    }
}
