import PlanBPolicy

/// Why a target is left out for the sake of a budget.
enum MoneyRefusal: Equatable {
    /// A budget does not allow for it, or a strict one cannot tell.
    case hold(HoldRefusal)
    /// Nobody knows its price, and the configuration refuses that.
    case unpriced(account: String, model: String)
    /// What is passed through is not measured.
    case unmeasured(account: String)
}
