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
    /// As the endpoint counts them; 0 where it does not say.
    public var promptTokens: Int
    /// Tokens of the reply, as the endpoint counted them.
    public var replyTokens: Int
    /// From sending to the reply or failure.
    public var milliseconds: Double
    /// True where the reply ended at its limit of tokens; else nil.
    public var isCutOff: Bool?

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
