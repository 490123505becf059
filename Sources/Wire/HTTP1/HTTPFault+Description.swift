extension HTTPFault: CustomStringConvertible {
    /// What is wrong and what to do, for the caller and for the log. Never quotes the message: its bytes are not
    /// trusted and may hold credentials.
    public var description: String {
        if let line { "line \(line) of the head: \(reason.explanation)" } else { reason.explanation }
    }
}

extension HTTPFault.Reason {
    var explanation: String {
        switch self {
        case .bareLineFeed: "a line ends in LF alone; end every line with CRLF"
        case .bareCarriageReturn: "CR without LF; end every line with CRLF and send no CR elsewhere"
        case .controlByte: "control character; only a tab is allowed, and only in field values"
        case .headTooLarge(let limit): "the head is larger than \(limit) bytes; send fewer or shorter fields"
        case .tooManyFields(let limit): "the head has more than \(limit) fields; send fewer"
        case .foldedField: "the line starts with white space (obsolete line folding); send the field on one line"
        case .missingColon: "a field line has no colon; write it as \"name: value\""
        case .spaceBeforeColon: "white space between the field name and the colon; remove it"
        case .emptyFieldName: "a field line starts with a colon; write it as \"name: value\""
        case .fieldName: "the field name has a character that is not allowed; use letters, digits and hyphens"
        case .tlsClientHello: "this port speaks plain HTTP; the client sent TLS. Use http:// or the TLS port"
        case .http2Preface: "the client sent HTTP/2 without negotiating it; use HTTP/1.1"
        case .emptyRequestLine: "the request line is empty; send \"METHOD /path HTTP/1.1\""
        case .requestLineSpaces:
            "the request line is not \"METHOD /path HTTP/1.1\" with single spaces; percent-encode spaces in the path"
        case .method: "the method is not a token of at most \(HTTPVerb.longest) characters"
        case .missingVersion: "the request line has no version (HTTP/0.9); use HTTP/1.1"
        case .version: "the version is not HTTP/1.0 or HTTP/1.1; use HTTP/1.1"
        case .absoluteForm:
            "the request target is a full URL; send only the path. Is this gateway set as an HTTP proxy in the client?"
        case .authorityForm:
            "CONNECT and host:port targets are not served; this is not a forward proxy. Set it as the base URL instead"
        case .asteriskForm: "the request target \"*\" is for OPTIONS only"
        case .targetForm: "the request target does not start with \"/\""
        case .targetByte: "the request target has a character that is not allowed; percent-encode it"
        case .targetTooLong(let limit): "the request target is longer than \(limit) bytes; move data to the body"
        case .statusLine: "the status line is not \"HTTP/1.1 200 OK\"; is the upstream an HTTP/1 server?"
        case .status: "the status is not a number from 100 to 599"
        case .missingHost: "an HTTP/1.1 request needs a Host field"
        case .repeatedHost: "more than one Host field; send one"
        case .host: "the Host field is not a host name or address with an optional port"
        case .contentLength: "Content-Length is not a number of at most 18 digits"
        case .repeatedContentLength: "more than one Content-Length; send one"
        case .contentLengthWithTransferEncoding: "both Content-Length and Transfer-Encoding; send one of them"
        case .transferEncoding: "the transfer coding is not \"chunked\"; use chunked or Content-Length"
        case .repeatedTransferEncoding: "more than one Transfer-Encoding field; send \"chunked\" once"
        case .transferEncodingOnHTTP10: "Transfer-Encoding in an HTTP/1.0 message; use HTTP/1.1 or Content-Length"
        case .headTimeout: "the request head did not arrive in time; send it in one go"
        case .expectation: "the only expectation that can be met is \"100-continue\""
        case .informationalWithBody: "an informational (1xx) response announces a body"
        case .tooManyInformational(let limit): "more than \(limit) informational (1xx) responses and no final one"
        case .chunkSize: "the chunk size is not a number of 1 to 16 hexadecimal digits"
        case .chunkSizeOverflow: "the chunk size is out of range"
        case .chunkExtension: "control character in a chunk extension"
        case .chunkExtensionTooLong(let limit): "chunk extensions of more than \(limit) bytes; send none"
        case .chunkLine: "a line of the chunked body does not end with CRLF"
        case .chunkEnd: "a chunk is not followed by CRLF; is its size right?"
        case .trailer: "what follows the last chunk is neither a trailer field nor the empty line"
        case .trailersTooLarge(let limit): "the trailer fields are larger than \(limit) bytes"
        case .truncatedBody: "the connection was closed before the end of the body"
        case .percentTriple: "\"%\" is not followed by two hexadecimal digits; write a percent sign as %25"
        case .encodedNUL: "%00 is not allowed"
        case .encodedSlash: "an encoded slash or backslash (%2F, %5C) is not allowed in the path"
        case .emptySegment: "\"//\" in the path; does the base URL set in the client end with a slash?"
        case .dotSegment: "\".\" and \"..\" segments are not allowed in the path"
        case .pathByte: "the path has a character that is not allowed; percent-encode it as UTF-8"
        case .queryText: "the query is not UTF-8 after percent-decoding"
        }
    }
}
