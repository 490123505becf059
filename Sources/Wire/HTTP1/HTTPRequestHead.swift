public import NIOCore

/// The head of a request: everything before the body.
public struct HTTPRequestHead: Sendable {
    /// The method.
    public var method: HTTPVerb
    /// The request target as it was sent: "/path?query", or "*" with OPTIONS. Visible ASCII only.
    public var target: ByteBuffer
    /// The version the client speaks.
    public var version: HTTPVersion
    /// The field lines.
    public var fields: HTTPFields
    /// `.none`, `.length` or `.chunked`; never `.untilClose`.
    public var framing: HTTPBodyFraming
    /// Does the client want to send another request on this connection?
    public var keepAlive: Bool
    /// Does the client wait for a "100 Continue" before it sends the body? Only ever true with HTTP/1.1 and a body.
    public var expectsContinue: Bool
    /// The length of the target up to the first "?".
    private let pathLength: Int

    init(_ line: HTTPRequestLine, control: HTTPControlFields, fields: HTTPFields, target: ByteBuffer) {
        method = line.method
        version = line.version
        pathLength = line.pathLength
        self.target = target
        self.fields = fields
        if control.isChunked {
            framing = .chunked
        } else if let length = control.contentLength {
            framing = .length(length)
        } else {
            framing = .none
        }
        keepAlive = control.keepsAlive(line.version)
        // RFC 9110 §10.1.1: the expectation is ignored in HTTP/1.0 requests.
        let hasBody = framing != .none && framing != .length(0)
        expectsContinue = control.expectsContinue && hasBody && line.version == .http1_1
    }

    /// The target up to the first "?", as it was sent; see `HTTPTarget.normalise(path:)`.
    public var path: ByteBuffer {
        target.getSlice(at: target.readerIndex, length: pathLength) ?? target
    }

    /// The target after the first "?", as it was sent, or nil if there is none; see `HTTPQueryItems`.
    public var query: ByteBuffer? {
        target.getSlice(at: target.readerIndex + pathLength + 1, length: target.readableBytes - pathLength - 1)
    }

    /// The path in its one accepted spelling; see `HTTPTarget.normalise`.
    public func normalisedPath(keepsSlashes: Bool = false) throws(HTTPFault) -> String {
        try HTTPTarget.normalise(path: path.readableBytesUInt8Span, keepsSlashes: keepsSlashes)
    }

    /// The decoded items of the query; empty if there is none.
    public func queryItems() throws(HTTPFault) -> HTTPQueryItems {
        try HTTPQueryItems(query ?? ByteBuffer())
    }
}
