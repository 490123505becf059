public import PlanBVocabulary

/// How requests for one model name (or a glob of names) are answered.
public struct Route: Sendable, Equatable {
    /// What a stream does when it breaks after text was sent.
    public enum OnCut: String, Sendable, Equatable {
        /// An error event, then the connection is aborted.
        case error
    }

    /// How much of the inner workings the client sees.
    public enum Reveal: String, Sendable, Equatable {
        /// Target, attempts and timing.
        case full
        /// The request id only.
        case minimal
        /// Nothing but the request id either.
        case none
    }

    /// The names it answers to.
    public var pattern: ModelPattern
    /// Its targets, in the order they are tried.
    public var targets: [TargetID]
    /// What every target of it must be able to do.
    public var needs: [Capability]
    /// Its time limits.
    public var clocks: Clocks
    /// What happens to a stream that breaks after text was sent.
    public var onCut: OnCut
    /// After this long without output a stream gets its 200 and keep-alive comments; nil: never.
    public var keepalive: Instant.Span?
    /// How much of the inner workings the client sees.
    public var reveal: Reveal

    /// A route.
    public init(
        pattern: ModelPattern, targets: [TargetID], needs: [Capability] = [], clocks: Clocks = .standard,
        onCut: OnCut = .error, keepalive: Instant.Span? = .seconds(15), reveal: Reveal = .full
    ) {
        self.pattern = pattern
        self.targets = targets
        self.needs = needs
        self.clocks = clocks
        self.onCut = onCut
        self.keepalive = keepalive
        self.reveal = reveal
    }
}
