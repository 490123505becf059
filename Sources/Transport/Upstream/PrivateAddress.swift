import NIOCore

/// Addresses that are not on the public internet: loopback, private, link-local (cloud metadata lives there), shared,
/// documentation, multicast and unspecified (RFC 6890, RFC 4193, RFC 4291).
enum PrivateAddress {
    static func contains(_ address: SocketAddress) -> Bool {
        let bytes = address.addressBytes
        return bytes.count == 4 ? isPrivate4(bytes) : bytes.count == 16 ? isPrivate6(bytes) : true
    }

    static func isPrivate4(_ b: [UInt8]) -> Bool {
        switch (b[0], b[1]) {
        case (0, _), (10, _), (127, _), (169, 254), (192, 168): true
        case (100, 64...127), (172, 16...31), (198, 18...19): true
        case (192, 0): b[2] == 0 || b[2] == 2
        case (198, 51): b[2] == 100
        case (203, 0): b[2] == 113
        case (224..., _): true
        default: false
        }
    }

    static func isPrivate6(_ b: [UInt8]) -> Bool {
        if b[0..<10].allSatisfy({ $0 == 0 }) {
            // ::, ::1, IPv4-mapped and the old IPv4-compatible form.
            if b[10] == 0xFF, b[11] == 0xFF { return isPrivate4(Array(b[12...])) }
            if b[10] == 0, b[11] == 0 { return true }
        }
        // 6to4 carries one after its prefix.
        if b[0] == 0x20, b[1] == 0x02 { return isPrivate4(Array(b[2..<6])) }
        // NAT64 carries an IPv4 address in its last four bytes.
        if b[0] == 0, b[1] == 0x64, b[2] == 0xFF, b[3] == 0x9B { return isPrivate4(Array(b[12...])) }
        switch (b[0], b[1]) {
        // Unique local; link-local and site-local; multicast.
        case (0xFC...0xFD, _), (0xFE, 0x80...), (0xFF, _): return true
        // Discard-only (100::/64) and documentation (2001:db8::/32), Teredo (2001::/32).
        case (0x01, 0x00): return b[2..<8].allSatisfy { $0 == 0 }
        case (0x20, 0x01): return (b[2] == 0x0D && b[3] == 0xB8) || (b[2] == 0 && b[3] == 0)
        default: return false
        }
    }
}

extension SocketAddress {
    /// The 4 or 16 bytes of the address; none for a Unix socket.
    var addressBytes: [UInt8] {
        // The address stands at the same place in `sockaddr_in` and `sockaddr_in6` on every system.
        switch self {
        case .v4: withSockAddr { address, _ in Array(UnsafeRawBufferPointer(start: address, count: 8)[4..<8]) }
        case .v6: withSockAddr { address, _ in Array(UnsafeRawBufferPointer(start: address, count: 24)[8..<24]) }
        case .unixDomainSocket: []
        }
    }

    /// Whether only this machine has it.
    var isLoopback: Bool {
        let bytes = addressBytes
        switch bytes.count {
        case 4: return bytes[0] == 127
        case 16:
            if bytes[0..<15].allSatisfy({ $0 == 0 }) { return bytes[15] == 1 }
            return bytes[0..<10].allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF && bytes[12] == 127
        default: return true
        }
    }
}
