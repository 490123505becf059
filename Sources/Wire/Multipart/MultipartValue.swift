/// What can be said of a part from the first bytes of a multipart body.
public enum MultipartValue: Sendable, Equatable {
    /// The content of the part, which is complete.
    case found(Range<Int>)
    /// No such part is complete in the bytes at hand; more bytes may bring it.
    case notInPrefix
    /// The body has ended, and has no such part.
    case absent
    /// The bytes at hand are not the beginning of a multipart body with that boundary.
    case malformed(MultipartFault)
}
