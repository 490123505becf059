public import PlanBVocabulary

/// All parts that one node has of limits and budgets it shares with others: what to report when, and what the answers mean for
/// its `MoneyBook`. A value: the gateway keeps one on the thread that talks to the database.
public struct LeaseBook: Sendable {
    /// The next period is leased so many seconds before it begins.
    private static let ahead: Int64 = 120

    private let node: String
    private let terms: LeaseTerms
    /// By the places of the accounts in the book.
    private var accounts: [AccountLeases] = []
    private var isWanted = false
    /// How many nodes there are. Before anything is known, four are taken to share everything.
    public var members = 4 {
        didSet { isOutdated = isOutdated || members != oldValue }
    }
    /// What the book allows for has to be looked at anew, of all accounts.
    private var isOutdated = true
    private var lookedAt: Instant?
    private var answeredAt: Instant?

    /// Nothing was granted yet to the node that is called `node`.
    public init(node: String, terms: LeaseTerms = LeaseTerms()) {
        self.node = node
        self.terms = terms
    }

    /// Another node needs more of `account`.
    public mutating func want(_ account: String, in book: MoneyBook) {
        guard let place = book.place(of: account), accounts.indices.contains(place) else { return }
        accounts[place].isWanted = true
        isWanted = true
    }

    /// The accounts with a budget of which this node has not reported anything in the period that `epoch` is in: what it
    /// spent of them before has to be in `book` before it does.
    public func unknown(_ book: MoneyBook, epoch: Int64) -> [UnknownBudget] {
        book.accounts.enumerated().compactMap { index, account in
            guard let budget = account.allotment.budget else { return nil }
            let start = budget.period.start(of: epoch)
            let isKnown = accounts.indices.contains(index) && accounts[index].isKnown(start)
            return isKnown ? nil : UnknownBudget(account: account.name, period: start)
        }
    }

    /// What this node spent of `budgets` before is in the book.
    public mutating func restored(_ budgets: [UnknownBudget], in book: MoneyBook) {
        while accounts.count < book.accounts.count { accounts.append(AccountLeases()) }
        for budget in budgets {
            guard let place = book.place(of: budget.account) else { continue }
            accounts[place].restored(budget.period)
        }
    }

    /// What is to be reported now; nothing if it is not time. What is given up with it is taken from `book` here and now, so
    /// that this and the requests must not run at once with requests.
    ///
    /// - Parameter epoch: seconds since 1970.
    public mutating func requests(_ book: inout MoneyBook, epoch: Int64, now: Instant) -> [LeaseRequest] {
        let isTime = lookedAt.map { now - $0 >= .seconds(Int(clamping: terms.refresh)) } ?? true
        guard isTime || book.isHungry || isWanted || book.isReinstalled else { return [] }
        if isTime { lookedAt = now }
        book.isHungry = false
        isWanted = false
        while accounts.count < book.accounts.count { accounts.append(AccountLeases()) }
        if isOutdated || book.isReinstalled {
            for place in accounts.indices { apply(place, &book, now) }
            isOutdated = false
            book.isReinstalled = false
        }
        var requests: [LeaseRequest] = []
        for place in book.accounts.indices {
            let count = requests.count
            if let budget = book.accounts[place].allotment.budget {
                let periods = Self.periods(budget, epoch)
                accounts[place].keep(periods)
                for period in periods
                where isReportable(place, period, periods) && isDue(place, period, book.accounts[place], now) {
                    requests.append(report(place, period, book.accounts[place], budget))
                }
                book.accounts[place].isHungry = false
                book.accounts[place].refused = 0
                accounts[place].isWanted = false
            } else {
                accounts[place].keep([])
            }
            if book.accounts[place].allotment.limits != .none, areRatesDue(place, book.accounts[place], isTime) {
                requests += self.requests(book.accounts[place])
                accounts[place].isDemandKnown = book.accounts[place].demand != .none
                if isTime {
                    book.accounts[place].demand = MoneyBook.Demand(atOnce: book.accounts[place].gate.underWay)
                }
                book.accounts[place].isRateShort = false
            }
            if requests.count > count { apply(place, &book, now) }
        }
        return requests
    }

    private static func periods(_ budget: Budget, _ epoch: Int64) -> [Int64] {
        let start = budget.period.start(of: epoch)
        let next = budget.period.start(of: epoch &+ ahead)
        return next == start ? [start] : [start, next]
    }

    /// Of a period that has begun it must be known what was spent of it before; a later one has nothing yet.
    private func isReportable(_ place: Int, _ period: Int64, _ periods: [Int64]) -> Bool {
        period != periods.first || accounts[place].isKnown(period)
    }

    private func isDue(_ place: Int, _ period: Int64, _ account: MoneyBook.Account, _ now: Instant) -> Bool {
        guard let lease = accounts[place].lease(period), let renewedAt = lease.renewedAt else { return true }
        if account.isHungry || accounts[place].isWanted { return true }
        let window = account.windows.window(period)
        let isInUse = BudgetWindows.sum(window.spent, window.held) != lease.lastUsed
        return now - renewedAt >= .seconds(Int(clamping: isInUse ? terms.refresh : terms.idleRefresh))
    }

