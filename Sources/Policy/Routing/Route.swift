public import PlanBVocabulary

/// How requests for one model name (or a glob of names) are answered.
public struct Route: Sendable, Equatable {
    /// One entry of `try:`.
    public enum Link: Sendable, Equatable {
        /// A single target.
        case target(TargetID)
        /// Targets among which the load is balanced; those that were not chosen come next.
        case group(TargetGroup)
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
    /// Its targets and groups, in the order they are tried.
    public var chain: [Link]
    /// What every target of it must be able to do.
    public var needs: Capabilities
    /// The time limits it states; what it leaves open is derived for each request.
    public var timeouts: Timeouts
    /// What happens to a stream that breaks after text was sent.
    public var onCut: OnCut
    /// How long the first output of a stream is held back, so that a cut meanwhile stays invisible; zero: not at all.
    public var hold: Instant.Span
    /// When a second target is asked before the first one has failed.
    public var hedge: Hedge
    /// The longest wait a provider may ask for that is waited out on the same target.
    public var patience: Instant.Span
    /// An answer without any text counts as a failure, also when it carries a finish reason.
    public var emptyFailsOver: Bool
    /// A refusal by a provider's content policy goes to the next target instead of to the client.
    public var refusalsFailOver: Bool
    /// The embedding models of its targets make vectors of one space, so that one may stand in for another.
    public var sharesVectorSpace = false
    /// What a target of another dialect cannot be told is dropped and named, where that changes the answer, too.
    public var isLossy = false
    /// After this long without output a stream gets its 200 and keep-alive comments; nil: never.
    public var keepalive: Instant.Span?
    /// How much of the inner workings the client sees.
    public var reveal: Reveal
    /// What all callers together may use of it.
    public var allotment = Allotment.unlimited
    /// How it rehearses its failover.
    public var rehearsal = RehearsalPlan()

    /// All its targets, in the order of the configuration.
    public var targets: [TargetID] {
        chain.flatMap { link -> [TargetID] in
            switch link {
            case .target(let target): [target]
            case .group(let group): group.members.map(\.target)
            }
        }
    }

    /// Whether the order of its targets depends on the request.
    public var hasGroup: Bool {
        chain.contains { if case .group = $0 { true } else { false } }
    }

    /// A route.
    public init(
        pattern: ModelPattern, chain: [Link], needs: Capabilities = [], timeouts: Timeouts = Timeouts(),
        onCut: OnCut = .error, hold: Instant.Span = .zero, hedge: Hedge = .off, patience: Instant.Span = .seconds(2),
        emptyFailsOver: Bool = false, refusalsFailOver: Bool = false, keepalive: Instant.Span? = .seconds(15),
        reveal: Reveal = .full
    ) {
        self.pattern = pattern
        self.chain = chain
        self.needs = needs
        self.timeouts = timeouts
        self.onCut = onCut
        self.hold = hold
        self.hedge = hedge
        self.patience = patience
        self.emptyFailsOver = emptyFailsOver
        self.refusalsFailOver = refusalsFailOver
        self.keepalive = keepalive
        self.reveal = reveal
    }

    /// A route over single targets.
    public init(
        pattern: ModelPattern, targets: [TargetID], needs: Capabilities = [], timeouts: Timeouts = Timeouts(),
        keepalive: Instant.Span? = .seconds(15), reveal: Reveal = .full
    ) {
        self.init(
            pattern: pattern, chain: targets.map(Link.target), needs: needs, timeouts: timeouts, keepalive: keepalive,
            reveal: reveal)
    }
}
