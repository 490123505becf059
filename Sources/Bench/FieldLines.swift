/// The parts of an HTTP/1.1 head that decide where a message ends (RFC 9112 section 6).
struct FieldLines {
    /// Bytes up to and including the empty line.
    var length = 0
    var contentLength: Int?
    var isChunked = false
    var closes = false

    /// Reads the head at the start of `bytes`; nil while its empty line has not arrived.
    init?(of bytes: UnsafeRawBufferPointer) {
        guard let end = Scan.find("\r\n\r\n", in: bytes) else { return nil }
        length = end + 4
        var line = Scan.find("\r\n", in: bytes).map { $0 + 2 } ?? length
        while line < end {
            if Scan.hasName("content-length:", in: bytes, at: line) {
                contentLength = Scan.decimal(in: bytes, at: Self.skipSpace(in: bytes, from: line + 15))
            } else if Scan.hasName("transfer-encoding:", in: bytes, at: line) {
                isChunked = Scan.hasName("chunked", in: bytes, at: Self.skipSpace(in: bytes, from: line + 18))
            } else if Scan.hasName("connection:", in: bytes, at: line) {
                closes = Scan.hasName("close", in: bytes, at: Self.skipSpace(in: bytes, from: line + 11))
            }
            guard let next = Scan.find("\r\n", in: bytes, from: line) else { return nil }
            line = next + 2
        }
    }

    private static func skipSpace(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var offset = start
        while offset < bytes.count, bytes[offset] == UInt8(ascii: " ") { offset += 1 }
        return offset
    }
}
