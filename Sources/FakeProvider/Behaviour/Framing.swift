extension Behaviour {
    /// How the end of a body is told (RFC 9112 section 6), rightly or wrongly.
    public enum Framing: Sendable, Equatable {
        /// `transfer-encoding: chunked`.
        case chunked
        /// A content length.
        case contentLength
        /// A content length that is wrong by this many bytes. More than there is ends with the end of the connection;
        /// less than there is leaves bytes on the connection that look like the next answer.
        case contentLengthOff(Int)
        /// Neither: the end of the connection is the end of the body.
        case untilClose
        /// Chunked, but the size line of the second chunk (of the only one, if there is one only) is this text.
        case badChunkSize(String)
        /// Chunked, with a content length beside it, which RFC 9112 section 6.1 calls an attempt at smuggling.
        case chunkedWithContentLength
    }
}

extension Behaviour.Framing: Codable {
    /// Reads `chunked`, `content_length`, `content_length(+7)`, `until_close`, `bad_chunk_size(ZZ)` or
    /// `chunked_with_content_length`.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let call = Call(text), let value = Self(call) else {
            throw decoder.corrupted(
                "'\(text)' is not one of chunked, content_length, content_length(+7), until_close, "
                    + "bad_chunk_size(ZZ), chunked_with_content_length")
        }
        self = value
    }

    private init?(_ call: Call) {
        switch (call.name, call.argument) {
        case ("chunked", nil): self = .chunked
        case ("content_length", nil): self = .contentLength
        case ("content_length", let off?):
            guard let off = Int(off), off.magnitude <= 1 << 40 else { return nil }
            self = .contentLengthOff(off)
        case ("until_close", nil): self = .untilClose
        case ("bad_chunk_size", let size): self = .badChunkSize(size ?? "ZZ")
        case ("chunked_with_content_length", nil): self = .chunkedWithContentLength
        default: return nil
        }
    }

    /// Writes what `init(from:)` reads.
    public func encode(to encoder: any Encoder) throws {
        var single = encoder.singleValueContainer()
        switch self {
        case .chunked: try single.encode("chunked")
        case .contentLength: try single.encode("content_length")
        case .contentLengthOff(let off): try single.encode("content_length(\(off))")
        case .untilClose: try single.encode("until_close")
        case .badChunkSize(let size): try single.encode("bad_chunk_size(\(size))")
        case .chunkedWithContentLength: try single.encode("chunked_with_content_length")
        }
    }

    /// Whether the body is written as chunks.
    var isChunked: Bool {
        switch self {
        case .chunked, .badChunkSize, .chunkedWithContentLength: true
        case .contentLength, .contentLengthOff, .untilClose: false
        }
    }
}
