import NIOCore
import PlanBDialects
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary

/// What is known of an attempt's cost before it is sent.
struct Holding {
    /// In nanodollars; nil: no price is known. Where there is a budget, the ceiling counts.
    var expected: Int?
    var holds = Holds()
    /// The same, for the attempt's row.
    var rows: [OpenEntry.Hold] = []
}

// Budgets: money is set aside for each attempt right before it is sent, and given back, with what it cost, when it is
// over.
extension Gateway {
    /// Sets aside what the attempt needs.
    /// - Throws: `.busy`, with the reason in the lead, if a budget does not allow for it: the target is left out.
    func hold<Reply: UpstreamReply>(
        _ lead: Lead<Reply>, _ request: UpstreamRequest, _ exchange: Exchange
    ) throws(AttemptFailure) -> Holding {
        let candidate = lead.attempt.candidate
        let facts = exchange.facts
        let kind = facts.costKind
        let cap = facts.probe.allowedOutput
        guard let purse = exchange.purse, purse.scopes.hasBudget else {
            let output = kind == .text ? min(MoneyBook.usualOutput, cap ?? .max) : 0
            return Holding(expected: Self.expected(kind, exchange.demand.promptTokens, output, candidate.price))
        }
        let scopes = purse.scopes
        guard facts.operation != .passthrough || kind == .free else {
            throw refuse(.unmeasured(account: treasury.with { $0.budgeted(scopes) ?? "" }), lead)
        }
        guard let price = exchange.priceForBudgets(of: candidate) else {
            throw refuse(.unpriced(account: treasury.with { $0.budgeted(scopes) ?? "" }, model: candidate.model), lead)
        }
        let most = scopes.isStrict ? most(price, kind, candidate, request, exchange, purse) : .success(0)
        let epoch = exchange.calendarTime(of: lead.started) / 1000
        let outage = exchange.mayExceed(lead.attempt.reason) ? exchange.snapshot.outageShare : 0
        let result = treasury.with { book -> Result<Holding, HoldRefusal> in
            let output = kind == .text ? book.expectedOutput(scopes, cap: cap) : 0
            let expected = Self.expected(kind, exchange.demand.promptTokens, output, price) ?? 0
            return Result { () throws(HoldRefusal) in
                let quote = Quote(expected: expected, most: most)
                let holds = try book.hold(scopes, quote, epoch: epoch, outage: outage)
                let rows = holds.parts.map { part in
                    OpenEntry.Hold(account: book.name(of: part.account), period: part.period, amount: part.amount)
                }
                return Holding(expected: expected, holds: holds, rows: rows)
            }
        }
        do throws(HoldRefusal) { return try result.get() } catch { throw refuse(.hold(error), lead) }
    }

    private static func expected(_ kind: CostBound.Kind, _ prompt: Int, _ output: Int, _ price: Price?) -> Int? {
        kind == .free ? price.map { _ in 0 } : price?.cost(of: Usage(input: prompt, output: output))
    }

    /// The most that the attempt can cost.
    private func most(
        _ price: Price, _ kind: CostBound.Kind, _ candidate: Standing, _ request: UpstreamRequest,
        _ exchange: Exchange, _ purse: Purse
    ) -> Result<Int, CostBound.Obstacle> {
        let facts = exchange.facts
        let surprises = purse.surprises ?? facts.costSurprises
        purse.surprises = surprises
        if surprises.hasHostedTools { return .failure(.operation) }
        let bound = CostBound(
            bytes: request.body.whole?.readableBytes, hasMore: surprises.hasMore, cap: facts.probe.outputCap,
            choices: facts.probe.answers, kind: kind)
        return Result { () throws(CostBound.Obstacle) in
            let usage = try bound.usage(candidate.contract)
            return price.most(input: usage.input, output: usage.output)
        }
    }

    private func refuse<Reply: UpstreamReply>(_ refusal: MoneyRefusal, _ lead: Lead<Reply>) -> AttemptFailure {
        lead.moneyRefusal = refusal
        var failure = AttemptFailure(.busy, detail: "was not asked: a budget does not allow for it")
        failure.refusal = MoneyErrors.reason(refusal)
        failure.chargesNobody = true
        return failure
    }

    /// The attempt is over: what it cost is spent, and what was set aside beyond that is free.
    func settle<Reply: UpstreamReply>(
        _ lead: Lead<Reply>, _ meter: Meter, cost: Int?, isAnswer: Bool, _ exchange: Exchange
    ) {
        guard let purse = exchange.purse, let number = lead.number else { return }
        if let usage = meter.usage { purse.tokens = max(purse.tokens, Self.sum(usage)) }
        guard rules.releasesHolds || isAnswer, purse.scopes.countsTokens else { return }
        let holds = purse.take(number)
        let output = isAnswer && !meter.isEstimated && exchange.facts.costKind == .text ? meter.usage?.output : nil
        treasury.with { book in
            if let holds { book.settle(holds, cost: cost ?? 0) }
            if let output { book.note(output: output, of: purse.scopes) }
        }
    }

    private static func sum(_ usage: Usage) -> Int {
        min(max(usage.input, 0), Rate.largest) + min(max(usage.output, 0), Rate.largest)
    }
}

extension Exchange {
    /// What a token at `candidate` costs, as far as budgets are concerned: a price that nobody knows is the ceiling, or
    /// there is none (nil).
    func priceForBudgets(of candidate: Standing) -> Price? {
        if let price = candidate.price { return price }
        guard let ceiling = snapshot.unpricedCeiling else { return nil }
        return Price(input: ceiling, output: ceiling)
    }

    /// What `usage` cost at `candidate`, in nanodollars, and by which price list. Where no price is known, budgets are
    /// charged the ceiling: never nothing.
    func cost(_ usage: Usage?, at candidate: Standing) -> (amount: Int?, version: String) {
        guard let usage else { return (nil, candidate.priceVersion) }
        if let price = candidate.price { return (price.cost(of: usage), candidate.priceVersion) }
        guard let purse, purse.scopes.hasBudget, let price = priceForBudgets(of: candidate) else { return (nil, "") }
        return (price.cost(of: usage), AttemptEntry.ceiling)
    }

    /// Whether an attempt may use what `budget_in_outage:` allows: it stands in for one that failed.
    func mayExceed(_ reason: Try.Reason) -> Bool {
        switch reason {
        case .failover, .restart, .prefill: !notes.isEmpty
        case .first, .retry, .hedge: false
        }
    }
}
