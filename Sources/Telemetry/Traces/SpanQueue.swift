import PlanBVocabulary

/// Spans on their way to the collector: bounded. What there is no room for is left out, by whole requests.
struct SpanQueue {
    private let size: Int
    private let batch: Int
    private let delay: Instant.Span
    private var spans: [TraceSpan] = []
    /// When the oldest came.
    private var since: Instant?
    /// Spans that were left out.
    private(set) var dropped = 0

    /// A queue of at most `size` spans, which are sent in batches of at most `batch`, each after at most `delay`.
    init(size: Int, batch: Int, delay: Instant.Span) {
        self.size = size
        self.batch = batch
        self.delay = delay
    }

    /// How many wait.
    var count: Int { spans.count }

    /// Takes the spans of one request.
    mutating func add(_ new: [TraceSpan], now: Instant) {
        guard !new.isEmpty else { return }
        guard spans.count + new.count <= size else {
            dropped += new.count
            return
        }
        if spans.isEmpty { since = now }
        spans += new
    }

    /// Counts spans that were lost on their way here.
    mutating func lose(_ count: Int) { dropped += count }

    /// The next batch, if it is full, or if its oldest span has waited for long enough; nil: nothing is to be sent now.
    mutating func due(now: Instant) -> [TraceSpan]? {
        guard let since, spans.count >= batch || now >= since + delay else { return nil }
        return next(now: now)
    }

    /// The next batch, at once; nil: there is nothing.
    mutating func next(now: Instant) -> [TraceSpan]? {
        guard !spans.isEmpty else { return nil }
        let taken = Array(spans.prefix(batch))
        spans.removeFirst(taken.count)
        // Those behind came later; when, is not worth a note of each.
        since = spans.isEmpty ? nil : now
        return taken
    }

    /// A batch was not sent after all: it goes first next time, as far as there is room.
    mutating func putBack(_ batch: [TraceSpan], now: Instant) {
        let room = max(0, size - spans.count)
        dropped += max(0, batch.count - room)
        spans.insert(contentsOf: batch.prefix(room), at: 0)
        since = spans.isEmpty ? nil : since ?? now
    }
}
