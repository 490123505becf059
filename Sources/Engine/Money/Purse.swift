import PlanBDialects
import PlanBPolicy

/// What one request was let in with, and what is set aside for its attempts. Confined to the event loop of the request.
final class Purse {
    let scopes: Scopes
    /// The tokens it was let in with.
    let estimate: Int
    /// How its limits stood then.
    let standing: LimitStanding
    /// The most tokens that one of its attempts used.
    var tokens = 0
    /// What is said of the bound of its costs; looked for when a strict budget wants to know.
    var surprises: CostSurprises?
    /// What is set aside, by the number of the attempt.
    private var open: [(number: Int, holds: Holds)] = []

    init(_ scopes: Scopes, estimate: Int, standing: LimitStanding) {
        self.scopes = scopes
        self.estimate = estimate
        self.standing = standing
    }

    func keep(_ holds: Holds, for number: Int) { open.append((number, holds)) }

    /// What was set aside for an attempt; nil: nothing, or it was asked for before.
    func take(_ number: Int) -> Holds? {
        guard let index = open.firstIndex(where: { $0.number == number }) else { return nil }
        return open.remove(at: index).holds
    }

    /// What is left when the request is over. Nothing, as every attempt ends before.
    func takeAll() -> [Holds] {
        defer { open = [] }
        return open.map(\.holds)
    }
}
