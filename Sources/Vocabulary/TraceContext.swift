/// Where a request belongs in a distributed trace. W3C Trace Context, level 1: https://www.w3.org/TR/trace-context/
///
/// In a place of its own: requests are copied, and most are not traced.
public final class TraceContext: Sendable, Equatable {
    /// The trace: 128 bits, not all zero.
    public let trace: TraceID
    /// The span of the request itself, in which the gateway handles it; not zero. Equal to `parent` where the gateway makes no
    /// spans and only hands on what the client sent.
    public let span: UInt64
    /// The client's span; nil: the trace begins here.
    public let parent: UInt64?
    /// Whether the trace is recorded, as the sampler decided.
    public let isSampled: Bool
    /// What vendors of tracing systems hand on, as it came; empty: nothing.
    public let state: String
    /// The request that it was made after, which has a trace of its own: that of a user, for the copy in a drill.
    public let link: TraceLink?

    /// A place in a trace.
    public init(
        trace: TraceID, span: UInt64, parent: UInt64?, isSampled: Bool, state: String = "", link: TraceLink? = nil
    ) {
        self.trace = trace
        self.span = span
        self.parent = parent
        self.isSampled = isSampled
        self.state = state
        self.link = link
    }

    /// Whether both are the same place.
    public static func == (left: TraceContext, right: TraceContext) -> Bool {
        left === right
            || (left.trace == right.trace && left.span == right.span && left.parent == right.parent
                && left.isSampled == right.isSampled && left.state == right.state && left.link == right.link)
    }

    /// The span of an attempt, by its number among those of the request. It follows from the request's span, so that nobody has
    /// to keep it. Where the gateway makes no spans it is the client's.
    public func span(ofAttempt number: Int) -> UInt64 {
        guard span != parent else { return span }
        // The finaliser of SplitMix64: numbers that differ by one give spans that have nothing in common.
        var mixed = span &+ UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return mixed == 0 ? 1 : mixed
    }

    /// What `traceparent` says to whoever is asked in `span`.
    public func header(from span: UInt64) -> String {
        "00-\(trace.text)-\(HexText.sixteen(span))-\(isSampled ? "01" : "00")"
    }
}

/// A span in another trace.
public struct TraceLink: Sendable, Hashable {
    /// The trace.
    public var trace: TraceID
    /// The span in it.
    public var span: UInt64

    /// A span in another trace.
    public init(trace: TraceID, span: UInt64) {
        self.trace = trace
        self.span = span
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
