/// The fields that decide where a message ends, whom it is for and whether the connection lives on, collected while the
/// field lines are read. Each has one accepted form: where two implementations could disagree about the end of a
/// message, an attacker can hide a second one in it (RFC 9112 §11.2).
struct HTTPControlFields: Sendable {
    private(set) var contentLength: Int?
    private(set) var isChunked = false
    private(set) var hasHost = false
    private(set) var expectsContinue = false
    private var close = false
    private var keepAlive = false

    /// Requests only have Host and Expect; in responses they mean nothing.
    @inline(__always)
    mutating func note(
        name: Span<UInt8>, value: Span<UInt8>, inRequest: Bool, line: Int
    ) throws(HTTPFault) {
        switch name.count {
        case 4 where inRequest && name.equalsIgnoringCase("host"):
            try noteHost(value, line)
        case 6 where inRequest && name.equalsIgnoringCase("expect"):
            guard value.equalsIgnoringCase("100-continue") else { throw HTTPFault(.expectation, line: line) }
            expectsContinue = true
        case 10 where name.equalsIgnoringCase("connection"):
            noteConnection(value)
        case 14 where name.equalsIgnoringCase("content-length"):
            try noteContentLength(value, line)
        case 17 where name.equalsIgnoringCase("transfer-encoding"):
            try noteTransferEncoding(value, line)
        default:
            break
        }
    }

    /// Does the connection stay open after this message (RFC 9112 §9.3)?
    func keepsAlive(_ version: HTTPVersion) -> Bool {
        switch version {
        case .http1_0: keepAlive && !close
        case .http1_1: !close
        }
    }

    /// Do the fields say that a body of at least one byte follows?
    var announcesBody: Bool { isChunked || (contentLength ?? 0) > 0 }

    private mutating func noteHost(_ value: Span<UInt8>, _ line: Int) throws(HTTPFault) {
        guard !hasHost else { throw HTTPFault(.repeatedHost, line: line) }
        guard HTTPHost.isValid(value) else { throw HTTPFault(.host, line: line) }
        hasHost = true
    }

    private mutating func noteConnection(_ value: Span<UInt8>) {
        value.forEachListElement {
            if $0.equalsIgnoringCase("close") { close = true }
            if $0.equalsIgnoringCase("keep-alive") { keepAlive = true }
        }
    }

    /// Equal duplicates are refused as well, although RFC 9110 §8.6 would let them pass: no sane client sends them.
    private mutating func noteContentLength(_ value: Span<UInt8>, _ line: Int) throws(HTTPFault) {
        guard contentLength == nil else { throw HTTPFault(.repeatedContentLength, line: line) }
        guard !isChunked else { throw HTTPFault(.contentLengthWithTransferEncoding, line: line) }
        // 18 digits are less than Int.max, so that the sum cannot overflow.
        guard (1...18).contains(value.count) else { throw HTTPFault(.contentLength, line: line) }
        var length = 0
        for index in value.indices {
            guard value[index].isDigit else { throw HTTPFault(.contentLength, line: line) }
            length = length &* 10 &+ Int(value[index] &- UInt8(ascii: "0"))
        }
        contentLength = length
    }

    private mutating func noteTransferEncoding(_ value: Span<UInt8>, _ line: Int) throws(HTTPFault) {
        guard !isChunked else { throw HTTPFault(.repeatedTransferEncoding, line: line) }
        guard contentLength == nil else { throw HTTPFault(.contentLengthWithTransferEncoding, line: line) }
        guard value.equalsIgnoringCase("chunked") else { throw HTTPFault(.transferEncoding, line: line) }
        isChunked = true
    }
}
