import Foundation
import Synchronization

/// A question asked in the background: the asking code continues and checks from time to time for an answer.
///
/// A reply that `check` does not accept goes back to the model with what was wrong, `settings.repeats` times at most.
public final class Conversation<Answer: Sendable>: Sendable {
    private struct State: Sendable {
        var exchanges: [ChatExchange] = []
        var result: Result<Answer, ConversationError>?
    }

    private let state = Mutex(State())
    private let cancellation = Cancellation()
    private let end = DispatchSemaphore(value: 0)
    /// The tick whose state it is about.
    public let tick: Int

    /// - Parameter check: the answer in a reply; throws `ReplyError` in words for the model.
    public init(
        _ client: ChatClient, _ messages: [ChatMessage], tick: Int, check: @escaping @Sendable (ReplyObject) throws(ReplyError) -> Answer
    ) {
        self.tick = tick
        let thread = Thread {
            let result = self.run(client, messages, check)
            self.state.withLock { $0.result = result }
            self.end.signal()
        }
        thread.name = "conversation"
        thread.start()
    }

    /// The answer or why there is none; nil while it is being waited for.
    public var result: Result<Answer, ConversationError>? { state.withLock { $0.result } }

    /// The exchanges since the last call.
    public func takeExchanges() -> [ChatExchange] {
        state.withLock { state in
            defer { state.exchanges = [] }
            return state.exchanges
        }
    }

    /// Ends it soon; nobody wants the answer any more.
    public func cancel() { cancellation.cancel() }

    /// Waits for the end.
    public func wait() {
        end.wait()
        end.signal()
    }

    /// Waits for the end, but not longer than until `deadline`.
    public func wait(until deadline: ContinuousClock.Instant) {
        let left = (deadline - .now) / .nanoseconds(1)
        guard left > 0 else { return }
        if end.wait(timeout: .now() + .nanoseconds(Int(min(left, 1e17)))) == .success { end.signal() }
    }

    private func run(
        _ client: ChatClient, _ messages: [ChatMessage], _ check: (ReplyObject) throws(ReplyError) -> Answer
    ) -> Result<Answer, ConversationError> {
        var messages = messages
        for _ in 0...client.settings.repeats {
            do {
                var exchange = try client.exchange(
                    messages, tick: tick, cancellation, failed: log)
                let reply = exchange.reply ?? ""
                do {
                    let answer = try check(try ReplyReader.object(reply))
                    log(exchange)
                    return .success(answer)
                } catch let problem as ReplyError {
                    let wasCut = exchange.isCutOff == true
                    exchange.problem = problem.description + (wasCut ? "; it ended at its limit of tokens" : "")
                    log(exchange)
                    let advice = wasCut ? ", in few words: your reply ended at its limit of tokens" : ""
                    messages += [
                        ChatMessage(.assistant, String(reply.prefix(2000))),
                        ChatMessage(.user, "That reply cannot be used: \(problem). Answer again, with the JSON object alone\(advice)."),
                    ]
                }
            } catch {
                return .failure(ConversationError(description: "\(error)"))
            }
        }
        return .failure(ConversationError(description: "\(client.settings.repeats + 1) replies could not be used"))
    }

    private func log(_ exchange: ChatExchange) { state.withLock { $0.exchanges.append(exchange) } }
}

/// Why a conversation ended without an answer.
public struct ConversationError: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(description: String) { self.description = description }
}