    /// Rates that nobody asks for are not reported: what was granted of them is given back once, and that is it.
    private func areRatesDue(_ place: Int, _ account: MoneyBook.Account, _ isTime: Bool) -> Bool {
        account.isRateShort || isTime && (account.demand != .none || accounts[place].isDemandKnown)
    }

    private mutating func report(
        _ place: Int, _ period: Int64, _ account: MoneyBook.Account, _ budget: Budget
    ) -> LeaseRequest {
        let window = account.windows.window(period)
        let isWanted = accounts[place].isWanted
        let report = accounts[place].edit(period, terms) { lease in
            lease.report(
                node: node, spent: window.spent, held: window.held, limit: budget.limit, isWanted: isWanted,
                isHungry: account.isHungry, needed: account.refused)
        }
        return LeaseRequest(
            account: account.name,
            matter: .money(
                period: period, limit: budget.limit, isStrict: budget.mode == .strict, report))
    }

    private func requests(_ account: MoneyBook.Account) -> [LeaseRequest] {
        let limits = account.allotment.limits
        let demand = account.demand
        let matters: [(LeaseRequest.Rates, Int?, Int)] = [
            (.requests, limits.requests?.perMinute, demand.requests),
            (.tokens, limits.tokens?.perMinute, demand.tokens),
            (.concurrent, limits.concurrent, demand.atOnce),
        ]
        return matters.compactMap { rate, limit, demand in
            limit.map {
                LeaseRequest(account: account.name, matter: .rate(rate, limit: $0, demand: demand, members: members))
            }
        }
    }

    /// What is to be reported when the process ends: all that it holds and does not use is given back.
    public mutating func farewell(_ book: inout MoneyBook, epoch: Int64, now: Instant) -> [LeaseRequest] {
        var requests: [LeaseRequest] = []
        for place in accounts.indices {
            guard let budget = book.accounts[place].allotment.budget else { continue }
            for period in Self.periods(budget, epoch) where accounts[place].lease(period) != nil {
                let window = book.accounts[place].windows.window(period)
                let report = accounts[place].edit(period, terms) { lease in
                    lease.farewell(node: node, spent: window.spent, held: window.held)
                }
                requests.append(
                    LeaseRequest(
                        account: book.accounts[place].name,
                        matter: .money(
                            period: period, limit: budget.limit, isStrict: budget.mode == .strict, report)))
            }
            apply(place, &book, now)
        }
        return requests
    }

    /// The answers to requests that were sent at `sentAt`.
    public mutating func take(_ answers: [LeaseAnswer], _ book: inout MoneyBook, sentAt: Instant, now: Instant) {
        answeredAt = sentAt
        for answer in answers {
            guard let place = book.place(of: answer.request.account), accounts.indices.contains(place) else { continue }
            switch (answer.request.matter, answer.grant) {
            case (.money(let period, _, _, _), .money(let grant)):
                let holdsTooMuch = accounts[place].edit(period, terms) { lease in
                    lease.take(grant, sentAt: sentAt)
                    return lease.holdsTooMuch
                }
                // The ledger of this node may have lost what the database knows that it spent.
                book.accounts[place].windows.restore(spent: grant.row.spent, period)
                if holdsTooMuch {
                    accounts[place].isWanted = true
                    isWanted = true
                }
            case (.rate(let rate, let limit, let demand, _), .rate(let grant)):
                // What nobody asks for is not renewed from now on, so that others will take it over.
                if demand == 0 {
                    accounts[place].lapse(rate)
                } else {
                    accounts[place].take(grant, rate, limit: limit)
                }
            default: continue
            }
            apply(place, &book, now)
        }
    }

    /// The database did not answer: what has not been renewed for long is not used any more. To be called now and then while
    /// that lasts.
    public mutating func lapse(_ book: inout MoneyBook, now: Instant) {
        let isLong = answeredAt.map { now - $0 > .seconds(Int(RateDesk.term)) } ?? true
        while accounts.count < book.accounts.count { accounts.append(AccountLeases()) }
        for place in accounts.indices {
            if isLong { accounts[place].lapse() }
            apply(place, &book, now)
        }
    }

    /// Has the book allow for what is granted.
    private func apply(_ place: Int, _ book: inout MoneyBook, _ now: Instant) {
        guard book.accounts.indices.contains(place), !book.accounts[place].allotment.isUnlimited else { return }
        book.accounts[place].allowance = accounts[place].allowance(book.accounts[place], members: members, now: now)
    }
}

/// A budget of which is not known what this node has spent.
public struct UnknownBudget: Sendable, Equatable {
    /// `key:ID`, `team:NAME` or `route:PATTERN`.
    public var account: String
    /// The first second of the period, since 1970.
    public var period: Int64

    /// A budget.
    public init(account: String, period: Int64) {
        self.account = account
        self.period = period
    }
}
