import PlanBVocabulary

/// What providers have said and done so far, by what targets share: whatever the gateway may hold against a target must
/// follow from it.
struct ProviderTruth {
    private(set) var refusedAt: [Instant?]
    private var stainedTargets: [Bool]
    private var stainedEndpoints: [Bool]
    private var stainedAccounts: [Bool]
    private var stainedRegions: [Bool]
    /// Until when, and since when, a target asked to be left alone.
    private(set) var pauses: [(from: Instant, until: Instant)?]

    init(_ targets: [TargetPlan]) {
        let most = targets.reduce(0) { max($0, $1.index, $1.endpoint, $1.account, $1.region ?? 0) } + 1
        refusedAt = Array(repeating: nil, count: most)
        stainedTargets = Array(repeating: false, count: most)
        stainedEndpoints = stainedTargets
        stainedAccounts = stainedTargets
        stainedRegions = stainedTargets
        pauses = Array(repeating: nil, count: most)
    }

    /// Something went wrong at `target` that may be held against whatever it shares with others.
    mutating func stain(_ target: TargetPlan) {
        stainedTargets[target.index] = true
        stainedEndpoints[target.endpoint] = true
        stainedAccounts[target.account] = true
        if let region = target.region { stainedRegions[region] = true }
    }

    /// Nothing ever went wrong at `target`, nor at anything it shares with others.
    func isSpotless(_ target: TargetPlan) -> Bool {
        !stainedTargets[target.index] && !stainedEndpoints[target.endpoint] && !stainedAccounts[target.account]
            && !(target.region.map { stainedRegions[$0] } ?? false)
    }

    /// `target` answered; `refuses` if it refused the account.
    mutating func answer(_ target: TargetPlan, refuses: Bool, now: Instant) {
        if refuses {
            refusedAt[target.account] = refusedAt[target.account] ?? now
        } else {
            refusedAt[target.account] = nil
        }
    }

    /// `target` asked to be left alone.
    mutating func pause(_ target: TargetPlan, from now: Instant, until end: Instant) {
        guard let known = pauses[target.index], known.until > end else {
            pauses[target.index] = (now, end)
            return
        }
    }
}
