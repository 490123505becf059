public import NIOCore

/// Reads request heads from the bytes a client sends. It accepts one interpretation of a head or none: what RFC 9112
/// lets a recipient repair (bare LF, folded fields, repeated lengths, …) is refused, because two servers that repair
/// differently disagree about where a request ends.
///
/// After a head the caller reads the body with an `HTTPBodyDecoder` and may then parse the next head with the same
/// parser. After a fault the parser throws that fault again for ever.
public struct HTTPRequestParser: Sendable {
    private let limits: HTTPLimits
    private var scanner = HTTPHeadScanner()
    private var requestLine: HTTPRequestLine?
    private var skippedEmptyLine = false
    private var fault: HTTPFault?

    /// A parser for one connection.
    public init(limits: HTTPLimits = .request) {
        self.limits = limits
    }

    /// Reads one head from the front of `buffer`, and moves its reader index past it. Nil means that more bytes are
    /// needed: call again with the same bytes and more behind them. What was seen is not looked at again.
    ///
    /// One empty line before the request line is consumed at once (RFC 9112 §2.2), so that a buffer without readable
    /// bytes means that no request has begun.
    public mutating func parseHead(_ buffer: inout ByteBuffer) throws(HTTPFault) -> HTTPRequestHead? {
        if let fault { throw fault }
        do throws(HTTPFault) {
            guard let line = try readRequestLine(&buffer),
                let length = try scanner.readFields(
                    in: buffer.readableBytesUInt8Span, limits: limits, inRequest: true)
            else { return nil }
            return try finish(line, length, &buffer)
        } catch {
            fault = error
            throw error
        }
    }

    private mutating func readRequestLine(_ buffer: inout ByteBuffer) throws(HTTPFault) -> HTTPRequestLine? {
        if let requestLine { return requestLine }
        var before = try preamble(of: buffer.readableBytesUInt8Span)
        if before == .emptyLine, !skippedEmptyLine {
            buffer.moveReaderIndex(forwardBy: 2)
            skippedEmptyLine = true
            before = try preamble(of: buffer.readableBytesUInt8Span)
        }
        if before == .undecided { return nil }
        let isTargetLimit = limits.headBytes - Self.lineOverhead > limits.target
        let bytes = buffer.readableBytesUInt8Span
        guard
            let place = try scanner.nextLine(
                in: bytes, limit: isTargetLimit ? limits.target + Self.lineOverhead : limits.headBytes,
                tooLong: isTargetLimit
                    ? .targetTooLong(limit: limits.target) : .headTooLarge(limit: limits.headBytes))
        else { return nil }
        let line = try HTTPRequestLine(place, in: bytes, limits: limits)
        requestLine = line
        return line
    }

    /// The most a request line holds besides its target: a method, two spaces, the version and CRLF.
    private static let lineOverhead = HTTPVerb.longest + 12

    private enum Preamble { case none, emptyLine, undecided }

    /// Tells what stands before the request line.
    private func preamble(of bytes: Span<UInt8>) throws(HTTPFault) -> Preamble {
        guard bytes.count > 0 else { return .undecided }
        let isTLS = bytes[0] == 0x16
        guard isTLS || bytes[0] == .carriageReturn else { return .none }
        guard bytes.count > 1 else { return .undecided }
        // A TLS record: type 22 (handshake), version 3.x (RFC 8446 §5.1).
        if isTLS, bytes[1] == 0x03 { throw HTTPFault(.tlsClientHello, line: 1) }
        return !isTLS && bytes[1] == .lineFeed ? .emptyLine : .none
    }

    private mutating func finish(
        _ line: HTTPRequestLine, _ length: Int, _ buffer: inout ByteBuffer
    ) throws(HTTPFault) -> HTTPRequestHead? {
        let control = scanner.control
        if line.version == .http1_0, control.isChunked { throw HTTPFault(.transferEncodingOnHTTP10) }
        if line.version == .http1_1, !control.hasHost { throw HTTPFault(.missingHost) }
        guard let head = buffer.readSlice(length: length),
            let target = head.getSlice(at: head.readerIndex + line.target.lowerBound, length: line.target.count)
        else { return nil }
        let fields = HTTPFields(head: head, lines: scanner.fields, marks: scanner.marks)
        scanner = HTTPHeadScanner()
        requestLine = nil
        skippedEmptyLine = false
        return HTTPRequestHead(line, control: control, fields: fields, target: target)
    }
}
