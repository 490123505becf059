/// Host names as they may stand in a URL or an address.
enum HostName {
    /// Names of metadata services, which hand out cloud credentials.
    private static let metadata: Set<String> = [
        "metadata", "metadata.google.internal", "metadata.goog", "instance-data", "instance-data.ec2.internal",
    ]

    /// Whether `text` is a host name: LDH labels, underscores tolerated (container names have them), and not one that a
    /// resolver would take for an address in another notation (its last label begins with a digit and is numeric).
    static func isValid(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 253 else { return false }
        let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        for label in labels {
            guard !label.isEmpty, label.count <= 63, label.first != UInt8(ascii: "-"), label.last != UInt8(ascii: "-"),
                label.allSatisfy(isNameByte)
            else { return false }
        }
        guard let last = labels.last, let first = last.first else { return false }
        let isNumeric = last.allSatisfy(isDigit)
        let isHexadecimal = first == UInt8(ascii: "0") && last.dropFirst().first.map { $0 | 0x20 } == UInt8(ascii: "x")
        return !isNumeric && !isHexadecimal && !text.hasPrefix("127.")
    }

    /// Whether `host` is `localhost` or below it (RFC 6761 §6.3).
    static func isLocalhost(_ host: String) -> Bool { host == "localhost" || host.hasSuffix(".localhost") }

    /// Whether only this machine answers at `host`, a name or an address literal.
    static func isLoopback(_ host: String) -> Bool { isLocalhost(host) || IPAddress(host)?.isLoopback == true }

    /// Whether `host` is a name that only an inner network knows: a single label, or below one of the domains that are set
    /// aside for that (RFC 6762 §3, ICANN's `internal`, Kubernetes' `svc`).
    static func isInternal(_ host: String) -> Bool {
        guard IPAddress(host) == nil, !isLocalhost(host) else { return false }
        return !host.contains(".")
            || [".local", ".internal", ".lan", ".home.arpa", ".svc"].contains(where: host.hasSuffix)
    }

    /// Why nothing may ever be sent to `host`, or nil.
    static func refusal(_ host: String) -> String? {
        metadata.contains(host)
            ? "metadata services are refused: cloud credentials live there" : IPAddress(host)?.refusal
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_")
    }
}
