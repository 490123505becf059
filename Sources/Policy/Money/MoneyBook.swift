public import PlanBVocabulary

/// The limits and budgets of all keys, teams and routes, and what is used of them. A value: the gateway keeps one behind
/// a lock, the simulator one for each scenario.
///
/// A request is let in by `admit` and leaves by `leave`. Each attempt sets money aside by `hold`, before it is sent, and
/// gives it back by `settle`, with what it cost. Both are all or nothing over the accounts of the request.
public struct MoneyBook: Sendable {
    struct Account: Sendable {
        var name: String
        var allotment: Allotment
        var allowance = Allowance.all
        var gate = LimitGate()
        var windows = BudgetWindows()
        /// What was asked for since it was last looked at: what this node would use.
        var demand = Demand()
        /// It has used up its part of the budget, or is about to.
        var isHungry = false
        /// The least that its part did not allow for since it was last looked at, in nanodollars; 0: nothing.
        var refused = 0
        /// Its part of a rate did not allow for what all of the rate would have.
        var isRateShort = false

        var limits: RateLimits {
            allowance.limits == .none ? allotment.limits : allotment.limits.narrowed(by: allowance.limits)
        }
    }

    /// What was asked for of an account in some time, let in or not.
    struct Demand: Sendable, Equatable {
        var requests = 0
        var tokens = 0
        /// The most requests that would have been under way at once.
        var atOnce = 0

        static let none = Demand()
    }

    var accounts: [Account] = []
    private var places: [String: Int] = [:]
    var histories: [HistoryKey: OutputHistory] = [:]
    let rules: Rules
    /// Other nodes have parts of the same limits and budgets, so that what nobody has granted this one is not its own.
    public var isShared = false
    /// Some account needs more than its part of a budget, since `LeaseBook` was last asked.
    public internal(set) var isHungry = false
    /// Accounts came or changed since `LeaseBook` was last asked.
    var isReinstalled = false

    /// Nobody has an account.
    public init(rules: Rules = .standard) { self.rules = rules }

    /// Takes over the accounts of a configuration. What was used before stays used; who is not in it any more is not
    /// limited any more, and requests under way go on being counted.
    public mutating func install(_ allotments: [(name: String, allotment: Allotment)]) {
        for index in accounts.indices { accounts[index].allotment = .unlimited }
        for (name, allotment) in allotments { accounts[place(name)].allotment = allotment }
        isReinstalled = true
    }

    private mutating func place(_ name: String) -> Int {
        if let place = places[name] { return place }
        places[name] = accounts.count
        accounts.append(Account(name: name, allotment: .unlimited))
        return accounts.count - 1
    }

    /// The accounts of a request, by name. What is not in the configuration has none.
    public func scopes(key: String?, team: String?, route: String?) -> Scopes {
        scopes(
            key: key.flatMap { places[$0] }, team: team.flatMap { places[$0] }, route: route.flatMap { places[$0] })
    }

    /// The accounts of a request, by place.
    public func scopes(key: Int?, team: Int?, route: Int?) -> Scopes {
        Scopes(
            key: key, team: team, route: route, key.map { accounts[$0].allotment } ?? .unlimited,
            team.map { accounts[$0].allotment } ?? .unlimited, route.map { accounts[$0].allotment } ?? .unlimited)
    }

    /// The name of the first account of a request that has a budget.
    public func budgeted(_ scopes: Scopes) -> String? {
        for index in 0..<3 {
            if let place = scopes[index], accounts[place].allotment.budget != nil { return accounts[place].name }
        }
        return nil
    }

    /// The place of the account `name`; nil: there is none.
    public func place(of name: String) -> Int? { places[name] }

    /// The name of the account at `place`.
    public func name(of place: Int) -> String { accounts.indices.contains(place) ? accounts[place].name : "" }

    /// Grants this node a part of an account that it shares with others.
    public mutating func grant(_ allowance: Allowance, to name: String) { accounts[place(name)].allowance = allowance }

    // MARK: - Requests

    /// Lets a request of about `tokens` tokens in, or says which limit keeps it out, and for how long. Who is let in
    /// leaves by `leave`. What does not go first leaves a part of the limits that it shares with others, of its team and its
    /// route; those of its key are its own.
    public mutating func admit(
        _ scopes: Scopes, tokens: Int, priority: Priority = .interactive, now: Instant
    ) throws(LimitRefusal) -> LimitStanding {
        var worst: LimitRefusal?
        for index in 0..<3 {
            guard let place = scopes[index] else { continue }
            let limits = accounts[place].limits
            let priority = index == 0 ? .interactive : priority
            if isShared, limits != .none { accounts[place].note(tokens: tokens) }
            guard limits != .none,
                let (kind, most) = accounts[place].gate.refusal(limits, tokens: tokens, priority, now: now)
            else { continue }
            // The part of a rate is larger in a moment.
            let wait = isShared && becomeShort(place, tokens, priority, now) ? min(most, .seconds(1)) : most
            // All of them have to allow it: the longest wait is the one that counts.
            if wait > worst?.wait ?? .zero {
                worst = LimitRefusal(account: accounts[place].name, kind: kind, wait: wait, standing: LimitStanding())
            }
        }
        if var worst {
            worst.standing = standing(scopes, now)
            throw worst
        }
        for index in 0..<3 {
            guard let place = scopes[index] else { continue }
            accounts[place].gate.enter(accounts[place].limits, tokens: tokens, now: now)
        }
        return scopes.hasLimits ? standing(scopes, now) : LimitStanding()
    }

    /// Asks for more of a rate if it is only this node's part that is used up; whether it is.
    private mutating func becomeShort(_ place: Int, _ tokens: Int, _ priority: Priority, _ now: Instant) -> Bool {
        guard accounts[place].gate.refusal(accounts[place].allotment.limits, tokens: tokens, priority, now: now) == nil
        else { return false }
        accounts[place].isRateShort = true
        isHungry = true
        return true
    }

    private func standing(_ scopes: Scopes, _ now: Instant) -> LimitStanding {
        var standing = LimitStanding()
        for index in 0..<3 {
            guard let place = scopes[index] else { continue }
            standing.add(accounts[place].gate, accounts[place].limits, now: now)
        }
        return standing
    }

    /// A request that was let in is over. It used `correction` tokens more than was thought, or less.
    public mutating func leave(_ scopes: Scopes, correction: Int, now: Instant) {
        for index in 0..<3 {
            guard let place = scopes[index] else { continue }
            accounts[place].gate.leave(accounts[place].limits, correction: correction, now: now)
        }
    }

    /// Requests under way, by account.
    public func underWay(_ name: String) -> Int { places[name].map { accounts[$0].gate.underWay } ?? 0 }
}

extension MoneyBook.Account {
    fileprivate mutating func note(tokens: Int) {
        demand.requests = min(demand.requests + 1, Rate.largest)
        demand.tokens = min(demand.tokens + min(max(0, tokens), Rate.largest), Rate.largest)
        demand.atOnce = max(demand.atOnce, gate.underWay + 1)
    }
}
