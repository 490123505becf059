/// The one accepted spelling of a request path. What a path means must not depend on who decodes it, and how often:
/// a rule that is checked on "/admin" is worthless if the next server also takes "/%61dmin", "//admin" or "/x/../admin".
public enum HTTPTarget {
    /// `path` with encoded unreserved characters decoded and all other triples in upper case (RFC 3986 §6.2.2), so that
    /// equal paths are equal strings. ";" stays as it is. The result is ASCII.
    ///
    /// Throws for what cannot be decoded in one way only: `.encodedSlash`, `.encodedNUL`, `.emptySegment` ("//"),
    /// `.dotSegment` (also encoded, also with parameters as in "..;x"), `.percentTriple`, and `.pathByte` for anything
    /// that must not stand in a path (RFC 3986 §3.3) and for a path that does not start with "/".
    ///
    /// - Parameter keepsSlashes: an encoded slash stays `%2F`, for paths in which a segment is a name that may have one.
    ///   Whoever asks for that must take the path apart at its slashes before it decodes a segment.
    public static func normalise(path: Span<UInt8>, keepsSlashes: Bool = false) throws(HTTPFault) -> String {
        guard path.count > 0, path[0] == slash else { throw HTTPFault(.pathByte) }
        var normal: [UInt8] = []
        normal.reserveCapacity(path.count)
        var segmentStart = 0
        var index = 0
        while index < path.count {
            let byte = path[index]
            index += 1
            if byte == UInt8(ascii: "%") {
                try appendTriple(HTTPPercent.decodeTriple(at: index - 1, in: path), keepsSlashes, to: &normal)
                index += 2
                continue
            }
            guard HTTPByteSet.path.contains(byte) else { throw HTTPFault(.pathByte) }
            normal.append(byte)
            if byte == slash, normal.count > 1 {
                if segmentStart == normal.count - 1 { throw HTTPFault(.emptySegment) }
                try refuseDots(normal.span.extracting(segmentStart..<normal.count - 1))
            }
            if byte == slash { segmentStart = normal.count }
        }
        try refuseDots(normal.span.extracting(segmentStart..<normal.count))
        return normal.span.text
    }

    /// The text of one segment of a normalised path, with every triple decoded: a model name such as
    /// "arn%3Aaws%3Abedrock" for instance. Throws `.percentTriple`, `.encodedNUL`, and `.pathByte` for what is not UTF-8.
    public static func decode(segment: Substring) throws(HTTPFault) -> String {
        let bytes = Array(segment.utf8)
        guard let text = String(validating: try HTTPPercent.decode(bytes.span), as: UTF8.self) else {
            throw HTTPFault(.pathByte)
        }
        return text
    }

    private static let slash = UInt8(ascii: "/")

    private static func appendTriple(
        _ byte: UInt8, _ keepsSlashes: Bool, to normal: inout [UInt8]
    ) throws(HTTPFault) {
        if HTTPByteSet.unreserved.contains(byte) {
            normal.append(byte)
            return
        }
        guard byte != slash || keepsSlashes, byte != UInt8(ascii: "\\") else { throw HTTPFault(.encodedSlash) }
        normal.append(UInt8(ascii: "%"))
        for nibble in [byte >> 4, byte & 0xF] {
            normal.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "A") + nibble - 10)
        }
    }

    private static func refuseDots(_ segment: Span<UInt8>) throws(HTTPFault) {
        let name = segment.extracting(first: segment.firstIndex(of: UInt8(ascii: ";")) ?? segment.count)
        if name.isLiteral(".") || name.isLiteral("..") { throw HTTPFault(.dotSegment) }
    }
}
