public import PlanBVocabulary

/// One try at one target.
public struct Try: Sendable, Equatable {
    /// Why it is made. The words stand in the ledger.
    public enum Reason: String, Sendable, Equatable {
        /// The request's first.
        case first
        /// The same target again.
        case retry
        /// Another target, because one failed.
        case failover
        /// Another target, because one is slow.
        case hedge
        /// After a cut: the whole answer again, to be compared.
        case restart
        /// After a cut: what was sent is given as the answer's beginning.
        case prefill
    }

    /// The target.
    public var candidate: Standing
    /// Why.
    public var reason: Reason
    /// The last connection died without a byte of answer: a kept one will not do.
    public var needsFreshConnection: Bool

    /// A try.
    public init(_ candidate: Standing, _ reason: Reason, needsFreshConnection: Bool = false) {
        self.candidate = candidate
        self.reason = reason
        self.needsFreshConnection = needsFreshConnection
    }
}

/// What a request does next.
public enum Step: Sendable, Equatable {
    /// Try this.
    case attempt(Try)
    /// Let time pass, then try this.
    case pause(until: Instant, then: Try)
    /// Hand a provider's final answer, which this failure stands for, to the client.
    case surface(AttemptFailure)
    /// Nothing is left to try.
    case exhausted(Verdict)
    /// Output was sent already: tell the client that the stream broke.
    case interrupt(AttemptFailure)
    /// Nobody is waiting any more.
    case abandon
}
