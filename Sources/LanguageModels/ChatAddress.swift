import Foundation

/// The address of an endpoint, as an agent file may give it: without any credentials, which would be kept with the file.
public struct ChatAddress: Hashable, Sendable {
    /// Where requests go, e.g. `http://127.0.0.1:8080/v1/chat/completions`.
    public let url: String
    /// Host and port, for messages.
    public let place: String

    private static let page = "/chat/completions"
    /// Parts of names that keys in a query go by.
    private static let secretNames = ["key", "token", "password", "passwd", "pwd", "secret", "sig", "signature", "auth", "credential"]

    /// - Parameter baseURL: up to and with or without `/chat/completions`, perhaps with a query.
    /// - Throws: `ChatError.misconfigured`, without what must not be shown.
    public init(_ baseURL: String) throws(ChatError) {
        let text = baseURL.trimmingCharacters(in: .whitespacesAndNewlines)
        let example = "give one such as http://127.0.0.1:8080/v1"
        guard var parts = URLComponents(string: text) else {
            // It may hold anything, a password too.
            throw .misconfigured("base_url is no address; \(example)")
        }
        guard parts.user == nil, parts.password == nil, !Self.hasUser(text) else {
            throw .misconfigured(
                "base_url has a user or password in it, which everybody who sees the file or a store would read; put user:password "
                    + "into an environment variable, name that in key_variable, and set key_as: basic")
        }
        for item in parts.queryItems ?? [] where Self.isSecret(item.name) {
            throw .misconfigured(
                "base_url has '\(item.name.prefix(40))' in its query, which everybody who sees the file or a store would read; put the key "
                    + "into an environment variable, name that in key_variable, and the header that takes it in key_as")
        }
        guard let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https", let host = parts.host, !host.isEmpty else {
            throw .misconfigured("'\(text)' is no address of a web server; \(example)")
        }
        guard parts.fragment == nil else { throw .misconfigured("'\(text)' has a part after '#', which no server is told; leave it out") }
        var path = parts.percentEncodedPath
        while path.hasSuffix("/") { path.removeLast() }
        parts.percentEncodedPath = path.hasSuffix(Self.page) ? path : path + Self.page
        guard let url = parts.string else { throw .misconfigured("'\(text)' is no address; \(example)") }
        self.url = url
        place = host + ":\(parts.port ?? (scheme == "https" ? 443 : 80))"
    }

    /// Whether the part before the first slash has an `@`, even if something else is wrong with it.
    private static func hasUser(_ text: String) -> Bool {
        let rest = text.range(of: "://").map { text[$0.upperBound...] } ?? text[...]
        return rest.prefix { $0 != "/" && $0 != "?" }.contains("@")
    }

    private static func isSecret(_ name: String) -> Bool {
        let words = name.lowercased().split { !$0.isLetter }.map(String.init)
        return words.contains { word in secretNames.contains { word.hasSuffix($0) } }
    }
}

/// The address of a proxy.
public struct ProxyAddress: Hashable, Sendable {
    /// For all that the machine's variables say (`http_proxy`, `https_proxy`, `all_proxy`, `no_proxy`).
    public static let environment = "environment"
    private static let schemes = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"]

    /// Checks the word in an agent file.
    /// - Throws: `ChatError.misconfigured`, without what must not be shown.
    public static func check(_ text: String) throws(ChatError) {
        if text.isEmpty || text == environment { return }
        let example = "give one such as http://127.0.0.1:3128, or the word \(environment)"
        guard let parts = URLComponents(string: text) else { throw .misconfigured("proxy is no address; \(example)") }
        guard parts.user == nil, parts.password == nil, !text.contains("@") else {
            throw .misconfigured(
                "proxy has a user or password in it, which everybody who sees the file or a store would read; put the address into the "
                    + "variable https_proxy and set proxy: \(environment)")
        }
        guard let scheme = parts.scheme?.lowercased(), schemes.contains(scheme), let host = parts.host, !host.isEmpty else {
            throw .misconfigured("'\(text)' is no address of a proxy; \(example)")
        }
    }
}
