import PlanBDialects
import PlanBPolicy
import PlanBVocabulary

/// The words for what limits and budgets do not allow.
enum MoneyErrors {
    // MARK: - Limits

    /// 429 with the moment from which on the request would be let in.
    static func error(_ refusal: LimitRefusal, _ dialect: DialectID, epoch: Int64) -> ClientError {
        let milliseconds = max(1, refusal.wait.millisecondsRoundedUp)
        var headers = [ClientError.Header("retry-after-ms", String(milliseconds))]
        headers += RateLimitFields(refusal.standing, dialect, epoch: epoch).headers
        let limit =
            switch refusal.kind {
            case .requests(let rate): "\(rate.perMinute) requests a minute"
            case .tokens(let rate): "\(rate.perMinute) tokens a minute"
            case .concurrent(let count): "\(count) requests at once"
            }
        let advice =
            if case .concurrent = refusal.kind { "try again when one of them is over" } else {
                "try again in \(RateLimitFields.text(refusal.wait))"
            }
        return ClientError(
            429, code: "rate_limit_exceeded", "The limit of \(name(refusal.account)) is \(limit); \(advice).",
            shouldRetry: true, retryAfterSeconds: max(1, refusal.wait.secondsRoundedUp), headers: headers)
    }

    // MARK: - Budgets

    /// What the client is told when no target of its route fits its budgets.
    static func error(_ refusals: [MoneyRefusal]) -> ClientError? {
        // A budget that is used up says more than what else would have kept other targets from being asked.
        let used = refusals.first { if case .hold(.budget) = $0 { true } else { false } }
        let elsewhere = refusals.first { if case .hold(.budget(let short)) = $0 { short.isElsewhere } else { false } }
        guard let refusal = elsewhere ?? used ?? refusals.first else { return nil }
        switch refusal {
        case .hold(.budget(let short)) where short.isElsewhere:
            return ClientError(
                429, code: "rate_limit_exceeded", sentence(refusal), shouldRetry: true, retryAfterSeconds: 1)
        case .hold(.budget):
            return ClientError(429, code: "insufficient_quota", sentence(refusal), shouldRetry: false)
        case .hold(.unbounded(_, .output)):
            return .badRequest("max_tokens_required", parameter: "max_tokens", sentence(refusal))
        case .hold(.unbounded), .unmeasured:
            return ClientError(403, code: "cost_not_bounded", sentence(refusal), shouldRetry: false)
        case .unpriced: return ClientError(403, code: "price_not_known", sentence(refusal), shouldRetry: false)
        }
    }

    /// The same, as the reason for leaving a target out.
    static func reason(_ refusal: MoneyRefusal) -> String { String(sentence(refusal).dropLast()) }

    private static func sentence(_ refusal: MoneyRefusal) -> String {
        switch refusal {
        case .hold(.budget(let short)) where short.isElsewhere:
            return
                "The part of the budget of \(name(short.account)) that this gateway has is used up; it has asked the "
                + "others for more: try again in a second."
        case .hold(.budget(let short)):
            let reset = short.resets.map { "; it begins anew at \(UTCText.text($0))" } ?? ""
            return "The budget of \(name(short.account)) does not allow for this request, which needs "
                + "\(MoneyAmount.text(short.needed)): \(MoneyAmount.text(short.spent)) are spent and "
                + "\(MoneyAmount.text(short.held)) held of \(MoneyAmount.text(short.budget.limit)) "
                + "\(short.budget.period.name)\(reset)."
        case .hold(.unbounded(let account, .output)):
            return "The budget of \(name(account)) is strict, and how long the answer may be is not known; "
                + "send max_tokens."
        case .hold(.unbounded(let account, .media)):
            return "The budget of \(name(account)) is strict, and what images, files and stored items cost at this "
                + "model is not known before; leave them out, or ask for another model."
        case .hold(.unbounded(let account, .operation)):
            return "The budget of \(name(account)) is strict, and what this request costs cannot be told before; "
                + "leave out tools that the provider runs, or ask with a key whose budget is not strict."
        case .unpriced(let account, let model):
            return
                "\(name(account)) has a budget, and the price of \(model) is not known; configure \"price:\" for its "
                + "target, or \"unpriced:\"."
        case .unmeasured(let account):
            return "\(name(account)) has a budget, and what a request that is passed through costs is not measured; "
                + "use a key without a budget."
        }
    }

    /// `key:Ab12Cd34` as `the key Ab12Cd34`.
    private static func name(_ account: String) -> String {
        let parts = account.split(separator: ":", maxSplits: 1)
        return parts.count == 2 ? "the \(parts[0]) \"\(parts[1])\"" : "the caller"
    }
}

/// An amount of money for people.
enum MoneyAmount {
    /// `0.000012 USD`: at least two digits after the point, at most six, rounded up, so that something is never nothing.
    static func text(_ nanodollars: Int) -> String {
        let whole = max(0, nanodollars) / 1_000_000_000
        let rest = max(0, nanodollars) % 1_000_000_000
        let millionths = (rest + 999) / 1000
        guard millionths < 1_000_000 else { return "\(whole + 1).00 USD" }
        var digits = String(1_000_000 + millionths).dropFirst()
        while digits.utf8.count > 2, digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits) USD"
    }
}

/// A moment for programs and people.
enum UTCText {
    /// `2026-12-31T18:00:00Z` of seconds since 1970.
    static func text(_ epoch: Int64) -> String {
        let day = UTCDay(epoch: epoch)
        let second = Int(
            clamping: max(0, min(UTCDay.seconds - 1, epoch.subtractingReportingOverflow(day.start).partialValue)))
        return "\(day.year)-\(two(day.month))-\(two(day.day))T\(two(second / 3600)):\(two(second / 60 % 60)):"
            + "\(two(second % 60))Z"
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}

extension Instant.Span {
    /// Whole milliseconds, rounded up.
    var millisecondsRoundedUp: Int {
        Int(nanoseconds / 1_000_000) + (nanoseconds % 1_000_000 > 0 ? 1 : 0)
    }
}
