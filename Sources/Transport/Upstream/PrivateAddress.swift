import NIOCore

/// Addresses that are not on the public internet: loopback, private, link-local (cloud metadata lives there), shared,
/// documentation, multicast and unspecified (RFC 6890, RFC 4193, RFC 4291).
enum PrivateAddress {
    static func contains(_ address: SocketAddress) -> Bool {
        switch address {
        case .v4(let v4): return withUnsafeBytes(of: v4.address.sin_addr) { isPrivate4(Array($0)) }
        case .v6(let v6): return withUnsafeBytes(of: v6.address.sin6_addr) { isPrivate6(Array($0)) }
        case .unixDomainSocket: return true
        }
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
        // NAT64 carries an IPv4 address in its last four bytes.
        if b[0] == 0, b[1] == 0x64, b[2] == 0xFF, b[3] == 0x9B { return isPrivate4(Array(b[12...])) }
        return b[0] & 0xFE == 0xFC || (b[0] == 0xFE && b[1] & 0xC0 == 0x80) || b[0] == 0xFF
            || (b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0D && b[3] == 0xB8)
    }
}
