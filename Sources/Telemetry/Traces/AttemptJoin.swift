import PlanBLedger

/// Brings attempts and their requests together: attempts come first. Bounded: of requests that never come to an end, the oldest
/// are forgotten.
struct AttemptJoin {
    private let capacity: Int
    private var waiting: [String: [AttemptEntry]] = [:]
    /// Requests with attempts that wait, oldest first; some are gone already.
    private var order: [String] = []
    private var count = 0
    /// Attempts that were forgotten.
    private(set) var forgotten = 0

    /// - Parameter capacity: how many attempts may wait.
    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// How many attempts wait.
    var size: Int { count }

    /// Takes the attempt that answered and its request, which came together; all attempts of the request. Almost always there
    /// are no others, and nothing is looked up.
    mutating func take(_ attempt: AttemptEntry, with request: RequestEntry) -> [AttemptEntry] {
        guard !waiting.isEmpty else { return [attempt] }
        return takeWaiting(of: request) + [attempt]
    }

    /// Takes the next entry; the request with all its attempts, if it is one.
    mutating func take(_ entry: LedgerEntry) -> (request: RequestEntry, attempts: [AttemptEntry])? {
        switch entry {
        case .open, .event: return nil
        case .attempt(let attempt):
            keep(attempt)
            return nil
        case .request(let request):
            return (request, takeWaiting(of: request))
        }
    }

    private mutating func takeWaiting(of request: RequestEntry) -> [AttemptEntry] {
        let attempts = waiting.removeValue(forKey: request.id) ?? []
        count -= attempts.count
        if waiting.isEmpty { order.removeAll(keepingCapacity: true) }
        return attempts
    }

    private mutating func keep(_ attempt: AttemptEntry) {
        if waiting[attempt.request] == nil { order.append(attempt.request) }
        waiting[attempt.request, default: []].append(attempt)
        count += 1
        guard count > capacity || order.count > 4 * capacity else { return }
        order.removeAll { waiting[$0] == nil }
        var oldest = 0
        while count > capacity, oldest < order.count {
            let gone = waiting.removeValue(forKey: order[oldest])?.count ?? 0
            count -= gone
            forgotten += gone
            oldest += 1
        }
        order.removeFirst(oldest)
    }
}
