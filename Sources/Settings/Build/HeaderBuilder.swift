/// Reads `headers:`, the fixed request headers of a target.
struct HeaderBuilder {
    let findings: Findings

    /// The transport or the engine sets these, or they are hop-by-hop (RFC 9110 §7.6.1).
    private static let owned: Set<String> = [
        "accept-encoding", "connection", "content-encoding", "content-length", "content-type", "expect", "host",
        "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    ]

    private static let credentials: Set<String> = [
        "api-key", "authorization", "cookie", "proxy-authorization", "x-api-key", "x-goog-api-key",
    ]

    /// Names in lower case, in order. Values never appear in a message.
    func headers(_ tree: Tree?) -> [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        for entry in tree?.entries ?? [] {
            let name = entry.key.lowercased()
            guard let value = entry.value.text else { continue }
            if let problem = problem(name, value, seen: headers.map(\.name)) {
                findings.error(
                    entry.place, "the header \(Echo.quoted(entry.key)) \(problem.message)", hint: problem.hint)
            } else {
                headers.append((name, value))
            }
        }
        return headers
    }

    private func problem(_ name: String, _ value: String, seen: [String]) -> ValueProblem? {
        guard name.utf8.allSatisfy(Self.isToken), !name.isEmpty else { return ValueProblem("is not a header name") }
        if Self.credentials.contains(name) {
            return ValueProblem("carries a credential", hint: "use api_key, which takes references to secrets")
        }
        if Self.owned.contains(name) { return ValueProblem("is set by the gateway itself") }
        if seen.contains(name) { return ValueProblem("is given twice") }
        if ["env:", "file:", "credential:"].contains(where: value.hasPrefix) {
            return ValueProblem(
                "has a reference as its value, and headers are sent as they are written",
                hint: "only api_key takes references")
        }
        let isClean = value.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && value.first != " " && value.last != " "
        return isClean ? nil : ValueProblem("has a value with characters that cannot stand in a header")
    }

    /// RFC 9110 §5.6.2.
    private static func isToken(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
            || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
}
