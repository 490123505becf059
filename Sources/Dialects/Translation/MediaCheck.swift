import NIOCore
import PlanBConversation
import PlanBWire

extension Prompt {
    /// Looks at what the conversation shows the model, before it is told in another dialect: providers believe the
    /// declared type, and some fetch whatever address they are given.
    /// - Throws: which medium cannot be passed on, and what to change.
    func checkMedia() throws(ClientError) {
        for turn in turns {
            for block in turn.blocks {
                switch block.content {
                case .media(let media): try media.check()
                case .result(let result): for media in result.media { try media.check() }
                case .text, .refusal, .call, .reasoning: break
                }
            }
        }
    }
}

extension Media {
    fileprivate func check() throws(ClientError) {
        switch source {
        case .data(let type, let base64):
            guard let found = MediaSignature.mismatch(declared: type, base64) else { return }
            throw .badRequest(
                "invalid_media", parameter: kind.rawValue,
                "The conversation has media declared as \"\(type)\", \(found): declare the type that it has.")
        case .url(let address):
            guard let reason = MediaAddress.refusal(address.text) else { return }
            throw .badRequest(
                "invalid_media_url", parameter: kind.rawValue,
                "The address of media in the conversation \(reason): send its bytes, or a public https:// address.")
        case .text, .file: return
        }
    }
}

/// What the first bytes of a file say of its type.
enum MediaSignature {
    /// The beginnings in base64, as far as whole characters go: PNG (RFC 2083 §3.1), JPEG (SOI), GIF87a and GIF89a, RIFF
    /// of WebP, and PDF (ISO 32000-1 §7.5.2).
    private static let beginnings: [(type: String, base64: String)] = [
        ("image/png", "iVBORw0KGg"), ("image/jpeg", "/9j/"), ("image/gif", "R0lGOD"), ("image/webp", "UklGR"),
        ("application/pdf", "JVBERi"),
    ]

    /// What `base64` is, if not what was declared; nil if it may be. Types that have no entry here are not looked at.
    static func mismatch(declared: String, _ base64: JSONString) -> String? {
        let type = declared == "image/jpg" ? "image/jpeg" : declared
        guard let expected = beginnings.first(where: { $0.type == type }) else { return nil }
        // Only slashes are ever escaped in base64.
        let head = String(decoding: base64.escaped.readableBytesView.prefix(32), as: UTF8.self)
            .replacing("\\/", with: "/")
        if head.hasPrefix(expected.base64) { return nil }
        if let found = beginnings.first(where: { head.hasPrefix($0.base64) }) {
            return "and its bytes are \(found.type)"
        }
        return "and its bytes do not begin like that"
    }
}

/// Addresses that a provider would fetch.
enum MediaAddress {
    /// Why `address` is not passed on; nil if it is. A server of one's own would fetch from one's own network whatever a
    /// caller asks for, so that only public addresses pass. A name may still resolve to a private one: what fetches has
    /// to look, too.
    static func refusal(_ address: String) -> String? {
        let lower = address.lowercased()
        guard let scheme = ["https://", "http://"].first(where: lower.hasPrefix) else {
            return "is neither http nor https"
        }
        guard lower.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }) else {
            return "has characters that no address has"
        }
        let authority = lower.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if authority.contains("@") { return "carries a user name" }
        if authority.hasPrefix("[") { return isPublic6(authority) ? nil : "is private" }
        let host = authority.prefix { $0 != ":" }
        if host.isEmpty { return "has no host" }
        return isPublic(host) ? nil : "is private"
    }

    /// Whether a name may be known outside, or an IPv4 address is public.
    private static func isPublic(_ host: Substring) -> Bool {
        let name = host.hasSuffix(".") ? host.dropLast() : host
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count > 1, let last = labels.last else { return false }
        if ["localhost", "local", "internal", "lan", "svc", "arpa"].contains(last) { return false }
        // Resolvers take numbers in any notation for an address.
        guard last.first?.isNumber == true else { return true }
        let numbers = labels.compactMap { UInt8($0) }
        guard labels.count == 4, numbers.count == 4 else { return false }
        switch (numbers[0], numbers[1]) {
        case (0, _), (10, _), (127, _), (169, 254), (192, 168), (100, 64...127), (172, 16...31), (198, 18...19),
            (192, 0), (224..., _):
            return false
        default: return true
        }
    }

    /// Global unicast is 2000::/3 (RFC 4291 §2.4), without the ranges in it that carry IPv4 addresses.
    private static func isPublic6(_ authority: Substring) -> Bool {
        let literal = authority.dropFirst()
        guard let first = literal.first, first == "2" || first == "3" else { return false }
        return !literal.hasPrefix("2002:") && !literal.hasPrefix("2001:0:") && !literal.hasPrefix("2001::")
    }
}
