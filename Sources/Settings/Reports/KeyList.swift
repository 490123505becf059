public import PlanBEngine
import PlanBPolicy

/// The answer of `planb keys list`.
public struct KeyList: Sendable {
    /// One key, without its hash.
    public struct Row: Sendable, Codable, Equatable {
        /// The public part.
        public let id: String
        /// What people call it.
        public let name: String
        /// The team it belongs to.
        public let team: String?
        /// Labels.
        public let tags: [String]
        /// Routes it may use; empty: all.
        public let routes: [String]
        /// Vendors that may receive its requests; empty: all.
        public let vendors: [String]
        /// Until when the secret before the last rotation is accepted as well; nil: it is not.
        public let formerUntil: String?
        /// When it stops being accepted: `2026-12-31T00:00:00Z`; nil: never.
        public let expires: String?
        /// Whether it has stopped being accepted.
        public let isExpired: Bool
        /// What it may ask for; nil: anything.
        public let limits: Limits?
        /// What it may spend; nil: any amount.
        public let budget: Money?
        /// Who goes first when there is not enough for all: normal, low; nil: an older gateway does not say.
        public let priority: String?
        /// What rehearsals may do with its requests: none, probe, shadow, live; nil: an older gateway does not say.
        public let rehearse: String?
        /// Whether its prompts may be recorded: allow, deny; nil: an older gateway does not say.
        public let record: String?
    }

    /// Rates, in the words of the file; nil: not limited.
    public struct Limits: Sendable, Codable, Equatable {
        /// Requests a minute.
        public let rpm: Int?
        /// Tokens a minute.
        public let tpm: Int?
        /// Requests at once.
        public let concurrent: Int?

        init?(_ limits: RateLimits) {
            guard limits != .none else { return nil }
            rpm = limits.requests?.perMinute
            tpm = limits.tokens?.perMinute
            concurrent = limits.concurrent
        }

        var text: String {
            [("rpm", rpm), ("tpm", tpm), ("at once", concurrent)].compactMap { name, value in
                value.map { "\($0) \(name)" }
            }.joined(separator: ",")
        }
    }

    /// A budget, in the words of the file.
    public struct Money: Sendable, Codable, Equatable {
        /// `50.00 USD`.
        public let amount: String
        /// day, week, month or total.
        public let per: String
        /// expected or strict.
        public let mode: String

        init(_ budget: Budget) {
            amount = BudgetText.amount(budget.limit)
            per = budget.period.rawValue
            mode = budget.mode.rawValue
        }

        var text: String { "\(amount)/\(per)" + (mode == Budget.Mode.strict.rawValue ? " strict" : "") }
    }

    /// The keys in the order of the file.
    public let keys: [Row]

    /// A list that a gateway gave.
    public init(rows: [Row]) { keys = rows }

    /// A list of `keys` as of `now`, seconds since 1970.
    public init(_ keys: [VirtualKey], now: Int64) {
        self.keys = keys.map { key in
            Row(
                id: key.id, name: key.name, team: key.team, tags: key.tags, routes: key.routes.map(\.text),
                vendors: key.vendors,
                formerUntil: key.former.flatMap { now < $0.until ? TimestampText.text($0.until) : nil },
                expires: key.expires.map(TimestampText.text), isExpired: key.expires.map { now >= $0 } ?? false,
                limits: Limits(key.allotment.limits), budget: key.allotment.budget.map(Money.init),
                priority: key.priority == .batch ? "low" : "normal", rehearse: key.rehearsal.rawValue,
                record: key.mayRecord ? "allow" : "deny")
        }
    }

    /// For people.
    public var text: String {
        guard !keys.isEmpty else { return "there are no keys" }
        let rows = keys.map { key in
            [
                key.id, key.name, key.team ?? "-",
                key.routes.isEmpty ? "all routes" : key.routes.joined(separator: ","),
                key.vendors.isEmpty ? "all vendors" : key.vendors.joined(separator: ","),
                key.limits?.text ?? "no limits", key.budget?.text ?? "no budget",
                [
                    key.priority == "low" ? "low priority" : nil,
                    key.rehearse.flatMap { $0 == RehearsalConsent.live.rawValue ? nil : "rehearse: \($0)" },
                    key.record == "allow" ? "record: allow" : nil,
                    key.expires.map { (key.isExpired ? "expired " : "expires ") + $0 },
                ].compactMap { $0 }.joined(separator: ", "),
            ]
        }
        return TextTable.lines(rows).joined(separator: "\n")
    }
}
