import NIOCore

/// What a gateway sent that is not an HTTP/1.1 response this tool can follow.
enum ResponseError: Error {
    case notHTTP
    /// Neither a content length nor chunks: the end would be the end of the connection.
    case noLength
    case badChunk
}

/// Reads one HTTP/1.1 response after the other from the bytes of a connection (RFC 9112 sections 6 and 7.1).
struct ResponseReader {
    enum Progress { case needsMore, complete }

    private enum State { case head, sized(Int), chunkSize, chunk(Int), chunkEnd, trailer }

    private(set) var status = 0
    /// The server closes the connection after this response.
    private(set) var closes = false
    private var state = State.head

    /// Consumes what is complete in `buffer` and hands every piece of the body to `body` as it arrives. After
    /// `complete` the next response starts.
    mutating func read(
        _ buffer: inout ByteBuffer, body: (UnsafeRawBufferPointer) -> Void
    ) throws(ResponseError) -> Progress {
        while true {
            switch state {
            case .head:
                guard let fields = buffer.withUnsafeReadableBytes({ FieldLines(of: $0) }) else { return .needsMore }
                try begin(fields, buffer)
                buffer.moveReaderIndex(forwardBy: fields.length)
            case .sized(let left):
                guard take(left, from: &buffer, { .sized($0) }, body) else { return .needsMore }
                state = .head
                return .complete
            case .chunkSize:
                guard let line = line(in: buffer) else { return .needsMore }
                guard let size = line.hexadecimal else { throw .badChunk }
                buffer.moveReaderIndex(forwardBy: line.length)
                state = size == 0 ? .trailer : .chunk(size)
            case .chunk(let left):
                guard take(left, from: &buffer, { .chunk($0) }, body) else { return .needsMore }
                state = .chunkEnd
            case .chunkEnd:
                guard let line = line(in: buffer) else { return .needsMore }
                guard line.length == 2 else { throw .badChunk }
                buffer.moveReaderIndex(forwardBy: 2)
                state = .chunkSize
            case .trailer:
                guard let line = line(in: buffer) else { return .needsMore }
                buffer.moveReaderIndex(forwardBy: line.length)
                if line.length == 2 {
                    state = .head
                    return .complete
                }
            }
        }
    }

    private mutating func begin(_ fields: FieldLines, _ buffer: ByteBuffer) throws(ResponseError) {
        let code = buffer.withUnsafeReadableBytes { bytes in
            Scan.hasName("http/1.1 ", in: bytes, at: 0) ? Scan.decimal(in: bytes, at: 9) : nil
        }
        guard let code else { throw .notHTTP }
        status = code
        closes = fields.closes
        if fields.isChunked {
            state = .chunkSize
        } else if let length = fields.contentLength {
            state = .sized(length)
        } else {
            throw .noLength
        }
    }

    /// Hands over up to `left` bytes; false, with the rest noted, when the piece has not ended.
    private mutating func take(
        _ left: Int, from buffer: inout ByteBuffer, _ rest: (Int) -> State, _ body: (UnsafeRawBufferPointer) -> Void
    ) -> Bool {
        let count = min(left, buffer.readableBytes)
        if count > 0 {
            buffer.withUnsafeReadableBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            buffer.moveReaderIndex(forwardBy: count)
        }
        state = rest(left - count)
        return count == left
    }

    /// Length, with its end, of the line at the start of `buffer`, and the chunk size it may hold.
    private func line(in buffer: ByteBuffer) -> (length: Int, hexadecimal: Int?)? {
        buffer.withUnsafeReadableBytes { bytes in
            guard let end = Scan.find("\r\n", in: bytes) else { return nil }
            return (end + 2, Scan.hexadecimal(in: bytes, at: 0))
        }
    }
}
