/// A message that breaks a rule of RFC 9110 or RFC 9112, or a limit. The parser that threw it is spent: where the next
/// message starts is no longer known, so the caller answers (to a client) and closes the connection.
public struct HTTPFault: Error, Sendable, Equatable {
    /// The rule that was broken.
    public let reason: Reason
    /// The line of the head it was broken in: 1 is the start line, 2 the first field. Nil outside of heads.
    public let line: Int?

    /// A fault in `line` of a head, or elsewhere.
    public init(_ reason: Reason, line: Int? = nil) {
        self.reason = reason
        self.line = line
    }

    /// One case for each rule. What they say is in `HTTPFault.description`, the answer they deserve in `status`.
    public enum Reason: Sendable, Equatable {
        // Lines and fields of any head.
        case bareLineFeed, bareCarriageReturn, controlByte
        case headTooLarge(limit: Int), tooManyFields(limit: Int)
        case foldedField, missingColon, spaceBeforeColon, emptyFieldName, fieldName
        // The request line.
        case tlsClientHello, http2Preface, emptyRequestLine, requestLineSpaces, method, missingVersion, version
        case absoluteForm, authorityForm, asteriskForm, targetForm, targetByte, targetTooLong(limit: Int)
        // The status line.
        case statusLine, status
        // Fields that decide where the message ends, whom it is for, and what comes next.
        case missingHost, repeatedHost, host
        case contentLength, repeatedContentLength, contentLengthWithTransferEncoding
        case transferEncoding, repeatedTransferEncoding, transferEncodingOnHTTP10
        case expectation, informationalWithBody, tooManyInformational(limit: Int)
        // Bodies.
        case chunkSize, chunkSizeOverflow, chunkExtension, chunkExtensionTooLong(limit: Int), chunkLine, chunkEnd
        case trailer, trailersTooLarge(limit: Int), truncatedBody
        // The path and the query.
        case headTimeout
        case percentTriple, encodedNUL, encodedSlash, emptySegment, dotSegment, pathByte, queryText
    }

    /// The status that answers a request with this fault. Meaningless for responses: there the upstream is at fault.
    public var status: Int {
        switch reason {
        case .targetTooLong: 414
        case .expectation: 417
        case .headTimeout: 408
        case .headTooLarge, .tooManyFields: 431
        case .transferEncoding, .repeatedTransferEncoding: 501
        case .version, .http2Preface: 505
        default: 400
        }
    }
}
