import PlanBVocabulary

/// A fault that some targets have for a while.
struct FaultPlan {
    /// Whom it meets.
    enum Scope: Equatable {
        case target(Int)
        case endpoint(Int)
        case account(Int)
        case region(Int)
        case everything
    }

    var scope: Scope
    var kind: FaultKind
    var stage: Stage
    var from: Instant
    var to: Instant
    /// The share of attempts that meet it, in parts of 65,536.
    var share: Int
    /// It comes and goes with this period, half of it each; nil: it stays.
    var flap: Instant.Span?

    static let always = 65_536

    func meets(_ target: TargetPlan) -> Bool {
        switch scope {
        case .target(let index): target.index == index
        case .endpoint(let index): target.endpoint == index
        case .account(let index): target.account == index
        case .region(let index): target.region == index
        case .everything: true
        }
    }

    func isActive(at now: Instant) -> Bool {
        guard now >= from, now < to else { return false }
        guard let flap else { return true }
        return (now - from).nanoseconds / max(1, flap.nanoseconds / 2) % 2 == 0
    }
}
