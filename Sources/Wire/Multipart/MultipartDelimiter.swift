/// Finds the delimiter lines of a multipart body (RFC 2046 §5.1.1).
///
/// A delimiter is CRLF (or the start of the body), two hyphens, the boundary, and then nothing but whitespace up to a
/// CRLF; the closing one has two hyphens after the boundary and may end with the body. A line that only begins so is
/// content.
struct MultipartDelimiter {
    /// A delimiter line.
    struct Line: Equatable {
        /// Where the content before it ends: the offset of the CRLF before the hyphens.
        let start: Int
        /// The offset after the line and its end.
        let end: Int
        let isClosing: Bool
    }

    private enum Match {
        case line(end: Int, isClosing: Bool)
        case none
        /// The bytes end before this can be told.
        case undecided
    }

    private let dashBoundary: [UInt8]

    init(boundary: String) { dashBoundary = Array("--".utf8) + Array(boundary.utf8) }

    /// The first delimiter at or after `start`, which is the start of the body or the CRLF before a line.
    /// - Parameter isPrefix: whether the body goes on after these bytes. If it does not, a closing boundary may end with
    ///   the bytes.
    func first(in bytes: Span<UInt8>, from start: Int, isPrefix: Bool) -> Line? {
        if start == 0, case .line(let end, let isClosing) = match(in: bytes, at: 0, isPrefix: isPrefix) {
            return Line(start: 0, end: end, isClosing: isClosing)
        }
        var at = start
        while let end = LineEnd.first(in: bytes, from: at) {
            at = end + 1
            guard bytes[end] == UInt8(ascii: "\r"), at < bytes.count, bytes[at] == UInt8(ascii: "\n") else { continue }
            switch match(in: bytes, at: end + 2, isPrefix: isPrefix) {
            case .line(let after, let isClosing): return Line(start: end, end: after, isClosing: isClosing)
            case .undecided: return nil
            case .none: at = end + 2
            }
        }
        return nil
    }

    /// Whether a delimiter begins at `start`, which is the start of a line.
    private func match(in bytes: Span<UInt8>, at start: Int, isPrefix: Bool) -> Match {
        for index in dashBoundary.indices {
            guard start + index < bytes.count else { return .undecided }
            guard bytes[start + index] == dashBoundary[index] else { return .none }
        }
        var at = start + dashBoundary.count
        let hyphen = UInt8(ascii: "-")
        if at < bytes.count, bytes[at] == hyphen, at + 1 == bytes.count { return .undecided }
        let isClosing = at + 1 < bytes.count && bytes[at] == hyphen && bytes[at + 1] == hyphen
        if isClosing { at += 2 }
        while at < bytes.count, bytes[at] == UInt8(ascii: " ") || bytes[at] == UInt8(ascii: "\t") { at += 1 }
        if at == bytes.count, isClosing, !isPrefix { return .line(end: at, isClosing: true) }
        for (index, wanted) in [UInt8(ascii: "\r"), UInt8(ascii: "\n")].enumerated() {
            guard at + index < bytes.count else { return .undecided }
            guard bytes[at + index] == wanted else { return .none }
        }
        return .line(end: at + 2, isClosing: isClosing)
    }
}
