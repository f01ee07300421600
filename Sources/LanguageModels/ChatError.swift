/// Why a language model gave no reply.
public enum ChatError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The address is none, or the key's variable is not set.
    case misconfigured(String)
    /// No connection, or one that broke.
    case unreachable(String)
    /// The endpoint cannot show that it is who it is called; nothing was sent to it.
    case untrusted(String)
    case timedOut(seconds: Double)
    /// An HTTP status other than 200, with the beginning of what came with it.
    case refused(status: Int, String)
    /// An error under the status 200.
    case failed(String, status: Int?)
    /// The account has nothing left; asking again does not help.
    case quotaSpent(String)
    /// The endpoint asks to be left alone for longer than anybody waits.
    case toldToWait(seconds: Double)
    /// A reply that is not what the protocol says.
    case malformed(String)
    /// The model says that it does not want to answer.
    case declined(String)
    /// All tokens of a reply were spent before it said anything.
    case cutOff(tokens: Int)
    /// More bytes than a reply can need.
    case tooLong(limit: Int)
    /// The calls or tokens of the episode are used up.
    case budgetSpent(String)
    /// Nobody waits for the answer any more.
    case cancelled
    /// What a log of exchanges has in place of a reply, and whether the same was asked again.
    case logged(String, wasRepeated: Bool)

    public var description: String {
        switch self {
        case .misconfigured(let what): what
        case .unreachable(let what): "the endpoint cannot be reached: \(what)"
        case .untrusted(let what): "the endpoint's certificate is not accepted: \(what)"
        case .timedOut(let seconds): "no reply within \(seconds) s"
        case .refused(let status, let what): "the endpoint answered with status \(status): \(what)"
        case .failed(let what, _): "the endpoint answered with an error: \(what)"
        case .quotaSpent(let what): "the quota at the endpoint is used up: \(what)"
        case .toldToWait(let seconds): "the endpoint asks for no more requests for \(Int(seconds.rounded(.up))) s"
        case .malformed(let what): "the endpoint's answer is malformed: \(what)"
        case .declined(let what): "the model refuses: \(what)"
        case .cutOff(let tokens): "the reply ended at its limit of \(tokens) tokens before it said anything; give it more (reply_tokens)"
        case .tooLong(let limit): "the endpoint's answer is longer than \(limit) bytes and was cut off"
        case .budgetSpent(let what): "the budget is spent: \(what)"
        case .cancelled: "cancelled"
        case .logged(let what, _): what
        }
    }

    /// Whether the same request may succeed in a while.
    var isPassing: Bool {
        switch self {
        case .unreachable, .timedOut, .malformed: true
        case .refused(let status, _): Self.isPassing(status)
        case .failed(_, let status): status.map(Self.isPassing) ?? true
        case .misconfigured, .untrusted, .quotaSpent, .toldToWait, .declined, .cutOff, .tooLong, .budgetSpent, .cancelled, .logged: false
        }
    }

    /// Whether a log shows that the same was asked again.
    var wasRepeated: Bool {
        if case .logged(_, true) = self { return true }
        return false
    }

    private static func isPassing(_ status: Int) -> Bool { status == 408 || status == 429 || status >= 500 }
}
