/// Why a language model gave no reply.
public enum ChatProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The address is none, or the key's variable is not set.
    case misconfigured(String)
    /// No connection, or one that broke.
    case unreachable(String)
    case timedOut(seconds: Double)
    /// An HTTP status other than 200, with the beginning of what came with it.
    case refused(status: Int, String)
    /// A reply that is not what the protocol says.
    case malformed(String)
    /// More bytes than a reply can need.
    case tooLong(limit: Int)
    /// The calls or tokens of the episode are used up.
    case budgetSpent(String)
    /// Nobody waits for the answer any more.
    case cancelled

    public var description: String {
        switch self {
        case .misconfigured(let what): what
        case .unreachable(let what): "the endpoint cannot be reached: \(what)"
        case .timedOut(let seconds): "no reply within \(seconds) s"
        case .refused(let status, let what): "the endpoint answered with status \(status): \(what)"
        case .malformed(let what): "the endpoint's answer is malformed: \(what)"
        case .tooLong(let limit): "the endpoint's answer is longer than \(limit) bytes"
        case .budgetSpent(let what): "the budget is spent: \(what)"
        case .cancelled: "cancelled"
        }
    }

    /// Whether the same request may succeed in a while.
    var isPassing: Bool {
        switch self {
        case .unreachable, .timedOut: true
        case .refused(let status, _): status == 408 || status == 429 || status >= 500
        case .malformed: true
        case .misconfigured, .tooLong, .budgetSpent, .cancelled: false
        }
    }
}
