/// The accounts that a request is charged to, by their places in the book.
public struct Scopes: Sendable, Equatable {
    var key: Int32
    var team: Int32
    var route: Int32
    /// None of them limits anything.
    public var isUnlimited: Bool { !hasBudget && !hasLimits }
    /// One of them has a budget.
    public let hasBudget: Bool
    /// One of them has a strict budget.
    public let isStrict: Bool
    /// One of them has limits.
    public let hasLimits: Bool
    /// One of them limits tokens, or has a budget, so that it matters how long answers are.
    public let countsTokens: Bool

    init(key: Int?, team: Int?, route: Int?, _ one: Allotment, _ two: Allotment, _ three: Allotment) {
        self.key = Int32(truncatingIfNeeded: key ?? -1)
        self.team = Int32(truncatingIfNeeded: team ?? -1)
        self.route = Int32(truncatingIfNeeded: route ?? -1)
        hasBudget = one.budget != nil || two.budget != nil || three.budget != nil
        isStrict = one.isStrict || two.isStrict || three.isStrict
        hasLimits = one.limits != .none || two.limits != .none || three.limits != .none
        countsTokens = hasBudget || one.limits.tokens != nil || two.limits.tokens != nil || three.limits.tokens != nil
    }

    /// The place of the account at 0 (key), 1 (team) or 2 (route); nil: there is none.
    subscript(_ index: Int) -> Int? {
        let place = index == 0 ? key : index == 1 ? team : route
        return place < 0 ? nil : Int(place)
    }
}
