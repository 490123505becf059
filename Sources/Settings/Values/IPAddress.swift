#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An address literal, as network bytes: 4 or 16 of them.
struct IPAddress: Equatable {
    let bytes: [UInt8]

    /// Nil unless `text` is a dotted quad or an IPv6 address without brackets and zone. The short and octal forms that
    /// resolvers accept (`127.1`, `0x7f000001`) are not addresses here, and `HostName` refuses them as names too.
    init?(_ text: String) {
        // The C functions end a text at its first NUL.
        guard text.utf8.allSatisfy({ "0123456789abcdefABCDEF.:".utf8.contains($0) }) else { return nil }
        var storage = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, text, &storage) == 1 {
            bytes = Array(storage[..<4])
        } else if inet_pton(AF_INET6, text, &storage) == 1 {
            bytes = storage
        } else {
            return nil
        }
    }

    var isVersion6: Bool { bytes.count == 16 }

    /// The IPv4 address that this one stands for: itself, or what an IPv4-mapped (RFC 4291 §2.5.5.2) or NAT64
    /// (RFC 6052 §2.1) address holds.
    var embedded: [UInt8]? {
        guard isVersion6 else { return bytes }
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        let translated: [UInt8] = [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]
        return bytes.starts(with: mapped) || bytes.starts(with: translated) ? Array(bytes[12...]) : nil
    }

    /// Whether the first `count` bits equal those of `network`.
    func isInside(_ network: IPAddress, bits count: Int) -> Bool {
        guard bytes.count == network.bytes.count, count >= 0, count <= bytes.count * 8 else { return false }
        for index in bytes.indices {
            let relevant = min(8, max(0, count - index * 8))
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> relevant)
            if bytes[index] & mask != network.bytes[index] & mask { return false }
        }
        return true
    }

    var isLoopback: Bool { isInside("127.0.0.0", 8) || self == IPAddress("::1") }

    /// Private use: RFC 1918, RFC 6598 (carrier-grade NAT), RFC 4193.
    var isPrivate: Bool {
        isInside("10.0.0.0", 8) || isInside("172.16.0.0", 12) || isInside("192.168.0.0", 16)
            || isInside("100.64.0.0", 10) || isInside("fc00::", 7)
    }

    /// Why nothing may ever be sent there, or nil.
    var refusal: String? {
        if isInside("0.0.0.0", 8) || self == IPAddress("::") { return "the unspecified address is no destination" }
        if isInside("169.254.0.0", 16) || isInside("fe80::", 10) || self == IPAddress("fd00:ec2::254")
            || isInside("100.100.100.200", 32) || isInside("168.63.129.16", 32)
        {
            return "link-local and metadata addresses are refused: cloud credentials live there"
        }
        if isInside("224.0.0.0", 3) || isInside("ff00::", 8) {
            return "a multicast or reserved address is no destination"
        }
        return nil
    }

    private func isInside(_ network: String, _ bits: Int) -> Bool {
        guard let network = IPAddress(network) else { return false }
        if network.isVersion6 { return isInside(network, bits: bits) }
        guard let embedded = embedded else { return false }
        return IPAddress(bytes: embedded).isInside(network, bits: bits)
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }
}
