import CCurl
import Foundation

/// A line to an endpoint by libcurl: one request at a time, over a connection that is kept for the next.
///
/// The handle is used by one thread at a time, which takes the line out of `HTTPTransport`'s idle ones for as long.
final class CurlLine: @unchecked Sendable {
    /// Waits for sockets and owns the connections; may be woken from any thread.
    private let multi: UnsafeMutableRawPointer

    /// Once for the process; safe from any thread.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// - Throws: `ChatError.unreachable` where there is no memory.
    init() throws(ChatError) {
        guard Self.isReady, let multi = curl_multi_init() else { throw .unreachable("libcurl cannot be started") }
        self.multi = multi
    }

    deinit { curl_multi_cleanup(multi) }

    /// Sends `body` and waits for the response.
    func post(
        _ body: Data, headers: [String], to address: ChatAddress, _ settings: ChatSettings, _ cancellation: Cancellation,
        until isEnough: @escaping (Data) -> Bool
    ) throws(ChatError) -> ChatResponse {
        guard let easy = curl_easy_init() else { throw .unreachable("libcurl cannot be started") }
        defer { curl_easy_cleanup(easy) }
        var list: UnsafeMutablePointer<curl_slist>?
        // Asking first whether a body is welcome only costs time.
        for header in headers + ["Expect:"] { list = curl_slist_append(list, header) }
        defer { curl_slist_free_all(list) }
        let receiver = Receiver(until: isEnough)
        curl_set_list(easy, CURLOPT_HTTPHEADER, list)
        set(easy, address, settings)
        receiver.listen(to: easy)
        // libcurl copies neither the body nor the receiver, which both outlive the transfer.
        return try withExtendedLifetime(receiver) { () throws(ChatError) -> ChatResponse in
            let bytes = Array(body)
            let result = try bytes.withUnsafeBufferPointer { bytes throws(ChatError) -> CURLcode in
                curl_set_number(easy, CURLOPT_POSTFIELDSIZE, bytes.count)
                curl_set_pointer(easy, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
                return try withoutPipeSignal { () throws(ChatError) -> CURLcode in
                    try run(easy, timeout: settings.timeout, cancellation)
                }
            }
            return try receiver.response(easy, result, address)
        }
    }

    private func set(_ easy: UnsafeMutableRawPointer, _ address: ChatAddress, _ settings: ChatSettings) {
        curl_set_text(easy, CURLOPT_URL, address.url)
        curl_set_number(easy, CURLOPT_POST, 1)
        curl_set_http_only(easy)
        curl_set_number(easy, CURLOPT_FOLLOWLOCATION, 0)
        curl_set_number(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        curl_set_number(easy, CURLOPT_NOSIGNAL, 1)
        curl_set_quick_exit(easy)
        curl_set_number(easy, CURLOPT_MAXFILESIZE, HTTPTransport.maxResponse)
        curl_set_number(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        if settings.proxy != ProxyAddress.environment {
            // An empty text means no proxy, even if the environment's variables name one; so is the list of hosts without a proxy.
            curl_set_text(easy, CURLOPT_PROXY, settings.proxy)
            curl_set_text(easy, CURLOPT_NOPROXY, "")
        }
        if !settings.certificates.isEmpty { curl_set_text(easy, CURLOPT_CAINFO, settings.certificates) }
    }

    /// Runs the transfer, asleep in `poll` while nothing happens.
    private func run(
        _ easy: UnsafeMutableRawPointer, timeout: Double, _ cancellation: Cancellation
    ) throws(ChatError) -> CURLcode {
        guard curl_multi_add_handle(multi, easy) == CURLM_OK else { throw .unreachable("libcurl takes no request") }
        defer { curl_multi_remove_handle(multi, easy) }
        let deadline = ContinuousClock.now + .seconds(timeout)
        let line = self
        return try cancellation.waking {
            curl_multi_wakeup(line.multi)
        } during: { () throws(ChatError) -> CURLcode in
            while true {
                var running: Int32 = 0
                guard curl_multi_perform(multi, &running) == CURLM_OK else { throw .unreachable("libcurl failed") }
                if running == 0 { return result() }
                if cancellation.isCancelled { throw .cancelled }
                let left = (deadline - .now) / .milliseconds(1)
                guard left > 0 else { throw .timedOut(seconds: timeout) }
                // Rounded up, so that the last part of a millisecond is not spent in asking again and again.
                guard curl_multi_poll(multi, nil, 0, Int32(min(left + 1, 1e6)), nil) == CURLM_OK else {
                    throw .unreachable("libcurl cannot wait")
                }
            }
        }
    }

    /// How the only transfer ended.
    private func result() -> CURLcode {
        var queued: Int32 = 0
        guard let message = curl_multi_info_read(multi, &queued), message.pointee.msg == CURLMSG_DONE else { return CURLE_RECV_ERROR }
        return message.pointee.data.result
    }
}

/// Does `work` without being ended by a connection that the other side closed; TLS writes without a flag against it.
private func withoutPipeSignal<Value>(_ work: () throws(ChatError) -> Value) throws(ChatError) -> Value {
    var broken = sigset_t()
    var before = sigset_t()
    var pending = sigset_t()
    sigemptyset(&broken)
    sigaddset(&broken, SIGPIPE)
    sigpending(&pending)
    let wasPending = sigismember(&pending, SIGPIPE) == 1
    pthread_sigmask(SIG_BLOCK, &broken, &before)
    defer {
        var now = timespec()
        if !wasPending { while sigtimedwait(&broken, nil, &now) < 0 && errno == EINTR {} }
        pthread_sigmask(SIG_SETMASK, &before, nil)
    }
    return try work()
}

/// Gathers a response piece by piece, so that an endless one is cut off.
private final class Receiver {
    private var body = Data()
    private var headerBytes = 0
    private var retryAfter: Double?
    private var isTooLong = false
    private var isStopped = false
    private let isEnough: (Data) -> Bool
    /// libcurl's own words for what went wrong.
    private let words = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    init(until isEnough: @escaping (Data) -> Bool) {
        self.isEnough = isEnough
        words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit { words.deallocate() }

    func listen(to easy: UnsafeMutableRawPointer) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        curl_set_pointer(easy, CURLOPT_ERRORBUFFER, words)
        curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
        curl_set_receiver(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            return Unmanaged<Receiver>.fromOpaque(context).takeUnretainedValue().take(bytes, size * count) ? size * count : 0
        }
        curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
        curl_set_receiver(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            return Unmanaged<Receiver>.fromOpaque(context).takeUnretainedValue().takeHeader(bytes, size * count) ? size * count : 0
        }
    }

    private func take(_ bytes: UnsafeMutablePointer<CChar>, _ count: Int) -> Bool {
        isTooLong = body.count + count > HTTPTransport.maxResponse
        if isTooLong { return false }
        UnsafeRawPointer(bytes).withMemoryRebound(to: UInt8.self, capacity: count) { body.append($0, count: count) }
        // Refusing more closes the connection, by which the endpoint learns that it can stop.
        isStopped = isEnough(body)
        return !isStopped
    }

    private func takeHeader(_ bytes: UnsafeMutablePointer<CChar>, _ count: Int) -> Bool {
        headerBytes += count
        isTooLong = headerBytes > HTTPTransport.maxHeadersLength
        let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: min(count, 512)), as: UTF8.self)
        if line.hasPrefix("HTTP/") { retryAfter = nil }
        let parts = line.split(separator: ":", maxSplits: 1)
        if parts.count == 2, parts[0].lowercased() == "retry-after" {
            retryAfter = Self.seconds(parts[1].trimmingCharacters(in: .whitespacesAndNewlines))
        }
        return !isTooLong
    }

    /// The seconds that a `Retry-After` means: a number or a date.
    private static func seconds(_ text: String) -> Double? {
        if let seconds = Double(text) { return seconds.isFinite && seconds >= 0 ? seconds : nil }
        let date = curl_getdate(text, nil)
        return date < 0 ? nil : max(0, Double(date) - Date().timeIntervalSince1970)
    }

    func response(
        _ easy: UnsafeMutableRawPointer, _ result: CURLcode, _ address: ChatAddress
    ) throws(ChatError) -> ChatResponse {
        // A header line that never ends is too much for libcurl's own memory of it.
        let isTooLong = isTooLong || [CURLE_FILESIZE_EXCEEDED, CURLE_OUT_OF_MEMORY].contains(result)
        if isTooLong { throw .tooLong(limit: HTTPTransport.maxResponse) }
        switch result {
        case CURLE_OK: break
        case CURLE_WRITE_ERROR where isStopped: break
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            throw .untrusted("\(address.place), \(String(cString: words))")
        case CURLE_URL_MALFORMAT: throw .misconfigured("\(address.url): \(String(cString: curl_easy_strerror(result)))")
        case CURLE_UNSUPPORTED_PROTOCOL: throw .malformed("it is no HTTP")
        default:
            throw .unreachable("\(address.place), \(String(cString: curl_easy_strerror(result)))")
        }
        var status = 0
        curl_get_number(easy, CURLINFO_RESPONSE_CODE, &status)
        var response = ChatResponse(status: status, body: body, retryAfter: retryAfter)
        response.isStopped = isStopped
        return response
    }
}
