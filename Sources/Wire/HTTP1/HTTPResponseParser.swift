public import NIOCore

/// Reads response heads from the bytes an upstream sends, with the strictness of `HTTPRequestParser`.
///
/// Informational (1xx) responses are returned as heads; the caller goes on until it has the final one. After a fault
/// the parser throws that fault again for ever.
public struct HTTPResponseParser: Sendable {
    private let limits: HTTPLimits
    private var scanner = HTTPHeadScanner()
    private var statusLine: HTTPStatusLine?
    private var fault: HTTPFault?

    /// A parser for one connection.
    public init(limits: HTTPLimits = .response) {
        self.limits = limits
    }

    /// Reads one head from the front of `buffer`, and moves its reader index past it. Nil means that more bytes are
    /// needed: call again with the same bytes and more behind them. What was seen is not looked at again.
    /// - Parameter requestWasHead: The response to a HEAD request has no body, whatever its fields say.
    public mutating func parseHead(
        _ buffer: inout ByteBuffer, requestWasHead: Bool
    ) throws(HTTPFault) -> HTTPResponseHead? {
        if let fault { throw fault }
        do throws(HTTPFault) {
            guard let (line, length) = try scan(buffer.readableBytesUInt8Span) else { return nil }
            return try finish(line, length, &buffer, requestWasHead)
        } catch {
            fault = error
            throw error
        }
    }

    private mutating func scan(_ bytes: Span<UInt8>) throws(HTTPFault) -> (HTTPStatusLine, Int)? {
        if statusLine == nil {
            let tooLarge = HTTPFault.Reason.headTooLarge(limit: limits.headBytes)
            guard let place = try scanner.nextLine(in: bytes, limit: limits.headBytes, tooLong: tooLarge)
            else { return nil }
            statusLine = try HTTPStatusLine(bytes.extracting(place))
        }
        guard let statusLine, let length = try scanner.readFields(in: bytes, limits: limits, inRequest: false)
        else { return nil }
        return (statusLine, length)
    }

    private mutating func finish(
        _ line: HTTPStatusLine, _ length: Int, _ buffer: inout ByteBuffer, _ requestWasHead: Bool
    ) throws(HTTPFault) -> HTTPResponseHead? {
        let control = scanner.control
        if line.version == .http1_0, control.isChunked { throw HTTPFault(.transferEncodingOnHTTP10) }
        if line.status < 200, control.announcesBody { throw HTTPFault(.informationalWithBody) }
        guard let head = buffer.readSlice(length: length) else { return nil }
        let fields = HTTPFields(head: head, lines: scanner.fields, marks: scanner.marks)
        scanner = HTTPHeadScanner()
        statusLine = nil
        return HTTPResponseHead(line, control: control, fields: fields, requestWasHead: requestWasHead)
    }
}
