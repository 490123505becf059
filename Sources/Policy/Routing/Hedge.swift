public import PlanBVocabulary

/// When a second target is asked while the first has not given output yet. The first output wins; the other attempt is
/// cancelled, and both may be billed: hence off by default.
public enum Hedge: Sendable, Equatable {
    /// Never.
    case off
    /// After the time within which this share of the target's first outputs came, 0 to 1.
    case percentile(Double)
    /// After a fixed time.
    case after(Instant.Span)
}
