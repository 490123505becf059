public import NIOCore

/// Reads the body that follows a head, piece by piece. What it returns are slices of the buffer, not copies; to write
/// to a buffer while a slice of it lives copies the whole buffer.
public struct HTTPBodyDecoder: Sendable {
    /// What `next` found.
    public enum Part: Sendable, Equatable {
        /// The next bytes of the body; never empty.
        case bytes(ByteBuffer)
        /// The body is complete. What is left in the buffer belongs to the next message.
        case end
        /// The buffer has been used up; call again with more bytes.
        case needMore
    }

    private enum State: Sendable {
        case length(Int)
        case chunked(HTTPChunkedDecoder)
        case untilClose
        case complete
        case failed(HTTPFault)
    }

    private var state: State

    /// A decoder for one body.
    public init(_ framing: HTTPBodyFraming) {
        switch framing {
        case .none: state = .complete
        case .length(let count): state = count > 0 ? .length(count) : .complete
        case .chunked: state = .chunked(HTTPChunkedDecoder())
        case .untilClose: state = .untilClose
        }
    }

    /// Has the body been read to its end?
    public var isComplete: Bool {
        if case .complete = state { true } else { false }
    }

    /// Takes the next piece of the body from the front of `buffer`. Call until it returns `.end` or `.needMore`; a body
    /// that lasts until the connection closes has no `.end`, the caller reports it with `closed()`. After a fault it
    /// throws that fault again for ever.
    public mutating func next(_ buffer: inout ByteBuffer) throws(HTTPFault) -> Part {
        switch state {
        case .complete:
            return .end
        case .failed(let fault):
            throw fault
        case .untilClose:
            guard let slice = buffer.readSlice(length: buffer.readableBytes), slice.readableBytes > 0
            else { return .needMore }
            return .bytes(slice)
        case .length(let remaining):
            guard let slice = buffer.readSlice(length: min(remaining, buffer.readableBytes)), slice.readableBytes > 0
            else { return .needMore }
            let left = remaining - slice.readableBytes
            state = left > 0 ? .length(left) : .complete
            return .bytes(slice)
        case .chunked(var chunks):
            do {
                let part = try chunks.next(&buffer)
                state = part == .end ? .complete : .chunked(chunks)
                return part
            } catch {
                state = .failed(error)
                throw error
            }
        }
    }

    /// The transport has seen the end of the stream, and `next` has been given all bytes before it. That is how a body
    /// of framing `.untilClose` ends; any other body that is not complete has been cut off.
    public mutating func closed() throws(HTTPFault) {
        switch state {
        case .complete:
            break
        case .untilClose:
            state = .complete
        case .failed(let fault):
            throw fault
        case .length, .chunked:
            let fault = HTTPFault(.truncatedBody)
            state = .failed(fault)
            throw fault
        }
    }
}
