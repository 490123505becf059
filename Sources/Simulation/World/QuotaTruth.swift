import PlanBVocabulary

/// A provider that lets so much through in any 60 seconds. It counts for itself, in another way than the gateway and the replay
/// of what-if do.
struct QuotaTruth {
    private static let window = Instant.Span.seconds(60)

    private let requests: Int
    private let tokens: Int
    /// What was let through in the last 60 seconds, the oldest first, from `first` on.
    private var passed: [(at: Instant, tokens: Int)] = []
    private var first = 0
    private var sum = 0

    /// Nil: there is no quota.
    init?(_ quota: TargetPlan.Quota?) {
        guard let quota else { return nil }
        requests = quota.requests ?? .max
        tokens = quota.tokens ?? .max
    }

    /// Takes a request of so many tokens with its answer. Returns how many seconds its sender has to wait, rounded up as the
    /// header has it; nil: it was let through.
    mutating func take(_ asked: Int, at now: Instant) -> Int? {
        while first < passed.count, passed[first].at + Self.window <= now {
            sum -= passed[first].tokens
            first += 1
        }
        if first > 1000 {
            passed.removeFirst(first)
            first = 0
        }
        // What is larger than the quota is let through by itself.
        let asked = min(asked, tokens)
        var (count, left, place) = (passed.count - first, sum, first)
        while count + 1 > requests || left + asked > tokens {
            left -= passed[place].tokens
            count -= 1
            place += 1
        }
        guard place == first else {
            let wait = passed[place - 1].at + Self.window - now
            return max(1, Int((wait.nanoseconds + 999_999_999) / 1_000_000_000))
        }
        passed.append((now, asked))
        sum += asked
        return nil
    }
}
