import Foundation
import Synchronization

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Sends requests over HTTP. Redirections are not followed, so that a key goes nowhere but where the user said.
public struct HTTPTransport: ChatTransport {
    private let url: URL
    private let key: String?
    private let timeout: Double

    /// Bytes of a response, at most: far more than `replyTokens` of any model.
    static let longestResponse = 1 << 20

    /// - Parameter environment: where the key is looked up.
    /// - Throws: `ChatProblem.misconfigured`.
    public init(_ settings: ChatSettings, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        let base = settings.baseURL.hasSuffix("/") ? String(settings.baseURL.dropLast()) : settings.baseURL
        guard let url = URL(string: base + "/chat/completions"), url.scheme == "http" || url.scheme == "https", url.host != nil else {
            throw ChatProblem.misconfigured("'\(settings.baseURL)' is no address; give one such as http://127.0.0.1:8080/v1")
        }
        self.url = url
        timeout = settings.timeout
        guard !settings.keyVariable.isEmpty else {
            key = nil
            return
        }
        guard let key = environment[settings.keyVariable], !key.isEmpty else {
            throw ChatProblem.misconfigured("the environment variable \(settings.keyVariable), which should hold the key, is not set")
        }
        self.key = key
    }

    public func send(_ body: Data, isCancelled: () -> Bool) throws(ChatProblem) -> ChatResponse {
        var request = URLRequest(url: url, timeoutInterval: timeout)
        request.httpMethod = "POST"
        request.httpBody = body
        request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        request.setValue("application/json", forHTTPHeaderField: "Accept")
        if let key { request.setValue("Bearer \(key)", forHTTPHeaderField: "Authorization") }
        let receiver = Receiver()
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        let session = URLSession(configuration: configuration, delegate: receiver, delegateQueue: nil)
        defer { session.invalidateAndCancel() }
        let task = session.dataTask(with: request)
        task.resume()
        let deadline = Date(timeIntervalSinceNow: timeout)
        while !receiver.wait(seconds: 0.02) {
            if isCancelled() { throw ChatProblem.cancelled }
            if Date() > deadline { throw ChatProblem.timedOut(seconds: timeout) }
        }
        return try receiver.response(timeout: timeout)
    }
}

/// Gathers a response piece by piece, so that an endless one can be cut off.
private final class Receiver: NSObject, URLSessionDataDelegate, Sendable {
    private struct State: Sendable {
        var body = Data()
        var status: Int?
        var retryAfter: Double?
        var isTooLong = false
        var failure: (code: Int, text: String)?
    }

    private let state = Mutex(State())
    private let done = DispatchSemaphore(value: 0)

    /// Whether it is complete, waiting at most so long.
    func wait(seconds: Double) -> Bool { done.wait(timeout: .now() + seconds) == .success }

    func response(timeout: Double) throws(ChatProblem) -> ChatResponse {
        try state.withLock { state throws(ChatProblem) in
            if state.isTooLong { throw ChatProblem.tooLong(limit: HTTPTransport.longestResponse) }
            if let failure = state.failure {
                throw failure.code == NSURLErrorTimedOut ? ChatProblem.timedOut(seconds: timeout) : .unreachable(failure.text)
            }
            guard let status = state.status else { throw ChatProblem.unreachable("the connection ended before a response") }
            return ChatResponse(status: status, body: state.body, retryAfter: state.retryAfter)
        }
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        if let response = response as? HTTPURLResponse {
            state.withLock {
                $0.status = response.statusCode
                $0.retryAfter = response.value(forHTTPHeaderField: "Retry-After").flatMap { Double($0) }
            }
        }
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        let isTooLong = state.withLock { state in
            state.body.append(data)
            state.isTooLong = state.isTooLong || state.body.count > HTTPTransport.longestResponse
            return state.isTooLong
        }
        if isTooLong { dataTask.cancel() }
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        if let error = error as NSError? {
            state.withLock { $0.failure = (error.code, error.localizedDescription) }
        }
        done.signal()
    }

    func urlSession(
        _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest, completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}
