import PlanBVocabulary

/// What providers have said and done so far, by what targets share: whatever the gateway may hold against a target must
/// follow from it.
struct ProviderTruth {
    private(set) var refusedAt: [Instant?]
    /// When somebody could know that an account is not refused any more.
    private var heldUntil: [Instant?]
    private var lastRefusal: [Instant?]
    private var acceptedAt: [Instant]
    /// When something last went wrong.
    private var stainedTargets: [Instant?]
    private var stainedEndpoints: [Instant?]
    private var stainedAccounts: [Instant?]
    private var stainedRegions: [Instant?]
    /// Until when a target asked to be left alone.
    private(set) var askedUntil: [Instant]
    /// The same, and since when, of what is too long to be waited for.
    private(set) var pauses: [(from: Instant, until: Instant)?]

    init(_ targets: [TargetPlan]) {
        let most = targets.reduce(0) { max($0, $1.index, $1.endpoint, $1.account, $1.region ?? 0) } + 1
        refusedAt = Array(repeating: nil, count: most)
        heldUntil = refusedAt
        lastRefusal = refusedAt
        askedUntil = Array(repeating: Instant(nanoseconds: 0), count: most)
        acceptedAt = Array(repeating: Instant(nanoseconds: 0), count: most)
        stainedTargets = refusedAt
        stainedEndpoints = stainedTargets
        stainedAccounts = stainedTargets
        stainedRegions = stainedTargets
        pauses = Array(repeating: nil, count: most)
    }

    /// Something went wrong at `target` that may be held against whatever it shares with others.
    mutating func stain(_ target: TargetPlan, now: Instant) {
        stainedTargets[target.index] = now
        stainedEndpoints[target.endpoint] = now
        stainedAccounts[target.account] = now
        if let region = target.region { stainedRegions[region] = now }
    }

    /// When something last went wrong at `target`, or at anything it shares with others.
    func lastStain(_ target: TargetPlan) -> Instant? {
        let stains = [
            stainedTargets[target.index], stainedEndpoints[target.endpoint], stainedAccounts[target.account],
            target.region.flatMap { stainedRegions[$0] },
        ]
        return stains.compactMap { $0 }.max()
    }

    /// `target` answered an attempt that began at `opened`; `refuses` if it refused the account. A refusal of an attempt
    /// that began before the account was accepted elsewhere is old news.
    mutating func answer(_ target: TargetPlan, refuses: Bool, opened: Instant, now: Instant) {
        if refuses {
            if opened > acceptedAt[target.account] { refusedAt[target.account] = refusedAt[target.account] ?? now }
            heldUntil[target.account] = .distantFuture
            lastRefusal[target.account] = now
        } else {
            refusedAt[target.account] = nil
        }
    }

    /// An attempt that began at `opened`, and whose answer was no refusal, is over; `isComplete` if it was a good one.
    /// Only a good one that began after the refusal tells for certain that the account is accepted again.
    mutating func release(_ target: TargetPlan, opened: Instant, isComplete: Bool, now: Instant) {
        refusedAt[target.account] = nil
        acceptedAt[target.account] = now
        guard isComplete, let last = lastRefusal[target.account], opened > last else { return }
        if heldUntil[target.account] == .distantFuture { heldUntil[target.account] = now }
    }

    /// Whether the gateway may have held the account of `target` to be refused at some time since `moment`.
    func mayBeHeld(_ target: TargetPlan, since moment: Instant) -> Bool {
        heldUntil[target.account].map { $0 >= moment } ?? false
    }

    /// `target` asked to be left alone; `isLong` if for longer than anybody waits for it.
    mutating func pause(_ target: TargetPlan, from now: Instant, until end: Instant, isLong: Bool) {
        askedUntil[target.index] = max(askedUntil[target.index], end)
        guard isLong else { return }
        if let known = pauses[target.index], known.until > end { return }
        pauses[target.index] = (now, end)
    }
}
