/// One part of a multipart body; ranges are relative to the start of the body.
public struct MultipartPart: Sendable, Equatable {
    /// The `name` of the Content-Disposition header, unquoted; nil if there is none. Bytes that a client has
    /// percent-encoded (the quote and ends of line, as browsers do) are left so.
    public let name: String?

    /// The `filename` of the Content-Disposition header, unquoted; nil if there is none.
    public let filename: String?

    /// The header lines, each with its end, without the blank line that follows them.
    public let headers: Range<Int>

    /// The content, as it is.
    public let body: Range<Int>
}
