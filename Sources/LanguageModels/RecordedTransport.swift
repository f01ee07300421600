import Basics
import Foundation
import Synchronization

/// Answers from a log of exchanges, in their order, in place of an endpoint.
///
/// A request that is not the one logged is `malformed`: then something else than the logged episode is being played.
public final class RecordedTransport: ChatTransport {
    private let left: Mutex<[ChatExchange]>

    public init(_ exchanges: [ChatExchange]) { left = Mutex(exchanges.reversed()) }

    public func send(_ body: Data, isCancelled: () -> Bool) throws(ChatProblem) -> ChatResponse {
        let (logged, following) = left.withLock { ($0.popLast(), $0.last) }
        guard let logged else { throw ChatProblem.misconfigured("the log of exchanges has no more of them") }
        guard let request = try? JSONDecoder().decode(ChatRequest.self, from: body), request.messages == logged.messages else {
            throw ChatProblem.misconfigured("the log's next exchange is another question, of tick \(logged.asked)")
        }
        if let reply = logged.reply, let data = try? JSONEncoder().encode(ChatReply(reply, logged)) {
            return ChatResponse(status: 200, body: data)
        }
        let problem = logged.problem ?? "no reply is logged"
        // A failure was passing if the same was asked again.
        throw following?.messages == logged.messages ? .unreachable(problem) : .misconfigured(problem)
    }
}

/// Reads exchanges, one JSON object a line.
extension ChatExchange {
    /// - Throws: `ChatProblem.misconfigured` with the file, and the line that cannot be read.
    public static func read(_ path: String) throws -> [ChatExchange] {
        let text: String
        do {
            text = try InputFile.text(path, .exchanges)
        } catch {
            throw ChatProblem.misconfigured("\(path): \(error.reason == .missing ? "there is no such file of exchanges" : error.message)")
        }
        return try text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { number, line in
            if line.allSatisfy(\.isWhitespace) { return nil }
            do {
                return try JSONDecoder().decode(ChatExchange.self, from: Data(line.utf8))
            } catch {
                throw ChatProblem.misconfigured("\(path):\(number + 1): this line is no exchange")
            }
        }
    }
}
