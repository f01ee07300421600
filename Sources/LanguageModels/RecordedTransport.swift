import Basics
import Foundation
import Synchronization

/// Answers from a log of exchanges, in their order, in place of an endpoint.
///
/// A request that is not the one logged is `malformed`: then something else than the logged episode is being played.
public final class RecordedTransport: ChatTransport {
    private let left: Mutex<[ChatExchange]>

    public init(_ exchanges: [ChatExchange]) { left = Mutex(exchanges.reversed()) }

    public var loggedForm: AnswerForm? { left.withLock { $0.last?.form } }

    public func send(
        _ body: Data, _ cancellation: Cancellation, until isEnough: @escaping (Data) -> Bool
    ) throws(ChatError) -> ChatResponse {
        let (logged, following) = left.withLock { ($0.popLast(), $0.last) }
        guard let logged else { throw ChatError.misconfigured("the log of exchanges has no more of them") }
        guard let messages = ChatRequest.messages(body), messages == logged.messages else {
            throw ChatError.misconfigured("the log's next exchange is another question, of tick \(logged.asked)")
        }
        if let reply = logged.reply { return ChatResponse(status: 200, body: Self.completion(reply, logged)) }
        throw .logged(logged.problem ?? "no reply is logged", wasRepeated: following?.asked == logged.asked)
    }

    /// A chat completion that says `reply`.
    private static func completion(_ reply: String, _ logged: ChatExchange) -> Data {
        let usage = ["prompt_tokens": JSONValue.integer(logged.promptTokens), "completion_tokens": .integer(logged.replyTokens)]
        let choice = JSONValue.object([
            "message": .object([logged.isRefusal == true ? "refusal" : "content": .text(reply)]),
            "finish_reason": .text(logged.isCutOff == true ? "length" : "stop"),
            "logprobs": .object(["content": .list((logged.positions ?? []).map(Self.position))]),
        ])
        // Texts and whole numbers always encode.
        return (try? JSONEncoder().encode(JSONValue.object(["choices": .list([choice]), "usage": .object(usage)]))) ?? Data()
    }
}

extension RecordedTransport {
    private static func position(_ alternatives: [TokenProbability]) -> JSONValue {
        let tokens = alternatives.map { JSONValue.object(["token": .text($0.token), "logprob": .number($0.logprob)]) }
        return .object(["top_logprobs": .list(tokens)])
    }
}

/// Reads exchanges, one JSON object a line.
extension ChatExchange {
    /// - Throws: `ChatError.misconfigured` with the file, and the line that cannot be read.
    public static func read(_ path: String) throws -> [ChatExchange] {
        let text: String
        do {
            text = try InputFile.text(path, .exchanges)
        } catch {
            throw ChatError.misconfigured("\(path): \(error.reason == .missing ? "there is no such file of exchanges" : error.message)")
        }
        return try text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().compactMap { number, line in
            if line.allSatisfy(\.isWhitespace) { return nil }
            do {
                return try JSONDecoder().decode(ChatExchange.self, from: Data(line.utf8))
            } catch {
                throw ChatError.misconfigured("\(path):\(number + 1): this line is no exchange")
            }
        }
    }
}
