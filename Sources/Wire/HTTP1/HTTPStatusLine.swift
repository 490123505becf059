/// The parts of a status line (RFC 9112 §4) that are used.
struct HTTPStatusLine: Sendable {
    let version: HTTPVersion
    let status: Int

    /// `text` is the line without its CRLF. Servers leave out the reason phrase and the space before it; both is
    /// accepted, since it cannot be taken for anything else.
    init(_ text: Span<UInt8>) throws(HTTPFault) {
        if text.starts(with: "HTTP/1.1 ") {
            version = .http1_1
        } else if text.starts(with: "HTTP/1.0 ") {
            version = .http1_0
        } else {
            let isOtherVersion = text.starts(with: "HTTP/") && !text.starts(with: "HTTP/1.")
            throw HTTPFault(isOtherVersion ? .version : .statusLine, line: 1)
        }
        guard text.count >= 12, text.count == 12 || text[12] == .space else { throw HTTPFault(.status, line: 1) }
        var number = 0
        for index in 9..<12 {
            guard text[index].isDigit else { throw HTTPFault(.status, line: 1) }
            number = number * 10 + Int(text[index] - UInt8(ascii: "0"))
        }
        guard (100...599).contains(number) else { throw HTTPFault(.status, line: 1) }
        status = number
    }
}
