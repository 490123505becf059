/// Where a request belongs in a distributed trace. W3C Trace Context, level 1: https://www.w3.org/TR/trace-context/
///
/// In a place of its own: requests are copied, and most are not traced.
public final class TraceContext: Sendable, Equatable {
    /// The trace: 128 bits, not all zero.
    public let trace: TraceID
    /// The span of the request itself, in which the gateway handles it; not zero.
    public let span: UInt64
    /// The client's span; nil: the trace begins here.
    public let parent: UInt64?
    /// Whether the trace is recorded, as whoever began it decided.
    public let isSampled: Bool
    /// What vendors of tracing systems hand on, as it came; empty: nothing.
    public let state: String

    /// A place in a trace.
    public init(trace: TraceID, span: UInt64, parent: UInt64?, isSampled: Bool, state: String = "") {
        self.trace = trace
        self.span = span
        self.parent = parent
        self.isSampled = isSampled
        self.state = state
    }

    /// Whether both are the same place.
    public static func == (left: TraceContext, right: TraceContext) -> Bool {
        left === right
            || (left.trace == right.trace && left.span == right.span && left.parent == right.parent
                && left.isSampled == right.isSampled && left.state == right.state)
    }
}

/// The name of a trace.
public struct TraceID: Sendable, Hashable {
    /// The first 64 bits.
    public var high: UInt64
    /// The last 64 bits.
    public var low: UInt64

    /// A name.
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// 32 lower-case hexadecimal digits.
    public var text: String { HexText.sixteen(high) + HexText.sixteen(low) }
}

/// Fixed-width hexadecimal numbers, lower-case, as trace contexts need them.
public enum HexText {
    /// The 16 digits of `number`.
    public static func sixteen(_ number: UInt64) -> String {
        String(unsafeUninitializedCapacity: 16) { digits in
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * index)) & 15
                digits[index] = digit < 10 ? 48 + digit : 87 + digit
            }
            return 16
        }
    }
}
