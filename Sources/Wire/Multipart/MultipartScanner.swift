/// Finds the parts of a `multipart/form-data` body (RFC 7578, RFC 2046 §5.1) without copying any of it.
public enum MultipartScanner {
    private enum Step {
        case part(MultipartPart)
        case end
        /// The bytes end within the part that begins here.
        case incomplete(at: Int)
    }

    /// The boundary that a Content-Type header names.
    /// - Returns: nil if the type is not `multipart/…`, or if there is not exactly one boundary of 1 to 70 characters of
    ///   the alphabet of RFC 2046 §5.1.1 that does not end in a space. The value may be quoted or, though the grammar
    ///   forbids some of these characters there, a token.
    public static func boundary(fromContentType header: String) -> String? {
        guard let parameters = HeaderParameters(header.utf8) else { return nil }
        guard parameters.value.lowercased().hasPrefix("multipart/") else { return nil }
        let boundaries = parameters.all("boundary")
        guard boundaries.count == 1, let boundary = boundaries.first else { return nil }
        guard 1...70 ~= boundary.utf8.count, boundary.utf8.last != UInt8(ascii: " ") else { return nil }
        return boundary.utf8.allSatisfy(isBoundaryCharacter) ? boundary : nil
    }

    private static func isBoundaryCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: "'()+_,-./:=? ".utf8.contains(byte)
        }
    }

    /// All parts of a complete body, in order.
    /// - Parameters:
    ///   - bytes: the body. What stands before the first boundary and after the last one is ignored.
    ///   - boundary: the boundary that Content-Type names, without the leading hyphens.
    ///   - limit: how many parts the body may have.
    public static func parts(
        of bytes: Span<UInt8>, boundary: String, limit: Int = 256
    ) throws(MultipartFault) -> [MultipartPart] {
        let delimiter = MultipartDelimiter(boundary: boundary)
        guard var line = delimiter.first(in: bytes, from: 0, isPrefix: false) else {
            throw MultipartFault(.noBoundary, at: bytes.count)
        }
        var parts: [MultipartPart] = []
        while true {
            switch try step(after: &line, in: bytes, delimiter, isPrefix: false) {
            case .end: return parts
            case .incomplete: throw MultipartFault(.unterminated, at: bytes.count)
            case .part(let part):
                guard parts.count < limit else { throw MultipartFault(.tooManyParts, at: part.headers.lowerBound) }
                parts.append(part)
            }
        }
    }

    /// The content of the first part of that name, from the first bytes of a body that may be too large to wait for.
    ///
    /// A part counts only once the delimiter after it was received; a later part of the same name is not looked for.
    /// - Parameters:
    ///   - name: the name of the part.
    ///   - bytes: the first bytes of the body, or all of it.
    ///   - boundary: the boundary that Content-Type names, without the leading hyphens.
    ///   - limit: how many parts may stand before it.
    public static func firstValue(
        named name: String, in bytes: Span<UInt8>, boundary: String, limit: Int = 256
    ) -> MultipartValue {
        let delimiter = MultipartDelimiter(boundary: boundary)
        guard var line = delimiter.first(in: bytes, from: 0, isPrefix: true) else { return .notInPrefix }
        do throws(MultipartFault) {
            for _ in 0...max(limit, 0) {
                switch try step(after: &line, in: bytes, delimiter, isPrefix: true) {
                case .end: return .absent
                case .incomplete: return .notInPrefix
                case .part(let part) where part.name == name: return .found(part.body)
                case .part: continue
                }
            }
        } catch {
            return .malformed(error)
        }
        return .malformed(MultipartFault(.tooManyParts, at: line.start))
    }

    /// Reads the part after a delimiter line, and makes the delimiter after that part the next one.
    private static func step(
        after line: inout MultipartDelimiter.Line, in bytes: Span<UInt8>, _ delimiter: MultipartDelimiter,
        isPrefix: Bool
    ) throws(MultipartFault) -> Step {
        if line.isClosing { return .end }
        guard let headers = try MultipartHeaders(in: bytes, from: line.end),
            let next = delimiter.first(in: bytes, from: headers.blankLine, isPrefix: isPrefix)
        else { return .incomplete(at: line.end) }
        line = next
        let start = headers.blankLine + 2
        return .part(
            MultipartPart(
                name: headers.name, filename: headers.filename, headers: headers.range,
                body: start..<max(start, next.start)))
    }
}
