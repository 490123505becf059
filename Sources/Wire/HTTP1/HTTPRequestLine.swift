/// The parts of a request line (RFC 9112 §3), with the place of the target as offsets from the first byte of the head.
struct HTTPRequestLine: Sendable {
    let method: HTTPVerb
    let target: Range<Int>
    /// The length of the target up to the first "?".
    let pathLength: Int
    let version: HTTPVersion

    /// `line` is the place of the request line in `bytes`, without its CRLF.
    init(_ line: Range<Int>, in bytes: Span<UInt8>, limits: HTTPLimits) throws(HTTPFault) {
        func fault(_ reason: HTTPFault.Reason) -> HTTPFault { HTTPFault(reason, line: 1) }

        let text = bytes.extracting(line)
        guard text.count > 0 else { throw fault(.emptyRequestLine) }
        if text.isLiteral("PRI * HTTP/2.0") { throw fault(.http2Preface) }
        guard let first = text.firstIndex(of: .space), text.firstIndex(of: .tab) == nil else {
            throw fault(.requestLineSpaces)
        }
        let rest = text.extracting(droppingFirst: first + 1)
        guard let length = rest.firstIndex(of: .space) else {
            throw fault(rest.count > 0 ? .missingVersion : .requestLineSpaces)
        }
        let versionText = rest.extracting(droppingFirst: length + 1)
        guard length > 0, versionText.count > 0, versionText.firstIndex(of: .space) == nil else {
            throw fault(.requestLineSpaces)
        }
        guard let method = HTTPVerb.parse(text.extracting(first: first)) else { throw fault(.method) }
        if versionText.isLiteral("HTTP/1.1") {
            version = .http1_1
        } else if versionText.isLiteral("HTTP/1.0") {
            version = .http1_0
        } else {
            throw fault(.version)
        }
        guard length <= limits.target else { throw fault(.targetTooLong(limit: limits.target)) }
        pathLength = try Self.pathLength(of: rest.extracting(first: length), for: method)
        self.method = method
        let start = line.lowerBound + first + 1
        target = start..<start + length
    }

    /// The length of the path in an origin-form target (RFC 9112 §3.2.1), or 1 for "*".
    private static func pathLength(of target: Span<UInt8>, for method: HTTPVerb) throws(HTTPFault) -> Int {
        guard method != .connect else { throw HTTPFault(.authorityForm, line: 1) }
        guard target[0] == UInt8(ascii: "/") else {
            if target.isLiteral("*") {
                guard method == .options else { throw HTTPFault(.asteriskForm, line: 1) }
                return 1
            }
            guard let colon = target.firstIndex(of: UInt8(ascii: ":")) else { throw HTTPFault(.targetForm, line: 1) }
            let afterScheme = target.extracting(droppingFirst: colon)
            throw HTTPFault(afterScheme.starts(with: "://") ? .absoluteForm : .authorityForm, line: 1)
        }
        let length = target.firstIndex(of: UInt8(ascii: "?")) ?? target.count
        guard target.extracting(first: length).consists(of: .path),
            target.extracting(droppingFirst: length).consists(of: .query)
        else { throw HTTPFault(.targetByte, line: 1) }
        return length
    }
}
