/// A signature under thoughts. It tells whether it was made here and for these thoughts, so that a client that loses or
/// changes one, or sends one of another provider, is found out.
struct Seal: Sendable {
    /// Whose seal it is: that of one dialect is none to another.
    let dialect: String

    /// Base 64 of "FakeSe"; all that follows is base 64 too.
    private static let start = "RmFrZVNl"

    /// The seal of `content`.
    func of(_ content: String) -> String {
        let hash = hex(fnv(content))
        return Self.start + hash + hex(fnv(dialect + hash))
    }

    /// Whether this is a seal of this dialect, and that of `content` unless it is nil.
    func isOwn(_ text: String, content: String? = nil) -> Bool {
        if let content { return text == of(content) }
        let hash = text.dropFirst(Self.start.count).prefix(16)
        return text.hasPrefix(Self.start) && hash.count == 16
            && text.dropFirst(Self.start.count + 16) == hex(fnv(dialect + hash))
    }

    private func hex(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// FNV-1a: enough to notice a change, which is all that is asked here.
    private func fnv(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
