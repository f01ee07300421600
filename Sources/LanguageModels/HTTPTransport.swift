import Foundation
import Synchronization

/// Sends requests over HTTP to the address in the settings and nowhere else: redirections are not followed, and proxies not used
/// unless the settings say so.
///
/// Waiting for a response costs no processor time. Any number of threads may send at once.
public final class HTTPTransport: ChatTransport {
    private let address: ChatAddress
    private let secret: Secret?
    private let settings: ChatSettings
    /// Lines that are not in use; their connections are kept open for the next requests.
    private let idle = Mutex<[CurlLine]>([])

    /// Bytes of a response's body, at most: far more than `replyTokens` of any model.
    static let maxResponse = 1 << 20
    /// Bytes of a response's headers, at most.
    static let maxHeadersLength = 1 << 16

    /// - Parameter environment: where the key is looked up.
    /// - Throws: `ChatError.misconfigured`.
    public init(_ settings: ChatSettings, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        address = try ChatAddress(settings.baseURL)
        try ProxyAddress.check(settings.proxy)
        try settings.checkKeyScheme()
        if !settings.certificates.isEmpty, !FileManager.default.isReadableFile(atPath: settings.certificates) {
            throw ChatError.misconfigured("\(settings.certificates): there is no such file of certificates")
        }
        secret = try Secret(settings, environment: environment)
        self.settings = settings
    }

    public func withoutSecrets(_ text: String) -> String { secret?.removed(from: text) ?? text }

    private func idleLine() throws(ChatError) -> CurlLine {
        if let line = idle.withLock({ $0.popLast() }) { return line }
        return try CurlLine()
    }

    public func send(
        _ body: Data, _ cancellation: Cancellation, until isEnough: @escaping (Data) -> Bool
    ) throws(ChatError) -> ChatResponse {
        let line = try idleLine()
        defer { idle.withLock { $0.append(line) } }
        let headers = ["Content-Type: application/json", "Accept: application/json"] + (secret.map { [$0.header] } ?? [])
        var response = try line.post(body, headers: headers, to: address, settings, cancellation, until: isEnough)
        if let secret {
            let text = String(decoding: response.body, as: UTF8.self)
            let clean = secret.removed(from: text)
            if clean != text { response.body = Data(clean.utf8) }
        }
        return response
    }
}
