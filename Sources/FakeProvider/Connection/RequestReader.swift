import NIOCore

/// Reads requests out of the bytes of a connection: the small, lenient half of HTTP/1.1 that a provider under test needs.
struct RequestReader {
    /// What came out of the bytes so far.
    enum Event {
        /// Nothing new.
        case none
        /// The head is complete; the body follows.
        case head(ReceivedRequest)
        /// The body is complete.
        case body([UInt8])
        /// This is not HTTP, or too much of it.
        case invalid(status: Int, String)
    }

    private enum State {
        case head
        case length(left: Int)
        case chunks(ChunkedBody)
    }

    static let headLimit = 1 << 20
    let bodyLimit: Int
    private var state = State.head
    private var buffer = ByteBuffer()
    private var searched = 0
    private var body: [UInt8] = []

    init(bodyLimit: Int) { self.bodyLimit = bodyLimit }

    /// Bytes that were not looked at yet.
    var unread: Int { buffer.readableBytes }

    mutating func append(_ bytes: inout ByteBuffer) {
        guard buffer.readableBytes > 0 else { return buffer = bytes }
        if buffer.readerIndex > 64 << 10 { buffer.discardReadBytes() }
        buffer.writeBuffer(&bytes)
    }

    mutating func next() -> Event {
        switch state {
        case .head: head()
        case .length(let left): length(left)
        case .chunks(let chunks): self.chunks(chunks)
        }
    }

    private mutating func head() -> Event {
        // Blank lines before a request are skipped, RFC 9112 section 2.2.
        while let byte = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self), byte == 0x0D || byte == 0x0A {
            buffer.moveReaderIndex(forwardBy: 1)
            searched = 0
        }
        guard let length = headLength() else {
            return buffer.readableBytes > Self.headLimit ? .invalid(status: 431, "head too large") : .none
        }
        let bytes = buffer.readBytes(length: length) ?? []
        searched = 0
        guard let request = ReceivedRequest(head: bytes) else {
            return .invalid(status: 400, "malformed request line")
        }
        body = []
        if request.lists("chunked", in: "transfer-encoding") {
            state = .chunks(ChunkedBody())
        } else {
            let lengths = request.values("content-length")
            let first = lengths.first ?? "0"
            guard let length = Int(first), length >= 0,
                lengths.allSatisfy({ $0 == first })
            else { return .invalid(status: 400, "malformed content-length") }
            guard length <= bodyLimit else { return .invalid(status: 413, "body too large") }
            state = .length(left: length)
        }
        return .head(request)
    }

    /// The length of the head with the blank line at its end; LF alone ends a line too.
    private mutating func headLength() -> Int? {
        let length = buffer.withUnsafeReadableBytes { bytes -> Int? in
            var index = max(searched - 3, 0)
            while index < bytes.count {
                if bytes[index] == 0x0A {
                    if index + 1 < bytes.count, bytes[index + 1] == 0x0A { return index + 2 }
                    if index + 2 < bytes.count, bytes[index + 1] == 0x0D, bytes[index + 2] == 0x0A { return index + 3 }
                }
                index += 1
            }
            return nil
        }
        searched = buffer.readableBytes
        return length
    }

    private mutating func length(_ left: Int) -> Event {
        let bytes = buffer.readBytes(length: min(left, buffer.readableBytes)) ?? []
        if body.isEmpty { body = bytes } else { body += bytes }
        state = .length(left: left - bytes.count)
        return bytes.count == left ? complete() : .none
    }

    private mutating func chunks(_ chunks: ChunkedBody) -> Event {
        var chunks = chunks
        let outcome = chunks.read(&buffer, into: &body, limit: bodyLimit)
        state = .chunks(chunks)
        switch outcome {
        case .more: return .none
        case .end: return complete()
        case .malformed: return .invalid(status: 400, "malformed chunk")
        case .tooLarge: return .invalid(status: 413, "body too large")
        }
    }

    private mutating func complete() -> Event {
        state = .head
        defer { body = [] }
        return .body(body)
    }

    /// What was read of a body that is not complete.
    var partialBody: [UInt8] { body }
}
