/// The most a parser takes of one message head before it gives up. What lies beyond a limit is never buffered.
public struct HTTPLimits: Sendable, Equatable {
    /// Bytes of the head, from the start line to the empty line, both included.
    public var headBytes: Int
    /// Field lines of the head.
    public var fields: Int
    /// Bytes of a request target. Responses have none.
    public var target: Int

    /// Limits of your own; the defaults are those for requests.
    public init(headBytes: Int = 16 << 10, fields: Int = 100, target: Int = 8 << 10) {
        self.headBytes = headBytes
        self.fields = fields
        self.target = target
    }

    /// 16 KiB, 100 fields, a target of 8 KiB.
    public static let request = HTTPLimits()
    /// 64 KiB, 256 fields: providers send long policy and tracing fields.
    public static let response = HTTPLimits(headBytes: 64 << 10, fields: 256)
}
