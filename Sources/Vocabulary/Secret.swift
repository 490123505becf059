/// Bytes that must never be printed: an API key, a token, a pepper.
///
/// There is no way to turn it into text by accident: `description`, `debugDescription`, reflection and interpolation
/// all give `<secret>`. Whoever needs the value asks for it by a name that shows up in review: `reveal`.
public struct Secret: Sendable, Equatable {
    private let bytes: [UInt8]

    /// Takes over `bytes`.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Takes the UTF-8 bytes of `text`.
    public init(_ text: String) { bytes = Array(text.utf8) }

    /// Whether there are no bytes at all.
    public var isEmpty: Bool { bytes.isEmpty }

    /// Hands the bytes to `body`, for the one place that needs them (an outgoing header, a key of a MAC).
    @inline(__always)
    public func reveal<Result>(_ body: ([UInt8]) -> Result) -> Result { body(bytes) }

    /// Whether both hold the same bytes, in a time that depends on their lengths only.
    public static func == (left: Secret, right: Secret) -> Bool {
        guard left.bytes.count == right.bytes.count else { return false }
        var difference: UInt8 = 0
        for index in left.bytes.indices { difference |= left.bytes[index] ^ right.bytes[index] }
        return difference == 0
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Always `<secret>`.
    public var description: String { "<secret>" }
    /// Always `<secret>`.
    public var debugDescription: String { "<secret>" }
    /// No children: `dump` and error printers see nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
