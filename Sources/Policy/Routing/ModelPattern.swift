/// A name or glob that model names are matched against. The only wildcard is `*`, any run of characters, also none.
public struct ModelPattern: Sendable, Hashable {
    /// The pattern as it was written.
    public let text: String

    /// A pattern.
    public init(_ text: String) { self.text = text }

    /// Whether it contains a wildcard.
    public var isGlob: Bool { text.utf8.contains(UInt8(ascii: "*")) }

    /// Characters that are not wildcards: the longer, the more specific.
    public var literalLength: Int { text.utf8.reduce(0) { $0 + ($1 == UInt8(ascii: "*") ? 0 : 1) } }

    /// Whether `name` matches. Linear in the product of the lengths at worst; no backtracking explosion.
    public func matches(_ name: String) -> Bool {
        let pattern = Array(text.utf8)
        let name = Array(name.utf8)
        var at = 0
        var position = 0
        var lastStar: Int?
        var resume = 0
        while position < name.count {
            if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
                lastStar = at
                resume = position
                at += 1
            } else if at < pattern.count, pattern[at] == name[position] {
                at += 1
                position += 1
            } else if let star = lastStar {
                at = star + 1
                resume += 1
                position = resume
            } else {
                return false
            }
        }
        while at < pattern.count, pattern[at] == UInt8(ascii: "*") { at += 1 }
        return at == pattern.count
    }
}
