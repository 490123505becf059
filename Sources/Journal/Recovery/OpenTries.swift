import PlanBLedger
import PlanBVocabulary

/// The tries that were opened and not closed, by request: what a process that is killed leaves to the next one. It is as
/// large as what is under way.
struct OpenTries {
    /// A request that is under way.
    ///
    /// Unchecked: it is changed only by who alone has it.
    final class Trace: @unchecked Sendable {
        /// Its first try, which tells whose it is.
        let first: OpenEntry
        /// Tries that have not ended, but for the first.
        private(set) var further: [OpenEntry] = []
        /// The first has not ended.
        private(set) var isFirstOpen: Bool
        /// How many have ended.
        private(set) var ended: Int
        /// What those cost, in nanodollars.
        private(set) var cost: Int?
        /// One of those with usage has no price.
        private(set) var isUnpriced: Bool

        init(
            first: consuming OpenEntry, isFirstOpen: Bool = true, ended: Int = 0, cost: Int? = nil,
            isUnpriced: Bool = false
        ) {
            self.first = first
            self.isFirstOpen = isFirstOpen
            self.ended = ended
            self.cost = cost
            self.isUnpriced = isUnpriced
        }
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
        case .open(let open): begin(Trace(first: open), RequestKey(open.request))
        case .attempt(let attempt): change(RequestKey(attempt.request)) { $0.end(attempt) }
        case .request(let request): end(RequestKey(request.id))
        case .event: break
        }
    }

    /// A try is about to be sent: `trace` is new and has nothing else.
    mutating func begin(_ trace: Trace, _ key: RequestKey) {
        guard let known = byRequest.updateValue(trace, forKey: key) else { return }
        // It is not the first one.
        byRequest[key] = known
        change(key) { $0.begin(trace.first) }
    }

    /// A request is over. What is still open of it was never sent. Returns what was known of it, which takes a while to
    /// forget.
    @discardableResult
    mutating func end(_ key: RequestKey) -> Trace? {
        guard let place = byRequest.index(forKey: key) else { return nil }
        return byRequest.remove(at: place).value
    }

    /// A request of an earlier segment.
    mutating func carry(_ trace: Trace) { byRequest[RequestKey(trace.first.request)] = trace }

    /// An open try of it.
    mutating func carry(_ open: OpenEntry) { change(RequestKey(open.request)) { $0.carry(open) } }

    private mutating func change(_ key: RequestKey, _ body: (Trace) -> Void) {
        guard let place = byRequest.index(forKey: key) else { return }
        if !isKnownUniquelyReferenced(&byRequest.values[place]) {
            byRequest.values[place] = byRequest.values[place].copy()
        }
        body(byRequest.values[place])
    }
}

extension OpenTries.Trace {
    /// Tries that have not ended.
    var open: [OpenEntry] { (isFirstOpen ? [first] : []) + further }

    fileprivate func copy() -> OpenTries.Trace {
        let copy = OpenTries.Trace(
            first: first, isFirstOpen: isFirstOpen, ended: ended, cost: cost, isUnpriced: isUnpriced)
        copy.further = further
        return copy
    }

    fileprivate func begin(_ open: OpenEntry) { further.append(open) }

    fileprivate func carry(_ open: OpenEntry) {
        if first.number == open.number {
            isFirstOpen = true
        } else {
            further.append(open)
        }
    }

    fileprivate func end(_ attempt: AttemptEntry) {
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
        let trace = copy()
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
