extension Behaviour {
    /// A good answer with this framing.
    public static func framing(_ framing: Framing) -> Behaviour { named("framing") { $0.framing = framing } }
    /// A good answer in HTTP chunks of this many bytes.
    public static func chunks(_ bytes: Int) -> Behaviour {
        named("chunks(\(bytes))") { $0.chunks = .bytes(max(bytes, 1)) }
    }
    /// A good answer in writes of this many bytes.
    public static func writes(_ bytes: Int) -> Behaviour {
        named("writes(\(bytes))") { $0.writes = .bytes(max(bytes, 1)) }
    }
    /// A good answer in as few writes as possible: the cheapest one, for load tests.
    public static let wholeWrites = named("whole_writes") { ($0.chunks, $0.writes) = (.whole, .whole) }
}

extension Behaviour.Preset {
    static let framings: [Self] = [
        Self("chunked", "A good answer in chunks, whether it is a stream or not.") { .framing(.chunked) },
        Self("until_close", "A good answer whose end is the end of the connection.") { .framing(.untilClose) },
        Self("length_too_long", "bytes", 10, "A content length that is too large by so much.") {
            .framing(.contentLengthOff($0))
        },
        Self("length_too_short", "bytes", 10, "A content length that is too small by so much.") {
            .framing(.contentLengthOff(-$0))
        },
        Self("bad_chunk_size", "size", "ZZ", "A chunk with this text for its size.") { .framing(.badChunkSize($0)) },
        Self("chunked_with_length", "Chunks and a content length together.") { .framing(.chunkedWithContentLength) },
        Self("chunks", "bytes", 23, "A good answer in HTTP chunks of so many bytes.") { .chunks($0) },
        Self("writes", "bytes", 1, "A good answer in writes of so many bytes.") { .writes($0) },
        Self("whole_writes", "A good answer in as few writes as possible.") { .wholeWrites },
    ]
}
