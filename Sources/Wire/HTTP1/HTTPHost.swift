/// The value of the Host field: uri-host [ ":" port ] (RFC 9110 §7.2).
enum HTTPHost {
    /// Host names of letters, digits and `-._~`, IPv4 addresses, and IPv6 addresses in brackets; a port of 1 to 65535.
    /// RFC 3986 would also allow sub-delims and percent-encoding in a name. DNS has no such names, and libraries differ
    /// in what they make of them. User names, spaces and `?#/@` let the host run into the path of a rebuilt URL.
    static func isValid(_ value: Span<UInt8>) -> Bool {
        if value.count > 1, value[0] == UInt8(ascii: "[") {
            guard let end = value.firstIndex(of: UInt8(ascii: "]")) else { return false }
            return isAddress(value.extracting(1..<end)) && isPortSuffix(value.extracting(droppingFirst: end + 1))
        }
        let end = value.firstIndex(of: UInt8(ascii: ":")) ?? value.count
        let name = value.extracting(first: end)
        return end > 0 && end <= 255 && name.consists(of: .unreserved)
            && isPortSuffix(value.extracting(droppingFirst: end))
    }

    /// Nothing, or a colon and a port.
    private static func isPortSuffix(_ suffix: Span<UInt8>) -> Bool {
        guard suffix.count > 0 else { return true }
        guard suffix[0] == UInt8(ascii: ":"), (2...6).contains(suffix.count) else { return false }
        var port = 0
        for index in 1..<suffix.count {
            guard suffix[index].isDigit else { return false }
            port = port &* 10 &+ Int(suffix[index] &- UInt8(ascii: "0"))
        }
        return (1...65535).contains(port)
    }

    /// The alphabet and the outer shape of an IPv6 address, without a zone. Whether it is *this* host's is decided by a
    /// comparison elsewhere; here it must only be unable to be anything but an address.
    private static func isAddress(_ text: Span<UInt8>) -> Bool {
        guard (2...45).contains(text.count) else { return false }
        var colons = 0
        for index in text.indices {
            let byte = text[index]
            if byte == UInt8(ascii: ":") {
                colons += 1
            } else if byte.hexValue == nil, byte != UInt8(ascii: ".") {
                return false
            }
        }
        return (2...8).contains(colons)
    }
}
