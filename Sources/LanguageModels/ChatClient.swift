import Foundation
import Synchronization

/// Asks a language model, again where it failed in passing, within its pace and budget.
///
/// One client serves one seat; its conversations run one after the other.
public final class ChatClient: Sendable {
    public let settings: ChatSettings
    private let transport: any ChatTransport
    private let account: Mutex<Account>
    private let begin = ContinuousClock.now

    private struct Account: Sendable {
        var pace: RequestPace
        var calls = 0
        var tokens = 0
    }

    public init(_ settings: ChatSettings, transport: any ChatTransport) {
        self.settings = settings
        self.transport = transport
        account = Mutex(Account(pace: RequestPace(perMinute: settings.requestsPerMinute)))
    }

    /// Begins a new episode's budget; the pace goes on.
    public func restartBudget() {
        account.withLock {
            $0.calls = 0
            $0.tokens = 0
        }
    }

    /// Requests and tokens of this episode so far.
    public var spent: (calls: Int, tokens: Int) { account.withLock { ($0.calls, $0.tokens) } }

    /// What the model says to `messages`.
    /// - Parameters:
    ///   - tick: for the log.
    ///   - isCancelled: asked while waiting; once true, the conversation ends soon.
    ///   - failed: gets every try that failed, before the next.
    /// - Throws: `ChatProblem` once every try failed.
    func exchange(
        _ messages: [ChatMessage], tick: Int, isCancelled: () -> Bool, failed: (ChatExchange) -> Void
    ) throws(ChatProblem) -> ChatExchange {
        var pause = settings.pause
        var attempt = 0
        while true {
            try spendCall(isCancelled)
            let sent = ContinuousClock.now
            var exchange = ChatExchange(asked: tick, model: settings.model, messages: messages)
            do throws(ChatProblem) {
                let response = try transport.send(ChatRequest(messages, settings).data, isCancelled: isCancelled)
                if let after = response.retryAfter { pause = max(pause, after) }
                let reply = try ChatReply.read(response)
                exchange.reply = reply.text
                exchange.promptTokens = reply.usage?.promptTokens ?? 0
                exchange.replyTokens = reply.usage?.replyTokens ?? 0
                exchange.milliseconds = (ContinuousClock.now - sent) / .milliseconds(1)
                account.withLock { $0.tokens += exchange.promptTokens + exchange.replyTokens }
                return exchange
            } catch {
                exchange.problem = error.description
                exchange.milliseconds = (ContinuousClock.now - sent) / .milliseconds(1)
                if error != .cancelled { failed(exchange) }
                guard error.isPassing, attempt < settings.retries else { throw error }
            }
            try wait(min(pause, settings.longestPause), isCancelled)
            pause *= 2
            attempt += 1
        }
    }

    /// Waits for its turn and counts a call.
    private func spendCall(_ isCancelled: () -> Bool) throws(ChatProblem) {
        while true {
            let now = (ContinuousClock.now - begin) / .seconds(1)
            let turn = try account.withLock { account throws(ChatProblem) -> Double in
                if account.calls >= settings.calls { throw ChatProblem.budgetSpent("\(settings.calls) calls") }
                if account.tokens >= settings.tokens { throw ChatProblem.budgetSpent("\(settings.tokens) tokens") }
                let turn = account.pace.wait(now: now)
                if turn == 0 {
                    account.pace.send(now: now)
                    account.calls += 1
                }
                return turn
            }
            if turn == 0 { return }
            try wait(turn, isCancelled)
        }
    }

    private func wait(_ seconds: Double, _ isCancelled: () -> Bool) throws(ChatProblem) {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            if isCancelled() { throw ChatProblem.cancelled }
            Thread.sleep(forTimeInterval: min(0.02, max(0, (deadline - ContinuousClock.now) / .seconds(1))))
        }
    }
}
