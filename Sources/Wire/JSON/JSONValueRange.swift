/// Where a value stands in a text, and of what kind it is.
public struct JSONValueRange: Sendable, Equatable {
    /// The kind of the value.
    public var kind: JSONKind

    /// The bytes of the value, quotes or brackets included, relative to the start of the span that was read.
    public var bytes: Range<Int>

    /// - Parameters:
    ///   - kind: the kind of the value.
    ///   - bytes: its bytes, quotes or brackets included.
    public init(kind: JSONKind, bytes: Range<Int>) {
        self.kind = kind
        self.bytes = bytes
    }
}
