import PlanBLedger
import PlanBVocabulary

/// The tries that were opened and not closed, by request: what a process that is killed leaves to the next one. It is as
/// large as what is under way.
struct OpenTries {
    /// A request that is under way.
    struct Trace: Equatable {
        /// Its first try, which tells whose it is.
        var first: OpenEntry
        /// Tries that have not ended, but for the first.
        var further: [OpenEntry] = []
        /// The first has not ended.
        var isFirstOpen = false
        /// How many have ended.
        var ended = 0
        /// What those cost, in nanodollars.
        var cost: Int?
        /// One of those with usage has no price.
        var isUnpriced = false

        /// Tries that have not ended.
        var open: [OpenEntry] { (isFirstOpen ? [first] : []) + further }
    }

    private var byRequest: [RequestKey: Trace] = [:]

    /// How many requests are under way.
    var count: Int { byRequest.count }

    /// Everything that is under way, in a fixed order.
    var traces: [Trace] {
        byRequest.values.sorted { ($0.first.time, $0.first.request) < ($1.first.time, $1.first.request) }
    }

    /// Takes in what was recorded.
    mutating func note(_ entry: borrowing LedgerEntry) {
        switch entry {
        case .open(let open): begin(open)
        case .attempt(let attempt): end(attempt)
        case .request(let request): end(request)
        case .event: break
        }
    }

    /// A try is about to be sent.
    mutating func begin(_ open: OpenEntry) {
        byRequest[RequestKey(open.request), default: Trace(first: open)].begin(open)
    }

    private mutating func end(_ attempt: AttemptEntry) {
        guard let place = byRequest.index(forKey: RequestKey(attempt.request)) else { return }
        byRequest.values[place].end(attempt)
    }

    /// A request is over. What is still open of it was never sent.
    mutating func end(_ request: RequestEntry) {
        guard let place = byRequest.index(forKey: RequestKey(request.id)) else { return }
        byRequest.remove(at: place)
    }

    /// A request of an earlier segment.
    mutating func carry(_ trace: Trace) { byRequest[RequestKey(trace.first.request)] = trace }

    /// An open try of it.
    mutating func carry(_ open: OpenEntry) {
        guard let place = byRequest.index(forKey: RequestKey(open.request)) else { return }
        if byRequest.values[place].first.number == open.number {
            byRequest.values[place].isFirstOpen = true
        } else {
            byRequest.values[place].further.append(open)
        }
    }
}

extension OpenTries.Trace {
    /// The first try makes the trace, the others are added to it.
    fileprivate mutating func begin(_ open: OpenEntry) {
        if ended == 0, further.isEmpty, !isFirstOpen {
            isFirstOpen = true
        } else {
            further.append(open)
        }
    }

    fileprivate mutating func end(_ attempt: AttemptEntry) {
        if first.number == attempt.number {
            isFirstOpen = false
        } else {
            further.removeAll { $0.number == attempt.number }
        }
        ended &+= 1
        if let more = attempt.cost {
            let (sum, overflow) = (cost ?? 0).addingReportingOverflow(more)
            cost = overflow ? .max : sum
        } else if attempt.usage != nil {
            isUnpriced = true
        }
    }

    /// What is recorded in place of what the killed process could not: each open try as interrupted, charged at what it was
    /// expected to cost, then the request.
    func interruption() -> [LedgerEntry] {
        var trace = self
        var entries: [LedgerEntry] = []
        for open in trace.open {
            let entry = open.interrupted
            trace.end(entry)
            entries.append(.attempt(entry))
        }
        entries.append(
            .request(
                RequestEntry(
                    id: first.request, time: first.time, key: first.key, team: first.team, route: first.route,
                    operation: Operation(rawValue: first.operation) ?? .passthrough, model: first.asked,
                    promptTokens: first.promptTokens, target: nil, outcome: .interrupted, status: 0,
                    attempts: trace.ended, commitAfter: nil, duration: .zero, usage: nil, isEstimated: true,
                    cost: trace.cost, isUnpriced: trace.isUnpriced, code: "interrupted", generation: 0)))
        return entries
    }
}

extension OpenEntry {
    /// What is charged when nobody saw what it cost: what was set aside for it, which for a strict budget is the most that it
    /// can have cost, else what was expected.
    private var charge: Int? {
        guard let held = holds.map(\.amount).max() else { return expected }
        return max(held, expected ?? 0)
    }

    /// The attempt that stands for it when nobody saw how it ended.
    fileprivate var interrupted: AttemptEntry {
        AttemptEntry(
            request: request, number: number, reason: reason, time: time, key: key, team: team, route: route,
            operation: Operation(rawValue: operation) ?? .passthrough, target: target, vendor: vendor, model: model,
            outcome: "interrupted", failure: .draining, duration: .zero,
            usage: Usage(input: promptTokens, output: 0), isEstimated: true, cost: charge,
            detail: "the gateway ended while this was under way")
    }
}
