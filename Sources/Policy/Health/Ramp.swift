public import PlanBVocabulary

/// How a target that is back gets its traffic back: in steps, so that a provider which just recovered is not knocked over
/// again, and so that a recovery which does not last costs little.
public enum Ramp {
    /// Each step: from when, counted from the recovery, and the share of requests that go there first.
    public static let steps: [(from: Instant.Span, share: Double)] = [
        (.zero, 0.01), (.seconds(20), 0.05), (.seconds(40), 0.25), (.seconds(80), 1),
    ]

    /// The share of requests that go first to a target which recovered `span` ago.
    public static func share(after span: Instant.Span) -> Double {
        steps.last { $0.from <= span }?.share ?? 0
    }

    /// Whether the last step is reached.
    public static func isOver(after span: Instant.Span) -> Bool { share(after: span) == 1 }
}
