import Foundation

/// Where PostgreSQL is, as it is written: a reference to a secret, or a URL without a password.
enum LedgerText: Equatable {
    /// The URL stands elsewhere.
    case reference(SecretText)
    /// The URL itself.
    case url(String)

    /// ECMA-262, for the JSON Schema.
    static let pattern = "^(postgres(ql)?://[^:@]*(@.*)?|file:.+|env:[A-Za-z_][A-Za-z0-9_]*|credential:[^/]+)$"

    /// Problems never repeat the text, which may hold a password.
    static func parse(_ text: String) throws(ValueProblem) -> LedgerText {
        guard text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") else {
            guard ["env:", "file:", "credential:"].contains(where: text.hasPrefix) else {
                throw ValueProblem(
                    "expected postgres://HOST:PORT/NAME, or a reference to such a URL",
                    hint: "write env:NAME, file:PATH or credential:NAME if it has a password")
            }
            return .reference(try SecretText.parse(text))
        }
        guard text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value < 0x7F }) else {
            throw ValueProblem("a URL has no blanks and no control characters")
        }
        let rest = text[(text.range(of: "://")?.upperBound ?? text.startIndex)...]
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let user = authority.lastIndex(of: "@").map { authority[..<$0] } ?? ""
        let parameters = rest.drop { $0 != "?" }.dropFirst().split(separator: "&")
        let path = rest.dropFirst(authority.count).prefix { $0 != "?" }
        guard !user.contains(":"), !path.contains("@"),
            !parameters.contains(where: { $0.lowercased().hasPrefix("password=") })
        else {
            throw ValueProblem(
                "a password is never written into the file itself",
                hint: "put the whole URL elsewhere and write env:NAME, file:PATH or credential:NAME; a password that "
                    + "stood here should be replaced by a new one")
        }
        return .url(text)
    }

    /// What a message may show of a URL: host, port and name.
    static func place(of url: String) -> String {
        let rest = url[(url.range(of: "://")?.upperBound ?? url.startIndex)...].prefix { $0 != "?" }
        return String(rest.split(separator: "@", omittingEmptySubsequences: false).last ?? rest)
    }
}
