import Foundation
import Synchronization

/// Asks a language model, again where it failed in passing, within its pace and budget.
///
/// One client serves one seat; its conversations run one after the other.
public final class ChatClient: Sendable {
    /// Where and how it asks.
    public let settings: ChatSettings
    private let transport: any ChatTransport
    private let dialects: ChatDialectMemory
    private let account: Mutex<Account>
    private let begin = ContinuousClock.now

    private struct Account: Sendable {
        var pace: RequestPace
        var calls = 0
        var tokens = 0
        /// When the endpoint may be asked again, in seconds since the client's beginning.
        var earliest = 0.0

        mutating func spend(_ more: Int) {
            let (sum, overflows) = tokens.addingReportingOverflow(more)
            tokens = overflows ? .max : sum
        }
    }

    /// - Parameter dialects: what is known about the endpoint, shared with other clients of it.
    public init(_ settings: ChatSettings, transport: any ChatTransport, dialects: ChatDialectMemory = ChatDialectMemory()) {
        self.settings = settings
        self.transport = transport
        self.dialects = dialects
        account = Mutex(Account(pace: RequestPace(perMinute: settings.requestsPerMinute)))
    }

    /// Begins a new episode's budget; the pace stays.
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
    ///   - failed: gets every try that was sent and failed, before the next.
    /// - Throws: `ChatError` once every try failed.
    func exchange(
        _ messages: [ChatMessage], tick: Int, _ cancellation: Cancellation, failed: (ChatExchange) -> Void
    ) throws(ChatError) -> ChatExchange {
        var pause = settings.pause
        var retries = 0
        while true {
            try spendCall(cancellation)
            let dialect = dialects.current
            let sent = ContinuousClock.now
            var exchange = ChatExchange(asked: tick, model: settings.model, messages: messages)
            var isOtherDialect = false
            do throws(ChatError) {
                let response = try transport.send(ChatRequest(messages, settings, dialect).data, cancellation)
                exchange.milliseconds = (ContinuousClock.now - sent) / .milliseconds(1)
                isOtherDialect = dialects.adapt(to: response, used: dialect)
                if response.status != 200, let seconds = response.retryAfter { hold(seconds) }
                try read(response, into: &exchange)
                return exchange
            } catch {
                exchange.problem = transport.withoutSecrets(error.description)
                exchange.milliseconds = (ContinuousClock.now - sent) / .milliseconds(1)
                failed(exchange)
                // The right words are found out once and cost no retry.
                if isOtherDialect || error.wasRepeated { continue }
                guard error.isPassing, retries < settings.retries else { throw error }
            }
            if cancellation.wait(until: .now + .seconds(min(pause, settings.maxPause))) { throw .cancelled }
            pause *= 2
            retries += 1
        }
    }

    private func read(_ response: ChatResponse, into exchange: inout ChatExchange) throws(ChatError) {
        let reply = try ChatReply.read(response, limit: settings.replyTokens)
        exchange.reply = transport.withoutSecrets(reply.text)
        exchange.promptTokens = reply.promptTokens
        exchange.replyTokens = reply.replyTokens
        if reply.isCutOff { exchange.isCutOff = true }
        account.withLock {
            $0.spend(reply.promptTokens)
            $0.spend(reply.replyTokens)
        }
    }

    private var now: Double { (ContinuousClock.now - begin) / .seconds(1) }

    /// Leaves the endpoint alone for so long.
    private func hold(_ seconds: Double) {
        let until = now + seconds
        account.withLock { $0.earliest = max($0.earliest, until) }
    }

    /// Waits for its turn and counts a call.
    private func spendCall(_ cancellation: Cancellation) throws(ChatError) {
        while true {
            if cancellation.isCancelled { throw .cancelled }
            let now = now
            let turn = try account.withLock { account throws(ChatError) -> Double in
                if account.calls >= settings.calls { throw ChatError.budgetSpent("\(settings.calls) calls") }
                if account.tokens >= settings.tokens { throw ChatError.budgetSpent("\(settings.tokens) tokens") }
                let asked = account.earliest - now
                if asked > settings.maxWait { throw ChatError.toldToWait(seconds: asked) }
                let turn = max(asked, account.pace.wait(now: now))
                if turn <= 0 {
                    account.pace.send(now: now)
                    account.calls += 1
                }
                return turn
            }
            if turn <= 0 { return }
            if cancellation.wait(until: .now + .seconds(turn)) { throw .cancelled }
        }
    }
}
