/// The cookie of a session (RFC 6265bis). Browsers do not tell ports of a host apart: its name does.
enum SessionCookie {
    static func name(port: Int) -> String { "planb_session_\(port)" }

    /// The value in the `Cookie` headers of a request; nil: there is none, or more than one.
    static func value(in headers: [String], port: Int) -> String? {
        var found: [Substring] = []
        for pair in headers.flatMap({ $0.split(separator: ";") }) {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, trimmed(halves[0]) == name(port: port) else { continue }
            found.append(trimmed(halves[1]))
        }
        guard found.count == 1, let value = found.first, value.utf8.count == 64 else { return nil }
        return String(value)
    }

    /// `Set-Cookie` for `value`; nil takes it away. It ends with the browser, or with the session.
    static func header(_ value: String?, port: Int, isSecure: Bool) -> String {
        "\(name(port: port))=\(value ?? ""); Path=/; HttpOnly; SameSite=Strict" + (value == nil ? "; Max-Age=0" : "")
            + (isSecure ? "; Secure" : "")
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let rest = text.drop { $0 == " " || $0 == "\t" }
        let blanks = rest.reversed().prefix { $0 == " " || $0 == "\t" }
        return rest.dropLast(blanks.count)
    }
}
