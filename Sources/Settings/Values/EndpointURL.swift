/// A base URL, taken apart strictly: what is left open by RFC 3986 is refused rather than guessed.
struct EndpointURL: Equatable {
    var isTLS: Bool
    /// Lower case, without brackets.
    var host: String
    var port: Int
    /// Without a slash at the end; empty for none.
    var path: String

    /// `scheme://host[:port]`, for people.
    var origin: String {
        let name = host.contains(":") ? "[\(host)]" : host
        let suffix = port == (isTLS ? 443 : 80) ? "" : ":\(port)"
        return "\(isTLS ? "https" : "http")://\(name)\(suffix)"
    }

    /// Problems never repeat the URL, which may hold credentials.
    static func parse(_ text: String) throws(ValueProblem) -> EndpointURL {
        let lowered = text.lowercased()
        let isTLS = lowered.hasPrefix("https://")
        guard isTLS || lowered.hasPrefix("http://") else {
            throw ValueProblem("expected a URL that begins with https:// or http://")
        }
        guard !text.contains("?"), !text.contains("#") else {
            throw ValueProblem("a base URL has no query and no fragment")
        }
        let rest = text.dropFirst(isTLS ? 8 : 7)
        let authority = rest.prefix { $0 != "/" }
        guard !authority.contains("@") else {
            throw ValueProblem("a URL must not hold credentials", hint: "use api_key")
        }
        let (host, port) = try split(String(authority), default: isTLS ? 443 : 80)
        if let refusal = HostName.refusal(host) { throw ValueProblem(refusal) }
        return EndpointURL(
            isTLS: isTLS, host: host, port: port, path: try path(String(rest.dropFirst(authority.count))))
    }

    private static func split(_ authority: String, default port: Int) throws(ValueProblem) -> (String, Int) {
        if authority.hasPrefix("[") {
            guard let end = authority.firstIndex(of: "]") else { throw ValueProblem("the bracket is not closed") }
            let host = authority[authority.index(after: authority.startIndex)..<end].lowercased()
            guard IPAddress(host)?.isVersion6 == true else { throw ValueProblem("not an IPv6 address in the brackets") }
            return (host, try self.port(String(authority[authority.index(after: end)...]), default: port))
        }
        let name = authority.prefix { $0 != ":" }
        let host = name.lowercased()
        guard IPAddress(host) != nil || HostName.isValid(host) else {
            throw ValueProblem("the host of the URL is neither an address nor a host name")
        }
        return (host, try self.port(String(authority.dropFirst(name.count)), default: port))
    }

    private static func port(_ suffix: String, default port: Int) throws(ValueProblem) -> Int {
        if suffix.isEmpty { return port }
        guard suffix.hasPrefix(":") else { throw ValueProblem("the host of the URL is followed by something odd") }
        return try AddressText.parsePort(String(suffix.dropFirst()), from: 1)
    }

    private static func path(_ text: String) throws(ValueProblem) -> String {
        var path = text
        while path.hasSuffix("/") { path.removeLast() }
        let isPlain = path.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && !#""<>\^`{|}"#.utf8.contains(byte)
        }
        guard isPlain else { throw ValueProblem("the path of the URL has characters that must be percent-encoded") }
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        guard !segments.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." }) else {
            throw ValueProblem("the path of the URL has an empty, . or .. segment")
        }
        return path
    }
}
