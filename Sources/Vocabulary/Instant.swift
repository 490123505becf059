/// A point on a monotonic clock, in nanoseconds since an arbitrary origin of this process.
///
/// It never goes back and knows nothing of the calendar, so it is the only time that deadlines and clocks are built on.
public struct Instant: Sendable, Hashable, Comparable {
    /// Nanoseconds since the origin.
    public var nanoseconds: Int64

    /// A point `nanoseconds` after the origin.
    @inlinable
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Later than any deadline that is ever set.
    public static let distantFuture = Instant(nanoseconds: .max)

    /// Whether `left` comes first.
    @inlinable
    public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The point `span` later; saturates at `distantFuture` instead of overflowing.
    @inlinable
    public static func + (instant: Instant, span: Span) -> Instant {
        let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(span.nanoseconds)
        return overflow ? .distantFuture : Instant(nanoseconds: sum)
    }

    /// The time from `earlier` to `later`; negative if they are swapped.
    @inlinable
    public static func - (later: Instant, earlier: Instant) -> Span {
        Span(nanoseconds: later.nanoseconds.subtractingReportingOverflow(earlier.nanoseconds).partialValue)
    }

    /// A length of time in nanoseconds. 64 bits: 292 years are enough, and half the size of `Duration`.
    public struct Span: Sendable, Hashable, Comparable {
        /// The length in nanoseconds.
        public var nanoseconds: Int64

        /// A length of `nanoseconds`.
        @inlinable
        public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

        /// `count` milliseconds; saturates.
        @inlinable
        public static func milliseconds(_ count: Int) -> Span {
            let (product, overflow) = Int64(count).multipliedReportingOverflow(by: 1_000_000)
            return Span(nanoseconds: overflow ? .max : product)
        }

        /// `count` seconds; saturates.
        @inlinable
        public static func seconds(_ count: Int) -> Span {
            let (product, overflow) = Int64(count).multipliedReportingOverflow(by: 1_000_000_000)
            return Span(nanoseconds: overflow ? .max : product)
        }

        /// `count` minutes; saturates.
        @inlinable
        public static func minutes(_ count: Int) -> Span {
            let (product, overflow) = count.multipliedReportingOverflow(by: 60)
            return overflow ? Span(nanoseconds: .max) : seconds(product)
        }

        /// No time at all.
        public static let zero = Span(nanoseconds: 0)

        /// Whole milliseconds, rounded down.
        @inlinable
        public var wholeMilliseconds: Int { Int(nanoseconds / 1_000_000) }

        /// Whole seconds, rounded up: what a `retry-after` header needs, where rounding down asks for a retry too early.
        @inlinable
        public var secondsRoundedUp: Int {
            Int(nanoseconds / 1_000_000_000) + (nanoseconds % 1_000_000_000 > 0 ? 1 : 0)
        }

        /// The sum; saturates.
        @inlinable
        public static func + (left: Span, right: Span) -> Span {
            let (sum, overflow) = left.nanoseconds.addingReportingOverflow(right.nanoseconds)
            return Span(nanoseconds: overflow ? .max : sum)
        }

        /// Whether `left` is shorter.
        @inlinable
        public static func < (left: Span, right: Span) -> Bool { left.nanoseconds < right.nanoseconds }
    }
}
