public import PlanBVocabulary

/// What each class of failure leads to: the specification of failover, in one table. Docs/failover.md explains it.
public enum DecisionMatrix {
    /// The decision for `failure`.
    public static func decision(for failure: FailureClass) -> Decision {
        switch failure {
        // Names can fail for a moment; certificates and redirects are never argued with.
        case .dns: Decision(.once, .anyTarget, .endpoint, .hard)
        case .refused, .connect: Decision(.never, .anyTarget, .endpoint, .one)
        case .tls, .redirect: Decision(.never, .anyTarget, .endpoint, .hard)
        // No byte of answer came, so the request may be sent again; connections do die without anybody's fault.
        case .reset: Decision(.once, .anyTarget, .endpoint, .half)
        case .gateway, .encoding: Decision(.never, .anyTarget, .endpoint, .one)
        case .serverError: Decision(.onceAfterJitter, .anyTarget, .model, .one)
        case .overloaded: Decision(.afterShortWait, .anyTarget, .model, .one)
        case .rateLimited: Decision(.afterShortWait, .anyTarget, .rate, .none)
        case .quota, .credential: Decision(.never, .anyTarget, .account, .hard)
        case .modelGone: Decision(.never, .anyTarget, .model, .hard)
        // A target that was silent once is not asked twice.
        case .firstToken, .idle, .answer: Decision(.never, .anyTarget, .model, .one)
        case .cut, .malformed, .oversized: Decision(.never, .anyTarget, .model, .one)
        case .empty: Decision(.once, .anyTarget, .model, .half)
        // Answers about the request. Another provider would find the same mistake, or must not be shopped for.
        case .badRequest: Decision(.never, .nobody)
        case .unsupported: Decision(.never, .anyTarget)
        case .contextLength: Decision(.never, .largerWindow)
        case .tooLarge: Decision(.never, .largerBody)
        case .contentFilter: Decision(.never, .ifRouteAllows)
        // Nobody's failure, or our own.
        case .unprepared, .busy, .superseded, .mismatch: Decision(.never, .anyTarget)
        case .deadline, .clientGone, .draining: Decision(.never, .theEnd)
        }
    }
}
