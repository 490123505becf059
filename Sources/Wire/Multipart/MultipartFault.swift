/// Why a body is not the multipart body its Content-Type promises, and where.
public struct MultipartFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The class of the fault.
    public enum Reason: Sendable, Equatable {
        /// Not one line of the body is the boundary.
        case noBoundary
        /// The body ends before the closing boundary, the one with two hyphens at its end.
        case unterminated
        /// A header line has no colon, is empty before it, or ends in a bare CR or LF.
        case invalidHeader
        /// A Content-Disposition that is not a list of parameters, or names `name` or `filename` twice.
        case invalidDisposition
        /// More parts than the limit.
        case tooManyParts
    }

    /// The class of the fault.
    public let reason: Reason

    /// Where, in bytes from the start of the body; the first byte is 0.
    public let offset: Int

    init(_ reason: Reason, at offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// One line, meant for the client that sent the body.
    public var description: String {
        let explanation =
            switch reason {
            case .noBoundary: "the boundary that Content-Type names does not occur in the multipart body"
            case .unterminated: "the multipart body ends before its closing boundary"
            case .invalidHeader: "a header line of a part is malformed; it must be 'Name: value' and end in CRLF"
            case .invalidDisposition: "the Content-Disposition of a part is malformed"
            case .tooManyParts: "the multipart body has too many parts"
            }
        return "byte \(offset): \(explanation)"
    }
}
