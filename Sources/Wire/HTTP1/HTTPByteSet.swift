/// A set of ASCII bytes as a bitmap, so that a test is a shift and a mask. Bytes from 0x80 up are in no set.
/// The bitmaps are literals because a computed one would be initialised lazily, behind a lock, on the hot path.
struct HTTPByteSet: Sendable {
    private let low: UInt64
    private let high: UInt64

    init(_ low: UInt64, _ high: UInt64) {
        self.low = low
        self.high = high
    }

    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word = byte < 64 ? low : high
        return byte < 128 && (word &>> UInt64(byte & 63)) & 1 == 1
    }

    /// tchar (RFC 9110 §5.6.2): letters, digits and `!#$%&'*+-.^_|~` and the backquote.
    static let token = HTTPByteSet(0x03FF_6CFA_0000_0000, 0x57FF_FFFF_C7FF_FFFE)
    /// unreserved (RFC 3986 §2.3): letters, digits and `-._~`. Also what a host name may consist of.
    static let unreserved = HTTPByteSet(0x03FF_6000_0000_0000, 0x47FF_FFFE_87FF_FFFE)
    /// pchar and "/" (RFC 3986 §3.3): unreserved and `!$&'()*+,;=:@/%`.
    static let path = HTTPByteSet(0x2FFF_FFF2_0000_0000, 0x47FF_FFFE_87FF_FFFF)
    /// What clients leave unencoded in a query: visible ASCII but for `"#<>` (the URL Standard's query set, which is
    /// wider than RFC 3986 §3.4).
    static let query = HTTPByteSet(0xAFFF_FFF2_0000_0000, 0x7FFF_FFFF_FFFF_FFFF)
    /// Visible ASCII (VCHAR, RFC 5234 §B.1): what a request target may consist of at the most.
    static let visible = HTTPByteSet(0xFFFF_FFFE_0000_0000, 0x7FFF_FFFF_FFFF_FFFF)
}
