/// What a node says of one part that it shares with others, to be answered by the database.
public struct LeaseRequest: Sendable, Equatable {
    /// What is shared.
    public enum Matter: Sendable, Equatable {
        /// A budget in the period that begins at `period`, in seconds since 1970.
        case money(period: Int64, limit: Int, isStrict: Bool, LeaseReport)
        /// A rate, or a number of requests at once, how much of it was asked for, and among how many nodes it is divided.
        case rate(Rates, limit: Int, demand: Int, members: Int)
    }

    /// The rates that are shared.
    public enum Rates: String, Sendable, CaseIterable {
        /// Requests a minute.
        case requests
        /// Tokens a minute.
        case tokens
        /// Requests at once.
        case concurrent
    }

    /// `key:ID`, `team:NAME` or `route:PATTERN`.
    public var account: String
    /// What is said.
    public var matter: Matter

    /// Whether what it is about is used up here.
    public var isHungry: Bool {
        if case .money(_, _, _, let report) = matter { report.isHungry } else { false }
    }

    /// What is shared, in one word: `money`, or the name of a rate.
    public var kind: String {
        switch matter {
        case .money: "money"
        case .rate(let rate, _, _, _): rate.rawValue
        }
    }

    /// The first second of a budget's period, since 1970; 0 for rates.
    public var period: Int64 {
        switch matter {
        case .money(let period, _, _, _): period
        case .rate: 0
        }
    }

    /// Decides, with all rows of the matter locked.
    ///
    /// - Parameter now: seconds since 1970, by the clock of the database.
    /// - Returns: the answer, and the rows to write.
    public func decide(_ rows: [LeaseRow], node: String, now: Int64) -> (answer: LeaseAnswer, rows: [LeaseRow]) {
        switch matter {
        case .money(_, let limit, let isStrict, let report):
            let grant = LeaseDesk(limit: limit, isStrict: isStrict).renew(rows, report, now: now)
            return (LeaseAnswer(request: self, grant: .money(grant)), grant.expired + [grant.row])
        case .rate(_, let limit, let demand, let members):
            let grant = RateDesk(limit: limit, members: members).renew(rows, node: node, demand: demand, now: now)
            return (LeaseAnswer(request: self, grant: .rate(grant)), [grant.row])
        }
    }
}

/// The database's answer to one request.
public struct LeaseAnswer: Sendable, Equatable {
    /// What was granted.
    public enum Grant: Sendable, Equatable {
        /// A part of a budget.
        case money(LeaseGrant)
        /// A part of a rate.
        case rate(RateGrant)
    }

    /// What it answers.
    public var request: LeaseRequest
    /// What was granted.
    public var grant: Grant

    /// Others hold what this node needs: they should be asked to report.
    public var isShort: Bool {
        if case .money(let grant) = grant { grant.isShort } else { false }
    }
}
