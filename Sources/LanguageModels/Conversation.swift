import Foundation
import Synchronization

/// A question asked in the background: the asking code continues and checks from time to time for an answer.
///
/// After a reply that cannot be used the question is put again in another form, `settings.repeats` times at most: first with
/// what was wrong, then as if for the first time, but varied, so that no model says the same again and again.
public final class Conversation: Sendable {
    private struct State: Sendable {
        var exchanges: [ChatExchange] = []
        var result: Result<MenuChoice, ConversationError>?
    }

    private let state = Mutex(State())
    private let cancellation = Cancellation()
    private let end = DispatchSemaphore(value: 0)
    /// The tick whose state it is about.
    public let tick: Int

    public init(_ client: ChatClient, _ question: MenuQuestion, tick: Int) {
        self.tick = tick
        let thread = Thread {
            let result = self.run(client, question)
            self.state.withLock { $0.result = result }
            self.end.signal()
        }
        thread.name = "conversation"
        thread.start()
    }

    /// The answer or why there is none; nil while it is being waited for.
    public var result: Result<MenuChoice, ConversationError>? { state.withLock { $0.result } }

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

    private func run(_ client: ChatClient, _ question: MenuQuestion) -> Result<MenuChoice, ConversationError> {
        let reader = MenuReader(options: question.options, further: question.further.keys.sorted())
        var attempt = MenuAttempt(question: question)
        for repeats in 0...client.settings.repeats {
            // What the reply was, and what is wrong with it.
            let failed: (form: AnswerForm, reply: String, problem: String)
            do throws(ChatError) {
                var (exchange, reply) = try client.exchange(attempt, tick: tick, cancellation, failed: log)
                let form = exchange.form ?? .json
                do throws(ReplyError) {
                    var choice = try reader.choice(reply, form)
                    choice.isRepeat = repeats > 0
                    (exchange.choice, exchange.reading, exchange.certainty) = (choice.index + 1, choice.reading, choice.certainty)
                    log(exchange)
                    client.note(form, worked: choice.reading == .exact)
                    return .success(choice)
                } catch {
                    let wasCut = exchange.isCutOff == true
                    exchange.problem = error.description + (wasCut ? "; it ended at its limit of tokens" : "")
                    log(exchange)
                    client.note(form, worked: false)
                    let advice = wasCut ? "; it ended at its limit of tokens, so use few words" : ""
                    failed = (form, reply.text, error.description + advice)
                }
            } catch .declined(let words) {
                failed = (attempt.form ?? client.form, words, "a choice is needed")
            } catch {
                return .failure(ConversationError(description: "\(error)"))
            }
            attempt = MenuAttempt(question: question, form: failed.form.other)
            if repeats == 0 { attempt.complaint = (failed.reply, failed.problem) } else { attempt.isVaried = true }
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
