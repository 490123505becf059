extension JSONScan {
    /// Passes a number of any length (RFC 8259 §6). `start` is the offset of its sign or first digit.
    static func number(in bytes: Span<UInt8>, from start: Int) throws(JSONFault) -> Int {
        var at = start
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") { at += 1 }

        let isZero = at < bytes.count && bytes[at] == UInt8(ascii: "0")
        at = isZero ? at + 1 : try digits(in: bytes, from: at)
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at = try digits(in: bytes, from: at + 1)
        }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            at = try digits(in: bytes, from: at)
        }
        // `01`, `1.2.3` and `0x1F` are told here as what they are, not as a missing comma.
        if at < bytes.count, continuesNumber(bytes[at]) {
            throw JSONFault(.invalidNumber, at: at, found: bytes[at])
        }
        return at
    }

    /// Passes one digit or more.
    @inline(__always)
    private static func digits(in bytes: Span<UInt8>, from start: Int) throws(JSONFault) -> Int {
        var at = start
        while at < bytes.count, isDigit(bytes[at]) { at += 1 }
        guard at > start else {
            guard at < bytes.count else { throw JSONFault(.unexpectedEnd, at: at) }
            throw JSONFault(.invalidNumber, at: at, found: bytes[at])
        }
        return at
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    @inline(__always)
    private static func continuesNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
