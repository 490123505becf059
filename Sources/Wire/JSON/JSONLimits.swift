/// Bounds on the work and memory that one document can cause.
public struct JSONLimits: Sendable {
    /// The deepest nesting any limit can allow: open containers are kept as the bits of one word.
    public static let greatestDepth = 64

    /// 64 levels and 100 000 members.
    public static let `default` = JSONLimits()

    /// How many containers may be open at once. Values outside 0...64 are clamped.
    public var depth: Int {
        didSet { depth = Self.clamped(depth) }
    }

    /// How many object members a document may have, counted over all of its objects. Array elements are not counted:
    /// an array of numbers (an embedding) is long, but nothing is kept per element.
    public var members: Int

    /// - Parameters:
    ///   - depth: how many containers may be open at once, clamped to 0...64.
    ///   - members: how many object members the whole document may have.
    public init(depth: Int = 64, members: Int = 100_000) {
        self.depth = Self.clamped(depth)
        self.members = members
    }

    private static func clamped(_ depth: Int) -> Int { min(max(depth, 0), greatestDepth) }
}
