import PlanBVocabulary

/// What people can be told of: the words of `notify: [{on: […]}]`.
public enum AlertKind: String, Sendable, Hashable, CaseIterable {
    /// A target is given up.
    case targetDown = "target_down"
    /// The quota of a target is used up.
    case quota
    /// A provider refuses a credential, or there is none.
    case keyRejected = "key_rejected"
    /// A drill was ended early.
    case drillAborted = "drill_aborted"
    /// A backup that was proven is not any more.
    case proofStale = "proof_stale"
    /// A budget is used up by four fifths, or wholly.
    case budget = "budget_80"
    /// A changed configuration was not taken over.
    case reloadFailed = "reload_failed"
    /// A model ends within 30 days.
    case retirement = "retirement_30d"
}

extension AlertKind {
    /// For how long it has to be the case before anybody is told: what is over in a moment wakes nobody.
    var patience: Instant.Span {
        switch self {
        case .targetDown, .quota, .keyRejected: .seconds(2)
        case .drillAborted, .proofStale, .budget, .reloadFailed, .retirement: .zero
        }
    }

    /// For how long it must not be the case any more before it counts as resolved.
    var calm: Instant.Span {
        switch self {
        case .targetDown: .seconds(2)
        // Rates are used up and free again within a minute; money that is held comes back.
        case .quota, .budget: .minutes(1)
        case .keyRejected, .drillAborted, .proofStale, .reloadFailed, .retirement: .zero
        }
    }

    /// Whether it happens once, so that nothing is ever resolved.
    var isMoment: Bool { self == .drillAborted }

    /// Told again after this long, while it is the case; nil: once.
    var reminder: Instant.Span? { self == .retirement ? .seconds(86_400) : nil }

    /// Whether several nodes know the same about it, so that the one which leads tells it.
    var isOfAllNodes: Bool {
        switch self {
        case .proofStale, .budget, .retirement: true
        case .targetDown, .quota, .keyRejected, .drillAborted, .reloadFailed: false
        }
    }

    /// What several of them are called.
    func plural(_ count: Int) -> String {
        switch self {
        case .targetDown, .quota, .keyRejected, .retirement: "\(count) targets"
        case .drillAborted: "\(count) drills"
        case .proofStale: "\(count) backups"
        case .budget: "\(count) budgets"
        case .reloadFailed: "\(count) configurations"
        }
    }
}
