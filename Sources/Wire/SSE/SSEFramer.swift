public import NIOCore

/// Cuts an event stream into events as its bytes arrive (WHATWG HTML §9.2.6), with the same result however the bytes are
/// split: CR, LF and CRLF ends of line, a leading byte order mark, comments, and several `data` lines are understood.
///
/// Blocks without a `data` line (comments, keep-alives, `event:` alone) yield nothing. `id` and `retry` are ignored.
///
/// After each `append` call `next` until it returns nil: then no byte is looked at twice, and what remains to be kept is
/// only the event that is not yet complete.
public struct SSEFramer: Sendable {
    /// How many comment lines were passed. Providers send them to keep a connection alive.
    public private(set) var commentCount = 0

    private let maximumEventBytes: Int

    /// Everything received from the start of the current block on. Offsets count from its reader index.
    private var buffer = ByteBuffer()
    /// Whether others may hold the storage of `buffer`, so that writing to it would copy all of it.
    private var isShared = true
    private var lines = SSELines()
    /// Nothing but a part of a byte order mark was received so far.
    private var isAtStart = true
    private var block = SSEBlock()

    /// - Parameter maximumEventBytes: the longest block of lines to accept, in bytes; what an endless line can occupy.
    public init(maximumEventBytes: Int = 8 << 20) {
        self.maximumEventBytes = maximumEventBytes
    }

    /// Takes the readable bytes of `bytes` in. They are copied only if an incomplete event waits for them.
    public mutating func append(_ bytes: ByteBuffer) {
        if bytes.readableBytes == 0 { return }
        if buffer.readableBytes == 0 {
            buffer = bytes
            isShared = true
        } else if isShared {
            // Copy what remains, not the storage it is a slice of.
            var joined = ByteBuffer()
            joined.reserveCapacity(buffer.readableBytes + bytes.readableBytes)
            joined.writeImmutableBuffer(buffer)
            joined.writeImmutableBuffer(bytes)
            buffer = joined
            isShared = false
        } else {
            // What was read is given up once it is the larger part, so that moving the rest costs a constant per byte.
            if buffer.readerIndex > buffer.readableBytes { buffer.discardReadBytes() }
            buffer.writeImmutableBuffer(bytes)
        }
    }

    /// The next event that is complete; nil if more bytes are needed.
    /// - Throws: `SSEFault.tooLong`, and again at each further call: the stream cannot be read on.
    public mutating func next() throws(SSEFault) -> SSEEvent? {
        if isAtStart, !passByteOrderMark() { return nil }
        while let line = try nextLine() {
            if line.isEmpty {
                let event = block.event(in: buffer, terminated: true)
                endBlock(at: lines.start)
                if event != nil { return event }
            } else {
                take(line)
            }
        }
        return nil
    }

    /// What the stream ended with. Call it after the last `append` until it returns nil.
    ///
    /// The standard discards an event whose blank line is missing. Some servers never send the last one, so it is
    /// returned here, with `terminated` false, and with its last line even if the end of that line is missing. It may be
    /// a part of an event only: the caller must be able to tell from its payload.
    public mutating func finish() -> SSEEvent? {
        do throws(SSEFault) {
            if let event = try next() { return event }
        } catch {
            return nil
        }
        if !isAtStart, lines.start < buffer.readableBytes { take(lines.start..<buffer.readableBytes) }
        let event = block.event(in: buffer, terminated: false)
        endBlock(at: buffer.readableBytes)
        return event
    }

    private mutating func nextLine() throws(SSEFault) -> Range<Int>? {
        // The span borrows all of self.
        var lines = self.lines
        let line = try lines.next(in: buffer.readableBytesUInt8Span, limit: maximumEventBytes)
        self.lines = lines
        return line
    }

    private mutating func take(_ line: Range<Int>) {
        let isComment = block.take(line, in: buffer)
        if isComment { commentCount += 1 }
        // Lines that no event needs are not kept, so that endless keep-alives occupy nothing.
        if block.isEmpty { endBlock(at: lines.start) }
    }

    private mutating func endBlock(at offset: Int) {
        if block.hasData { isShared = true }
        block = SSEBlock()
        lines.beginBlock()
        buffer.moveReaderIndex(forwardBy: min(offset, buffer.readableBytes))
        if buffer.readableBytes == 0 { buffer = ByteBuffer() }
    }

    /// False if more bytes are needed to tell whether there is one.
    private mutating func passByteOrderMark() -> Bool {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let received = buffer.readableBytesView.prefix(mark.count)
        if received.elementsEqual(mark) {
            buffer.moveReaderIndex(forwardBy: mark.count)
        } else if mark.starts(with: received) {
            return false
        }
        isAtStart = false
        return true
    }
}
