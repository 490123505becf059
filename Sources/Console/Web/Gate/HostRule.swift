/// Which names of the admin port are its own. A web page elsewhere may have its name point here (DNS rebinding): it would be
/// of the same origin as the console, if the console answered to that name.
enum HostRule {
    /// What a `Host` is.
    enum Verdict: Equatable, Sendable {
        /// Ours.
        case known
        /// A name that is not ours.
        case foreign
        /// No name at all: missing, or something that parsers may take for several things.
        case malformed
    }

    /// What `host` is, for a port that listens as `names` and whose socket has the address `bound`.
    static func verdict(_ host: String?, names: [String], bound: String?) -> Verdict {
        guard let host, let name = name(of: host) else { return .malformed }
        // A socket for both families has IPv4 addresses in IPv6 (RFC 4291 §2.5.5.2).
        let own = bound?.lowercased().replacing("::ffff:", with: "", maxReplacements: 1)
        if isLoopback(name) || name == own { return .known }
        return names.contains { $0.lowercased() == name } ? .known : .foreign
    }

    /// The name in `host`, in lower case, without port and brackets; nil if it is not a name or address with, at most, a port.
    static func name(of host: String) -> String? {
        guard (1...255).contains(host.utf8.count) else { return nil }
        let lower = host.lowercased()
        let (name, port): (Substring, Substring)
        if lower.hasPrefix("[") {
            guard let end = lower.firstIndex(of: "]") else { return nil }
            name = lower[lower.index(after: lower.startIndex)..<end]
            port = lower[lower.index(after: end)...]
            guard name.contains(":"), name.utf8.allSatisfy({ isHex($0) || $0 == dot || $0 == colon }) else {
                return nil
            }
        } else {
            let end = lower.firstIndex(of: ":") ?? lower.endIndex
            (name, port) = (lower[..<end], lower[end...])
            guard !name.isEmpty, name.utf8.allSatisfy({ isNameByte($0) }), name.utf8.first != dot else { return nil }
        }
        guard port.isEmpty || isPort(port) else { return nil }
        return String(name)
    }

    private static let dot = UInt8(ascii: ".")
    private static let colon = UInt8(ascii: ":")

    private static func isPort(_ text: Substring) -> Bool {
        let digits = text.dropFirst()
        return text.first == ":" && digits.utf8.count <= 5 && digits.utf8.allSatisfy(isDigit)
            && Int(digits).map { (1...65535).contains($0) } == true
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isHex(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == dot
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    private static func isLoopback(_ name: String) -> Bool {
        if name == "localhost" || name == "::1" || name.hasSuffix(".localhost") { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
