import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

extension CapacityFigure {
    /// What can be said to `question`. Refused shares are those of a load at the high demand, all of which comes at once
    /// from one minute to the next, at the beginning of the minute.
    public init(_ question: CapacityQuestion) {
        self.init()
        rampRule = question.ramp.sentence
        guard let demand = question.demand else { return }
        requestDemand = Double(demand.requests)
        let limits = Limit.all(of: question, demand)
        let tokens = limits.filter { $0.kind != .requests }
        let token = tokens.min { $0.ratio < $1.ratio }
        tokenDemand = token?.demand ?? Double(demand.tokens)
        tokenQuota = token?.quota
        let request = limits.first { $0.kind == .requests }
        requestQuota = request?.quota
        let binding = limits.min { $0.ratio < $1.ratio }
        source = binding?.source ?? ""
        ratio = binding.flatMap { $0.ratio.isFinite ? $0.ratio : nil }

        let load = RampedLoad(question, demand)
        rampMinutes = load.minutes
        refusedInMinute1 = Self.refused(limits, load, minute: 1)
        refusedInMinute15 = Self.refused(limits, load, minute: 15)
        refusedInMinute60 = Self.refused(limits, load, minute: 60)

        // At the backup nothing of the prompts is cached yet.
        let usage = demand.hourlyUsage
        hourlyCostAtPrimary = question.primaryPrice.map { Self.cost(of: usage, demand.hourlyRequests, at: $0) }
        hourlyCost = question.backupPrice.map {
            Self.cost(of: Usage(input: usage.input, output: usage.output), demand.hourlyRequests, at: $0)
        }
    }

    private static func refused(_ limits: [Limit], _ load: RampedLoad, minute: Int) -> Double? {
        let shares = limits.map { 1 - $0.ratio } + [load.refused(inMinute: minute)].compactMap(\.self)
        return shares.max().map { min(1, max(0, $0)) }
    }

    /// An hour, by the rates for a request of average length, and with what the hour costs by itself.
    private static func cost(of usage: Usage, _ requests: Double, at price: Price) -> Int {
        var flat = Price(price.rates)
        if let long = price.long, requests > 0, Double(usage.input) / requests > Double(long.above) {
            flat = Price(long.rates)
        }
        return Int(clamping: Int128(flat.cost(of: usage)) + Int128(max(0, price.hourly ?? 0)))
    }
}

/// One limit, and what it has to bear.
private struct Limit {
    enum Kind { case requests, tokens, prompts, answers }

    var kind: Kind
    /// What the route needs, a minute; above zero.
    var demand: Double
    /// What the backup serves already, a minute.
    var committed: Double
    var quota: Int
    /// Where it is known from.
    var source: String

    var ratio: Double { max(0, Double(quota) - committed) / demand }

    static func all(of question: CapacityQuestion, _ demand: RouteLoad) -> [Limit] {
        let answered = question.answered
        let configured = question.configured
        let isSplit = answered?.outputTokens != nil
        let committed = question.committed
        return [
            limit(
                .requests, demand.requests, committed?.requests, answered: answered?.requests,
                configured: configured?.requests, worked: perMinute(question)),
            limit(
                .tokens, demand.tokens, committed?.tokens, answered: isSplit ? nil : answered?.tokens,
                configured: configured?.outputTokens == nil ? configured?.tokens : nil),
            limit(
                .prompts, demand.inputTokens, committed?.inputTokens, answered: isSplit ? answered?.tokens : nil,
                configured: configured?.outputTokens == nil ? nil : configured?.tokens),
            limit(
                .answers, demand.outputTokens, committed?.outputTokens, answered: answered?.outputTokens,
                configured: configured?.outputTokens),
        ].compactMap(\.self)
    }

    private static func limit(
        _ kind: Kind, _ demand: Int, _ committed: Int?, answered: Int?, configured: Int?, worked: Int? = nil
    ) -> Limit? {
        guard let quota = [answered, configured, worked].compactMap(\.self).min(), demand > 0 else { return nil }
        return Limit(
            kind: kind, demand: Double(demand), committed: Double(max(0, committed ?? 0)), quota: max(0, quota),
            source: quota == answered ? "answers" : quota == configured ? "configuration" : "concurrency")
    }

    /// Requests a minute of a backup that works on so many at once.
    private static func perMinute(_ question: CapacityQuestion) -> Int? {
        guard let concurrency = question.concurrency, let seconds = question.secondsPerRequest, concurrency > 0,
            seconds > 0, seconds.isFinite
        else { return nil }
        return Int(clamped: min(Double(concurrency) * 60 / seconds, 1e12))
    }
}

/// The route's prompts, all of them at the backup, under its ramp rule.
private struct RampedLoad {
    var ramp: RampRule
    var demand: Double
    var committed: Double
    var warm: Double

    init(_ question: CapacityQuestion, _ demand: RouteLoad) {
        ramp = question.ramp
        self.demand = Double(max(0, demand.inputTokens))
        committed = Double(max(0, question.committed?.inputTokens ?? 0))
        let share = question.warmShare.isNaN ? 0 : min(1, max(0, question.warmShare))
        warm = share * self.demand + committed
    }

    var minutes: Double? { ramp.minutes(from: warm, to: demand + committed) }

    func refused(inMinute minute: Int) -> Double? {
        guard demand > 0, let most = ramp.most(from: warm, after: Double(minute - 1)) else { return nil }
        return 1 - min(demand, max(0, most - committed)) / demand
    }
}
