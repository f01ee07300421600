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

    /// What the model says to a question.
    /// - Parameters:
    ///   - tick: for the log.
    ///   - failed: gets every try that was sent and failed, before the next.
    /// - Returns: the exchange, which names the form that was asked for, and the reply.
    /// - Throws: `ChatError` once every try failed.
    func exchange(
        _ attempt: MenuAttempt, tick: Int, _ cancellation: Cancellation, failed: (ChatExchange) -> Void
    ) throws(ChatError) -> (exchange: ChatExchange, reply: ChatReply) {
        var pause = settings.pause
        var retries = 0
        var dialect = dialects.current
        while true {
            try spendCall(cancellation)
            let form = transport.loggedForm ?? attempt.form ?? settings.answer ?? dialect.form
            let request = ChatRequest(attempt, form, settings, dialect)
            let sent = ContinuousClock.now
            var exchange = ChatExchange(asked: tick, model: settings.model, messages: attempt.messages(form))
            exchange.form = form
            let reader = MenuReader(options: attempt.question.options)
            var other: ChatDialect?
            do throws(ChatError) {
                let response = try transport.send(request.data, cancellation) { body in
                    guard request.isStreamed, let text = ChatStream(body)?.text else { return false }
                    return reader.isWhole(text, form)
                }
                exchange.milliseconds = (ContinuousClock.now - sent) / .milliseconds(1)
                if response.status != 200, let seconds = response.retryAfter { hold(seconds) }
                other = dialect.adapted(
                    to: response, form: form, isFixed: attempt.form != nil || settings.answer != nil, isProven: dialects.isProven(form))
                let reply = try read(response, request, form, into: &exchange)
                if form == .number, !reply.positions.isEmpty { dialect.givesProbabilities = true }
                dialects.accept(dialect)
                return (exchange, reply)
            } catch {
                exchange.problem = transport.withoutSecrets(error.description)
                exchange.milliseconds = (ContinuousClock.now - sent) / .milliseconds(1)
                if case .declined(let words) = error {
                    (exchange.reply, exchange.isRefusal) = (transport.withoutSecrets(words), true)
                }
                if case .cutOff = error, !dialect.thinks, settings.thinkingTokens > 0 {
                    // It said nothing that can be seen, so it thought.
                    other = dialect
                    other?.thinks = true
                }
                failed(exchange)
                // The right words are found out once and cost no retry.
                if let other {
                    dialect = other
                    continue
                }
                if error.wasRepeated { continue }
                guard error.isPassing, retries < settings.retries else { throw error }
            }
            if cancellation.wait(until: .now + .seconds(min(pause, settings.maxPause))) { throw .cancelled }
            pause *= 2
            retries += 1
        }
    }

    /// The form that questions are put in first.
    var form: AnswerForm { settings.answer ?? dialects.form }

    /// Takes note whether a reply in a form could be used as asked for.
    func note(_ form: AnswerForm, worked: Bool) { dialects.note(form, worked: worked) }

    private func read(
        _ response: ChatResponse, _ request: ChatRequest, _ form: AnswerForm, into exchange: inout ChatExchange
    ) throws(ChatError) -> ChatReply {
        var reply = try ChatReply.read(response, limit: request.limit)
        // A key can be spelled so that it is seen only now that the body's JSON has been read, and can break the JSON inside.
        reply.text = transport.withoutSecrets(reply.text)
        reply.thoughts = reply.thoughts.map(transport.withoutSecrets)
        (exchange.reply, exchange.thoughts) = (reply.text, reply.thoughts)
        exchange.promptTokens = reply.promptTokens
        exchange.replyTokens = reply.replyTokens
        exchange.cachedTokens = reply.cachedTokens
        exchange.thoughtTokens = reply.thoughtTokens
        if form == .number, !reply.positions.isEmpty { exchange.positions = reply.positions }
        if reply.isCutOff { exchange.isCutOff = true }
        if response.isStopped { exchange.isStopped = true }
        account.withLock {
            $0.spend(reply.promptTokens)
            $0.spend(reply.replyTokens)
        }
        // A model whose thoughts took all tokens is to be given more.
        if reply.isCutOff, ReplyReader.withoutThoughts(reply.text).isThinking { throw .cutOff(tokens: request.limit) }
        return reply
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
