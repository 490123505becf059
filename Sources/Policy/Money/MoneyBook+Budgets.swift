// Money: set aside before an attempt, settled after it.
extension MoneyBook {
    /// Sets money aside for an attempt that begins at `epoch`, in seconds since 1970.
    ///
    /// - Parameter outage: what a budget may be exceeded by, in hundredths of a percent of it, because another target
    ///   failed before. Strict budgets are never exceeded.
    public mutating func hold(
        _ scopes: Scopes, _ quote: Quote, epoch: Int64, outage: Int = 0
    ) throws(HoldRefusal) -> Holds {
        var holds = Holds()
        for index in 0..<3 {
            guard let place = scopes[index], let budget = accounts[place].allotment.budget else { continue }
            let amount = try self.amount(quote, budget, place)
            let start = budget.period.start(of: epoch)
            try check(amount, budget, place, start, outage: outage)
            holds[index] = Holds.Part(account: place, period: start, amount: amount)
        }
        for index in 0..<3 {
            guard let part = holds[index] else { continue }
            accounts[part.account].windows.hold(part.amount, part.period)
        }
        return holds
    }

    private func amount(_ quote: Quote, _ budget: Budget, _ place: Int) throws(HoldRefusal) -> Int {
        switch budget.mode {
        case .expected: return max(0, quote.expected)
        case .strict:
            do { return max(0, try quote.most.get()) } catch {
                throw .unbounded(account: accounts[place].name, error)
            }
        }
    }

    private mutating func check(
        _ amount: Int, _ budget: Budget, _ place: Int, _ start: Int64, outage: Int
    ) throws(HoldRefusal) {
        // What costs nothing fits into any budget, also into one that is used up.
        guard amount > 0, rules.holdsMoney else { return }
        let window = accounts[place].windows.window(start)
        let share = self.share(of: budget, place, start)
        let used = Int128(window.spent) + Int128(window.held) + Int128(amount)
        if let share, used > Int128(share.alarm) { becomeHungry(place) }
        let outage = Int128(10_000 + (budget.mode == .strict ? 0 : min(max(outage, 0), 10_000)))
        guard used > Int128(min(budget.limit, share?.amount ?? .max)) * outage / 10_000 else { return }
        let others = share?.others ?? 0
        if share != nil {
            let refused = accounts[place].refused
            accounts[place].refused = refused == 0 ? amount : min(refused, amount)
        }
        throw .budget(
            BudgetShortfall(
                account: accounts[place].name, budget: budget, spent: BudgetWindows.sum(window.spent, others),
                held: window.held, needed: amount, resets: budget.period.end(of: start),
                isElsewhere: isShared && used + Int128(others) <= Int128(budget.limit) * outage / 10_000))
    }

    /// This node's part of a budget; nil: all of it.
    private func share(of budget: Budget, _ place: Int, _ start: Int64) -> MoneyShare? {
        let shares = accounts[place].allowance.money
        if let share = shares?.first(where: { $0.period == start }) { return share }
        if isShared { return .unheard(budget, start) }
        return shares.map { _ in MoneyShare(period: start, amount: 0) }
    }

    private mutating func becomeHungry(_ place: Int) {
        accounts[place].isHungry = true
        isHungry = true
    }

    /// An attempt is over and cost `cost` nanodollars: what was held for it is free, and what it cost is spent.
    public mutating func settle(_ holds: Holds, cost: Int) {
        for index in 0..<3 {
            guard let part = holds[index] else { continue }
            accounts[part.account].windows.release(part.amount, part.period)
            accounts[part.account].windows.spend(cost, part.period)
        }
    }

    /// An attempt that was never made: what was held for it is free.
    public mutating func release(_ holds: Holds) { settle(holds, cost: 0) }

    // MARK: - After a restart

    /// What `name` had spent in the period that begins at `period` before the process started.
    public mutating func restore(spent: Int, of name: String, period: Int64) {
        guard let place = place(of: name) else { return }
        accounts[place].windows.restore(spent: spent, period)
    }

    // MARK: - Reports

    /// How the budgets stand at `epoch`, in seconds since 1970, by the names of the accounts.
    public func budgets(epoch: Int64) -> [BudgetStanding] {
        accounts.compactMap { account in
            guard let budget = account.allotment.budget else { return nil }
            let start = budget.period.start(of: epoch)
            let window = account.windows.window(start)
            return BudgetStanding(
                account: account.name, budget: budget, period: start, spent: window.spent, held: window.held,
                heldInAll: account.windows.held,
                spentElsewhere: account.allowance.money?.first { $0.period == start }?.others ?? 0)
        }
    }
}

/// How a budget stands. Amounts are in nanodollars.
public struct BudgetStanding: Sendable, Equatable {
    /// `key:ID`, `team:NAME` or `route:PATTERN`.
    public var account: String
    /// What may be spent.
    public var budget: Budget
    /// The first second of the period, since 1970.
    public var period: Int64
    /// What is spent in it.
    public var spent: Int
    /// What is set aside in it.
    public var held: Int
    /// The same, with what was set aside in other periods.
    public var heldInAll: Int
    /// What other nodes have spent in it, as far as is known.
    public var spentElsewhere: Int
}
